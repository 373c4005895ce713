package dev.nestor.replayer.timeline;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.replayer.verify.Edit;
import java.util.Comparator;
import java.util.List;

/**
 * A way to run a recorded run again: as it was, by another engine, or with inputs that the recording does not hold. A
 * {@link Player} plays it. The recording stays open for as long.
 */
public final class Rerun {

    private final Recording recording;
    private final EngineKind engine;
    private final List<Edit> edits;
    private final List<InputEntry> inputs;
    private final List<Keyframe> keyframes;

    private Rerun(
            Recording recording,
            EngineKind engine,
            List<Edit> edits,
            List<InputEntry> inputs,
            List<Keyframe> keyframes) {
        this.recording = recording;
        this.engine = engine;
        this.edits =
                edits.stream().sorted(Comparator.comparingLong(Edit::moment)).toList();
        this.inputs = inputs;
        this.keyframes = keyframes;
    }

    /** The run of {@code recording}, interpreted. */
    public static Rerun of(Recording recording) {
        List<InputEntry> inputs = List.copyOf(recording.inputs());
        return new Rerun(recording, EngineKind.INTERPRETER, List.of(), inputs, List.copyOf(recording.keyframes()));
    }

    /** The same with these inputs besides the recorded ones, and with no others. */
    public Rerun withEdits(List<Edit> others) {
        return new Rerun(recording, engine, others, inputs, keyframes);
    }

    /** The same by another engine. */
    public Rerun withEngine(EngineKind other) {
        return new Rerun(recording, other, edits, inputs, keyframes);
    }

    /** The recording. */
    public Recording recording() {
        return recording;
    }

    /** The engine. */
    public EngineKind engine() {
        return engine;
    }

    /** Inputs besides the recorded ones, by ascending moment. */
    public List<Edit> edits() {
        return edits;
    }

    /** What the input door said while recording, empty answers included. */
    public List<InputEntry> inputs() {
        return inputs;
    }

    /** The keyframes of the recording, in order. */
    public List<Keyframe> keyframes() {
        return keyframes;
    }

    /** A player that stands at the start. */
    public Player player() {
        return new Player(this, EventSink.NOWHERE);
    }

    /** A machine of this run at {@code moment}, or stopped before it. */
    public Machine machineAt(long moment) {
        return player().seek(moment);
    }
}
