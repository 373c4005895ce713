package dev.nestor.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, mounted for a test; the test is skipped where that is not allowed. */
final class MountedDisk implements AutoCloseable {

    private final Path root;

    private MountedDisk(Path root) {
        this.root = root;
    }

    /** One in memory. */
    static MountedDisk tmpfs(Path scratch, int mebibytes) throws IOException, InterruptedException {
        Path root = Files.createDirectories(scratch.resolve("tmpfs"));
        require("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", root);
        return new MountedDisk(root);
    }

    /** One of ext4, in a file. */
    static MountedDisk ext4(Path scratch, int mebibytes) throws IOException, InterruptedException {
        Path image = scratch.resolve("ext4.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
        }
        require("mkfs.ext4", "-q", "-O", "^has_journal", image);
        Path root = Files.createDirectories(scratch.resolve("ext4"));
        require("mount", "-o", "loop", image, root);
        return new MountedDisk(root);
    }

    /** Where it lies. */
    Path root() {
        return root;
    }

    /** From now on nothing can be written to it. */
    void makeReadOnly() throws IOException, InterruptedException {
        require("mount", "-o", "remount,ro", root);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (!run("umount", root)) {
            throw new IllegalStateException(root + " cannot be unmounted");
        }
    }

    private static void require(Object... words) throws IOException, InterruptedException {
        Assumptions.assumeTrue(run(words), () -> "skipped: not allowed or not there: " + List.of(words));
    }

    private static boolean run(Object... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        for (Object word : words) {
            command.add(word.toString());
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            // There is no such program here.
            return false;
        }
    }
}
