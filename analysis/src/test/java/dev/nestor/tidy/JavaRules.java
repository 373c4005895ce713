package dev.nestor.tidy;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/** The rules for one Java file; each returns what breaks it. */
final class JavaRules {

    static final int CLASS_LINES_MAX = 400;
    static final int TABLE_LINES_MAX = 600;
    static final int METHOD_LINES_MAX = 60;
    static final int NESTING_MAX = 3;

    /**
     * Marks a file whose bulk is rows of one table; it stands above the type and gives the reason, for example
     * {@code // tidy: table, one row per special purpose register}.
     */
    static final Pattern TABLE_MARK = Pattern.compile("^// tidy: table, \\w.*$", Pattern.MULTILINE);

    /**
     * Marks, in its body, a method that is one switch over the rows of a table and cannot be cut without cost; it gives
     * the reason, for example {@code // tidy: dispatch, one case per hot instruction}.
     */
    static final Pattern DISPATCH_MARK = Pattern.compile("\\s*// tidy: dispatch, \\w.*");

    private static final Set<String> EMPTY_PACKAGE_NAMES =
            Set.of("util", "utils", "common", "commons", "impl", "helper", "helpers", "misc");
    private static final Pattern EMPTY_TYPE_NAME = Pattern.compile(".+(Manager|Helpers?|Utils?|Impl)");
    private static final Set<String> TEST_ANNOTATIONS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "Property");
    private static final Pattern CLAIM = Pattern.compile("(?!test[A-Z_]|test$)[a-z][a-zA-Z0-9]*");
    private static final Pattern DISABLED_SILENTLY = Pattern.compile("@Disabled\\b(?!\\s*\\(\\s*\")");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(|\\bTimeUnit\\.[A-Z]+\\.sleep\\(");
    private static final Pattern MOCK = Pattern.compile("^import (static )?org\\.(mockito|easymock)\\b.*");
    private static final Pattern DEAD_CODE =
            Pattern.compile("^\\s*//.*[\\w)\"];$|^\\s*//\\s*[{}]\\s*$|^\\s*//.*\\) \\{$");

    private JavaRules() {}

    static List<Finding> fileLength(JavaFile java) {
        int lines = java.file().lines().size();
        boolean table = TABLE_MARK.matcher(java.file().text()).find();
        int max = table ? TABLE_LINES_MAX : CLASS_LINES_MAX;
        String mend = "split it by meaning"
                + (table ? "" : ", or mark a file of rows: \"// tidy: table, REASON\" (then " + TABLE_LINES_MAX + ")");
        return lines <= max
                ? List.of()
                : List.of(new Finding(java.path(), max + 1, lines + " lines, at most " + max, mend));
    }

    static List<Finding> methodLength(JavaFile java) {
        List<Finding> findings = new ArrayList<>();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void unused) {
                check(method, method.getName().toString());
                return super.visitMethod(method, unused);
            }

            @Override
            public Void visitBlock(BlockTree block, Void unused) {
                if (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree) {
                    check(block, "initializer");
                }
                return super.visitBlock(block, unused);
            }

            private void check(Tree body, String name) {
                List<String> lines = java.file().lines().subList(java.firstLine(body) - 1, java.lastLine(body));
                boolean dispatch = lines.stream()
                        .anyMatch(line -> DISPATCH_MARK.matcher(line).matches());
                if (lines.size() > METHOD_LINES_MAX && !dispatch) {
                    String fault = name + " has " + lines.size() + " lines, at most " + METHOD_LINES_MAX;
                    String mend = "give its steps names, or mark one switch over rows: \"// tidy: dispatch, REASON\"";
                    findings.add(new Finding(java.path(), java.firstLine(body), fault, mend));
                }
            }
        }.scan(java.tree(), null);
        return findings;
    }

    static List<Finding> nesting(JavaFile java) {
        return NestingScanner.tooDeep(java, NESTING_MAX).stream()
                .map(line -> new Finding(
                        java.path(),
                        line,
                        "nested deeper than " + NESTING_MAX,
                        "return early, or move the inner part into a method"))
                .toList();
    }

    static List<Finding> publicTypesHaveJavadoc(JavaFile java) {
        List<Finding> findings = new ArrayList<>();
        new TreePathScanner<Void, Boolean>() {
            @Override
            public Void visitClass(ClassTree type, Boolean outerIsOpen) {
                // A member of an interface is public without saying so.
                Tree outer = getCurrentPath().getParentPath().getLeaf();
                boolean open = type.getModifiers().getFlags().contains(Modifier.PUBLIC)
                        || (outerIsOpen && outer.getKind() == Tree.Kind.INTERFACE);
                if (open && (outerIsOpen || outer instanceof CompilationUnitTree)) {
                    if (!java.hasSummary(getCurrentPath())) {
                        String fault = "public type " + type.getSimpleName() + " has no Javadoc";
                        findings.add(
                                new Finding(java.path(), java.firstLine(type), fault, "begin with a sentence of fact"));
                    }
                    return super.visitClass(type, true);
                }
                return super.visitClass(type, false);
            }
        }.scan(java.tree(), false);
        return findings;
    }

    static List<Finding> packageInfoSaysSomething(JavaFile java) {
        boolean silent = java.isPackageInfo() && !java.file().text().contains("/**");
        return silent
                ? List.of(new Finding(
                        java.path(), 1, "package without a description", "say purpose, doors, what it may import"))
                : List.of();
    }

    static List<Finding> namesSaySomething(JavaFile java) {
        List<Finding> findings = new ArrayList<>();
        for (String word : java.packageName().split("\\.")) {
            if (EMPTY_PACKAGE_NAMES.contains(word)) {
                findings.add(new Finding(java.path(), 1, "package named " + word, "name it after what lives there"));
            }
        }
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitClass(ClassTree type, Void unused) {
                if (EMPTY_TYPE_NAME.matcher(type.getSimpleName()).matches()) {
                    String fault = "type named " + type.getSimpleName();
                    findings.add(new Finding(java.path(), java.firstLine(type), fault, "say what it is"));
                }
                return super.visitClass(type, unused);
            }
        }.scan(java.tree(), null);
        return findings;
    }

    static List<Finding> noDeadCode(JavaFile java) {
        return java.file().findingsWhere(DEAD_CODE, "code in a comment", "delete it: git has it");
    }

    static List<Finding> testsAreClaims(JavaFile java) {
        List<Finding> findings = new ArrayList<>();
        new TreePathScanner<Void, Void>() {
            @Override
            public Void visitMethod(MethodTree method, Void unused) {
                boolean test = method.getModifiers().getAnnotations().stream()
                        .anyMatch(a ->
                                TEST_ANNOTATIONS.contains(a.getAnnotationType().toString()));
                if (test && !CLAIM.matcher(method.getName()).matches()) {
                    String fault = "test named " + method.getName();
                    String mend = "name it after its claim, as in refusesReadOnlyElement";
                    findings.add(new Finding(java.path(), java.firstLine(method), fault, mend));
                }
                return super.visitMethod(method, unused);
            }
        }.scan(java.tree(), null);
        TextFile file = java.file();
        findings.addAll(file.findingsWhere(DISABLED_SILENTLY, "disabled without a reason", "say why and until when"));
        findings.addAll(file.findingsWhere(SLEEP, "a test that sleeps", "wait for the event itself"));
        findings.addAll(file.findingsWhere(MOCK, "a mock", "write a fake for one of the two doors"));
        return findings;
    }
}
