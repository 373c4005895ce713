package dev.nestor.recorder.keyframe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.recorder.codec.Schema;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.TraceReader;
import dev.nestor.recorder.log.TraceWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A keyframe that claims more than its bytes or its machine can hold is refused before any of it is allocated. */
class KeyframeLengthsTest {

    private static final long MACHINE_BYTES = 256L << 20;
    private static final long ALLOCATED_MOST = 8L << 20;

    @TempDir
    Path temporary;

    @Test
    void refusesABodyThatCannotBeSoLong() throws IOException {
        byte[] packed = packed(new byte[100]);
        write(new KeyframeHead(0, 0, 0, 0, KeyframeHead.BODY_BYTES_MAX, packed.length, 0), packed);
        assertTrue(refusal().found().contains(KeyframeHead.BODY_BYTES_MAX + " bytes"));
    }

    @Test
    void refusesMoreMemoryThanTheMachineHas() throws IOException {
        PackedWriter body = new PackedWriter(100);
        body.putVarint(0);
        body.putVarint(2 * MACHINE_BYTES);
        body.putVarint(1);
        body.putVarint(0);
        body.putZigzag(1);
        body.putVarint((2 * MACHINE_BYTES) >>> 12);
        byte[] raw = body.copyFrom(0);
        byte[] packed = packed(raw);
        long digest = StateDigest.ofBytes(raw, 0, raw.length);
        write(new KeyframeHead(0, 0, 0, digest, raw.length, packed.length, 0), packed);
        assertTrue(refusal().expected().contains("the machine's " + MACHINE_BYTES + " bytes"));
    }

    @Test
    void passesOverAKeyframeWhoseBytesAreNotThere() throws IOException {
        byte[] packed = packed(new byte[100]);
        int claimed = KeyframeHead.BODY_BYTES_MAX;
        write(new KeyframeHead(0, 0, 0, 0, claimed, claimed, 0), packed);
        try (TraceReader reader = TraceReader.openUpToDamage(temporary)) {
            assertEquals(0, new KeyframeReader(reader, MACHINE_BYTES).count());
        }
    }

    private LogDamagedException refusal() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (TraceReader reader = TraceReader.openUpToDamage(temporary)) {
            KeyframeReader keyframes = new KeyframeReader(reader, MACHINE_BYTES);
            long before = threads.getCurrentThreadAllocatedBytes();
            LogDamagedException damage = assertThrows(LogDamagedException.class, () -> keyframes.check(0));
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < ALLOCATED_MOST, allocated + " bytes allocated");
            return damage;
        }
    }

    private static byte[] packed(byte[] raw) {
        byte[] into = new byte[ZstdBytes.bound(raw.length)];
        int length = ZstdBytes.compress(raw, raw.length, into, 0);
        return Arrays.copyOf(into, length);
    }

    private void write(KeyframeHead head, byte[] packed) throws IOException {
        Path log = Files.createDirectories(RecordingLayout.log(temporary));
        try (TraceWriter writer = TraceWriter.create(log, new LogHeader(new byte[0], Schema.text()))) {
            PackedWriter frame = writer.startFrame();
            head.write(frame);
            frame.putBytes(packed, 0, packed.length);
            writer.commitFrame(FrameKind.KEYFRAME, 0);
        }
    }
}
