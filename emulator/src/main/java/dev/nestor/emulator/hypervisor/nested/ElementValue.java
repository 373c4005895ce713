package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;

/** Where the value of a state element lives: how it is read into, and written from, {@link ElementFrame#words}. */
interface ElementValue {
    /** Nothing: the value is neither kept nor given. */
    ElementValue NOTHING = new ElementValue() {
        @Override
        public void read(ElementFrame f, int index) {}

        @Override
        public void write(ElementFrame f, int index) {}
    };

    /** Puts the value of element {@code index} of the row into the frame. */
    void read(ElementFrame f, int index);

    /** Stores the frame's value, which was checked. */
    void write(ElementFrame f, int index);

    /** Whether the frame's value is in range, beyond its mask. */
    default boolean isLegal(ElementFrame f) {
        return true;
    }

    /** Whether there are values out of range, which {@link #isLegal} refuses. */
    default boolean hasRange() {
        return false;
    }

    /** Reads one register of a vCPU. */
    @FunctionalInterface
    interface CpuGetter {
        long get(CpuState s);
    }

    /** Writes one register of a vCPU. */
    @FunctionalInterface
    interface CpuSetter {
        void set(CpuState s, long value);
    }

    /** Reads one value of a frame. */
    @FunctionalInterface
    interface FrameGetter {
        long get(ElementFrame f);
    }

    /** Writes one value of a frame. */
    @FunctionalInterface
    interface FrameSetter {
        void set(ElementFrame f, long value);
    }

    /** A register with a field of its own. */
    static ElementValue cpu(CpuGetter getter, CpuSetter setter) {
        return new ElementValue() {
            @Override
            public void read(ElementFrame f, int index) {
                f.words[0] = getter.get(f.cpu());
            }

            @Override
            public void write(ElementFrame f, int index) {
                setter.set(f.cpu(), f.words[0]);
            }
        };
    }

    /** A special purpose register's slot; bits that the register has not are dropped. */
    static ElementValue spr(Spr row) {
        int slot = row.ordinal();
        return cpu(s -> s.spr[slot], (s, value) -> row.write(s, 0, value));
    }

    /** General purpose register {@code index}. */
    static ElementValue gpr() {
        return new ElementValue() {
            @Override
            public void read(ElementFrame f, int index) {
                f.words[0] = f.cpu().gpr[index];
            }

            @Override
            public void write(ElementFrame f, int index) {
                f.cpu().gpr[index] = f.words[0];
            }
        };
    }

    /** VSX register {@code index}, high doubleword first. */
    static ElementValue vsr() {
        return new ElementValue() {
            @Override
            public void read(ElementFrame f, int index) {
                f.words[0] = f.cpu().vsr[2 * index];
                f.words[1] = f.cpu().vsr[2 * index + 1];
            }

            @Override
            public void write(ElementFrame f, int index) {
                f.cpu().vsr[2 * index] = f.words[0];
                f.cpu().vsr[2 * index + 1] = f.words[1];
            }
        };
    }

    /** A value of a vCPU, a guest or the L0 that one doubleword holds. */
    static ElementValue frame(FrameGetter getter, FrameSetter setter) {
        return new ElementValue() {
            @Override
            public void read(ElementFrame f, int index) {
                f.words[0] = getter.get(f);
            }

            @Override
            public void write(ElementFrame f, int index) {
                setter.set(f, f.words[0]);
            }
        };
    }

    /** A value that is only read. */
    static ElementValue readOnly(FrameGetter getter) {
        return frame(getter, (f, value) -> {});
    }
}
