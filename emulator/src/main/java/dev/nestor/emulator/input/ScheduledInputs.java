package dev.nestor.emulator.input;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inputs that come in at moments known beforehand, each once; those of one moment in the order given. */
public final class ScheduledInputs implements InputSource {
    private final Deque<Entry> left;

    /**
     * One input.
     *
     * @param moment at or after which it comes in
     * @param input what comes in
     */
    public record Entry(long moment, MachineInput input) {}

    /** The inputs of {@code entries}, in any order. */
    public ScheduledInputs(List<Entry> entries) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::moment));
        left = new ArrayDeque<>(sorted);
    }

    @Override
    public long dueAt(long now) {
        Entry next = left.peekFirst();
        return next == null ? Long.MAX_VALUE : Math.max(now, next.moment);
    }

    @Override
    public @Nullable MachineInput poll(long now) {
        Entry next = left.peekFirst();
        if (next == null || next.moment > now) {
            return null;
        }
        left.removeFirst();
        return next.input;
    }
}
