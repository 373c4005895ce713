package dev.nestor.emulator.mmu;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;

/**
 * The data accesses that no page line serves: they are translated, shown to the watch when it looks, made byte by byte
 * where they lie in two pages, and leave a line behind for the next.
 */
final class UnlinedAccess {
    private static final int OFFSET_MASK = Limits.PAGE_BYTES - 1;

    private final GuestMemory memory;
    private final TranslationLookup lookup;
    private final PageLines lines;
    private final DataWatch watch;

    /** Whether every access is shown to the watch: none leaves a line then. */
    boolean watching;

    UnlinedAccess(GuestMemory memory, TranslationLookup lookup, PageLines lines, DataWatch watch) {
        this.memory = memory;
        this.lookup = lookup;
        this.lines = lines;
        this.watch = watch;
    }

    /** Loads {@code bytes} at {@code ea}; what it returns means nothing when {@code mem.faulted} is set. */
    long load(AddressTranslator mem, long ea, int bytes) {
        int offset = (int) ea & OFFSET_MASK;
        int page = lookup.page(ea, Access.LOAD);
        boolean inPage = offset + bytes <= Limits.PAGE_BYTES;
        int nextPage = page < 0 || inPage ? page : lookup.page(nextPage(mem, ea, bytes), Access.LOAD);
        if (nextPage < 0 || watching && watch.stops(ea, bytes, Access.LOAD)) {
            mem.faulted = true;
            return 0;
        }
        if (inPage && !watching) {
            int line = (int) (ea >>> Limits.PAGE_SHIFT) & PageLines.LINES - 1;
            lines.readTags[line] = lines.tag(ea);
            lines.readPages[line] = memory.pageForRead(page);
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            int at = offset + i;
            byte[] source = memory.pageForRead(at < Limits.PAGE_BYTES ? page : nextPage);
            value = value << 8 | source[at & OFFSET_MASK] & 0xFF;
        }
        return mem.isLittleEndian() ? Long.reverseBytes(value) >>> 64 - 8 * bytes : value;
    }

    /** Stores the low {@code bytes} of {@code given} at {@code ea}, or sets {@code mem.faulted}. */
    void store(AddressTranslator mem, long ea, int bytes, long given) {
        int offset = (int) ea & OFFSET_MASK;
        long value = mem.isLittleEndian() ? Long.reverseBytes(given) : given << 64 - 8 * bytes;
        byte[] mixed = lines.mixedPage(ea, bytes);
        if (mixed != PageLines.noPage()) {
            PageLines.put(mixed, offset, bytes, value);
            return;
        }
        int page = lookup.page(ea, Access.STORE);
        int first = Math.min(bytes, Limits.PAGE_BYTES - offset);
        boolean inPage = first == bytes;
        int nextPage = page < 0 || inPage ? page : lookup.page(nextPage(mem, ea, bytes), Access.STORE);
        if (nextPage < 0 || watching && watch.stops(ea, bytes, Access.STORE)) {
            mem.faulted = true;
            return;
        }
        byte[] target = memory.pageForWrite(page);
        PageLines.put(target, offset, first, value);
        memory.wrote(page, offset, first);
        if (!inPage) {
            PageLines.put(memory.pageForWrite(nextPage), 0, bytes - first, value << 8 * first);
            memory.wrote(nextPage, 0, bytes - first);
        } else if (!watching) {
            lines.keepForStores(ea, target, page);
        }
    }

    /** The L1 page behind {@code ea} for an access of one byte; -1 when it fails. */
    int page(long ea, Access access) {
        int page = lookup.page(ea, access);
        return page >= 0 && watching && watch.stops(ea, 1, access) ? -1 : page;
    }

    /** Whether {@code bytes} from {@code ea} on, the last of them translated already, may be stored. */
    boolean isStorable(long ea, int bytes) {
        return !watching || lookup.page(ea, Access.STORE) >= 0 && !watch.stops(ea, bytes, Access.STORE);
    }

    private static long nextPage(AddressTranslator mem, long ea, int bytes) {
        return ea + bytes & mem.addressMask() & PageLines.PAGE_MASK;
    }
}
