package dev.nestor.emulator.memory;

import dev.nestor.emulator.arch.Limits;

/**
 * Which granules of 64 bytes hold decoded instructions: a bit for each of the 64 granules of a page, the first one
 * least significant. So data beside code, in the same page, stays cheap to write.
 */
public final class CodeGranules {
    private static final int GRANULE_SHIFT = Limits.PAGE_SHIFT - 6;
    /** Bytes of a granule, a power of two. */
    public static final int BYTES = 1 << GRANULE_SHIFT;

    private final long[] pages;

    CodeGranules(int pageCount) {
        this.pages = new long[pageCount];
    }

    /** Whether anything was decoded from a page. */
    boolean isCode(int pageNumber) {
        return pages[pageNumber] != 0;
    }

    /** Whether {@code length} bytes, at least 1, from {@code offset} of a page on share a granule with code. */
    public boolean touch(int pageNumber, int offset, int length) {
        int first = offset >>> GRANULE_SHIFT;
        int last = offset + length - 1 >>> GRANULE_SHIFT;
        return (pages[pageNumber] & -1L << first & -1L >>> 63 - last) != 0;
    }

    void mark(int pageNumber, int offset) {
        pages[pageNumber] |= 1L << (offset >>> GRANULE_SHIFT);
    }

    void clear(int pageNumber, int offset) {
        pages[pageNumber] &= ~(1L << (offset >>> GRANULE_SHIFT));
    }
}
