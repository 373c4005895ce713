package dev.nestor.emulator.mmu;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;

/** What of the registers decides about translation, taken apart once per change; derived from them, never saved. */
final class TranslationContext {
    /** Added to the key of data while every access is looked at: no line then has it. */
    static final long WATCHING = 128;

    private static final long NO_READ = 1L << 62;
    private static final long NO_WRITE = 1L << 63;
    private static final long NO_EXECUTE = 1L << 62;

    boolean littleEndian;
    boolean dataRelocated;
    boolean fetchRelocated;
    boolean problemState;
    /** {@link TranslationSet} flags that key 0 of AMR and IAMR denies privileged state on problem-state pages. */
    int keyDenied;

    int pid;
    /** All ones, or the low 32 bits in 32-bit mode. */
    long addressMask = -1L;

    void read(CpuState s) {
        long msr = s.msr;
        littleEndian = (msr & MsrBits.LE) != 0;
        dataRelocated = (msr & MsrBits.DR) != 0;
        fetchRelocated = (msr & MsrBits.IR) != 0;
        problemState = (msr & MsrBits.PR) != 0;
        addressMask = MsrBits.addressMask(msr);
        pid = (int) s.spr[Spr.PIDR.ordinal()];
        long amr = s.spr[Spr.AMR.ordinal()];
        keyDenied = ((amr & NO_READ) != 0 ? TranslationSet.READ : 0)
                | ((amr & NO_WRITE) != 0 ? TranslationSet.WRITE : 0)
                | ((s.spr[Spr.IAMR.ordinal()] & NO_EXECUTE) != 0 ? TranslationSet.EXECUTE : 0);
    }

    /** A number that differs whenever the same data address could mean something else. */
    long dataKey(PartitionScope scope) {
        int denied = keyDenied & (TranslationSet.READ | TranslationSet.WRITE);
        return commonKey(scope) | denied | (dataRelocated ? 32 : 0);
    }

    /** As {@link #dataKey}, for fetches. */
    long fetchKey(PartitionScope scope) {
        return commonKey(scope) | keyDenied & TranslationSet.EXECUTE | (fetchRelocated ? 32 : 0) | 64;
    }

    private long commonKey(PartitionScope scope) {
        return (long) scope.lpid << 32 | (long) pid << 8 | (problemState ? 8 : 0) | (scope.nested ? 16 : 0);
    }
}
