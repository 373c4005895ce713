package dev.nestor.emulator.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tools that guest programs are built and checked with, which need not be there. */
final class GuestTools {
    private GuestTools() {}

    /** Skips the test unless the compilers are those that {@code sources/COMPILERS} records. */
    static void assumeRecordedCompilers(Path sources, Path scratch) throws Exception {
        List<String> recorded = Files.readAllLines(sources.resolve("COMPILERS"));
        String installed;
        try {
            installed = output(sources, List.of("make", "--silent", "--no-print-directory", "compilers"), scratch);
        } catch (IOException absent) {
            installed = absent.getMessage();
        }
        assumeTrue(
                installed.lines().toList().equals(recorded),
                "guest images are not rebuilt: this needs make and " + recorded
                        + " (Debian 12: apt-get install make gcc-powerpc64le-linux-gnu gcc-powerpc64-linux-gnu)"
                        + ", found " + installed);
    }

    /** Skips the test unless the command can be started. */
    static void assumeCommand(String... command) throws InterruptedException {
        boolean starts;
        try {
            starts = new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            starts = false;
        }
        assumeTrue(starts, command[0] + " is not installed (Debian: apt-get install qemu-user)");
    }

    /** Runs a command to its end and returns what it printed; fails the test when it fails. */
    static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Process process = process(directory, command).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> command + ": " + printed);
        return printed;
    }

    private static String output(Path directory, List<String> command, Path scratch)
            throws IOException, InterruptedException {
        Path file = scratch.resolve("compilers.txt");
        process(directory, command).redirectOutput(file.toFile()).start().waitFor();
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private static ProcessBuilder process(Path directory, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }
}
