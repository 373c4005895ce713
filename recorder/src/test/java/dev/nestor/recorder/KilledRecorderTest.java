package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.recorder.codec.RandomEvents;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recorder is killed in the middle; what it acknowledged is there. */
class KilledRecorderTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 5L);

    @TempDir
    Path temporary;

    @Test
    void killedRecorderLeavesAllItAcknowledged() throws IOException, InterruptedException {
        kill(4);
    }

    @Test
    @Tag("long")
    void hundredsOfKilledRecordersLeaveAllTheyAcknowledged() throws IOException, InterruptedException {
        kill(300);
    }

    private void kill(int times) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        for (int i = 0; i < times; i++) {
            Path directory = temporary.resolve("r" + i);
            long acknowledged = recordAndKill(directory, random.nextInt(400));
            try (Recording recording = Recording.open(directory)) {
                assertFalse(recording.isComplete());
                EventCursor cursor = recording.events();
                long count = 0;
                while (cursor.next()) {
                    assertEquals(count, cursor.sequence());
                    count++;
                }
                assertTrue(count >= acknowledged, count + " events of " + acknowledged + ", seed " + SEED);
            }
        }
    }

    private static long recordAndKill(Path directory, int lines) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("nestor.jvm.flags", "").trim().split("\\s+")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Endless.class.getName()));
        command.add(directory.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long acknowledged = 0;
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i <= lines; i++) {
                String line = out.readLine();
                assertTrue(line != null, "the recorder ended by itself");
                acknowledged = Long.parseLong(line);
            }
            process.destroyForcibly();
            process.waitFor();
        }
        return acknowledged;
    }

    /** Records without end and prints how many events are acknowledged. */
    static final class Endless {
        private Endless() {}

        /** The directory is the only argument. */
        public static void main(String[] arguments) {
            Recorder recorder = Recorder.create(Path.of(arguments[0]), SyntheticRun.CONFIG, SyntheticRun.IMAGES, "");
            RandomEvents events = new RandomEvents(SEED);
            while (true) {
                events.send(100, recorder);
                recorder.flush();
                System.out.println(events.nextSequence());
            }
        }
    }
}
