package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.interpret.CodePages;
import dev.nestor.emulator.interpret.Decoder;
import dev.nestor.emulator.interpret.Interpreter;
import dev.nestor.emulator.memory.GuestMemory;
import java.util.ArrayList;
import java.util.List;

/** One vCPU with a little memory, in privileged real mode, that executes single words at {@link #CODE}. */
public final class TestProcessor {
    /** Where words are put. */
    public static final long CODE = 0x1_0000;
    /** Where tests keep data. */
    public static final long DATA = 0x2_0000;
    /** Bytes of memory. */
    static final long MEMORY_BYTES = 0x10_0000;
    /** Privileged, 64-bit, little-endian, with every register file on. */
    public static final long MSR =
            MsrBits.SF | MsrBits.LE | MsrBits.ME | MsrBits.RI | MsrBits.FP | MsrBits.VEC | MsrBits.VSX;

    /** One for all tests: its table takes time to build. */
    public static final Decoder DECODER = new Decoder();

    public final GuestMemory memory = new GuestMemory(MEMORY_BYTES);
    final List<String> invalidations = new ArrayList<>();
    public final Vcpu vcpu;
    private final Interpreter interpreter;
    private long moment;

    public TestProcessor() {
        vcpu = new Vcpu(0, memory, new VcpuHost() {
            @Override
            public void invalidateTranslations(
                    Vcpu who, boolean everywhere, InvalidationScope scope, int pid, long firstPage, long lastPage) {
                invalidations.add((everywhere ? "all " : "own ") + scope + " pid " + pid + " pages "
                        + Long.toHexString(firstPage) + "-" + Long.toHexString(lastPage));
            }

            @Override
            public long nextRandom() {
                return 0x0123_4567_89AB_CDEFL;
            }
        });
        interpreter = new Interpreter(new CodePages(memory, DECODER));
        setMsr(MSR);
    }

    /** The registers that run. */
    public CpuState state() {
        return vcpu.s;
    }

    /** Sets MSR as if it had always been so. */
    public TestProcessor setMsr(long msr) {
        vcpu.s.msr = msr;
        vcpu.mem.contextChanged(vcpu.s);
        return this;
    }

    /** Goes on with the registers of an L2, in the L1's real mode, since no tree is set up. */
    TestProcessor enterL2() {
        CpuState l2 = new CpuState();
        l2.msr = vcpu.s.msr;
        vcpu.enterNested(l2, Long.MAX_VALUE);
        return this;
    }

    /** Sets a special purpose register's slot. */
    public TestProcessor set(Spr spr, long value) {
        vcpu.s.spr[spr.ordinal()] = value;
        return this;
    }

    /** The slot of a special purpose register. */
    public long get(Spr spr) {
        return vcpu.s.spr[spr.ordinal()];
    }

    /** Executes {@code word} at {@link #CODE}. */
    public int execute(int word) {
        if (vcpu.mem.isLittleEndian()) {
            memory.writeLe32(CODE, word);
        } else {
            memory.writeBe32(CODE, word);
        }
        vcpu.s.nia = CODE;
        int outcome = interpreter.run(vcpu, moment, 1);
        moment = vcpu.moment();
        return outcome;
    }

    /** Runs from {@code address} until something other than the budget's end happens, for at most {@code budget}. */
    int run(long address, long budget) {
        vcpu.s.nia = address;
        int outcome = interpreter.run(vcpu, moment, budget);
        moment = vcpu.moment();
        return outcome;
    }
}
