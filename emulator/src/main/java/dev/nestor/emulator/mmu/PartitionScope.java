package dev.nestor.emulator.mmu;

import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/**
 * The partition a context translates in: its number, its tree and its process table, as a partition table entry says.
 *
 * <pre>
 * dword 0  HR(0) RTS(1:2) base(4:55) RTS(56:58) RPDS(59:63)   tree of an L2 in L1 memory; 0 for the L1 itself
 * dword 1  GR(0) base(4:51) PRTS(59:63)                       process table, 2^(PRTS+12) bytes, guest real
 * </pre>
 *
 * @see "Power ISA 3.1, Book III, section 6.7.6.1: partition table entry"
 */
public final class PartitionScope implements Stateful {
    /** Dword 0: host radix. */
    public static final long HOST_RADIX = 0x8000_0000_0000_0000L;
    /** Dword 1: guest radix. */
    public static final long GUEST_RADIX = 0x8000_0000_0000_0000L;

    /** 0 for the L1; guest id (v2) or L1's lpid (v1) for an L2. */
    public int lpid;
    /** Whether dword 0 holds a tree that guest real addresses go through: true for every L2. */
    public boolean nested;
    /** Tree; meaningful when nested. */
    public long dword0;
    /** Process table; 0 when none is registered. */
    public long dword1;

    /** Sets all four. */
    public void set(int lpid, boolean nested, long dword0, long dword1) {
        this.lpid = lpid;
        this.nested = nested;
        this.dword0 = dword0;
        this.dword1 = dword1;
    }

    @Override
    public void save(StateWriter out) {
        out.putLong("lpid", lpid);
        out.putBoolean("nested", nested);
        out.putLong("dword0", dword0);
        out.putLong("dword1", dword1);
    }

    @Override
    public void load(StateReader in) {
        lpid = (int) in.getLong("lpid");
        nested = in.getBoolean("nested");
        dword0 = in.getLong("dword0");
        dword1 = in.getLong("dword1");
    }
}
