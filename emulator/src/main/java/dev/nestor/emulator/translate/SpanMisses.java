package dev.nestor.emulator.translate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which {@link BlockSpans} found no page again and again, most likely since they cross one. They are translated anew,
 * each access for itself; a page that is merely not at hand yet costs one miss.
 */
final class SpanMisses {
    private static final int MISSES_MAX = 1000;
    private static final int ADDRESSES_MAX = 10_000;

    /** Times that a span missed, by the effective address of its first instruction. */
    private final Map<Long, Integer> misses = new LinkedHashMap<>();

    /** Whether the instruction at {@code address} may begin a span, which it does then. */
    boolean mayBegin(long address) {
        if (misses.size() == ADDRESSES_MAX) {
            misses.clear();
        }
        return misses.computeIfAbsent(address, begun -> 0) < MISSES_MAX;
    }

    /** The instruction at {@code address} missed; whether that is a span that has to be given up now. */
    boolean missed(long address) {
        Integer before = misses.computeIfPresent(address, (at, times) -> times + 1);
        return before != null && before == MISSES_MAX;
    }
}
