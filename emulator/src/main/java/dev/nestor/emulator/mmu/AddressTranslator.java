package dev.nestor.emulator.mmu;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.memory.PageWindows;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What the loads, stores and fetches of one vCPU go through: effective address in, value or {@link #faulted} out.
 *
 * <p>Byte order is that of MSR[LE] at the last {@link #contextChanged}. After every load and every store the caller
 * tests {@link #faulted} first; while it is set the value returned means nothing and memory is unchanged, and
 * {@link #fault()} says why.
 *
 * <p>A direct-mapped table of pages, tagged by context, stands before the {@link TranslationSet}; it is derived from it
 * and holds pages for writing only while {@link GuestMemory#isDirectlyWritable} allows it.
 */
public final class AddressTranslator implements Stateful, PageWindows {
    private static final VarHandle BE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LINES = 1024;
    private static final int OFFSET_MASK = Limits.PAGE_BYTES - 1;
    private static final long PAGE_MASK = PageLines.PAGE_MASK;

    /** Set by an access that failed; the one who handles the fault clears it. */
    @Derived("never set at an instruction boundary")
    public boolean faulted;

    private final TranslationSet translations = new TranslationSet();
    private final PartitionScope scope = new PartitionScope();

    @Derived("meaningful only while faulted")
    private final TranslationFault fault = new TranslationFault();

    @Derived("the walker's count of reads is saved; the rest is wiring and the current fetch")
    private final TranslationLookup lookup;

    @Derived("follows from the registers at contextChanged")
    private final TranslationContext context = new TranslationContext();

    @Derived("context.littleEndian, at hand for every access")
    private boolean littleEndian;

    @Derived("context.addressMask, at hand for every access")
    private long addressMask = -1L;

    @Derived("only its changes count")
    private int dropCount;

    @Derived("index of the context for fetches")
    private long fetchContext;

    @Derived("keys of the contexts that have an index")
    private final long[] contextKeys = new long[PageLines.CONTEXTS];

    @Derived("contexts that have an index")
    private int contextCount;

    @Derived("page tables derived from the translations")
    private final PageLines lines;

    @Derived("follows from the registers at the beginning of a run")
    private final DataWatch watch = new DataWatch(fault);

    @Derived("wiring, and whether accesses are watched: that follows from the registers at the beginning of a run")
    private final UnlinedAccess unlined;

    @Derived("page table derived from the translations")
    private final long[] fetchTags = new long[LINES];

    @Derived("page table derived from the translations")
    private final int[] fetchPages = new int[LINES];

    /** A translator over {@code memory}, with nothing cached, in the scope of the L1. */
    public AddressTranslator(GuestMemory memory) {
        this.lines = new PageLines(memory);
        this.lookup = new TranslationLookup(memory, translations, scope, context, fault, this::dropAllLines);
        this.unlined = new UnlinedAccess(memory, lookup, lines, watch);
        memory.addPageWindows(this);
        dropAllLines();
    }

    /** The translations this vCPU has cached. */
    public TranslationSet translations() {
        return translations;
    }

    /** The partition this vCPU translates in. */
    public PartitionScope scope() {
        return scope;
    }

    /** Why the last access failed. */
    public TranslationFault fault() {
        return fault;
    }

    /** Tree and table entries read since the machine began. */
    public long tableReads() {
        return lookup.walker().tableReads();
    }

    /** Must be called after MSR, PIDR, AMR, IAMR, LPCR or the scope changed, before the next access. */
    public void contextChanged(CpuState s) {
        context.read(s);
        littleEndian = context.littleEndian;
        addressMask = context.addressMask;
        lines.setContext(contextIndex(context.dataKey(scope) | (unlined.watching ? TranslationContext.WATCHING : 0)));
        fetchContext = contextIndex(context.fetchKey(scope));
    }

    /**
     * Shows every data access from now on to {@link #watch}, with the watchpoints of {@code s}, or none. While it does,
     * no line holds a page for data, so an access through a line need not ask.
     */
    public void setWatching(CpuState s, boolean everyAccess) {
        if (everyAccess) {
            watch.read(s);
        }
        if (unlined.watching != everyAccess) {
            unlined.watching = everyAccess;
            contextChanged(s);
        }
    }

    /** The watch: what it noted of the accesses shown to it. */
    public DataWatch watch() {
        return watch;
    }

    /** The mask of effective addresses: all ones in 64-bit mode, the low 32 bits in 32-bit mode. */
    public long addressMask() {
        return addressMask;
    }

    /** Whether data is little-endian in the current context. */
    public boolean isLittleEndian() {
        return littleEndian;
    }

    /** Loads a byte, zero-extended. */
    public int load8(long address) {
        long ea = address & addressMask;
        int line = (int) (ea >>> 12) & PageLines.LINES - 1;
        if (lines.readTags[line] == lines.tag(ea)) {
            return lines.readPages[line][(int) ea & OFFSET_MASK] & 0xFF;
        }
        return (int) unlined.load(this, ea, 1);
    }

    /** Loads a halfword, zero-extended. */
    public int load16(long address) {
        long ea = address & addressMask;
        int line = (int) (ea >>> 12) & PageLines.LINES - 1;
        int offset = (int) ea & OFFSET_MASK;
        if (lines.readTags[line] == lines.tag(ea) && offset <= Limits.PAGE_BYTES - 2) {
            return (littleEndian
                            ? (short) LE16.get(lines.readPages[line], offset)
                            : (short) BE16.get(lines.readPages[line], offset))
                    & 0xFFFF;
        }
        return (int) unlined.load(this, ea, 2);
    }

    /** Loads a word, zero-extended to 64 bits. */
    public long load32(long address) {
        long ea = address & addressMask;
        int line = (int) (ea >>> 12) & PageLines.LINES - 1;
        int offset = (int) ea & OFFSET_MASK;
        if (lines.readTags[line] == lines.tag(ea) && offset <= Limits.PAGE_BYTES - 4) {
            return (littleEndian
                            ? (int) LE32.get(lines.readPages[line], offset)
                            : (int) BE32.get(lines.readPages[line], offset))
                    & 0xFFFF_FFFFL;
        }
        return unlined.load(this, ea, 4);
    }

    /** Loads a doubleword. */
    public long load64(long address) {
        long ea = address & addressMask;
        int line = (int) (ea >>> 12) & PageLines.LINES - 1;
        int offset = (int) ea & OFFSET_MASK;
        if (lines.readTags[line] == lines.tag(ea) && offset <= Limits.PAGE_BYTES - 8) {
            return littleEndian
                    ? (long) LE64.get(lines.readPages[line], offset)
                    : (long) BE64.get(lines.readPages[line], offset);
        }
        return unlined.load(this, ea, 8);
    }

    /** Stores the low byte of {@code value}. */
    public void store8(long address, long value) {
        long ea = address & addressMask;
        int line = (int) (ea >>> 12) & PageLines.LINES - 1;
        if (lines.writeTags[line] == lines.tag(ea)) {
            lines.writePages[line][(int) ea & OFFSET_MASK] = (byte) value;
        } else {
            unlined.store(this, ea, 1, value);
        }
    }

    /** Stores the low halfword of {@code value}. */
    public void store16(long address, long value) {
        long ea = address & addressMask;
        int line = (int) (ea >>> 12) & PageLines.LINES - 1;
        int offset = (int) ea & OFFSET_MASK;
        if (lines.writeTags[line] != lines.tag(ea) || offset > Limits.PAGE_BYTES - 2) {
            unlined.store(this, ea, 2, value);
        } else if (littleEndian) {
            LE16.set(lines.writePages[line], offset, (short) value);
        } else {
            BE16.set(lines.writePages[line], offset, (short) value);
        }
    }

    /** Stores the low word of {@code value}. */
    public void store32(long address, long value) {
        long ea = address & addressMask;
        int line = (int) (ea >>> 12) & PageLines.LINES - 1;
        int offset = (int) ea & OFFSET_MASK;
        if (lines.writeTags[line] != lines.tag(ea) || offset > Limits.PAGE_BYTES - 4) {
            unlined.store(this, ea, 4, value);
        } else if (littleEndian) {
            LE32.set(lines.writePages[line], offset, (int) value);
        } else {
            BE32.set(lines.writePages[line], offset, (int) value);
        }
    }

    /** Stores a doubleword. */
    public void store64(long address, long value) {
        long ea = address & addressMask;
        int line = (int) (ea >>> 12) & PageLines.LINES - 1;
        int offset = (int) ea & OFFSET_MASK;
        if (lines.writeTags[line] != lines.tag(ea) || offset > Limits.PAGE_BYTES - 8) {
            unlined.store(this, ea, 8, value);
        } else if (littleEndian) {
            LE64.set(lines.writePages[line], offset, value);
        } else {
            BE64.set(lines.writePages[line], offset, value);
        }
    }

    /** The L1 real address behind a data address, checked for {@code access}; -1 when {@link #faulted}. */
    public long realAddress(long address, Access access) {
        long ea = address & addressMask;
        int page = unlined.page(ea, access);
        faulted |= page < 0;
        return page < 0 ? -1 : (long) page << Limits.PAGE_SHIFT | ea & OFFSET_MASK;
    }

    /**
     * Checks a store of {@code bytes} from {@code address} on, in at most two pages, that is made in parts, so that a
     * fault leaves memory as it was: {@link #faulted}.
     */
    public void checkStore(long address, int bytes) {
        faulted |= lookup.page(address + bytes - 1 & addressMask, Access.STORE) < 0
                || !unlined.isStorable(address & addressMask, bytes);
    }

    /** As {@link #checkStore}, for bytes within one page, where only a watchpoint can stop a part but the first. */
    public void checkStoreInPage(long address, int bytes) {
        faulted |= !unlined.isStorable(address & addressMask, bytes);
    }

    /** The number of the L1 page that instructions at {@code address} come from; -1 when {@link #faulted}. */
    public int fetchPage(long address) {
        long ea = address & addressMask;
        int line = (int) (ea >>> 12) & LINES - 1;
        long tag = ea & PAGE_MASK | fetchContext;
        if (fetchTags[line] == tag) {
            lookup.fetchedThrough(ea);
            return fetchPages[line];
        }
        int page = lookup.page(ea, Access.FETCH);
        if (page < 0) {
            faulted = true;
        } else {
            lookup.fetchedThrough(ea);
            fetchTags[line] = tag;
            fetchPages[line] = page;
        }
        return page;
    }

    /** The page lines that translated code goes through. */
    public PageLines lines() {
        return lines;
    }

    /** The L1 page that instructions at {@code ea} come from if that needs no new translation; -1 otherwise. */
    public int fetchLine(long ea) {
        int line = (int) (ea >>> 12) & LINES - 1;
        return fetchTags[line] == (ea & PAGE_MASK | fetchContext) ? fetchPages[line] : -1;
    }

    /**
     * Changes when instructions may come from elsewhere than before: while it does not, what {@link #fetchLine} once
     * said holds.
     */
    public long fetchStamp() {
        return (long) dropCount << Integer.SIZE | fetchContext;
    }

    /** Notes that the current instruction is fetched at {@code ea}, whose {@link #fetchLine} is there. */
    public void fetchedThrough(long ea) {
        lookup.fetchedThrough(ea);
    }

    /** Changes whenever fetch lines were dropped. */
    public int dropCount() {
        return dropCount;
    }

    /** Must be called after entries were removed from the {@link #translations}. */
    public void translationsRemoved() {
        dropAllLines();
    }

    @Override
    public void dropPageWindows() {
        lines.drop();
    }

    @Override
    public void dropPageWindows(byte[] page) {
        lines.drop(page);
    }

    @Override
    public void save(StateWriter out) {
        out.putState("scope", scope);
        out.putState("translations", translations);
        out.putLong("table_reads", lookup.walker().tableReads());
    }

    @Override
    public void load(StateReader in) {
        in.getState("scope", scope);
        in.getState("translations", translations);
        lookup.walker().setTableReads(in.getLong("table_reads"));
        dropAllLines();
    }

    private long contextIndex(long key) {
        for (int i = 0; i < contextCount; i++) {
            if (contextKeys[i] == key) {
                return i;
            }
        }
        if (contextCount == PageLines.CONTEXTS) {
            dropAllLines();
            contextCount = 0;
        }
        contextKeys[contextCount] = key;
        return contextCount++;
    }

    private void dropAllLines() {
        dropPageWindows();
        Arrays.fill(fetchTags, -1);
        dropCount++;
    }
}
