package dev.nestor.emulator.translate;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.isa.Insn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which accesses of rounds in a row lie at known distances from what a register holds when they begin, so that one look
 * at the first and the last byte tells for all of them whether they are in the page that is kept.
 */
final class RoundPages {
    /** A page crossed within the rounds is looked for step by step; the further they reach, the oftener. */
    private static final int REACH_MAX = 1024;
    /** The most rounds of a part, which may reach over a whole page. */
    private static final int PART_TIMES_MAX = 4;

    /**
     * Bytes that are accessed through one kept page.
     *
     * @param number the page, as {@link PageKeeper} numbers it
     * @param stores whether they are stored
     * @param register what holds the address when the rounds begin
     * @param first distance of the first byte
     * @param last distance of the last byte
     */
    record Span(int number, boolean stores, int register, long first, long last) {
        /** Whether rounds that go on in one direction never find it in the page that they had before. */
        boolean isWide() {
            return last - first >= Limits.PAGE_BYTES / 2;
        }

        private Span with(Span other) {
            return new Span(number, stores, register, Math.min(first, other.first), Math.max(last, other.last));
        }
    }

    /**
     * Where one access lies.
     *
     * @param number the page of its span
     * @param offset distance from the first byte of the span
     * @param index the register to be added to that, or -1 for none
     */
    record Place(int number, long offset, int index) {}

    private final PageKeeper keeper;
    private final RegionShape shape;
    private final AddressOrigins origins = new AddressOrigins();
    private final Map<Integer, Span> spans = new LinkedHashMap<>();
    /** The bytes of each access that has a span, by its position. */
    private final Map<Integer, Span> accesses = new LinkedHashMap<>();

    /** Index registers of accesses that have one, by position. */
    private final Map<Integer, Integer> indexes = new LinkedHashMap<>();

    /** What is known of all rounds, of which this is a part; what that knows needs no look at each part. */
    private @Nullable RoundPages all;

    private final int reachMax;
    /** Instructions that it knows of. */
    private final int insns;

    private final BitSet refused = new BitSet();
    /** Whether an access has no kept page at all. */
    private boolean looks;

    RoundPages(Round round, PageKeeper keeper, RegionShape shape) {
        this(round, keeper, shape, REACH_MAX);
    }

    private RoundPages(Round round, PageKeeper keeper, RegionShape shape, int reachMax) {
        this.keeper = keeper;
        this.shape = shape;
        this.reachMax = reachMax;
        this.insns = round.times() * round.insns();
        int position = 0;
        for (int time = 0; time < round.times(); time++) {
            for (Block block : round.blocks()) {
                for (int i = 0; i < block.insns.size(); i++) {
                    follow(block, i, position++);
                }
            }
        }
    }

    /**
     * What to look at before each part of the rounds, where they go too far for one look before all: as many of them as
     * stay within a page where they begin well. Null where one look does, or none.
     */
    static @Nullable RoundPages ofParts(Round round, PageKeeper keeper, RegionShape shape) {
        RoundPages all = new RoundPages(round, keeper, shape);
        if (all.knowsAll()) {
            return null;
        }
        for (int times = PART_TIMES_MAX; times > 1; times /= 2) {
            RoundPages part = new RoundPages(new Round(round.blocks(), times), keeper, shape, Limits.PAGE_BYTES);
            if (times < round.times() && part.knowsAll()) {
                part.all = all;
                return part;
            }
        }
        return null;
    }

    /** Whether a part of the rounds begins at {@code position}. */
    boolean beginsAt(int position) {
        return position % insns == 0;
    }

    /** What to look at before the rounds, or before the first part of them. */
    List<Span> spans() {
        List<Span> wanted = spansOfPart();
        if (all != null) {
            wanted.addAll(0, all.spans());
        }
        return wanted;
    }

    /** What to look at before each other part. */
    List<Span> spansOfPart() {
        List<Span> wanted = new ArrayList<>();
        for (Span span : spans.values()) {
            if (!refused.get(span.number) && (all == null || all.refused.get(span.number))) {
                wanted.add(span);
            }
        }
        return wanted;
    }

    /**
     * Where the access of the instruction at {@code position} since the rounds began lies, or null if in no span. Of
     * parts it is the same in each.
     */
    @Nullable
    Place placeAt(int position) {
        Place known = all == null ? null : all.placeAt(position);
        if (known != null) {
            return known;
        }
        Span access = accesses.get(position % insns);
        Span span = access == null ? null : spans.get(access.number);
        return access == null || span == null || refused.get(access.number)
                ? null
                : new Place(access.number, access.first - span.first, indexes.getOrDefault(position % insns, -1));
    }

    /** Whether all accesses of the rounds have places; others look for their pages one by one. */
    boolean knowsAll() {
        return refused.isEmpty() && !looks;
    }

    private void follow(Block block, int index, int position) {
        Insn insn = block.insns.get(index);
        UseScanner one = UseScanner.of(insn);
        if (one.loads || one.stores) {
            boolean mixed = one.stores && shape.isMixedStore(block.start + 4L * index);
            int number = keeper.numberOf(block, insn, one.stores, mixed);
            if (number >= 0 && origins.isKnown(insn) && !mixed) {
                long first = origins.distanceOf(insn);
                note(position, new Span(number, one.stores, origins.originOf(insn), first, first + one.bytes - 1));
            } else if (number >= 0 && origins.isIndexed(insn, one) && !mixed) {
                long first = origins.baseDistanceOf(insn);
                long last = first + origins.mostOfIndex(insn) + one.bytes - 1;
                indexes.put(position, insn.rb);
                note(position, new Span(number, one.stores, origins.originOf(insn), first, last));
            } else if (number >= 0) {
                refused.set(number);
            } else {
                looks = true;
            }
        }
        origins.follow(insn, one);
    }

    private void note(int position, Span span) {
        int number = span.number;
        Span before = spans.get(number);
        Span both = before == null ? span : before.with(span);
        spans.put(number, both);
        accesses.put(position, span);
        if (both.last - both.first >= reachMax || both.register != span.register) {
            refused.set(number);
        }
    }
}
