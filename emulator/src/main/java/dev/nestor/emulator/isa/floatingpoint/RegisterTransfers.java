package dev.nestor.emulator.isa.floatingpoint;

import dev.nestor.emulator.isa.Emission;
import dev.nestor.emulator.isa.Emitter;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.fixedpoint.FixedPointLoad;

/**
 * Translations of what moves between storage or general purpose registers and the floating-point, vector and
 * vector-scalar registers. Doubleword {@code 2n} of the registers is the high half of VSR n; FPR n is that half of VSR
 * n, and VR n is VSR n + 32.
 */
public final class RegisterTransfers {
    private static final int VECTOR_FIRST = 32;
    private static final int QUADWORD_MASK = -16;

    private RegisterTransfers() {}

    /** The number of the VSR that the instruction names. */
    private static int register(Insn i) {
        return switch (i.row.facility()) {
            case FLOATING_POINT -> i.rt;
            case VECTOR -> i.rt + VECTOR_FIRST;
            default -> i.aux;
        };
    }

    private static void setHigh(Emitter e, Insn i) {
        e.toVsr(2 * register(i)).constant(0).toVsr(2 * register(i) + 1);
    }

    /** A scalar of 1 to 8 bytes, zero-extended, into the high half. */
    public static Emission load(boolean indexed, int bytes) {
        return (e, i) -> {
            FixedPointLoad.emitAddress(e, i, indexed);
            setHigh(e.load(bytes), i);
        };
    }

    /** A word, sign-extended, into the high half. */
    public static void loadAlgebraicWord(Emitter e, Insn i) {
        FixedPointLoad.emitAddress(e, i, true);
        setHigh(e.load(4).signExtend(32), i);
    }

    /** A single, as a double, into the high half. */
    public static Emission loadSingle(boolean indexed) {
        return (e, i) -> {
            FixedPointLoad.emitAddress(e, i, indexed);
            setHigh(e.load(4).call("singleToDouble", 1), i);
        };
    }

    /** Two doublewords; {@code byOrder} when the register's low half comes first in little-endian storage. */
    public static Emission loadBoth(boolean indexed, boolean byOrder) {
        return (e, i) -> {
            FixedPointLoad.emitAddress(e, i, indexed);
            e.loadBoth(byOrder).toVsr(2 * register(i) + 1).toVsr(2 * register(i));
        };
    }

    /** A quadword from the multiple of 16 bytes at or below the address. */
    public static void loadAligned(Emitter e, Insn i) {
        emitAlignedAddress(e, i);
        e.loadBoth(true).toVsr(2 * register(i) + 1).toVsr(2 * register(i));
    }

    /** The low 1 to 8 bytes of the high half. */
    public static Emission store(boolean indexed, int bytes) {
        return (e, i) -> {
            FixedPointLoad.emitAddress(e, i, indexed);
            e.vsr(2 * register(i)).store(bytes);
        };
    }

    /** The high half, as a single. */
    public static Emission storeSingle(boolean indexed) {
        return (e, i) -> {
            FixedPointLoad.emitAddress(e, i, indexed);
            e.vsr(2 * register(i)).call("doubleToSingle", 1).store(4);
        };
    }

    /** Two doublewords, as {@link #loadBoth} loads them. */
    public static Emission storeBoth(boolean indexed, boolean byOrder) {
        return (e, i) -> {
            FixedPointLoad.emitAddress(e, i, indexed);
            e.vsr(2 * register(i)).vsr(2 * register(i) + 1).storeBoth(byOrder);
        };
    }

    /** A quadword to the multiple of 16 bytes at or below the address. */
    public static void storeAligned(Emitter e, Insn i) {
        emitAlignedAddress(e, i);
        e.vsr(2 * register(i)).vsr(2 * register(i) + 1).storeBoth(true);
    }

    private static void emitAlignedAddress(Emitter e, Insn i) {
        e.base(i.ra).gpr(i.rb).add().constant(QUADWORD_MASK).and().address();
    }

    /** The high half (0) or the low half (1) into RA. */
    public static Emission toGeneral(int half) {
        return (e, i) -> e.vsr(2 * register(i) + half).toGpr(i.ra);
    }

    /** RA into the high half. */
    public static void fromGeneral(Emitter e, Insn i) {
        setHigh(e.gpr(i.ra), i);
    }

    /** RA, or 0 for register 0, into the high half, and RB into the low one. */
    public static void fromBoth(Emitter e, Insn i) {
        e.base(i.ra).toVsr(2 * register(i)).gpr(i.rb).toVsr(2 * register(i) + 1);
    }
}
