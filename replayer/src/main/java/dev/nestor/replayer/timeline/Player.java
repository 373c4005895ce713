package dev.nestor.replayer.timeline;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.state.SavedState;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.replayer.verify.Edit;
import dev.nestor.replayer.verify.RecordedInputs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One machine that plays a {@link Rerun} and can be set to any of its moments. Nothing is compared.
 *
 * <p>A machine <em>at</em> a moment is what {@link Machine#runUntil} leaves there: all inputs due at the moment are
 * applied, the next instruction is not yet attempted.
 */
public final class Player {

    /** The machine's input door; what stands behind it is changed with the machine's state. */
    private static final class Door implements InputSource {
        private InputSource behind;

        Door(InputSource behind) {
            this.behind = behind;
        }

        @Override
        public long dueAt(long now) {
            return behind.dueAt(now);
        }

        @Override
        public @Nullable MachineInput poll(long now) {
            return behind.poll(now);
        }
    }

    private final Rerun run;
    private final Door door;
    private final Machine machine;
    private final long startMoment;
    private final byte[] start;

    /**
     * Stands at the start, which for a ring is its first keyframe.
     *
     * @param events hears what the machine says, its construction included
     * @throws dev.nestor.recorder.log.LogException when that keyframe is damaged, or this build does not load its state
     */
    public Player(Rerun run, EventSink events) {
        this.run = run;
        this.door = new Door(new RecordedInputs(run.inputs(), 0, run.edits()));
        this.machine = new Machine(run.recording().config(), run.recording().images(), door, events, run.engine());
        if (run.recording().beginsAtKeyframe() && !run.keyframes().isEmpty()) {
            restoreHead(run.keyframes().get(0));
        }
        this.startMoment = machine.moment();
        this.start = SavedState.of(machine);
    }

    private void restoreHead(Keyframe head) {
        try {
            restore(head);
        } catch (StateFormatException e) {
            throw run.recording().notLoaded(head, e);
        }
    }

    /** The machine; always the same one. */
    public Machine machine() {
        return machine;
    }

    /**
     * The moment of the last keyframe at or before {@code moment} from which this run can be played; the start where
     * there is none.
     */
    public long nearestStart(long moment) {
        for (int i = run.keyframes().size() - 1; i >= 0; i--) {
            if (isUsable(run.keyframes().get(i), moment)) {
                return run.keyframes().get(i).moment();
            }
        }
        return startMoment;
    }

    /**
     * Goes to {@code moment}, or to the end when the run stops before it: from the last keyframe before that loads and
     * has its digest, else from the start.
     */
    public Machine seek(long moment) {
        approach(moment);
        machine.runUntil(moment);
        return machine;
    }

    /** Goes to the last keyframe at or before {@code moment} that can be used, else to the start. */
    public void approach(long moment) {
        for (int i = run.keyframes().size() - 1; i >= 0; i--) {
            Keyframe keyframe = run.keyframes().get(i);
            if (isUsable(keyframe, moment) && couldRestore(keyframe)) {
                return;
            }
        }
        door.behind = new RecordedInputs(run.inputs(), startMoment == 0 ? 0 : inputsUpTo(startMoment), run.edits());
        SavedState.into(machine, start);
    }

    /** One of another build may not load; an earlier one, or the start, leads to the same place. */
    private boolean couldRestore(Keyframe keyframe) {
        try {
            restore(keyframe);
            return machine.digest() == keyframe.digest();
        } catch (StateFormatException e) {
            return false;
        }
    }

    /** Sets the machine to the state in {@code keyframe}, as it was saved. */
    public void restore(Keyframe keyframe) {
        int firstInput = run.recording().inputsBefore(keyframe, run.inputs().size());
        door.behind = new RecordedInputs(run.inputs(), firstInput, run.edits());
        run.recording().restore(keyframe, machine);
    }

    /** Sets the machine to a state that a machine of this run had at {@code savedAt}. */
    public void resume(byte[] state, long savedAt) {
        List<Edit> left =
                run.edits().stream().filter(edit -> edit.moment() > savedAt).toList();
        door.behind = new RecordedInputs(run.inputs(), inputsUpTo(savedAt), left);
        SavedState.into(machine, state);
    }

    private boolean isUsable(Keyframe keyframe, long moment) {
        boolean isBeforeEdits =
                run.edits().isEmpty() || keyframe.moment() <= run.edits().get(0).moment();
        return keyframe.moment() <= moment && isBeforeEdits;
    }

    private int inputsUpTo(long moment) {
        List<InputEntry> inputs = run.inputs();
        int count = 0;
        while (count < inputs.size() && inputs.get(count).moment() <= moment) {
            count++;
        }
        return count;
    }
}
