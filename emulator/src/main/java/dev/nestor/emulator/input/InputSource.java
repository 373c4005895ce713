package dev.nestor.emulator.input;

import org.jspecify.annotations.Nullable;

/**
 * The only way anything from outside gets into the machine. Asked on the machine's thread.
 *
 * <p>The machine stops exactly at {@link #dueAt} and polls until nothing more comes; the moment of an input is the
 * moment at which it was polled, so that a recording of (moment, input) pairs replays exactly.
 */
public interface InputSource {

    /** Nothing ever comes in. */
    InputSource SILENCE = new InputSource() {
        @Override
        public long dueAt(long now) {
            return Long.MAX_VALUE;
        }

        @Override
        public @Nullable MachineInput poll(long now) {
            return null;
        }
    };

    /**
     * The earliest moment, at or after {@code now}, at which the machine must poll; {@link Long#MAX_VALUE} for never. A
     * live source answers the next of its fixed poll points and not {@code now} itself once that was polled empty.
     */
    long dueAt(long now);

    /** The next input that is due at {@code now}, or null when there is none (left). */
    @Nullable
    MachineInput poll(long now);
}
