package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.FpscrBits;
import java.nio.ByteOrder;

/**
 * The registers an instruction may use in a comparison, and the storage behind its addresses: {@code struct registers}
 * of {@code oracle/registers.c}.
 */
final class RegisterCase {
    /** Where the storage is. */
    static final long STORAGE = 0x20_0000;

    static final int GPR = 0;
    static final int VSR = 4;
    static final int FPSCR = 20;
    static final int CR = 21;
    /** The signal that the instruction raised: SIGFPE for an enabled exception, SIGILL, or 0. */
    static final int TRAPPED = 22;

    static final int VSCR = 23;
    static final int BYTES = 24;
    /** Accumulator {@link #ACCUMULATOR_NUMBER}. */
    static final int ACCUMULATOR = 32;

    static final int DOUBLEWORDS = 40;
    static final int ACCUMULATOR_NUMBER = 2;

    private static final int FIRST_GPR = 4;
    private static final int[] REGISTERS = {2, 3, 4, 5, 34, 35, 36, 37};
    private static final String[] NAMES = names();

    final int index;
    final long[] values = new long[DOUBLEWORDS];

    /** Registers of zeros, for the instruction number {@code index}. */
    RegisterCase(int index) {
        this.index = index;
    }

    /** The name of value {@code number}, for messages. */
    static String name(int number) {
        return NAMES[number];
    }

    private static String[] names() {
        String[] names = new String[DOUBLEWORDS];
        for (int k = 0; k < DOUBLEWORDS; k++) {
            names[k] = k < VSR
                    ? "r" + (FIRST_GPR + k)
                    : k < FPSCR
                            ? "vs" + REGISTERS[(k - VSR) / 2] + (k % 2 == 0 ? " high" : " low")
                            : k < ACCUMULATOR
                                    ? "storage " + (k - BYTES)
                                    : "accumulator doubleword " + (k - ACCUMULATOR);
        }
        names[FPSCR] = "FPSCR";
        names[CR] = "CR";
        names[TRAPPED] = "trapped";
        names[VSCR] = "VSCR";
        return names;
    }

    /** Puts the values into a processor. */
    void give(Vcpu v, ByteOrder order) {
        CpuState s = v.s;
        System.arraycopy(values, GPR, s.gpr, FIRST_GPR, 4);
        for (int k = 0; k < REGISTERS.length; k++) {
            s.vsr[2 * REGISTERS[k]] = values[VSR + 2 * k];
            s.vsr[2 * REGISTERS[k] + 1] = values[VSR + 2 * k + 1];
        }
        System.arraycopy(values, ACCUMULATOR, s.vsr, 8 * ACCUMULATOR_NUMBER, 8);
        s.fpscr = FpscrBits.summarised(values[FPSCR] & FpscrBits.IMPLEMENTED);
        s.cr = (int) values[CR];
        s.vscr = (int) values[VSCR];
        for (int k = BYTES; k < ACCUMULATOR; k++) {
            long place = STORAGE + 8L * (k - BYTES);
            if (order == ByteOrder.LITTLE_ENDIAN) {
                v.memory().writeLe64(place, values[k]);
            } else {
                v.memory().writeBe64(place, values[k]);
            }
        }
    }

    /** What the values are in a processor. */
    static RegisterCase take(Vcpu v, int index, ByteOrder order) {
        RegisterCase taken = new RegisterCase(index);
        CpuState s = v.s;
        System.arraycopy(s.gpr, FIRST_GPR, taken.values, GPR, 4);
        for (int k = 0; k < REGISTERS.length; k++) {
            taken.values[VSR + 2 * k] = s.vsr[2 * REGISTERS[k]];
            taken.values[VSR + 2 * k + 1] = s.vsr[2 * REGISTERS[k] + 1];
        }
        System.arraycopy(s.vsr, 8 * ACCUMULATOR_NUMBER, taken.values, ACCUMULATOR, 8);
        taken.values[FPSCR] = s.fpscr;
        taken.values[CR] = s.cr & 0xFFFF_FFFFL;
        taken.values[VSCR] = s.vscr;
        for (int k = BYTES; k < ACCUMULATOR; k++) {
            long place = STORAGE + 8L * (k - BYTES);
            taken.values[k] = order == ByteOrder.LITTLE_ENDIAN
                    ? v.memory().readLe64(place)
                    : v.memory().readBe64(place);
        }
        return taken;
    }
}
