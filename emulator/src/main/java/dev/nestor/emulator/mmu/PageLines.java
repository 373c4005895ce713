package dev.nestor.emulator.mmu;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.CodeGranules;
import dev.nestor.emulator.memory.GuestMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Direct-mapped tables of pages for loads and stores, tagged by context, derived from the translations. The accesses
 * here are those of translated code; it leaves an access for which there is no page to the interpreter.
 */
public final class PageLines {
    /** Lines of each table; a power of two. */
    public static final int LINES = 8192;
    /** Contexts that have tags of their own at one time; a power of two. */
    static final int CONTEXTS = 64;

    static final long PAGE_MASK = -(long) Limits.PAGE_BYTES;

    private static final VarHandle BE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /** Stands for no page; as long as one, so that no access can be outside of it. */
    private static final byte[] NO_PAGE = new byte[Limits.PAGE_BYTES];

    /** Lines of pages that hold code too; a power of two. */
    private static final int MIXED_LINES = 256;

    private static final int OFFSET_MASK = Limits.PAGE_BYTES - 1;

    /** Whether translated code left the next instruction to the interpreter. */
    public boolean missed;

    /** Low bits of a valid tag: generation and index of the current context. */
    private long context;

    private long generation;

    final long[] readTags = new long[LINES];
    final byte[][] readPages = new byte[LINES][];
    final long[] writeTags = new long[LINES];
    final byte[][] writePages = new byte[LINES][];

    /** Pages for stores that hold code too: each store asks whether it meets any. */
    private final long[] mixedTags = new long[MIXED_LINES];

    private final byte[][] mixedPages = new byte[MIXED_LINES][];
    private final int[] mixedNumbers = new int[MIXED_LINES];
    private final GuestMemory memory;
    private final CodeGranules code;
    private int mixedStores;

    PageLines(GuestMemory memory) {
        this.memory = memory;
        this.code = memory.code();
        Arrays.fill(mixedPages, NO_PAGE);
        Arrays.fill(mixedTags, -1);
        Arrays.fill(readPages, NO_PAGE);
        Arrays.fill(writePages, NO_PAGE);
        Arrays.fill(readTags, -1);
        Arrays.fill(writeTags, -1);
    }

    /** Stands for no page where a page is kept; no address finds it. */
    public static byte[] noPage() {
        return NO_PAGE;
    }

    /** The context whose pages are meant from now on, 0 to {@link #CONTEXTS} - 1. */
    void setContext(long index) {
        context = generation | index;
    }

    /** Forgets every page. */
    void drop() {
        generation += CONTEXTS;
        if (generation == Limits.PAGE_BYTES - CONTEXTS) { // the last one could make a tag of all ones
            generation = 0;
            Arrays.fill(readTags, -1);
            Arrays.fill(writeTags, -1);
            Arrays.fill(mixedTags, -1);
        }
        context = generation | context & CONTEXTS - 1;
    }

    /** Forgets whatever shows {@code page}. */
    void drop(byte[] page) {
        for (int line = 0; line < LINES; line++) {
            if (readPages[line] == page) {
                readTags[line] = -1;
                readPages[line] = NO_PAGE;
            }
            if (writePages[line] == page) {
                writeTags[line] = -1;
                writePages[line] = NO_PAGE;
            }
        }
    }

    /** The tag of the page of {@code ea} in the current context. */
    long tag(long ea) {
        return ea & PAGE_MASK | context;
    }

    /** Keeps {@code page}, which is number {@code pageNumber} and holds {@code ea}, for stores, if that may be. */
    void keepForStores(long ea, byte[] page, int pageNumber) {
        if (memory.isDirectlyWritable(pageNumber)) {
            int line = (int) (ea >>> Limits.PAGE_SHIFT) & LINES - 1;
            writeTags[line] = tag(ea);
            writePages[line] = page;
        } else if (memory.isDirty(pageNumber)) {
            int line = (int) (ea >>> Limits.PAGE_SHIFT) & MIXED_LINES - 1;
            mixedTags[line] = tag(ea);
            mixedPages[line] = page;
            mixedNumbers[line] = pageNumber;
        }
    }

    /** The page for a store of {@code bytes} beside code, or {@link #NO_PAGE}. */
    byte[] mixedPage(long ea, int bytes) {
        int line = (int) (ea >>> Limits.PAGE_SHIFT) & MIXED_LINES - 1;
        int offset = (int) ea & OFFSET_MASK;
        if (mixedTags[line] != tag(ea)
                || offset > Limits.PAGE_BYTES - bytes
                || code.touch(mixedNumbers[line], offset, bytes)) {
            return NO_PAGE;
        }
        mixedStores++;
        return mixedPages[line];
    }

    /** Changes with every store into a page that holds code too, beside that code. */
    public int mixedStores() {
        return mixedStores;
    }

    /**
     * The tag that the line of {@code ea} must have for an access of {@code bytes}: that of its last byte, which no
     * line of {@code ea} has if it lies in another page.
     */
    public long tag(long ea, int bytes) {
        return tag(ea + (bytes - 1));
    }

    /** The tag of the line for loads from {@code ea}. */
    public long readTag(long ea) {
        return readTags[lineOf(ea)];
    }

    /** The page of the line for loads from {@code ea}; that of the access if the tag is {@link #tag(long, int)}. */
    public byte[] readPage(long ea) {
        return readPages[lineOf(ea)];
    }

    /** The tag of the line for stores to {@code ea}. */
    public long writeTag(long ea) {
        return writeTags[lineOf(ea)];
    }

    /** The page of the line for stores to {@code ea}. */
    public byte[] writePage(long ea) {
        return writePages[lineOf(ea)];
    }

    private static int lineOf(long ea) {
        return (int) (ea >>> Limits.PAGE_SHIFT) & LINES - 1;
    }

    /** The page for loads of {@code bytes} from {@code ea} on; null when no line has it. */
    public byte @Nullable [] readPage(long ea, int bytes) {
        return readTag(ea) == tag(ea, bytes) ? readPage(ea) : null;
    }

    /** The page for stores of {@code bytes} from {@code ea} on; null when no line has it. */
    public byte @Nullable [] writePage(long ea, int bytes) {
        return writeTag(ea) == tag(ea, bytes) ? writePage(ea) : null;
    }

    /** The page for stores of {@code bytes} from {@code ea} on, where pages hold code too; null when no line has it. */
    public byte @Nullable [] writeMixedPage(long ea, int bytes) {
        byte[] page = mixedPage(ea, bytes);
        if (page != NO_PAGE) {
            return page;
        }
        return writePage(ea, bytes);
    }

    /** Stores the first {@code count} bytes of {@code value}, the most significant first. */
    static void put(byte[] page, int offset, int count, long value) {
        for (int i = 0; i < count; i++) {
            page[offset + i] = (byte) (value >>> 56 - 8 * i);
        }
    }

    /** The byte of {@code page} that {@code ea} means, zero-extended. */
    public static long get8(byte[] page, long ea, boolean little) {
        return page[(int) ea & OFFSET_MASK] & 0xFF;
    }

    /** The halfword of {@code page} that {@code ea} means, zero-extended. */
    public static long get16(byte[] page, long ea, boolean little) {
        int offset = (int) ea & OFFSET_MASK;
        return (little ? (short) LE16.get(page, offset) : (short) BE16.get(page, offset)) & 0xFFFFL;
    }

    /** The word of {@code page} that {@code ea} means, zero-extended. */
    public static long get32(byte[] page, long ea, boolean little) {
        int offset = (int) ea & OFFSET_MASK;
        return (little ? (int) LE32.get(page, offset) : (int) BE32.get(page, offset)) & 0xFFFF_FFFFL;
    }

    /** The doubleword of {@code page} that {@code ea} means. */
    public static long get64(byte[] page, long ea, boolean little) {
        int offset = (int) ea & OFFSET_MASK;
        return little ? (long) LE64.get(page, offset) : (long) BE64.get(page, offset);
    }

    /** Sets the byte of {@code page} that {@code ea} means. */
    public static void put8(byte[] page, long ea, long value, boolean little) {
        page[(int) ea & OFFSET_MASK] = (byte) value;
    }

    /** Sets the halfword of {@code page} that {@code ea} means. */
    public static void put16(byte[] page, long ea, long value, boolean little) {
        int offset = (int) ea & OFFSET_MASK;
        if (little) {
            LE16.set(page, offset, (short) value);
        } else {
            BE16.set(page, offset, (short) value);
        }
    }

    /** Sets the word of {@code page} that {@code ea} means. */
    public static void put32(byte[] page, long ea, long value, boolean little) {
        int offset = (int) ea & OFFSET_MASK;
        if (little) {
            LE32.set(page, offset, (int) value);
        } else {
            BE32.set(page, offset, (int) value);
        }
    }

    /** Sets the doubleword of {@code page} that {@code ea} means. */
    public static void put64(byte[] page, long ea, long value, boolean little) {
        int offset = (int) ea & OFFSET_MASK;
        if (little) {
            LE64.set(page, offset, value);
        } else {
            BE64.set(page, offset, value);
        }
    }
}
