package dev.nestor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever was changed in a recording, with checksums that fit or not: every command that reads it ends well or refuses
 * it in one line with the promised exit code, in a bounded memory. {@link MutantsMain} does it, in a small heap.
 *
 * <p>A seed is tried again with {@code -Dnestor.test.seed=SEED -Dnestor.fuzz.count=1 -Plong}.
 */
class MutantsTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 20_000L);
    private static final long FEW = 300;
    private static final long MANY = Long.getLong("nestor.fuzz.count", 1_000_000);
    private static final String HEAP = "-Xmx192m";

    @TempDir
    private Path directory;

    @Test
    void readersSurviveChangedRecordings() throws IOException, InterruptedException {
        survive(FEW);
    }

    @Test
    @Tag("long")
    void readersSurviveAMillionChangedRecordings() throws IOException, InterruptedException {
        survive(MANY);
    }

    private void survive(long count) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", HEAP));
        command.addAll(List.of(System.getProperty("nestor.jvm.flags", "").trim().split("\\s+")));
        command.add("-Dnestor.root=" + System.getProperty("nestor.root"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MutantsMain.class.getName()));
        Path work = Files.createDirectory(directory.resolve("work"));
        command.addAll(List.of(work.toString(), Long.toString(SEED), Long.toString(count)));
        Path said = directory.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = process.waitFor();
        String text = Files.readString(said, StandardCharsets.UTF_8);
        assertEquals(0, code, text);
        assertTrue(text.contains(count + " mutants, 0 findings"), text);
    }
}
