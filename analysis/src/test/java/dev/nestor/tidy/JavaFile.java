package dev.nestor.tidy;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A Java file and its syntax tree, read by the parser of the JDK that runs the tests. */
final class JavaFile {

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private final TextFile file;
    private final CompilationUnitTree tree;
    private final DocTrees docTrees;

    private JavaFile(TextFile file, CompilationUnitTree tree, DocTrees docTrees) {
        this.file = file;
        this.tree = tree;
        this.docTrees = docTrees;
    }

    static JavaFile parse(String path, String text) {
        JavaFileObject source = new SimpleJavaFileObject(URI.create("tidy:///" + path), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        JavacTask task = (JavacTask)
                COMPILER.getTask(null, null, diagnostic -> {}, List.of("-proc:none"), null, List.of(source));
        try {
            return new JavaFile(
                    new TextFile(path, text), task.parse().iterator().next(), DocTrees.instance(task));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TextFile file() {
        return file;
    }

    String path() {
        return file.path();
    }

    CompilationUnitTree tree() {
        return tree;
    }

    /** The package as declared, or the empty string. */
    String packageName() {
        return tree.getPackageName() == null ? "" : tree.getPackageName().toString();
    }

    boolean isPackageInfo() {
        return path().endsWith("/package-info.java");
    }

    int firstLine(Tree node) {
        return lineAt(docTrees.getSourcePositions().getStartPosition(tree, node));
    }

    int lastLine(Tree node) {
        return lineAt(docTrees.getSourcePositions().getEndPosition(tree, node));
    }

    /** Whether the node at the path carries Javadoc whose first sentence says something. */
    boolean hasSummary(TreePath node) {
        var comment = docTrees.getDocCommentTree(node);
        return comment != null
                && !comment.getFirstSentence().isEmpty()
                && !comment.getFirstSentence().toString().isBlank();
    }

    private int lineAt(long position) {
        return (int) tree.getLineMap().getLineNumber(position);
    }
}
