package dev.nestor.emulator.translate;

import dev.nestor.emulator.isa.Insn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accesses of a block outside of loops that lie near each other, such as those that save and restore registers: one
 * look at the first of them finds the page of all. Where they cross a page, the region is left there; see
 * {@link SpanMisses}.
 */
final class BlockSpans {
    /** Fewer are looked at one by one. */
    private static final int USES_MIN = 3;
    /** The further they reach, the more of them cross a page. */
    private static final int REACH_MAX = 256;
    /** At one time. */
    static final int SPANS_MAX = 4;

    /**
     * Accesses through one page.
     *
     * @param number of the span within its block
     * @param begin the first access, as instructions of the block before it
     * @param first distance of the first byte from a register at the block's beginning
     * @param last distance of the last byte
     */
    record Span(int number, int begin, long first, long last) {
        int bytes() {
            return (int) (last - first) + 1;
        }
    }

    /**
     * One access.
     *
     * @param span that it belongs to
     * @param offset distance from the first byte of the span
     */
    record Place(Span span, long offset) {}

    private record Access(int index, long first, long last) {}

    private final Map<Integer, Place> places = new LinkedHashMap<>();
    private int spans;

    BlockSpans(Block block, RegionShape shape) {
        if (block.loop >= 0 || block.rare) {
            return;
        }
        boolean mixed = storesBesideCode(block, shape);
        AddressOrigins origins = new AddressOrigins();
        Map<Integer, List<Access>> open = new LinkedHashMap<>();
        for (int index = 0; index < block.insns.size(); index++) {
            Insn insn = block.insns.get(index);
            UseScanner one = UseScanner.of(insn);
            if (one.shows) {
                closeAll(block, shape, open);
                open.clear();
            }
            boolean plain = one.loads || one.stores && !mixed;
            if (plain && one.bytes <= Long.BYTES && origins.isKnown(insn)) {
                int base = origins.originOf(insn) << 1 | (one.stores ? 1 : 0);
                open.putIfAbsent(base, new ArrayList<>());
                List<Access> accesses = open.getOrDefault(base, List.of());
                long first = origins.distanceOf(insn);
                Access access = new Access(index, first, first + one.bytes - 1);
                if (reach(accesses, access) > REACH_MAX) {
                    close(block, shape, accesses);
                    accesses.clear();
                }
                accesses.add(access);
            }
            origins.follow(insn, one);
        }
        closeAll(block, shape, open);
    }

    private static boolean storesBesideCode(Block block, RegionShape shape) {
        boolean any = false;
        for (int index = 0; index < block.insns.size(); index++) {
            any |= shape.isMixedStore(block.start + 4L * index);
        }
        return any;
    }

    private static long reach(List<Access> accesses, Access more) {
        long first = more.first;
        long last = more.last;
        for (Access access : accesses) {
            first = Math.min(first, access.first);
            last = Math.max(last, access.last);
        }
        return last - first + 1;
    }

    private void closeAll(Block block, RegionShape shape, Map<Integer, List<Access>> open) {
        for (List<Access> accesses : open.values()) {
            close(block, shape, accesses);
        }
    }

    private void close(Block block, RegionShape shape, List<Access> accesses) {
        if (accesses.size() < USES_MIN || spans == SPANS_MAX) {
            return;
        }
        int begin = accesses.get(0).index;
        if (shape.mayBeSpan(block.start + 4L * begin)) {
            long first = accesses.get(0).first;
            long last = accesses.get(0).last;
            for (Access access : accesses) {
                first = Math.min(first, access.first);
                last = Math.max(last, access.last);
            }
            Span span = new Span(spans++, begin, first, last);
            for (Access access : accesses) {
                places.put(access.index, new Place(span, access.first - first));
            }
        }
    }

    /** Where the access of the instruction with {@code index} others before it lies; null when in no span. */
    @Nullable
    Place placeAt(int index) {
        return places.get(index);
    }
}
