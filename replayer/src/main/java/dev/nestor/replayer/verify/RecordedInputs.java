package dev.nestor.replayer.verify;

import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.recorder.codec.InputEntry;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the input door said while recording, said again at the same moments; edits come in between, at one moment behind
 * what was recorded.
 *
 * <p>The machine stops where this source is due, so it is due wherever the recorded one was polled, empty answers
 * included.
 */
public final class RecordedInputs implements InputSource {

    private final List<InputEntry> recorded;
    private final List<Edit> edits;
    private final Deque<Boolean> unannounced = new ArrayDeque<>();
    private int nextRecorded;
    private int nextEdit;

    /**
     * Feeds back {@code recorded} from index {@code firstRecorded} on, and {@code edits} in order of their moments.
     */
    public RecordedInputs(List<InputEntry> recorded, int firstRecorded, List<Edit> edits) {
        this.recorded = List.copyOf(recorded);
        this.nextRecorded = firstRecorded;
        this.edits =
                edits.stream().sorted(Comparator.comparingLong(Edit::moment)).toList();
    }

    @Override
    public long dueAt(long now) {
        long due = Long.MAX_VALUE;
        if (nextRecorded < recorded.size()) {
            due = recorded.get(nextRecorded).moment();
        }
        if (nextEdit < edits.size()) {
            due = Math.min(due, edits.get(nextEdit).moment());
        }
        return Math.max(due, now);
    }

    @Override
    public @Nullable MachineInput poll(long now) {
        while (nextRecorded < recorded.size() && recorded.get(nextRecorded).moment() <= now) {
            MachineInput input = recorded.get(nextRecorded++).input();
            if (input != null) {
                unannounced.add(false);
                return input;
            }
        }
        if (nextEdit < edits.size() && edits.get(nextEdit).moment() <= now) {
            unannounced.add(true);
            return edits.get(nextEdit++).input();
        }
        return null;
    }

    /** Whether the input that the machine now says it applied is an edit; asked once for each. */
    boolean takeIsEdit() {
        Boolean isEdit = unannounced.poll();
        return isEdit != null && isEdit;
    }
}
