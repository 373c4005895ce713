package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.event.TraceLevel;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.replayer.verify.Divergence;
import dev.nestor.replayer.verify.Edit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A recording of every level replays, from its image and from its keyframes. */
class LevelsTest {

    private static final MachineConfig CONFIG = MachineConfig.of(NestedApi.V2);
    private static final long EVERY = 100_000;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource(TraceLevel.class)
    void replaysFromTheImageAndFromEveryKeyframe(TraceLevel level) {
        Path directory = temporary.resolve("r");
        RecordingSummary summary = record(directory, level);
        try (Recording recording = Recording.open(directory)) {
            assertEquals(level, recording.manifest().level());
            assertTrue(recording.keyframes().size() >= 2, recording.keyframes().toString());
            ReplayResult whole = Replayer.of(recording).run();
            assertTrue(whole.isEqual(), () -> whole.divergence().toString());
            assertEquals(summary.events(), whole.events());
            for (Keyframe keyframe : recording.keyframes()) {
                ReplayResult part =
                        Replayer.of(recording).fromKeyframe(keyframe).run();
                assertTrue(part.isEqual(), () -> keyframe + ": " + part.divergence());
                assertEquals(summary.events() - keyframe.eventSequence(), part.events());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TraceLevel.class)
    void keepsWhatItsEventsDeclare(TraceLevel level) {
        Path directory = temporary.resolve("r");
        RecordingSummary summary = record(directory, level);
        try (Recording recording = Recording.open(directory)) {
            EventCursor cursor = recording.events();
            long count = 0;
            while (cursor.next()) {
                assertTrue(level.keeps(cursor.type()), cursor.type().name());
                assertEquals(count++, cursor.sequence());
            }
            assertEquals(summary.events(), count);
            assertEquals(level == TraceLevel.INPUTS, count == 0);
        }
    }

    /** Without a single event the next keyframe tells. */
    @Test
    void findsADifferenceAtTheNextKeyframe() {
        Path other = temporary.resolve("other");
        RecorderOptions options =
                RecorderOptions.DEFAULT.withLevel(TraceLevel.INPUTS).withKeyframeMoments(EVERY);
        try (Recorder recorder = Recorder.create(other, CONFIG, Guests.images("hello"), "", options)) {
            // Recorded is a machine with another seed than the manifest says: every replay differs from it.
            Machine machine = new Machine(
                    CONFIG.withSeed(2), Guests.images("hello"), recorder.inputs(InputSource.SILENCE), recorder);
            recorder.finish(recorder.run(machine), machine);
        }
        try (Recording recording = Recording.open(other)) {
            Divergence divergence = Replayer.of(recording).run().divergence().orElseThrow();
            assertEquals("keyframe 0", divergence.event());
            assertEquals("digest", divergence.field());
            assertEquals(EVERY, divergence.moment());
        }
    }

    @Test
    void anEditIsLetInWhateverItChanges() {
        Path directory = temporary.resolve("r");
        record(directory, TraceLevel.INPUTS);
        try (Recording recording = Recording.open(directory)) {
            Edit edit = new Edit(EVERY + 1, new MachineInput.RegisterEdited(0, 3, 1));
            ReplayResult result = Replayer.of(recording)
                    .withEdits(List.of(edit))
                    .until(EVERY + 2)
                    .run();
            assertTrue(result.isEqual(), () -> result.divergence().toString());
        }
    }

    private static RecordingSummary record(Path directory, TraceLevel level) {
        RecorderOptions options = RecorderOptions.DEFAULT.withLevel(level).withKeyframeMoments(EVERY);
        try (Recorder recorder = Recorder.create(directory, CONFIG, Guests.images("hello"), "hello", options)) {
            Machine machine =
                    new Machine(CONFIG, Guests.images("hello"), recorder.inputs(InputSource.SILENCE), recorder);
            return recorder.finish(recorder.run(machine), machine);
        }
    }
}
