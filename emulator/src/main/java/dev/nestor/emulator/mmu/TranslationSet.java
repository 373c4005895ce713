package dev.nestor.emulator.mmu;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The translations a vCPU has cached: architected state, because stale ones are visible to a guest.
 *
 * <p>An entry maps (lpid, pid, effective page of 4 KiB) to a page of L1 memory with the permissions found by the walk.
 * Entries are added by executed accesses in execution order, and go only by invalidation or, when
 * {@link Limits#TRANSLATIONS_MAX} are held and one more is needed, all at once.
 *
 * <pre>
 * tag    lpid(0:15) 0(16:42) pid(43:63)       pid REAL_MODE for addresses that skip the process scope
 * page   effective address >> 12
 * value  L1 page number(0:39) 0(40:55) permission flags(56:63)
 * </pre>
 */
public final class TranslationSet implements Stateful {
    /** The pid of translations made with relocation off: one above every process id. */
    public static final int REAL_MODE = 0x10_0000;

    /** Flag: a privileged page of the process scope. */
    public static final int PRIVILEGED = 0x80;
    /** Flag: stores need no walk to set a change bit. */
    public static final int CHANGED = 0x40;
    /** Flags of the process scope: read, write, execute. */
    public static final int READ = 0x4;
    /** Write. */
    public static final int WRITE = 0x2;
    /** Execute. */
    public static final int EXECUTE = 0x1;

    private static final int SLOTS = Limits.TRANSLATIONS_MAX * 2;
    private static final long EMPTY = -1L;
    /** Up to so many pages are removed one by one; more by looking at every entry. */
    private static final long SINGLE_REMOVALS_MAX = 512;

    private final long[] tags = new long[SLOTS];
    private final long[] pages = new long[SLOTS];
    private final long[] values = new long[SLOTS];
    private int count;

    @Derived("sum over the entries, kept up to date")
    private long digestSum;

    @Derived("the entries in the order in which they are saved, of the last time; null once one changed")
    private long @Nullable [][] ordered;

    /** An empty set. */
    public TranslationSet() {
        Arrays.fill(tags, EMPTY);
    }

    /** The tag of a context. */
    public static long tagOf(int lpid, int pid) {
        return (long) lpid << 48 | pid & 0x1F_FFFFL;
    }

    /** The value of an entry. */
    static long valueOf(long l1Real, int flags) {
        return l1Real >>> Limits.PAGE_SHIFT << 24 | flags;
    }

    /** The L1 page number in a value. */
    static int pageOf(long value) {
        return (int) (value >>> 24);
    }

    /** The permission flags in a value. */
    static int flagsOf(long value) {
        return (int) value & 0xFF;
    }

    /** The value of the entry for a page, or -1 when there is none. */
    public long find(long tag, long page) {
        int slot = slotOf(tag, page);
        while (tags[slot] != EMPTY) {
            if (tags[slot] == tag && pages[slot] == page) {
                return values[slot];
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return -1;
    }

    /** Adds or replaces the entry for a page. The caller makes room first: {@link #isFull}. */
    public void put(long tag, long page, long value) {
        ordered = null;
        int slot = slotOf(tag, page);
        while (tags[slot] != EMPTY) {
            if (tags[slot] == tag && pages[slot] == page) {
                digestSum += entryDigest(tag, page, value) - entryDigest(tag, page, values[slot]);
                values[slot] = value;
                return;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        tags[slot] = tag;
        pages[slot] = page;
        values[slot] = value;
        digestSum += entryDigest(tag, page, value);
        count++;
    }

    /** Whether one more entry needs {@link #clear} first. */
    public boolean isFull() {
        return count == Limits.TRANSLATIONS_MAX;
    }

    /** Entries held. */
    public int size() {
        return count;
    }

    /** Removes every entry. */
    public void clear() {
        if (count > 0) {
            Arrays.fill(tags, EMPTY);
            count = 0;
            digestSum = 0;
            ordered = null;
        }
    }

    /** Removes the entries of a partition. */
    public void removePartition(int lpid) {
        retain((tag, page) -> tag >>> 48 != lpid);
    }

    /** Removes the entries of one process of a partition. */
    public void removeProcess(int lpid, int pid) {
        long gone = tagOf(lpid, pid);
        retain((tag, page) -> tag != gone);
    }

    /** Removes the entries of one process whose effective pages lie from {@code first} to {@code last}, included. */
    public void removePages(int lpid, int pid, long first, long last) {
        long gone = tagOf(lpid, pid);
        if (last - first >= 0 && last - first < SINGLE_REMOVALS_MAX) {
            for (long page = first; page <= last; page++) {
                removeOne(gone, page);
            }
            return;
        }
        retain((tag, page) ->
                tag != gone || Long.compareUnsigned(page, first) < 0 || Long.compareUnsigned(page, last) > 0);
    }

    /** The digest of the set; independent of the order in which entries came. */
    public long digest() {
        return digestSum;
    }

    /** Writes the entries by ascending tag and page. */
    @Override
    public void save(StateWriter out) {
        long[][] entries = ordered;
        if (entries == null) {
            entries = inOrder();
            ordered = entries;
        }
        out.putLong("count", count);
        for (long[] entry : entries) {
            out.putLongs("translation", entry);
        }
    }

    private long[][] inOrder() {
        long[][] entries = new long[count][];
        int next = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (tags[slot] != EMPTY) {
                entries[next++] = new long[] {tags[slot], pages[slot], values[slot]};
            }
        }
        Arrays.sort(entries, (a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
        return entries;
    }

    @Override
    public void load(StateReader in) {
        clear();
        int saved = in.getCount("count", Limits.TRANSLATIONS_MAX);
        long[] entry = new long[3];
        for (int i = 0; i < saved; i++) {
            in.getLongs("translation", entry);
            put(entry[0], entry[1], entry[2]);
        }
    }

    @FunctionalInterface
    private interface Keep {
        boolean test(long tag, long page);
    }

    private void retain(Keep keep) {
        if (count == 0) {
            return;
        }
        long[] kept = new long[3 * count];
        int length = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (tags[slot] != EMPTY && keep.test(tags[slot], pages[slot])) {
                kept[length++] = tags[slot];
                kept[length++] = pages[slot];
                kept[length++] = values[slot];
            }
        }
        if (length == kept.length) {
            return;
        }
        clear();
        for (int i = 0; i < length; i += 3) {
            put(kept[i], kept[i + 1], kept[i + 2]);
        }
    }

    /** Removes one entry and moves up those that were put behind it because its slot was taken. */
    private void removeOne(long tag, long page) {
        int slot = slotOf(tag, page);
        while (tags[slot] != tag || pages[slot] != page) {
            if (tags[slot] == EMPTY) {
                return;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        digestSum -= entryDigest(tag, page, values[slot]);
        count--;
        ordered = null;
        int hole = slot;
        for (int next = hole + 1 & SLOTS - 1; tags[next] != EMPTY; next = next + 1 & SLOTS - 1) {
            int home = slotOf(tags[next], pages[next]);
            if ((next - home & SLOTS - 1) >= (next - hole & SLOTS - 1)) {
                tags[hole] = tags[next];
                pages[hole] = pages[next];
                values[hole] = values[next];
                hole = next;
            }
        }
        tags[hole] = EMPTY;
    }

    private static int slotOf(long tag, long page) {
        return (int) (StateDigest.mix(tag ^ page << 1) >>> 32) & SLOTS - 1;
    }

    private static long entryDigest(long tag, long page, long value) {
        return StateDigest.mix(StateDigest.mix(StateDigest.mix(tag) ^ page) ^ value);
    }
}
