package dev.nestor.emulator.isa;

/** Rows of the floating-point, vector and VSX facilities, and where their operands lie in {@code CpuState.vsr}. */
public final class RegisterRows {
    private static final int VECTOR_BASE = 64;

    private RegisterRows() {}

    /** The row just named at {@code rows}, of the floating-point facility. */
    public static InstructionRow floating(InstructionRows rows, Semantics semantics) {
        return rows.does(semantics).needs(RegisterFacility.FLOATING_POINT);
    }

    /** Likewise, of the vector facility. */
    public static InstructionRow vector(InstructionRows rows, Semantics semantics) {
        return rows.does(semantics).needs(RegisterFacility.VECTOR);
    }

    /** Likewise, of the VSX facility. */
    public static InstructionRow vsx(InstructionRows rows, Semantics semantics) {
        return rows.does(semantics).needs(RegisterFacility.VSX);
    }

    /** Where vector register {@code number} begins. */
    public static int vr(int number) {
        return VECTOR_BASE + 2 * number;
    }

    /** Where the register XT or XS begins, its high bit being bit 31. */
    public static int xt(Insn i) {
        return (i.word & 1) << 6 | i.rt << 1;
    }

    /** Where the register XA begins. */
    public static int xa(Insn i) {
        return (i.word & 4) << 4 | i.ra << 1;
    }

    /** Where the register XB begins. */
    public static int xb(Insn i) {
        return (i.word & 2) << 5 | i.rb << 1;
    }

    /** Where the register XC begins. */
    public static int xc(Insn i) {
        return (i.word & 8) << 3 | i.rc << 1;
    }

    /** Puts the number of XT or XS into {@code aux}, for the check of the facility. */
    public static void number(Insn i) {
        i.aux = xt(i) >>> 1;
    }

    /** Likewise where the high bit is bit 28. */
    static void numberDq(Insn i) {
        i.aux = (i.word & 8) << 2 | i.rt;
    }

    /** Likewise for an even-odd pair: the number of its first register. */
    public static void numberPair(Insn i) {
        i.aux = (i.rt & 1) << 5 | i.rt & ~1;
    }
}
