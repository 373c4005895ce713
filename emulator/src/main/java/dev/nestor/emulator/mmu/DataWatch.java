package dev.nestor.emulator.mmu;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;

/**
 * What looks at data accesses one by one: the two data address watchpoints, and the note of the access that a traced
 * instruction made. It follows from the registers at the beginning of every run and is never saved.
 *
 * <p>A watchpoint covers MRD + 1 doublewords from DAWR on; an access matches when one of its bytes is in them. It is
 * not made then. What the same instruction did before stays, as Book III allows (partially executed instructions).
 * Translation comes first: an access that no page allows faults as if nobody watched. The address reported is the
 * first byte that matches.
 *
 * <pre>
 * DAWRX   MRD(48:53) DW(57): stores DR(58): loads WT(59) WTI(60) HYP(61) PNH(62) PRO(63)
 * </pre>
 *
 * @see "Power ISA 3.1, Book III, section 10.4: Data Address Watchpoint; section 7.5.3: DSISR bit 41"
 */
public final class DataWatch {
    private static final Spr[] ADDRESSES = {Spr.DAWR0, Spr.DAWR1};
    private static final Spr[] CONTROLS = {Spr.DAWRX0, Spr.DAWRX1};
    private static final long STORES = PowerBits.bit(57);
    private static final long LOADS = PowerBits.bit(58);
    private static final long RELOCATED = PowerBits.bit(59);
    private static final long RELOCATION_IGNORED = PowerBits.bit(60);
    private static final long PRIVILEGED = PowerBits.bit(62);
    private static final long PROBLEM = PowerBits.bit(63);
    private static final long DOUBLEWORD = 8;

    private final TranslationFault fault;
    private final long[] first = new long[ADDRESSES.length];
    /** Bytes watched for loads and for stores; 0 when the watchpoint cannot match. */
    private final long[] bytesLoaded = new long[ADDRESSES.length];

    private final long[] bytesStored = new long[ADDRESSES.length];
    private boolean loaded;
    private boolean stored;
    private long operand;

    DataWatch(TranslationFault fault) {
        this.fault = fault;
    }

    /** Whether a watchpoint of {@code s} can match in the state that it is in. */
    public static boolean isArmed(CpuState s) {
        return isArmed(s, 0) || isArmed(s, 1);
    }

    private static boolean isArmed(CpuState s, int number) {
        long control = s.spr[CONTROLS[number].ordinal()];
        if ((control & (LOADS | STORES)) == 0) {
            return false;
        }
        boolean relocated = (s.msr & MsrBits.DR) != 0;
        boolean problem = (s.msr & MsrBits.PR) != 0;
        return (control & (problem ? PROBLEM : PRIVILEGED)) != 0
                && ((control & RELOCATION_IGNORED) != 0 || relocated == ((control & RELOCATED) != 0));
    }

    /** Takes the watchpoints of {@code s} over. */
    void read(CpuState s) {
        long mask = MsrBits.addressMask(s.msr);
        for (int number = 0; number < ADDRESSES.length; number++) {
            long control = s.spr[CONTROLS[number].ordinal()];
            long bytes = isArmed(s, number) ? DOUBLEWORD * (PowerBits.field(control, 48, 53) + 1) : 0;
            first[number] = s.spr[ADDRESSES[number].ordinal()] & mask & -DOUBLEWORD;
            bytesLoaded[number] = (control & LOADS) != 0 ? bytes : 0;
            bytesStored[number] = (control & STORES) != 0 ? bytes : 0;
        }
        forget();
    }

    /** Forgets the accesses of the instruction before. */
    public void forget() {
        loaded = false;
        stored = false;
    }

    /** Whether the instruction loaded, or was treated as a load. */
    public boolean hasLoaded() {
        return loaded;
    }

    /** Whether the instruction stored, or was treated as a store. */
    public boolean hasStored() {
        return stored;
    }

    /** Effective address of the instruction's first access; means something only after an access. */
    public long operand() {
        return operand;
    }

    /** Looks at an access that may be made; whether a watchpoint forbids it, the fault being set then. */
    boolean stops(long ea, int bytes, Access access) {
        boolean store = access == Access.STORE;
        if (!loaded && !stored) {
            operand = ea;
        }
        loaded |= !store;
        stored |= store;
        long[] watched = store ? bytesStored : bytesLoaded;
        for (int number = 0; number < watched.length; number++) {
            long before = first[number] - ea;
            boolean begins = Long.compareUnsigned(-before, watched[number]) < 0;
            boolean reaches = watched[number] != 0 && Long.compareUnsigned(before, bytes) < 0;
            if (begins || reaches) {
                long cause = TranslationFault.WATCHED | (store ? TranslationFault.STORE : 0);
                fault.set(Interrupt.DATA_STORAGE, cause, begins ? ea : first[number], 0);
                return true;
            }
        }
        return false;
    }
}
