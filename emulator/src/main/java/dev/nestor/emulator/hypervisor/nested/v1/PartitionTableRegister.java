package dev.nestor.emulator.hypervisor.nested.v1;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.List;

/**
 * The L1's partition table, which lies in its memory: the only thing that the L0 keeps in v1.
 *
 * <pre>
 * ptcr   base(4:51) PATS(59:63): 2^(PATS+8) entries of 16 bytes; 0 switches nesting off
 * entry  dword 0: HR(0) RTS(1:2) root(4:55) RTS(56:58) RPDS(59:63)
 *        dword 1: GR(0) process table(4:51) PRTS(59:63)
 * </pre>
 *
 * <p>An entry is read at each H_ENTER_NESTED. Entries are big-endian whatever the L1 is.
 */
final class PartitionTableRegister implements Stateful {
    /** The row. */
    static final List<HcallRow<?>> ROWS = List.of(HcallRow.served(
                    0xF800,
                    "H_SET_PARTITION_TABLE",
                    Offered.V1,
                    PartitionTableRegister.class,
                    PartitionTableRegister::set)
            .takes("ptcr")
            .answers(ReturnCode.H_SUCCESS, "the table is set, or nesting is off")
            .answers(ReturnCode.H_PARAMETER, "more than 4,096 entries, or not in memory")
            .from("Linux arch/powerpc/kvm/book3s_hv_nested.c, kvmhv_set_partition_table; QEMU h_set_ptbl"));

    private static final long BASE = 0x0FFF_FFFF_FFFF_F000L;
    private static final long PATS = 0x1FL;
    private static final long PATS_MAX = 4;
    private static final int ENTRIES_SHIFT = 8;
    private static final int ENTRY_BYTES = 16;

    @Derived("wiring")
    private final GuestMemory memory;

    @Derived("configuration")
    private final boolean baseIsChecked;

    private long ptcr;

    PartitionTableRegister(GuestMemory memory, Profile profile) {
        this.memory = memory;
        this.baseIsChecked = ProfileChoice.V1_LPID_IS_BOUNDED.holds(profile);
    }

    /** Whether nesting is switched on. */
    boolean isSet() {
        return ptcr != 0;
    }

    /** Whether the table has an entry for an lpid. */
    boolean holds(long lpid) {
        return lpid >= 0 && lpid < 1L << (ptcr & PATS) + ENTRIES_SHIFT;
    }

    /** Dword 0 of an entry; 0, which translates nothing, when it lies outside the table or outside memory. */
    long dword0(int lpid) {
        return read(lpid, 0);
    }

    /** Dword 1 of an entry; 0 when it lies outside the table or outside memory. */
    long dword1(int lpid) {
        return read(lpid, 8);
    }

    @Override
    public void save(StateWriter out) {
        out.putLong("ptcr", ptcr);
    }

    @Override
    public void load(StateReader in) {
        ptcr = in.getLong("ptcr");
    }

    private HcallOutcome set(HcallFrame frame) {
        long value = frame.argument(0);
        boolean inMemory = memory.contains(value & BASE, Limits.PAGE_BYTES);
        if ((value & PATS) > PATS_MAX || baseIsChecked && !inMemory) {
            return frame.answer(ReturnCode.H_PARAMETER);
        }
        ptcr = value;
        return frame.answer(ReturnCode.H_SUCCESS);
    }

    private long read(int lpid, int offset) {
        long address = (ptcr & BASE) + (long) lpid * ENTRY_BYTES + offset;
        return holds(lpid) && memory.contains(address, 8) ? memory.readBe64(address) : 0;
    }
}
