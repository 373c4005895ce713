package dev.nestor.emulator.interpret;

import dev.nestor.emulator.arch.Limits;
import java.util.Arrays;

/**
 * How hot code is: for each word of L1 memory at which code may be entered, how many more instructions are to be
 * interpreted from there before it is worth something better. Derived; never saved.
 *
 * <p>What is run after a call or a branch backward counts for its target, until the next one. A return or a computed
 * branch forward leads into the middle of something, so what follows it counts for less. Other branches count for
 * nothing: what follows belongs to what went before.
 */
public final class CodeHeat {
    /** As {@link #set}: never worth anything better. */
    public static final int NEVER = Integer.MAX_VALUE;

    /** As {@link #set}: worth something better whatever was interpreted from there. */
    public static final int AT_ONCE = -1;

    private static final int WEAK_SHIFT = 3;
    private static final int[] NONE = {};

    private final int cold;
    private final int[][] pages;

    /** For {@code memoryBytes} of memory; {@code cold} instructions make an entry hot. */
    public CodeHeat(long memoryBytes, int cold) {
        this.cold = cold;
        this.pages = new int[(int) (memoryBytes >>> Limits.PAGE_SHIFT)][];
        Arrays.fill(pages, NONE);
    }

    /** Whether the word at {@code address} of page {@code pageNumber} is hot. */
    public boolean isHot(int pageNumber, long address) {
        int[] page = pages[pageNumber];
        return page != NONE && page[wordOf(address)] <= 0;
    }

    /** Whether the word at {@code address} of page {@code pageNumber} was set to {@link #AT_ONCE}. */
    public boolean isAtOnce(int pageNumber, long address) {
        int[] page = pages[pageNumber];
        return page != NONE && page[wordOf(address)] == AT_ONCE;
    }

    /** Sets how many instructions are left from the word at {@code address}; 0 or less is hot. */
    public void set(int pageNumber, long address, int left) {
        page(pageNumber)[wordOf(address)] = left;
    }

    /** As if {@code count} more instructions had been interpreted from the word at {@code address}. */
    public void warm(int pageNumber, long address, int count) {
        spend(page(pageNumber), wordOf(address), count, 0);
    }

    /** As before its first instruction. */
    public void cool(int pageNumber, long address) {
        set(pageNumber, address, cold);
    }

    /** The words of a page. */
    int[] page(int pageNumber) {
        int[] page = pages[pageNumber];
        if (page == NONE) {
            page = new int[CodePage.WORDS];
            Arrays.fill(page, cold);
            pages[pageNumber] = page;
        }
        return page;
    }

    /** {@code count} instructions ran from word {@code entry}, reached as {@code shift} says. */
    static void spend(int[] page, int entry, long count, int shift) {
        int left = page[entry];
        if (left > 0 && left != NEVER) {
            page[entry] = (int) Math.max(0, left - (count >>> shift));
        }
    }

    /** Whether a branch of {@link ShortForm} {@code form} at {@code cia}, taken to {@code target}, enters something. */
    static boolean enters(long form, long cia, long target) {
        return target <= cia || ShortForm.isCallOrReturn(form);
    }

    /** The weight, as a shift, of what follows that branch. */
    static int shiftAfter(long form) {
        return ShortForm.isReturn(form) ? WEAK_SHIFT : 0;
    }

    /** The weight of what follows a branch from {@code from} to {@code to} in another page. */
    static int shiftAcross(long from, long to, long lr) {
        return to <= from || lr == from + 4 ? 0 : WEAK_SHIFT;
    }

    static int wordOf(long address) {
        return (int) (address >>> 2) & CodePage.WORDS - 1;
    }
}
