package dev.nestor.recorder;

import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import org.jspecify.annotations.Nullable;

/** Gives what another source gives, after it was recorded. */
final class RecordedSource implements InputSource {

    /** Takes what a source answered at a moment; null for an empty answer. */
    @FunctionalInterface
    interface Entries {
        void add(long now, @Nullable MachineInput input);
    }

    private final InputSource source;
    private final Entries entries;
    private long answeredAt = -1;

    RecordedSource(InputSource source, Entries entries) {
        this.source = source;
        this.entries = entries;
    }

    @Override
    public long dueAt(long now) {
        return source.dueAt(now);
    }

    @Override
    public @Nullable MachineInput poll(long now) {
        MachineInput input = source.poll(now);
        // The empty answer that ends a row of inputs follows from them.
        if (input != null || answeredAt != now) {
            entries.add(now, input);
        }
        answeredAt = now;
        return input;
    }
}
