package dev.nestor.emulator.translate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which store instructions meet pages that hold code beside their data. They are translated to ask for that page by
 * page and granule; all others leave their region where they meet one, which keeps the common store short.
 */
final class MixedStores {
    private static final int MISSES_MAX = 50;
    private static final int ADDRESSES_MAX = 10_000;

    /** Times that a store missed, by its effective address. */
    private final Map<Long, Integer> misses = new LinkedHashMap<>();

    /** Counts a miss of the instruction at {@code address}; whether it is one of those from now on. */
    boolean missed(long address) {
        if (misses.size() == ADDRESSES_MAX) {
            misses.clear();
        }
        return misses.merge(address, 1, Integer::sum) == MISSES_MAX;
    }

    /** Whether the instruction at {@code address} is one of them. */
    boolean has(long address) {
        return misses.getOrDefault(address, 0) >= MISSES_MAX;
    }
}
