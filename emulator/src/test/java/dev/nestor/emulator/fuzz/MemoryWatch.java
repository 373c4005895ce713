package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.memory.GuestMemory;
import java.util.Arrays;
import java.util.BitSet;

/** Knows memory as it was, and names the first byte that changed outside the ranges where it may. */
final class MemoryWatch {
    private static final int PAGE = 4096;

    private final byte[] before = new byte[(int) FuzzPartition.MEMORY_BYTES];
    private final long[] from = new long[64];
    private final long[] to = new long[64];
    private int ranges;

    /** Takes memory as it is now, where it was written since the last look. */
    void look(GuestMemory memory) {
        BitSet written = memory.takeDirtySinceKeyframe();
        for (int page = written.nextSetBit(0); page >= 0; page = written.nextSetBit(page + 1)) {
            System.arraycopy(memory.pageForRead(page), 0, before, page * PAGE, PAGE);
        }
        ranges = 0;
    }

    /** Changes are allowed in {@code length} bytes from {@code address} on. */
    void allow(long address, long length) {
        if (address >= 0 && length > 0) {
            from[ranges] = address;
            to[ranges++] = Math.min(FuzzPartition.MEMORY_BYTES, address + Math.min(length, FuzzPartition.MEMORY_BYTES));
        }
    }

    /** The first byte changed outside what is allowed since the last look, or -1; then looks. */
    long strayWrite(GuestMemory memory) {
        long stray = -1;
        BitSet written = memory.takeDirtySinceKeyframe();
        for (int page = written.nextSetBit(0); page >= 0 && stray < 0; page = written.nextSetBit(page + 1)) {
            byte[] now = memory.pageForRead(page);
            int first = Arrays.mismatch(now, 0, PAGE, before, page * PAGE, page * PAGE + PAGE);
            for (int i = first; i >= 0 && i < PAGE && stray < 0; i++) {
                if (now[i] != before[page * PAGE + i] && !isAllowed(page * (long) PAGE + i)) {
                    stray = page * (long) PAGE + i;
                }
            }
            System.arraycopy(now, 0, before, page * PAGE, PAGE);
        }
        ranges = 0;
        return stray;
    }

    private boolean isAllowed(long address) {
        for (int i = 0; i < ranges; i++) {
            if (address >= from[i] && address < to[i]) {
                return true;
            }
        }
        return false;
    }
}
