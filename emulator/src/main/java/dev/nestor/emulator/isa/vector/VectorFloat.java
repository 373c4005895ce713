package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.binary.FloatFormat.SINGLE;
import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;

import dev.nestor.emulator.binary.FloatUnit;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Vector single-precision arithmetic of the vector facility: always rounds to nearest (unless an instruction rounds to
 * an integer), raises nothing but VSCR[SAT], and with VSCR[NJ] takes and gives denormalized numbers as zeros.
 *
 * <p>The estimates vrefp and vrsqrtefp are correctly rounded. vexptefp and vlogefp come from a short series in double
 * arithmetic, which is the same on every host; the manual asks for a relative error of at most 1/16 (an absolute one of
 * 1/32 for the logarithm).
 *
 * @see "Power ISA 3.1, Book I, section 6.10"
 */
public final class VectorFloat {
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";
    private static final String VRT_VRA_VRC_VRB = "VRT,VRA,VRC,VRB";
    private static final String VRT_VRB = "VRT,VRB";
    private static final String VRT_VRB_UIM = "VRT,VRB,UIM";
    private static final int NON_JAVA = 0x1_0000;
    private static final int EXPONENT = 0x7F80_0000;
    private static final int QUIET = 0x7FC0_0000;

    private VectorFloat() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("vaddfp", "000100 VRT VRA VRB 00000001010", VRT_VRA_VRB, "I 6.10.1")) {
            vector(rows, (v, i) -> each(v, i, VectorFloat::add));
        }
        if (rows.at("vsubfp", "000100 VRT VRA VRB 00001001010", VRT_VRA_VRB, "I 6.10.1")) {
            vector(rows, (v, i) -> each(v, i, VectorFloat::subtract));
        }
        if (rows.at("vmaddfp", "000100 VRT VRA VRB VRC 101110", VRT_VRA_VRC_VRB, "I 6.10.1")) {
            vector(rows, (v, i) -> each(v, i, VectorFloat::multiplyAdd));
        }
        if (rows.at("vnmsubfp", "000100 VRT VRA VRB VRC 101111", VRT_VRA_VRC_VRB, "I 6.10.1")) {
            vector(rows, (v, i) -> each(v, i, VectorFloat::negatedMultiplySubtract));
        }
        if (rows.at("vmaxfp", "000100 VRT VRA VRB 10000001010", VRT_VRA_VRB, "I 6.10.2")) {
            vector(rows, (v, i) -> each(v, i, (w, a, b, c) -> extreme(a, b, true)));
        }
        if (rows.at("vminfp", "000100 VRT VRA VRB 10001001010", VRT_VRA_VRB, "I 6.10.2")) {
            vector(rows, (v, i) -> each(v, i, (w, a, b, c) -> extreme(a, b, false)));
        }
        if (rows.at("vcfsx", "000100 VRT UIM VRB 01101001010", VRT_VRB_UIM, "I 6.10.3")) {
            vector(rows, (v, i) -> convert(v, i, VectorFloat::fromSigned));
        }
        if (rows.at("vcfux", "000100 VRT UIM VRB 01100001010", VRT_VRB_UIM, "I 6.10.3")) {
            vector(rows, (v, i) -> convert(v, i, VectorFloat::fromUnsigned));
        }
        if (rows.at("vctsxs", "000100 VRT UIM VRB 01111001010", VRT_VRB_UIM, "I 6.10.3")) {
            vector(rows, (v, i) -> convert(v, i, (w, b, scale) -> toInteger(w, b, scale, true)));
        }
        if (rows.at("vctuxs", "000100 VRT UIM VRB 01110001010", VRT_VRB_UIM, "I 6.10.3")) {
            vector(rows, (v, i) -> convert(v, i, (w, b, scale) -> toInteger(w, b, scale, false)));
        }
        if (rows.at("vrfin", "000100 VRT ///// VRB 01000001010", VRT_VRB, "I 6.10.3")) {
            vector(rows, (v, i) -> convert(v, i, (w, b, scale) -> integral(w, b, FloatUnit.NEAREST_EVEN)));
        }
        if (rows.at("vrfiz", "000100 VRT ///// VRB 01001001010", VRT_VRB, "I 6.10.3")) {
            vector(rows, (v, i) -> convert(v, i, (w, b, scale) -> integral(w, b, FloatUnit.TOWARD_ZERO)));
        }
        if (rows.at("vrfip", "000100 VRT ///// VRB 01010001010", VRT_VRB, "I 6.10.3")) {
            vector(rows, (v, i) -> convert(v, i, (w, b, scale) -> integral(w, b, FloatUnit.UP)));
        }
        if (rows.at("vrfim", "000100 VRT ///// VRB 01011001010", VRT_VRB, "I 6.10.3")) {
            vector(rows, (v, i) -> convert(v, i, (w, b, scale) -> integral(w, b, FloatUnit.DOWN)));
        }
        if (rows.at("vrefp", "000100 VRT ///// VRB 00100001010", VRT_VRB, "I 6.10.5")) {
            vector(rows, (v, i) -> convert(v, i, VectorFloat::reciprocal));
        }
        if (rows.at("vrsqrtefp", "000100 VRT ///// VRB 00101001010", VRT_VRB, "I 6.10.5")) {
            vector(rows, (v, i) -> convert(v, i, VectorFloat::reciprocalRoot));
        }
        if (rows.at("vlogefp", "000100 VRT ///// VRB 00111001010", VRT_VRB, "I 6.10.5")) {
            vector(rows, (v, i) -> convert(v, i, VectorFloat::logarithm));
        }
        if (rows.at("vexptefp", "000100 VRT ///// VRB 00110001010", VRT_VRB, "I 6.10.5")) {
            vector(rows, (v, i) -> convert(v, i, VectorFloat::power));
        }
    }

    /** An operation on single-precision bits. */
    @FunctionalInterface
    private interface Ternary {
        int apply(Vcpu v, int a, int b, int c);
    }

    /** An operation on a word and the immediate of the instruction. */
    @FunctionalInterface
    private interface Conversion {
        int apply(Vcpu v, int b, int scale);
    }

    private static int each(Vcpu v, Insn i, Ternary operation) {
        long high = two(v, i, 0, operation);
        return VectorLanes.set(v, i, high, two(v, i, 1, operation));
    }

    private static long two(Vcpu v, Insn i, int which, Ternary operation) {
        long a = v.s.vsr[vr(i.ra) + which];
        long b = v.s.vsr[vr(i.rb) + which];
        long c = v.s.vsr[vr(i.rc) + which];
        long left = one(v, (int) (a >>> 32), (int) (b >>> 32), (int) (c >>> 32), operation);
        return left << 32 | one(v, (int) a, (int) b, (int) c, operation) & 0xFFFF_FFFFL;
    }

    /** A result that is too small before rounding is a zero too when VSCR[NJ] is 1. */
    private static int one(Vcpu v, int a, int b, int c, Ternary operation) {
        v.floats.unit.tiny = false;
        int result = operation.apply(v, input(v, a), input(v, b), input(v, c));
        boolean flush = v.floats.unit.tiny && (v.s.vscr & NON_JAVA) != 0;
        return flush ? result & 0x8000_0000 : result;
    }

    /** A denormalized number is a zero when VSCR[NJ] is 1. */
    static int input(Vcpu v, int bits) {
        boolean flush = (v.s.vscr & NON_JAVA) != 0 && (bits & EXPONENT) == 0;
        return flush ? bits & 0x8000_0000 : bits;
    }

    private static int add(Vcpu v, int a, int b, int c) {
        v.floats.unit.a.setSingle(a);
        v.floats.unit.b.setSingle(b);
        v.floats.unit.add(SINGLE, FloatUnit.NEAREST_EVEN, 0, false);
        return v.floats.unit.result.toSingle();
    }

    private static int subtract(Vcpu v, int a, int b, int c) {
        v.floats.unit.a.setSingle(a);
        v.floats.unit.b.setSingle(b);
        v.floats.unit.add(SINGLE, FloatUnit.NEAREST_EVEN, 0, true);
        return v.floats.unit.result.toSingle();
    }

    private static int multiplyAdd(Vcpu v, int a, int b, int c) {
        return fused(v, a, b, c, false);
    }

    private static int negatedMultiplySubtract(Vcpu v, int a, int b, int c) {
        int difference = fused(v, a, b, c, true);
        return isNan(difference) ? difference : difference ^ 0x8000_0000;
    }

    private static int fused(Vcpu v, int a, int b, int c, boolean minus) {
        v.floats.unit.a.setSingle(a);
        v.floats.unit.b.setSingle(b);
        v.floats.unit.c.setSingle(c);
        v.floats.unit.multiplyAdd(SINGLE, FloatUnit.NEAREST_EVEN, 0, minus);
        return v.floats.unit.result.toSingle();
    }

    private static boolean isNan(int bits) {
        return (bits & Integer.MAX_VALUE) > EXPONENT;
    }

    private static int extreme(int a, int b, boolean larger) {
        if (isNan(a) || isNan(b)) {
            return (isNan(a) ? a : b) | QUIET;
        }
        int x = a < 0 ? a ^ Integer.MAX_VALUE : a;
        int y = b < 0 ? b ^ Integer.MAX_VALUE : b;
        return x > y == larger ? a : b;
    }

    private static int convert(Vcpu v, Insn i, Conversion conversion) {
        long first = v.s.vsr[vr(i.rb)];
        long second = v.s.vsr[vr(i.rb) + 1];
        return VectorLanes.set(v, i, convertTwo(v, i, first, conversion), convertTwo(v, i, second, conversion));
    }

    private static long convertTwo(Vcpu v, Insn i, long words, Conversion conversion) {
        return (long) conversion.apply(v, (int) (words >>> 32), i.ra) << 32
                | conversion.apply(v, (int) words, i.ra) & 0xFFFF_FFFFL;
    }

    /** Rounded once to single precision; scaling by a power of two changes no digit. */
    private static int fromSigned(Vcpu v, int b, int scale) {
        return Float.floatToRawIntBits((float) b * scaleBy(-scale));
    }

    private static int fromUnsigned(Vcpu v, int b, int scale) {
        return Float.floatToRawIntBits((float) (b & 0xFFFF_FFFFL) * scaleBy(-scale));
    }

    private static float scaleBy(int exponent) {
        return Float.intBitsToFloat(exponent + 127 << 23);
    }

    private static int toInteger(Vcpu v, int b, int scale, boolean signed) {
        float number = Float.intBitsToFloat(input(v, b));
        if (isNan(b)) {
            return 0;
        }
        double scaled = (double) number * (1L << scale);
        long integer = (long) scaled;
        return (int)
                (signed
                        ? VectorLanes.saturate(v.s, integer, Integer.MIN_VALUE, Integer.MAX_VALUE)
                        : scaled <= -1.0
                                ? VectorLanes.saturate(v.s, -1, 0, 0)
                                : VectorLanes.saturate(v.s, integer, 0, 0xFFFF_FFFFL));
    }

    private static int integral(Vcpu v, int b, int mode) {
        int given = input(v, b);
        v.floats.unit.b.setSingle(given);
        v.floats.unit.roundToIntegral(mode);
        return v.floats.unit.result.toSingle();
    }

    private static int reciprocal(Vcpu v, int b, int scale) {
        v.floats.unit.a.setSingle(0x3F80_0000);
        v.floats.unit.b.setSingle(input(v, b));
        v.floats.unit.divide(SINGLE, FloatUnit.NEAREST_EVEN, 0);
        return input(v, v.floats.unit.result.toSingle());
    }

    private static int reciprocalRoot(Vcpu v, int b, int scale) {
        v.floats.unit.b.setSingle(input(v, b));
        v.floats.unit.squareRoot(SINGLE, FloatUnit.NEAREST_EVEN, 0);
        int root = v.floats.unit.result.toSingle();
        v.floats.unit.a.setSingle(0x3F80_0000);
        v.floats.unit.b.setSingle(root);
        v.floats.unit.divide(SINGLE, FloatUnit.NEAREST_EVEN, 0);
        return v.floats.unit.result.toSingle();
    }

    private static int logarithm(Vcpu v, int b, int scale) {
        int given = input(v, b);
        if (isNan(given)) {
            return given | QUIET;
        }
        if ((given & Integer.MAX_VALUE) == 0) {
            return 0xFF80_0000;
        }
        if (given < 0) {
            return QUIET;
        }
        if (given == EXPONENT) {
            return given;
        }
        double number = Float.intBitsToFloat(given);
        int exponent = Math.getExponent(number);
        double fraction = Double.longBitsToDouble(
                Double.doubleToRawLongBits(number) & 0xF_FFFF_FFFF_FFFFL | 0x3FF0_0000_0000_0000L);
        double ratio = (fraction - 1) / (fraction + 1);
        double square = ratio * ratio;
        double sum = 0;
        for (int k = 25; k > 0; k -= 2) {
            sum = sum * square + 1.0 / k;
        }
        return Float.floatToRawIntBits((float) (exponent + 2 * ratio * sum * 1.4426950408889634));
    }

    private static int power(Vcpu v, int b, int scale) {
        int given = input(v, b);
        if (isNan(given)) {
            return given | QUIET;
        }
        double exponent = Math.max(-160, Math.min(160, (double) Float.intBitsToFloat(given)));
        int whole = (int) Math.floor(exponent);
        double rest = (exponent - whole) * 0.6931471805599453;
        double sum = 1;
        for (int k = 14; k > 0; k--) {
            sum = 1 + rest * sum / k;
        }
        double scaled = sum * Double.longBitsToDouble((long) (whole + 1023) << 52);
        return input(v, Float.floatToRawIntBits((float) scaled));
    }
}
