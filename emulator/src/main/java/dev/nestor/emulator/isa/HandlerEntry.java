package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;

/**
 * Where handlers of interrupts begin, and with which MSR.
 *
 * @see "Power ISA 3.1, Book III, section 7.5: interrupt definitions"
 */
final class HandlerEntry {
    /** Where handlers begin with LPCR[AIL] = 3. */
    private static final long AIL_OFFSET_3 = 0xC000_0000_0000_4000L;

    /** Where the handlers of scv begin with relocation. */
    private static final long SCV_RELOCATED = 0xC000_0000_0000_3000L;

    private HandlerEntry() {}

    /** MSR and nia become those of the handler of {@code interrupt}, as LPCR[ILE] and LPCR[AIL] say. */
    static void enter(CpuState s, Interrupt interrupt) {
        long lpcr = s.spr[Spr.LPCR.ordinal()];
        boolean relocated = (lpcr & LpcrBits.AIL) == LpcrBits.AIL
                && (s.msr & (MsrBits.IR | MsrBits.DR)) == (MsrBits.IR | MsrBits.DR)
                && interrupt != Interrupt.MACHINE_CHECK
                && interrupt != Interrupt.SYSTEM_RESET;
        long msr = MsrBits.SF | s.msr & MsrBits.ME;
        if ((lpcr & LpcrBits.ILE) != 0) {
            msr |= MsrBits.LE;
        }
        if (relocated) {
            msr |= MsrBits.IR | MsrBits.DR;
        }
        s.msr = msr;
        s.nia = interrupt.vector() + (relocated ? AIL_OFFSET_3 : 0);
        s.reservation = -1;
    }

    /** The handler of scv {@code level}, 0 to 127, in the MSR that {@link #enter} left. */
    static long vectored(CpuState s, int level) {
        long base = (s.msr & MsrBits.IR) != 0 ? SCV_RELOCATED : Interrupt.SYSTEM_CALL_VECTORED.vector();
        return base + 32L * level;
    }
}
