package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.binary.FloatFormat.BFLOAT16;
import static dev.nestor.emulator.binary.FloatFormat.DOUBLE;
import static dev.nestor.emulator.binary.FloatFormat.HALF;
import static dev.nestor.emulator.binary.FloatFormat.SINGLE;
import static dev.nestor.emulator.binary.FloatUnit.DOWN;
import static dev.nestor.emulator.binary.FloatUnit.NEAREST_AWAY;
import static dev.nestor.emulator.binary.FloatUnit.TOWARD_ZERO;
import static dev.nestor.emulator.binary.FloatUnit.UP;
import static dev.nestor.emulator.isa.RegisterRows.vsx;
import static dev.nestor.emulator.isa.RegisterRows.xb;
import static dev.nestor.emulator.isa.RegisterRows.xt;

import dev.nestor.emulator.binary.FloatFormat;
import dev.nestor.emulator.binary.FloatOperations;
import dev.nestor.emulator.binary.FloatUnit;
import dev.nestor.emulator.binary.SingleFormat;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;

/**
 * VSX rounding and conversion of numbers up to double precision. A word that a conversion makes of a doubleword goes to
 * both words of its doubleword.
 *
 * @see "Power ISA 3.1, Book I, section 7.6.3"
 */
// tidy: table, the rows of one chapter
public final class VsxConvert {
    private static final String XT_XB = "XT,XB";
    private static final long BFLOATS = 0xFFFF_0000_FFFF_0000L;
    private static final long LOW_WORD = 0xFFFF_FFFFL;
    /** Not a mode: stands for the one in FPSCR. */
    private static final int CURRENT = -1;

    private VsxConvert() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("xsrdpi", "111100 XT 00000 XB 001001001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integral(v, i, NEAREST_AWAY));
        }
        if (rows.at("xsrdpic", "111100 XT 00000 XB 001101011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integral(v, i, CURRENT));
        }
        if (rows.at("xsrdpim", "111100 XT 00000 XB 001111001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integral(v, i, DOWN));
        }
        if (rows.at("xsrdpip", "111100 XT 00000 XB 001101001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integral(v, i, UP));
        }
        if (rows.at("xsrdpiz", "111100 XT 00000 XB 001011001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integral(v, i, TOWARD_ZERO));
        }
        if (rows.at("xvrdpi", "111100 XT 00000 XB 011001001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, NEAREST_AWAY, false));
        }
        if (rows.at("xvrdpic", "111100 XT 00000 XB 011101011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, CURRENT, false));
        }
        if (rows.at("xvrdpim", "111100 XT 00000 XB 011111001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, DOWN, false));
        }
        if (rows.at("xvrdpip", "111100 XT 00000 XB 011101001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, UP, false));
        }
        if (rows.at("xvrdpiz", "111100 XT 00000 XB 011011001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, TOWARD_ZERO, false));
        }
        if (rows.at("xvrspi", "111100 XT 00000 XB 010001001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, NEAREST_AWAY, true));
        }
        if (rows.at("xvrspic", "111100 XT 00000 XB 010101011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, CURRENT, true));
        }
        if (rows.at("xvrspim", "111100 XT 00000 XB 010111001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, DOWN, true));
        }
        if (rows.at("xvrspip", "111100 XT 00000 XB 010101001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, UP, true));
        }
        if (rows.at("xvrspiz", "111100 XT 00000 XB 010011001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> integrals(v, i, TOWARD_ZERO, true));
        }
        if (rows.at("xsrsp", "111100 XT 00000 XB 100011001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, VsxConvert::xsrsp);
        }
        if (rows.at("xscvdpsp", "111100 XT 00000 XB 100001001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, VsxConvert::xscvdpsp);
        }
        if (rows.at("xscvdpspn", "111100 XT 00000 XB 100001011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, twice(SingleFormat.toSingle(v.s.vsr[xb(i)])), 0));
        }
        if (rows.at("xscvspdp", "111100 XT 00000 XB 101001001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, VsxConvert::xscvspdp);
        }
        if (rows.at("xscvspdpn", "111100 XT 00000 XB 101001011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, SingleFormat.toDouble((int) (v.s.vsr[xb(i)] >>> 32)), 0));
        }
        if (rows.at("xscvdphp", "111100 XT 10001 XB 101011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, VsxConvert::xscvdphp);
        }
        if (rows.at("xscvhpdp", "111100 XT 10000 XB 101011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, VsxConvert::xscvhpdp);
        }
        if (rows.at("xvcvdpsp", "111100 XT 00000 XB 110001001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> twice(singleOf(w, x))));
        }
        if (rows.at("xvcvspdp", "111100 XT 00000 XB 111001001 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> w.floats.toDouble(SingleFormat.toDouble((int) (x >>> 32)))));
        }
        if (rows.at("xvcvhpsp", "111100 XT 11000 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> eachWord(v, i, VsxConvert::fromHalf));
        }
        if (rows.at("xvcvsphp", "111100 XT 11001 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> eachWord(v, i, VsxConvert::toHalf));
        }
        if (rows.at("xvcvspbf16", "111100 XT 10001 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> eachWord(v, i, VsxConvert::toBfloat16));
        }
        if (rows.at("xvcvbf16spn", "111100 XT 10000 XB 111011011 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, v.s.vsr[xb(i)] << 16 & BFLOATS, v.s.vsr[xb(i) + 1] << 16 & BFLOATS));
        }
        if (rows.at("xscvdpsxds", "111100 XT 00000 XB 101011000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 64, true));
        }
        if (rows.at("xscvdpuxds", "111100 XT 00000 XB 101001000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 64, false));
        }
        if (rows.at("xscvdpsxws", "111100 XT 00000 XB 001011000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 32, true));
        }
        if (rows.at("xscvdpuxws", "111100 XT 00000 XB 001001000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 32, false));
        }
        if (rows.at("xvcvdpsxds", "111100 XT 00000 XB 111011000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> w.floats.toInteger(x, TOWARD_ZERO, 64, true)));
        }
        if (rows.at("xvcvdpuxds", "111100 XT 00000 XB 111001000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> w.floats.toInteger(x, TOWARD_ZERO, 64, false)));
        }
        if (rows.at("xvcvdpsxws", "111100 XT 00000 XB 011011000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> twice(w.floats.toInteger(x, TOWARD_ZERO, 32, true))));
        }
        if (rows.at("xvcvdpuxws", "111100 XT 00000 XB 011001000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> twice(w.floats.toInteger(x, TOWARD_ZERO, 32, false))));
        }
        if (rows.at("xvcvspsxds", "111100 XT 00000 XB 110011000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> w.floats.toInteger(left(x), TOWARD_ZERO, 64, true)));
        }
        if (rows.at("xvcvspuxds", "111100 XT 00000 XB 110001000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> w.floats.toInteger(left(x), TOWARD_ZERO, 64, false)));
        }
        if (rows.at("xvcvspsxws", "111100 XT 00000 XB 010011000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(
                    rows,
                    (v, i) -> eachWord(
                            v, i, (w, x) -> (int) w.floats.toInteger(SingleFormat.toDouble(x), TOWARD_ZERO, 32, true)));
        }
        if (rows.at("xvcvspuxws", "111100 XT 00000 XB 010001000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(
                    rows,
                    (v, i) -> eachWord(v, i, (w, x) ->
                            (int) w.floats.toInteger(SingleFormat.toDouble(x), TOWARD_ZERO, 32, false)));
        }
        if (rows.at("xscvsxddp", "111100 XT 00000 XB 101111000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> fromInteger(v, i, DOUBLE, true));
        }
        if (rows.at("xscvuxddp", "111100 XT 00000 XB 101101000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> fromInteger(v, i, DOUBLE, false));
        }
        if (rows.at("xscvsxdsp", "111100 XT 00000 XB 100111000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> fromInteger(v, i, SINGLE, true));
        }
        if (rows.at("xscvuxdsp", "111100 XT 00000 XB 100101000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> fromInteger(v, i, SINGLE, false));
        }
        if (rows.at("xvcvsxddp", "111100 XT 00000 XB 111111000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> w.floats.fromInteger(DOUBLE, x, true, w.s.fpscr)));
        }
        if (rows.at("xvcvuxddp", "111100 XT 00000 XB 111101000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> w.floats.fromInteger(DOUBLE, x, false, w.s.fpscr)));
        }
        if (rows.at("xvcvsxdsp", "111100 XT 00000 XB 110111000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> twice(single(w, x, true))));
        }
        if (rows.at("xvcvuxdsp", "111100 XT 00000 XB 110101000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> twice(single(w, x, false))));
        }
        if (rows.at("xvcvsxwdp", "111100 XT 00000 XB 011111000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> w.floats.fromInteger(DOUBLE, x >> 32, true, w.s.fpscr)));
        }
        if (rows.at("xvcvuxwdp", "111100 XT 00000 XB 011101000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> each(v, i, (w, x) -> w.floats.fromInteger(DOUBLE, x >>> 32, false, w.s.fpscr)));
        }
        if (rows.at("xvcvsxwsp", "111100 XT 00000 XB 010111000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> eachWord(v, i, (w, x) -> single(w, x, true)));
        }
        if (rows.at("xvcvuxwsp", "111100 XT 00000 XB 010101000 XB XT", XT_XB, "I 7.6.3")) {
            vsx(rows, (v, i) -> eachWord(v, i, (w, x) -> single(w, x & LOW_WORD, false)));
        }
    }

    /** A conversion of one doubleword. */
    @FunctionalInterface
    private interface Doubleword {
        long apply(Vcpu v, long x);
    }

    /** A conversion of one word. */
    @FunctionalInterface
    private interface Word {
        int apply(Vcpu v, int x);
    }

    private static int set(Vcpu v, Insn i, long high, long low) {
        int t = xt(i);
        v.s.vsr[t] = high;
        v.s.vsr[t + 1] = low;
        return Outcome.NEXT;
    }

    /** A word in both halves of a doubleword. */
    private static long twice(long word) {
        return word << 32 | word & LOW_WORD;
    }

    /** The single-precision number in the left word, in double format. */
    private static long left(long doubleword) {
        return SingleFormat.toDouble((int) (doubleword >>> 32));
    }

    private static int each(Vcpu v, Insn i, Doubleword conversion) {
        v.floats.begin();
        long high = conversion.apply(v, v.s.vsr[xb(i)]);
        return FloatResult.vector(v, xt(i), high, conversion.apply(v, v.s.vsr[xb(i) + 1]));
    }

    private static int eachWord(Vcpu v, Insn i, Word conversion) {
        v.floats.begin();
        long high = words(v, v.s.vsr[xb(i)], conversion);
        return FloatResult.vector(v, xt(i), high, words(v, v.s.vsr[xb(i) + 1], conversion));
    }

    private static long words(Vcpu v, long pair, Word conversion) {
        return (long) conversion.apply(v, (int) (pair >>> 32)) << 32 | conversion.apply(v, (int) pair) & LOW_WORD;
    }

    /** Only the forms that use the mode of FPSCR say that the result is inexact. */
    private static int integral(Vcpu v, Insn i, int mode) {
        v.floats.begin();
        int used = mode == CURRENT ? FloatOperations.mode(v.s.fpscr) : mode;
        long result = v.floats.roundToIntegral(v.s.vsr[xb(i)], used);
        v.floats.unit.raised &= mode == CURRENT ? -1 : FpscrBits.INVALID;
        return FloatResult.scalar(v, xt(i), result, false);
    }

    private static int integrals(Vcpu v, Insn i, int mode, boolean single) {
        v.floats.begin();
        int used = mode == CURRENT ? FloatOperations.mode(v.s.fpscr) : mode;
        long high = rounded(v, v.s.vsr[xb(i)], used, single);
        long low = rounded(v, v.s.vsr[xb(i) + 1], used, single);
        v.floats.unit.raised &= mode == CURRENT ? -1 : FpscrBits.INVALID;
        return FloatResult.vector(v, xt(i), high, low);
    }

    private static long rounded(Vcpu v, long x, int mode, boolean single) {
        if (!single) {
            return v.floats.roundToIntegral(x, mode);
        }
        long first = SingleFormat.toSingle(v.floats.roundToIntegral(left(x), mode));
        return first << 32 | SingleFormat.toSingle(v.floats.roundToIntegral(left(x << 32), mode)) & LOW_WORD;
    }

    private static int xsrsp(Vcpu v, Insn i) {
        v.floats.begin();
        long result = v.floats.roundToSingle(v.s.vsr[xb(i)], v.s.fpscr);
        return FloatResult.scalar(v, xt(i), result, true);
    }

    private static long singleOf(Vcpu v, long x) {
        return SingleFormat.toSingle(v.floats.roundToSingle(x, v.s.fpscr));
    }

    private static int single(Vcpu v, long integer, boolean signed) {
        return SingleFormat.toSingle(v.floats.fromInteger(SINGLE, integer, signed, v.s.fpscr));
    }

    private static int xscvdpsp(Vcpu v, Insn i) {
        v.floats.begin();
        long result = v.floats.roundToSingle(v.s.vsr[xb(i)], v.s.fpscr);
        return FloatResult.quad(v, xt(i), twice(v.floats.unit.result.toSingle()), 0, FpscrBits.classOfSingle(result));
    }

    private static int xscvspdp(Vcpu v, Insn i) {
        v.floats.begin();
        return FloatResult.scalar(v, xt(i), v.floats.toDouble(left(v.s.vsr[xb(i)])), false);
    }

    private static int xscvdphp(Vcpu v, Insn i) {
        v.floats.begin();
        FloatUnit unit = v.floats.unit;
        unit.b.setDouble(v.s.vsr[xb(i)]);
        unit.convert(HALF, FloatOperations.mode(v.s.fpscr), v.s.fpscr);
        int half = unit.result.toHalf();
        return FloatResult.quad(v, xt(i), half, 0, FpscrBits.classOfHalf(half));
    }

    private static int xscvhpdp(Vcpu v, Insn i) {
        v.floats.begin();
        FloatUnit unit = v.floats.unit;
        unit.b.setHalf((int) v.s.vsr[xb(i)] & 0xFFFF);
        unit.convert(DOUBLE, FloatUnit.NEAREST_EVEN, 0);
        return FloatResult.scalar(v, xt(i), unit.result.toDouble(), false);
    }

    private static int fromHalf(Vcpu v, int x) {
        v.floats.unit.b.setHalf(x & 0xFFFF);
        v.floats.unit.convert(SINGLE, FloatUnit.NEAREST_EVEN, 0);
        return v.floats.unit.result.toSingle();
    }

    private static int toHalf(Vcpu v, int x) {
        v.floats.unit.b.setSingle(x);
        v.floats.unit.convert(HALF, FloatOperations.mode(v.s.fpscr), v.s.fpscr);
        return v.floats.unit.result.toHalf();
    }

    private static int toBfloat16(Vcpu v, int x) {
        v.floats.unit.b.setSingle(x);
        v.floats.unit.convert(BFLOAT16, FloatOperations.mode(v.s.fpscr), v.s.fpscr);
        return v.floats.unit.result.toBfloat16();
    }

    private static int toInteger(Vcpu v, Insn i, int bits, boolean signed) {
        v.floats.begin();
        long integer = v.floats.toInteger(v.s.vsr[xb(i)], TOWARD_ZERO, bits, signed);
        return FloatResult.integer(v, xt(i), bits == 32 ? twice(integer) : integer, 0);
    }

    private static int fromInteger(Vcpu v, Insn i, FloatFormat format, boolean signed) {
        v.floats.begin();
        long number = v.floats.fromInteger(format, v.s.vsr[xb(i)], signed, v.s.fpscr);
        return FloatResult.scalar(v, xt(i), number, format == SINGLE);
    }
}
