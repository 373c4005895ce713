package dev.nestor.emulator.translate;

import dev.nestor.emulator.cpu.CpuState;
import org.jspecify.annotations.Nullable;

/** A translated piece of guest code with one entry. */
final class Region {
    /** How often it is given little of a budget at first. */
    private static final int SHORT_RUNS = 2_000;
    /** Fewest instructions that are little; up to {@link #SHORT_SPREAD} more, another number each time. */
    private static final int SHORT_MIN = 500;

    /** A mask of ones. */
    private static final int SHORT_SPREAD = 0x3FFF;
    /** Odd, so that each number comes before one comes again. */
    private static final int SHORT_STEP = 7919;

    /** Effective address of the entry. */
    final long entry;
    /** L1 page that holds the entry. */
    final int page;
    /** Byte order it was translated for. */
    final boolean little;
    /** XER[SO] it was translated for. */
    final int summaryOverflow;
    /** CR fields, as nibbles of ones, that the code keeps as comparisons. */
    final int comparedFields;
    /** Most instructions from the entry to the next look at the budget. */
    final int longestPath;
    /** First bytes and lengths of the L1 memory it was made from: address, length, address, length, ... */
    final long[] extents;

    final RegionCode code;

    /** Next region with an entry at the same word of L1 memory. */
    @Nullable
    Region next;

    /** Whether its memory was written since. */
    boolean stale;

    private int shortRuns = SHORT_RUNS;

    Region(RegionShape shape, int summaryOverflow, RegionCode code) {
        this.entry = shape.entry();
        this.page = shape.entryPage();
        this.little = shape.isLittle();
        this.summaryOverflow = summaryOverflow;
        this.comparedFields = shape.comparedFields();
        this.longestPath = shape.longestPathFromEntry();
        this.extents = shape.extents();
        this.code = code;
    }

    /**
     * How much of a budget it is given. A new region gets little at a time and so is left, early and often, at all
     * places where a budget can end: what never happened is left out by HotSpot's C2, and compiled with all the rest of
     * the region once more when it happens.
     */
    long shareOf(long left) {
        if (shortRuns == 0) {
            return left;
        }
        shortRuns--;
        int share = SHORT_MIN + (shortRuns * SHORT_STEP & SHORT_SPREAD);
        return Math.min(left, Math.max(share, longestPath));
    }

    /** Whether it may run now: enough budget left, and the registers fit what it was translated for. */
    boolean isEnterable(CpuState s, long left) {
        return left >= longestPath
                && !stale
                && s.so == summaryOverflow
                && ((comparedFields & ~s.kept) == 0
                        || RegionRuntime.isComparison(s.cr, comparedFields & ~s.kept, summaryOverflow));
    }
}
