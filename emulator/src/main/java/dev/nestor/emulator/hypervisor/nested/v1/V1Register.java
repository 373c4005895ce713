package dev.nestor.emulator.hypervisor.nested.v1;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;

/** The register behind a field of a v1 structure. */
interface V1Register {
    /** No register: the field is for the L0 itself, or ignored. */
    V1Register NONE = reg(s -> 0, (s, value) -> {});

    /** The value of element {@code index} of the field. */
    long get(CpuState s, int index);

    /** Stores {@code value} in element {@code index} of the field. */
    void set(CpuState s, int index, long value);

    /** Reads a register. */
    @FunctionalInterface
    interface Getter {
        long get(CpuState s);
    }

    /** Writes a register. */
    @FunctionalInterface
    interface Setter {
        void set(CpuState s, long value);
    }

    /** One register. */
    static V1Register reg(Getter getter, Setter setter) {
        return new V1Register() {
            @Override
            public long get(CpuState s, int index) {
                return getter.get(s);
            }

            @Override
            public void set(CpuState s, int index, long value) {
                setter.set(s, value);
            }
        };
    }

    /** The slot of a special purpose register; bits that the register has not are dropped. */
    static V1Register spr(Spr row) {
        return reg(s -> s.spr[row.ordinal()], (s, value) -> row.write(s, 0, value));
    }

    /** The general purpose registers. */
    static V1Register gpr() {
        return new V1Register() {
            @Override
            public long get(CpuState s, int index) {
                return s.gpr[index];
            }

            @Override
            public void set(CpuState s, int index, long value) {
                s.gpr[index] = value;
            }
        };
    }
}
