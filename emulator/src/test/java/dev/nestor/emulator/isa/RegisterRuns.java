package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.memory.GuestMemory;
import java.nio.ByteOrder;

/** Runs single instructions on the registers of a {@link RegisterCase}. */
final class RegisterRuns {
    private static final long MEMORY_BYTES = 4L << 20;
    private static final long FLOATING_POINT_CAUSE = 0x0010_0000L;
    private static final long ILLEGAL_CAUSE = 0x0008_0000L;
    private static final long PREFIXED = 0x2000_0000L;
    private static final long CODE = 0x30_0000;
    private static final long SLOT_BYTES = 16;
    private static final int SIGILL = 4;
    private static final int SIGFPE = 8;

    private RegisterRuns() {}

    /** A processor in privileged real mode with everything switched on. */
    static Vcpu processor(ByteOrder order) {
        Vcpu v = new Vcpu(0, new GuestMemory(MEMORY_BYTES), new TestProcessor().vcpu.host());
        v.s.msr = TestProcessor.MSR & ~MsrBits.LE
                | MsrBits.FE0
                | MsrBits.FE1
                | (order == ByteOrder.LITTLE_ENDIAN ? MsrBits.LE : 0);
        v.mem.contextChanged(v.s);
        return v;
    }

    /** Where the oracle has instruction {@code index}. */
    static long address(int index) {
        return CODE + SLOT_BYTES * index;
    }

    /** The registers after {@code word}, a prefix or 0 in its high half. */
    static RegisterCase execute(Vcpu v, long word, RegisterCase given, ByteOrder order) {
        given.give(v, order);
        v.cia = address(given.index);
        Insn insn = word >>> 32 == 0
                ? TestProcessor.DECODER.decode((int) word)
                : TestProcessor.DECODER.decode((int) (word >>> 32), (int) word);
        long msr = v.s.msr;
        int outcome = insn.semantics.execute(v, insn);
        if (outcome > Outcome.BRANCHED) {
            assertEquals(Outcome.INTERRUPTED, outcome, () -> Long.toHexString(word));
            assertEquals(Interrupt.PROGRAM, v.delivered(), () -> Long.toHexString(word));
            v.s.msr = msr;
            v.mem.contextChanged(v.s);
        }
        RegisterCase taken = RegisterCase.take(v, given.index, order);
        taken.values[RegisterCase.TRAPPED] =
                outcome <= Outcome.BRANCHED ? 0 : signal(v.s.spr[Spr.SRR1.ordinal()] & ~msr & ~PREFIXED);
        return taken;
    }

    private static int signal(long cause) {
        return cause == FLOATING_POINT_CAUSE ? SIGFPE : cause == ILLEGAL_CAUSE ? SIGILL : -1;
    }
}
