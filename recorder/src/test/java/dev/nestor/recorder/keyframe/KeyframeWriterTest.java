package dev.nestor.recorder.keyframe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.TraceWriter;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyframeWriterTest {

    @TempDir
    private Path log;

    @Test
    void digestOfThePagesItTookIsThatOfMemory() {
        Random random = new Random(5);
        GuestMemory memory = new GuestMemory(64 * Limits.PAGE_BYTES);
        byte[] zeros = new byte[Limits.PAGE_BYTES];
        try (TraceWriter writer = TraceWriter.create(log, new LogHeader(new byte[] {1}, "the schema"))) {
            KeyframeWriter keyframes = new KeyframeWriter(writer);
            for (int keyframe = 0; keyframe < 40; keyframe++) {
                for (int i = 0; i < 8; i++) {
                    int page = random.nextInt(64);
                    memory.write8(page * Limits.PAGE_BYTES + random.nextInt(Limits.PAGE_BYTES), random.nextInt(3));
                }
                memory.write(random.nextInt(64) * Limits.PAGE_BYTES, zeros, 0, zeros.length);
                boolean isWhole = keyframe % 15 == 0;
                if (isWhole) {
                    keyframes.startOver();
                }
                long moment = keyframe;
                PageChunk.copy(memory, isWhole, PageChunk::new, chunk -> keyframes.add(chunk, moment));
                assertEquals(memory.digest(), keyframes.memoryDigest(), "keyframe " + keyframe);
            }
        }
    }
}
