package dev.nestor.emulator.translate;

import dev.nestor.emulator.cpu.CpuState;
import org.jspecify.annotations.Nullable;

/** A translated piece of guest code with one entry. */
final class Region {
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

    /** Whether it may run now: enough budget left, and the registers fit what it was translated for. */
    boolean isEnterable(CpuState s, long left) {
        return left >= longestPath
                && !stale
                && s.so == summaryOverflow
                && ((comparedFields & ~s.kept) == 0
                        || RegionRuntime.isComparison(s.cr, comparedFields & ~s.kept, summaryOverflow));
    }
}
