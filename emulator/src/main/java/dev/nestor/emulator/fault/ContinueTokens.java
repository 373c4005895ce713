package dev.nestor.emulator.fault;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/**
 * The tokens with which an L1 continues operations that were busy. Each answer gives another one, and each is good for
 * one call; the oldest is forgotten when more than {@link Limits#CONTINUE_TOKENS_MAX} wait.
 */
public final class ContinueTokens implements Stateful {
    /** What the first call of an operation gives in place of a token. */
    public static final long FIRST_CALL = -1L;

    private final long[] waiting = new long[Limits.CONTINUE_TOKENS_MAX];
    private long issued;

    /** A new token: never 0, never all ones, a function of how many there were. */
    public long issue() {
        long token = StateDigest.mix(++issued) >>> 1 | 1;
        waiting[(int) (issued % waiting.length)] = token;
        return token;
    }

    /** Whether a call may give {@code token}: one that was issued and not taken, or none at all. */
    public boolean isGood(long token) {
        return token == FIRST_CALL || slotOf(token) >= 0;
    }

    /** Takes {@code token} back; it is not good a second time. */
    public void take(long token) {
        int slot = slotOf(token);
        if (slot >= 0) {
            waiting[slot] = 0;
        }
    }

    private int slotOf(long token) {
        for (int i = 0; token != 0 && i < waiting.length; i++) {
            if (waiting[i] == token) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void save(StateWriter out) {
        out.putLongs("waiting", waiting);
        out.putLong("issued", issued);
    }

    @Override
    public void load(StateReader in) {
        in.getLongs("waiting", waiting);
        issued = in.getWithin("issued", 0, Long.MAX_VALUE);
    }
}
