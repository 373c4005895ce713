package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.ProfileChoice;

/** The state elements whose values have a structure or a range of their own. */
final class GuestElements {
    private static final long PVR_ISA_3_00 = 0x0F00_0005L;
    private static final long PVR_ISA_3_10 = 0x0F00_0006L;
    private static final long PVR_POWER11 = 0x0F00_0007L;
    private static final long COMPATIBLE_3_00 = 0x10L;
    private static final long COMPATIBLE_3_10 = 0x30L;

    private static final long ROOT_MASK = 0x0FFF_FFFF_FFFF_FF00L;
    private static final long ROOT_BYTES_MIN = 1L << 8;
    private static final long ROOT_BYTES_MAX = 1L << 34;
    private static final long PROCESS_TABLE_MASK = 0x0FFF_FFFF_FFFF_F000L;
    private static final long PROCESS_TABLE_BYTES_MIN = 1L << 12;
    private static final long PROCESS_TABLE_BYTES_MAX = 1L << 36;

    private GuestElements() {}

    /**
     * Stores a logical PVR and what follows from it: PCR = ~(compatible AND 0x30), all ones for 0, and unchanged for a
     * value that is not known.
     *
     * @see "QEMU hw/ppc/spapr_nested.c, set_logical_pvr"
     */
    private static void setLogicalPvr(ElementFrame f, long value) {
        NestedGuest guest = f.guest();
        guest.logicalPvr = value;
        if (value == 0) {
            guest.pcr = -1L;
        } else if (value == PVR_POWER11 || value == PVR_ISA_3_10) {
            guest.pcr = ~COMPATIBLE_3_10;
        } else if (value == PVR_ISA_3_00) {
            guest.pcr = ~COMPATIBLE_3_00;
        }
        reachVcpus(guest);
    }

    /** Stores the time base offset; vCPUs that run see it at once. */
    static void setTbOffset(ElementFrame f, long value) {
        f.guest().tbOffset = value;
        reachVcpus(f.guest());
    }

    /** The time base offset, as the profile reads it. */
    static long tbOffset(ElementFrame f) {
        return ProfileChoice.TB_OFFSET_REACHES_LATER_VCPUS.holds(f.profile()) ? f.guest().tbOffset : 0;
    }

    /** Stores DEXCR, a doubleword. */
    static void setDexcr(ElementFrame f, long value) {
        boolean narrowed = f.defects().contains(Defect.DEXCR_NARROWED);
        f.cpu().spr[Spr.DEXCR.ordinal()] = narrowed ? value & 0xFFFF_FFFFL : value;
    }

    private static void reachVcpus(NestedGuest guest) {
        for (NestedVcpu vcpu : guest.vcpus()) {
            if (!vcpu.ownedByL1) {
                guest.configure(vcpu);
            }
        }
    }

    /** LOGICAL_PVR: a level that this L0, a POWER10, offers; or the value that is there. */
    static final ElementValue LOGICAL_PVR = new ElementValue() {
        @Override
        public void read(ElementFrame f, int index) {
            f.words[0] = f.guest().logicalPvr;
        }

        @Override
        public void write(ElementFrame f, int index) {
            setLogicalPvr(f, f.words[0]);
        }

        @Override
        public boolean isLegal(ElementFrame f) {
            long value = f.words[0];
            boolean offered = value == PVR_ISA_3_00 || value == PVR_ISA_3_10 || value == f.guest().logicalPvr;
            return offered || !ProfileChoice.LOGICAL_PVR_IS_CHECKED.holds(f.profile());
        }
    };

    /** PARTITION_TABLE: root address, number of address bits, bytes of the root directory. */
    static final ElementValue PARTITION_TABLE = new ElementValue() {
        @Override
        public void read(ElementFrame f, int index) {
            f.words[0] = f.guest().rootAddress;
            f.words[1] = f.guest().rootAddressBits;
            f.words[2] = f.guest().rootBytes;
        }

        @Override
        public void write(ElementFrame f, int index) {
            f.guest().rootAddress = f.words[0];
            f.guest().rootAddressBits = f.words[1];
            f.guest().rootBytes = f.words[2];
        }

        @Override
        public boolean hasRange() {
            return true;
        }

        @Override
        public boolean isLegal(ElementFrame f) {
            long bytes = f.words[2];
            return (f.words[0] & ~ROOT_MASK) == 0
                    && f.words[1] == Limits.PARTITION_ADDRESS_BITS
                    && isPowerOfTwo(bytes, ROOT_BYTES_MIN, ROOT_BYTES_MAX);
        }
    };

    /** PROCESS_TABLE: L2 real address and bytes. */
    static final ElementValue PROCESS_TABLE = new ElementValue() {
        @Override
        public void read(ElementFrame f, int index) {
            f.words[0] = f.guest().processTableAddress;
            f.words[1] = f.guest().processTableBytes;
        }

        @Override
        public void write(ElementFrame f, int index) {
            f.guest().processTableAddress = f.words[0];
            f.guest().processTableBytes = f.words[1];
        }

        @Override
        public boolean hasRange() {
            return true;
        }

        @Override
        public boolean isLegal(ElementFrame f) {
            long bytes = f.words[1];
            boolean size = ProfileChoice.PROCESS_TABLE_SIZES_ARE_FREE.holds(f.profile())
                    ? isPowerOfTwo(bytes, PROCESS_TABLE_BYTES_MIN, PROCESS_TABLE_BYTES_MAX)
                    : bytes == 1L << 12 || bytes == 1L << 24;
            return (f.words[0] & ~PROCESS_TABLE_MASK) == 0 && size;
        }
    };

    /** RUN_INPUT: L1 real address and bytes. */
    static final ElementValue RUN_INPUT = new ElementValue() {
        @Override
        public void read(ElementFrame f, int index) {
            f.words[0] = f.vcpu().runInput;
            f.words[1] = f.vcpu().runInputBytes;
        }

        @Override
        public void write(ElementFrame f, int index) {
            f.vcpu().runInput = f.words[0];
            f.vcpu().runInputBytes = f.words[1];
        }

        @Override
        public boolean hasRange() {
            return true;
        }

        @Override
        public boolean isLegal(ElementFrame f) {
            return isRunBuffer(f, f.memory().contains(f.words[0], f.words[1]));
        }
    };

    /** RUN_OUTPUT: L1 real address and bytes. */
    static final ElementValue RUN_OUTPUT = new ElementValue() {
        @Override
        public void read(ElementFrame f, int index) {
            f.words[0] = f.vcpu().runOutput;
            f.words[1] = f.vcpu().runOutputBytes;
        }

        @Override
        public void write(ElementFrame f, int index) {
            f.vcpu().runOutput = f.words[0];
            f.vcpu().runOutputBytes = f.words[1];
        }

        @Override
        public boolean hasRange() {
            return true;
        }

        @Override
        public boolean isLegal(ElementFrame f) {
            boolean inMemory = f.memory().contains(f.words[0], f.words[1]);
            return isRunBuffer(f, inMemory || f.defects().contains(Defect.UNMAPPABLE_OUTPUT));
        }
    };

    private static boolean isRunBuffer(ElementFrame f, boolean inMemory) {
        long address = f.words[0];
        long bytes = f.words[1];
        int least = ProfileChoice.SMALL_RUN_BUFFERS_FAIL_AT_SET.holds(f.profile()) ? Limits.RUN_BUFFER_BYTES_MIN : 1;
        return address != 0 && bytes >= least && bytes <= Limits.RUN_BUFFER_BYTES_MAX && inMemory;
    }

    private static boolean isPowerOfTwo(long value, long least, long most) {
        return Long.bitCount(value) == 1 && value >= least && value <= most;
    }
}
