package dev.nestor.recorder.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the host write to the disk what else it writes when it likes, so that it outlives a power failure. A file is
 * there after one only when the directory that names it was written too.
 */
public final class ForcedToDisk {

    private ForcedToDisk() {}

    /** The content of a file and its length, however it was written. */
    static void file(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** The names in a directory. */
    public static void directory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A directory with all that is in it. */
    public static void tree(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.toList();
        }
        for (Path path : all) {
            if (Files.isDirectory(path)) {
                directory(path);
            } else {
                file(path);
            }
        }
    }

    /** The names of a directory and of those above it, up to and including one that was there before. */
    public static void names(Path directory, @Nullable Path before) throws IOException {
        Path above = directory.toAbsolutePath().getParent();
        while (above != null) {
            directory(above);
            above = above.equals(before) ? null : above.getParent();
        }
    }

    /** The nearest directory above {@code directory} that is there; null for none. */
    public static @Nullable Path above(Path directory) {
        Path above = directory.toAbsolutePath().getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return above;
    }
}
