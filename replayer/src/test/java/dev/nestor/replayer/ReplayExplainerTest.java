package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.Recording;
import dev.nestor.replayer.explain.Explanation;
import dev.nestor.replayer.explain.Explanation.Cause;
import dev.nestor.replayer.verify.Divergence;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings whose run cannot be had again. */
class ReplayExplainerTest {

    private static final MachineConfig CONFIG =
            Guests.digestingAll(NestedApi.V2).withMemoryBytes(64L << 20);
    private static final long DAMAGED_AT = 3_380_000;
    private static final long UNUSED_ADDRESS = 0x3_00_0123;

    @TempDir
    Path temporary;

    @Test
    void damagedMemoryOfTheRecorderIsBoundedAndNamedAtTheNextKeyframe() {
        Path directory = temporary.resolve("r");
        recordWithFlippedBit(directory, 3_000_000, 3_600_000);
        try (Recording recording = Recording.open(directory)) {
            Divergence divergence = Replayer.of(recording).run().divergence().orElseThrow();
            assertEquals("state_digested", divergence.event());
            Explanation found = ReplayExplainer.of(recording).explain(divergence);
            assertEquals(Cause.SOMEWHERE, found.cause());
            assertTrue(found.equalAt() >= 3_000_000 && found.equalAt() <= DAMAGED_AT, found.toString());
            assertEquals(3_600_000, found.differsAt());
            assertEquals(1, found.differenceCount());
            assertEquals(
                    "memory at L1 real address 0000000003000123 (page 0x3000, byte 0x123): expected 04, actual 00"
                            + " (one bit, 1 << 2)",
                    found.differences().get(0).line());
            assertTrue(found.remarks().get(0).startsWith("both engines differ"), found.toString());
        }
    }

    @Test
    void withoutKeyframeOnlyTheBoundsAreTold() {
        Path directory = temporary.resolve("r");
        recordWithFlippedBit(directory);
        try (Recording recording = Recording.open(directory)) {
            Divergence divergence = Replayer.of(recording).run().divergence().orElseThrow();
            Explanation found = ReplayExplainer.of(recording).explain(divergence);
            assertEquals(Cause.SOMEWHERE, found.cause());
            assertTrue(found.equalAt() <= DAMAGED_AT && found.differsAt() == divergence.moment(), found.toString());
            assertEquals(0, found.differenceCount());
            assertTrue(found.lines().stream().anyMatch(line -> line.contains("no keyframe follows")));
        }
    }

    @Test
    void eventThatWasRecordedWronglyIsNoDifferenceOfState() {
        Path directory = temporary.resolve("r");
        MachineImages images = Guests.images("radix");
        try (Recorder recorder = Recorder.create(directory, CONFIG, images, "radix")) {
            EventSink liar = TamperedEvents.changing(20, recorder);
            Machine machine = new Machine(CONFIG, images, recorder.inputs(InputSource.SILENCE), liar);
            recorder.finish(machine.run(), machine);
        }
        try (Recording recording = Recording.open(directory)) {
            Divergence divergence = Replayer.of(recording).run().divergence().orElseThrow();
            assertEquals(20, divergence.sequence());
            Explanation found = ReplayExplainer.of(recording).explain(divergence);
            assertTrue(
                    found.lines().stream().anyMatch(line -> line.contains("only what the recording says")),
                    found.toString());
        }
    }

    /** As a run whose memory has a bit that changed by itself. */
    private static void recordWithFlippedBit(Path directory, long... keyframes) {
        MachineImages images = Guests.images("radix");
        try (Recorder recorder = Recorder.create(directory, CONFIG, images, "radix")) {
            Machine machine = new Machine(CONFIG, images, recorder.inputs(InputSource.SILENCE), recorder);
            for (long keyframe : keyframes) {
                if (keyframe < DAMAGED_AT) {
                    machine.runUntil(keyframe);
                    recorder.keyframe(machine);
                }
            }
            machine.runUntil(DAMAGED_AT);
            machine.memory().write8(UNUSED_ADDRESS, 4);
            for (long keyframe : keyframes) {
                if (keyframe > DAMAGED_AT) {
                    machine.runUntil(keyframe);
                    recorder.keyframe(machine);
                }
            }
            recorder.finish(machine.run(), machine);
        }
    }
}
