package dev.nestor.emulator.cpu;

import org.jspecify.annotations.Nullable;

/**
 * Numbers for the registers of a context, so that an edit, a difference or a debugger can name any of them.
 *
 * <pre>
 * 0 to 31        general purpose registers
 * 32 to 95       VSX registers 0 to 63, high doubleword (FPR n is VSR n high)
 * 96 to 159      VSX registers 0 to 63, low doubleword
 * 160            next instruction address        163  condition register
 * 161            machine state register          164  floating-point status and control register
 * 162            decrementer expiry, in ticks    165  vector status and control register
 * 1024 + n       special purpose register number n
 * </pre>
 */
public final class CpuRegister {
    /** Next instruction address. */
    public static final int NIA = 160;
    /** Machine state register. */
    public static final int MSR = 161;
    /** L1 time base at which the decrementer passes through zero. */
    public static final int DEC_EXPIRY = 162;
    /** Condition register. */
    public static final int CR = 163;
    /** Floating-point status and control register. */
    public static final int FPSCR = 164;
    /** Vector status and control register. */
    public static final int VSCR = 165;
    /** Added to the number of a special purpose register. */
    public static final int SPR = 1024;

    private static final int VSR_HIGH = 32;
    private static final int VSR_LOW = 96;

    private CpuRegister() {}

    /** Whether {@code register} is the number of a register. */
    public static boolean exists(int register) {
        return register >= 0 && register <= VSCR || register >= SPR && sprOf(register) != null;
    }

    /** The register's name as the ISA writes it, or "?" for no register. */
    public static String name(int register) {
        if (register >= SPR) {
            Spr spr = sprOf(register);
            return spr == null ? "?" : spr.name();
        }
        if (register >= 0 && register < VSR_HIGH) {
            return "GPR" + register;
        }
        if (register >= VSR_HIGH && register < VSR_LOW) {
            return "VSR" + (register - VSR_HIGH) + ".high";
        }
        if (register >= VSR_LOW && register < NIA) {
            return "VSR" + (register - VSR_LOW) + ".low";
        }
        return switch (register) {
            case NIA -> "NIA";
            case MSR -> "MSR";
            case DEC_EXPIRY -> "DEC_EXPIRY";
            case CR -> "CR";
            case FPSCR -> "FPSCR";
            case VSCR -> "VSCR";
            default -> "?";
        };
    }

    /** The value of a register when the L1 time base stands at {@code timebase}; 0 for no register. */
    public static long read(CpuState s, int register, long timebase) {
        if (register >= SPR) {
            Spr spr = sprOf(register);
            return spr == null ? 0 : spr.read(s, timebase);
        }
        if (register >= 0 && register < VSR_HIGH) {
            return s.gpr[register];
        }
        if (register >= VSR_HIGH && register < VSR_LOW) {
            return s.vsr[2 * (register - VSR_HIGH)];
        }
        if (register >= VSR_LOW && register < NIA) {
            return s.vsr[2 * (register - VSR_LOW) + 1];
        }
        return switch (register) {
            case NIA -> s.nia;
            case MSR -> s.msr;
            case DEC_EXPIRY -> s.decExpiry;
            case CR -> s.cr & 0xFFFF_FFFFL;
            case FPSCR -> s.fpscr;
            case VSCR -> s.vscr;
            default -> 0;
        };
    }

    /** Overwrites a register when the L1 time base stands at {@code timebase}; bits that do not exist are dropped. */
    public static void write(CpuState s, int register, long timebase, long value) {
        if (register >= SPR) {
            Spr spr = sprOf(register);
            if (spr != null) {
                spr.write(s, timebase, value);
            }
        } else if (register >= 0 && register < VSR_HIGH) {
            s.gpr[register] = value;
        } else if (register >= VSR_HIGH && register < VSR_LOW) {
            s.vsr[2 * (register - VSR_HIGH)] = value;
        } else if (register >= VSR_LOW && register < NIA) {
            s.vsr[2 * (register - VSR_LOW) + 1] = value;
        } else {
            writeNamed(s, register, value);
        }
    }

    private static void writeNamed(CpuState s, int register, long value) {
        switch (register) {
            case NIA -> s.nia = value & ~3L;
            case MSR -> s.msr = value & MsrBits.IMPLEMENTED;
            case DEC_EXPIRY -> s.decExpiry = value;
            case CR -> s.cr = (int) value;
            case FPSCR -> s.fpscr = value;
            case VSCR -> s.vscr = (int) value;
            default -> {}
        }
    }

    private static @Nullable Spr sprOf(int register) {
        int number = register - SPR;
        return number >= 0 && number < 1024 ? Spr.byNumber(number) : null;
    }
}
