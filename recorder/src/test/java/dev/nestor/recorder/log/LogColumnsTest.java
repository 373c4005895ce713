package dev.nestor.recorder.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.recorder.SyntheticRun;
import dev.nestor.recorder.codec.BatchGrammar;
import dev.nestor.recorder.codec.MalformedBytesException;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.recorder.codec.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is taken apart is put together again, byte for byte. */
class LogColumnsTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 31L);
    private static final BatchGrammar GRAMMAR = BatchGrammar.of(Schema.text());

    @TempDir
    Path temporary;

    @Test
    void joinsALogAgain() throws IOException {
        byte[] log = logOf(2000);
        assertEquals(log.length, LogColumns.wholeExcerpts(log, log.length));
        assertArrayEquals(log, join(split(log, log.length), log.length));
    }

    @Test
    void joinsALogOfEventsThatTheGrammarDoesNotKnow() throws IOException {
        byte[] log = logOf(500);
        PackedWriter columns = LogColumns.split(log, log.length, BatchGrammar.of("event 1 other\n"));
        assertArrayEquals(log, join(bytesOf(columns), log.length));
    }

    @Test
    void joinsAnyPartAndAnyDamage() throws IOException {
        Random random = new Random(SEED);
        byte[] log = logOf(300);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(log.length / 4) * (i % 2);
            byte[] part = Arrays.copyOfRange(log, from, from + random.nextInt(log.length - from));
            for (int flip = 0; flip < i % 5 && part.length > 0; flip++) {
                part[random.nextInt(part.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int whole = LogColumns.wholeExcerpts(part, part.length);
            assertTrue(whole >= 0 && whole <= part.length, "seed " + SEED);
            assertArrayEquals(part, join(split(part, part.length), part.length), "seed " + SEED + ", part " + i);
        }
    }

    @Test
    void columnsCompressBetterThanTheLogItself() throws IOException {
        byte[] log = logOf(2000);
        assertTrue(split(log, log.length).length < log.length + (log.length >> 4));
    }

    @Test
    void damagedColumnsAreRefusedOrJoinWithinTheirBound() throws IOException {
        Random random = new Random(SEED);
        byte[] log = logOf(300);
        byte[] columns = split(log, log.length);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = columns.clone();
            damaged[random.nextInt(i % 2 == 0 ? 200 : damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertTrue(join(damaged, log.length).length <= log.length);
            } catch (MalformedBytesException e) {
                refused++;
            }
        }
        assertTrue(refused > 50, "refused " + refused + ", seed " + SEED);
    }

    @Test
    void aDeclaredLengthBeyondTheBoundIsRefused() throws IOException {
        byte[] log = logOf(10);
        byte[] columns = split(log, log.length);
        assertThrows(MalformedBytesException.class, () -> LogColumns.join(columns, log.length - 1));
    }

    private byte[] logOf(int events) throws IOException {
        Path directory = temporary.resolve("r" + events);
        SyntheticRun.record(directory, SEED, events, 0);
        return Files.readAllBytes(RecordingLayout.queueFile(directory));
    }

    private static byte[] split(byte[] part, int length) {
        return bytesOf(LogColumns.split(part, length, GRAMMAR));
    }

    private static byte[] join(byte[] columns, int most) {
        return bytesOf(LogColumns.join(columns, most));
    }

    private static byte[] bytesOf(PackedWriter written) {
        return Arrays.copyOf(written.array(), written.length());
    }
}
