package dev.nestor.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The files of the repository as git knows them or, where the tree is no clone, as they lie on disk. */
final class SourceTree {

    /** The system property in which the build says where the repository stands. */
    static final String ROOT_PROPERTY = "nestor.root";

    private static final Set<String> BUILT = Set.of("target", ".git", ".idea", ".settings", ".ipynb_checkpoints");

    private final Path root;

    private SourceTree(Path root) {
        this.root = root;
    }

    /** Finds the tree: where the build says or else, started from an IDE, the parent directory with the README. */
    static SourceTree ofThisBuild() {
        String told = System.getProperty(ROOT_PROPERTY);
        Path root = Path.of(told == null ? "" : told).toAbsolutePath().normalize();
        while (told == null && !Files.isDirectory(root.resolve("sample-traces"))) {
            root = Optional.ofNullable(root.getParent())
                    .orElseThrow(() -> new IllegalStateException("run with -D" + ROOT_PROPERTY + "=DIR"));
        }
        return new SourceTree(root);
    }

    static SourceTree at(Path root) {
        return new SourceTree(root);
    }

    Path root() {
        return root;
    }

    /** Paths of the files that are committed or about to be; all that is not ignored when there is no commit yet. */
    List<String> tracked() {
        List<String> known = git("ls-files", "-z", "--cached");
        return known.isEmpty() ? all() : known;
    }

    /** Paths of all files but the ignored ones, new ones included. */
    List<String> all() {
        List<String> known = git("ls-files", "-z", "--cached", "--others", "--exclude-standard");
        return known.isEmpty()
                ? walk()
                : known.stream().filter(this::exists).distinct().sorted().toList();
    }

    /** The Java files under {@code src/main/java} or {@code src/test/java} (the argument says which) of all modules. */
    List<JavaFile> javaFiles(String kind) {
        return all().stream()
                .filter(path -> path.contains("/src/" + kind + "/java/") && path.endsWith(".java"))
                .map(path -> JavaFile.parse(path, text(path)))
                .toList();
    }

    /** The text files; a file with a zero byte is none. */
    Stream<TextFile> textFiles() {
        return all().stream().map(path -> new TextFile(path, text(path))).filter(TextFile::isText);
    }

    boolean exists(String path) {
        return Files.isRegularFile(root.resolve(path));
    }

    long sizeBytes(String path) {
        try {
            return Files.size(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file as UTF-8, read so that no byte is an error: other files are looked at, too. */
    String text(String path) {
        try {
            return new String(Files.readAllBytes(root.resolve(path)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() != 0 || out.isEmpty() ? List.of() : List.of(out.split("\0"));
        } catch (IOException noGit) {
            return List.of();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while git listed the files", e);
        }
    }

    private List<String> walk() {
        List<String> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return BUILT.contains(directory.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    found.add(root.relativize(file).toString().replace('\\', '/'));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted().toList();
    }
}
