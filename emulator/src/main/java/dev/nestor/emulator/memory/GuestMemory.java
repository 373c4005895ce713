package dev.nestor.emulator.memory;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The real memory of the L1 partition, 0 to {@link #sizeBytes()} - 1, in pages of 4 KiB that exist once they are
 * written.
 *
 * <p>Two kinds of page are watched. A page is <em>clean</em> until its first write since the last digest; a page is
 * <em>code</em> once instructions were decoded from it. A holder of {@link PageWindows} may keep a page and
 * write it directly only while the page is neither; {@link #isDirectlyWritable} says so, and
 * holders are told when that ends.
 *
 * <p>The digest is a commutative sum over pages of mix(page number, hash of page), so it does not depend on the order
 * in which pages were written; an absent page counts as nothing, and so does a page of zeros.
 */
public final class GuestMemory implements Stateful {

    private static final VarHandle BE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle BE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle BE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] ZEROS = new byte[Limits.PAGE_BYTES];
    private static final int OFFSET_MASK = Limits.PAGE_BYTES - 1;

    private final long sizeBytes;
    private final byte[] @Nullable [] pages;

    @Derived("sum over pageHash, kept up to date by digest()")
    private long digestSum;

    @Derived("hash per page as of its last digest")
    private final long[] pageHash;

    @Derived("pages written since the last digest; the digest itself does not depend on it")
    private final BitSet dirty = new BitSet();

    @Derived("pages written since takeDirtySinceKeyframe(); decides only what a keyframe can leave out")
    private final BitSet dirtySinceKeyframe = new BitSet();

    @Derived("where decoded instructions are; rebuilt as code is fetched")
    private final CodeGranules code;

    @Derived("whether someone may hold the shared page of zeros for reading")
    private boolean zerosHeld;

    @Derived("wiring")
    private final List<PageWindows> windows = new ArrayList<>();

    @Derived("wiring")
    private CodeWatcher codeWatcher = (page, offset, length) -> {};

    /**
     * Memory of {@code sizeBytes} zeros.
     *
     * @throws IllegalArgumentException when the size is no multiple of 4 KiB or outside {@link Limits}
     */
    public GuestMemory(long sizeBytes) {
        if (sizeBytes % Limits.PAGE_BYTES != 0 || sizeBytes <= 0 || sizeBytes > Limits.MEMORY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "memory of " + sizeBytes + " bytes: need a multiple of 4096, at most " + Limits.MEMORY_BYTES_MAX);
        }
        this.sizeBytes = sizeBytes;
        int pageCount = (int) (sizeBytes >>> Limits.PAGE_SHIFT);
        this.pages = new byte[pageCount][];
        this.pageHash = new long[pageCount];
        this.code = new CodeGranules(pageCount);
    }

    /** Bytes of memory. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Whether all of {@code length} bytes from {@code address} on are memory; false for a negative length. */
    public boolean contains(long address, long length) {
        return address >= 0 && length >= 0 && length <= sizeBytes && address <= sizeBytes - length;
    }

    /** Registers a holder of direct references. */
    public void addPageWindows(PageWindows holder) {
        windows.add(holder);
    }

    /** Sets the one that is told of writes into code. */
    public void setCodeWatcher(CodeWatcher watcher) {
        this.codeWatcher = watcher;
    }

    /** The bytes of a page for reading; zeros when it was never written. The page number must be in memory. */
    public byte[] pageForRead(int pageNumber) {
        byte[] page = pages[pageNumber];
        if (page == null) {
            zerosHeld = true;
            return ZEROS;
        }
        return page;
    }

    /** The bytes of a page for writing; marks it dirty. The page number must be in memory. */
    public byte[] pageForWrite(int pageNumber) {
        byte[] page = pages[pageNumber];
        if (page == null) {
            page = new byte[Limits.PAGE_BYTES];
            pages[pageNumber] = page;
            if (zerosHeld) {
                dropWindows(ZEROS); // readers that hold the shared zeros must look again
                zerosHeld = false;
            }
        }
        dirty.set(pageNumber);
        dirtySinceKeyframe.set(pageNumber);
        return page;
    }

    /** Whether a page may be written through a kept reference: dirty already and without decoded instructions. */
    public boolean isDirectlyWritable(int pageNumber) {
        return !code.isCode(pageNumber) && isDirty(pageNumber);
    }

    /** Whether writes need not mark the page; through a kept reference where {@link #code} is not touched. */
    public boolean isDirty(int pageNumber) {
        return dirty.get(pageNumber) && dirtySinceKeyframe.get(pageNumber);
    }

    /** Where decoded instructions are. */
    public CodeGranules code() {
        return code;
    }

    /** Tells, after the write of at least one byte, that decoded instructions there are to be dropped. */
    public void wrote(int pageNumber, int offset, int length) {
        if (code.touch(pageNumber, offset, length)) {
            codeWatcher.codeWritten(pageNumber, offset, length);
        }
    }

    /** Marks byte {@code offset} of a page, and what shares a granule with it, as decoded instructions. */
    public void markCode(int pageNumber, int offset) {
        boolean first = !code.isCode(pageNumber);
        code.mark(pageNumber, offset);
        if (first) {
            dropWindows(pageForRead(pageNumber));
        }
    }

    /** The granule of byte {@code offset} of a page holds no decoded instruction any more. */
    public void unmarkCode(int pageNumber, int offset) {
        code.clear(pageNumber, offset);
    }

    /** One unsigned byte. */
    public int read8(long address) {
        return pageForRead(pageNumber(address))[(int) address & OFFSET_MASK] & 0xFF;
    }

    /** A big-endian halfword, unsigned; it may cross a page. */
    public int readBe16(long address) {
        int offset = (int) address & OFFSET_MASK;
        if (offset <= Limits.PAGE_BYTES - 2) {
            return (short) BE16.get(pageForRead(pageNumber(address)), offset) & 0xFFFF;
        }
        return read8(address) << 8 | read8(address + 1);
    }

    /** A big-endian word; it may cross a page. */
    public int readBe32(long address) {
        int offset = (int) address & OFFSET_MASK;
        if (offset <= Limits.PAGE_BYTES - 4) {
            return (int) BE32.get(pageForRead(pageNumber(address)), offset);
        }
        return readBe16(address) << 16 | readBe16(address + 2);
    }

    /** A big-endian doubleword; it may cross a page. */
    public long readBe64(long address) {
        int offset = (int) address & OFFSET_MASK;
        if (offset <= Limits.PAGE_BYTES - 8) {
            return (long) BE64.get(pageForRead(pageNumber(address)), offset);
        }
        return (long) readBe32(address) << 32 | readBe32(address + 4) & 0xFFFF_FFFFL;
    }

    /** Stores one byte. */
    public void write8(long address, int value) {
        int page = pageNumber(address);
        int offset = (int) address & OFFSET_MASK;
        pageForWrite(page)[offset] = (byte) value;
        wrote(page, offset, 1);
    }

    /** Stores a big-endian halfword; it may cross a page. */
    public void writeBe16(long address, int value) {
        write8(address, value >>> 8);
        write8(address + 1, value);
    }

    /** Stores a big-endian word; it may cross a page. */
    public void writeBe32(long address, int value) {
        int offset = (int) address & OFFSET_MASK;
        if (offset <= Limits.PAGE_BYTES - 4) {
            int page = pageNumber(address);
            BE32.set(pageForWrite(page), offset, value);
            wrote(page, offset, 4);
        } else {
            writeBe16(address, value >>> 16);
            writeBe16(address + 2, value);
        }
    }

    /** Stores a big-endian doubleword; it may cross a page. */
    public void writeBe64(long address, long value) {
        int offset = (int) address & OFFSET_MASK;
        if (offset <= Limits.PAGE_BYTES - 8) {
            int page = pageNumber(address);
            BE64.set(pageForWrite(page), offset, value);
            wrote(page, offset, 8);
        } else {
            writeBe32(address, (int) (value >>> 32));
            writeBe32(address + 4, (int) value);
        }
    }

    /** A little-endian word. */
    public int readLe32(long address) {
        return Integer.reverseBytes(readBe32(address));
    }

    /** A little-endian doubleword. */
    public long readLe64(long address) {
        return Long.reverseBytes(readBe64(address));
    }

    /** Stores a little-endian word. */
    public void writeLe32(long address, int value) {
        writeBe32(address, Integer.reverseBytes(value));
    }

    /** Stores a little-endian doubleword. */
    public void writeLe64(long address, long value) {
        writeBe64(address, Long.reverseBytes(value));
    }

    /** Copies memory into an array; the range must be in memory. */
    public void read(long address, byte[] into, int offset, int length) {
        int done = 0;
        while (done < length) {
            int inPage = (int) (address + done) & OFFSET_MASK;
            int count = Math.min(length - done, Limits.PAGE_BYTES - inPage);
            System.arraycopy(pageForRead(pageNumber(address + done)), inPage, into, offset + done, count);
            done += count;
        }
    }

    /** Copies an array into memory; the range must be in memory. */
    public void write(long address, byte[] from, int offset, int length) {
        int done = 0;
        while (done < length) {
            int page = pageNumber(address + done);
            int inPage = (int) (address + done) & OFFSET_MASK;
            int count = Math.min(length - done, Limits.PAGE_BYTES - inPage);
            System.arraycopy(from, offset + done, pageForWrite(page), inPage, count);
            wrote(page, inPage, count);
            done += count;
        }
    }

    /** The digest of all memory; costs work for each page written since the last digest. */
    public long digest() {
        for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
            digestSum -= pageHash[page];
            pageHash[page] = hashOf(page);
            digestSum += pageHash[page];
        }
        dirty.clear();
        dropWindows();
        return digestSum;
    }

    /** The numbers of the pages written since the last call, which starts a new count; for keyframes. */
    public BitSet takeDirtySinceKeyframe() {
        BitSet taken = (BitSet) dirtySinceKeyframe.clone();
        dirtySinceKeyframe.clear();
        dropWindows();
        return taken;
    }

    /** The first page from {@code from} on that was ever written, or -1. */
    public int nextPresentPage(int from) {
        for (int page = from; page < pages.length; page++) {
            if (pages[page] != null) {
                return page;
            }
        }
        return -1;
    }

    /** Writes every page that is not all zeros, as (page number, bytes). */
    @Override
    public void save(StateWriter out) {
        out.putLong("size_bytes", sizeBytes);
        int count = 0;
        for (byte[] page : pages) {
            count += page != null && !Arrays.equals(page, ZEROS) ? 1 : 0;
        }
        out.putLong("page_count", count);
        for (int i = 0; i < pages.length; i++) {
            byte[] page = pages[i];
            if (page != null && !Arrays.equals(page, ZEROS)) {
                out.putLong("page_number", i);
                out.putBytes("page", page, 0, page.length);
            }
        }
    }

    @Override
    public void load(StateReader in) {
        long savedBytes = in.getLong("size_bytes");
        if (savedBytes != sizeBytes) {
            throw new StateFormatException("saved memory has " + savedBytes + " bytes, this machine " + sizeBytes);
        }
        Arrays.fill(pages, null);
        int count = in.getCount("page_count", pages.length);
        for (int i = 0; i < count; i++) {
            int number = in.getCount("page_number", pages.length - 1);
            byte[] page = in.getBytes("page");
            if (page.length != Limits.PAGE_BYTES) {
                throw new StateFormatException("saved page " + number + " has " + page.length + " bytes");
            }
            pages[number] = page;
        }
        rebuildDerived();
    }

    private void rebuildDerived() {
        for (int page = 0; page < pages.length; page++) {
            if (code.isCode(page)) {
                codeWatcher.codeWritten(page, 0, Limits.PAGE_BYTES);
            }
        }
        dirty.clear();
        dirtySinceKeyframe.clear();
        digestSum = 0;
        for (int i = 0; i < pages.length; i++) {
            pageHash[i] = pages[i] == null ? 0 : hashOf(i);
            digestSum += pageHash[i];
        }
        dropWindows();
    }

    private long hashOf(int pageNumber) {
        byte[] page = pages[pageNumber];
        if (page == null || Arrays.equals(page, ZEROS)) {
            return 0;
        }
        return pageDigest(pageNumber, StateDigest.ofBytes(page, 0, page.length));
    }

    /** What a page that is not all zeros adds to {@link #digest}; {@code contentDigest} is that of its bytes. */
    public static long pageDigest(int pageNumber, long contentDigest) {
        return StateDigest.mix(contentDigest ^ StateDigest.mix(pageNumber + 1L));
    }

    private void dropWindows() {
        zerosHeld = false;
        for (PageWindows holder : windows) {
            holder.dropPageWindows();
        }
    }

    private void dropWindows(byte[] page) {
        for (PageWindows holder : windows) {
            holder.dropPageWindows(page);
        }
    }

    private static int pageNumber(long address) {
        return (int) (address >>> Limits.PAGE_SHIFT);
    }
}
