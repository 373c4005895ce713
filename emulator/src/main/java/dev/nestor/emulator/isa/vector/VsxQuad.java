package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.binary.FloatFormat.DOUBLE;
import static dev.nestor.emulator.binary.FloatFormat.EXTENDED;
import static dev.nestor.emulator.binary.FloatFormat.QUAD;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.RegisterRows.vsx;

import dev.nestor.emulator.binary.ConvertedInteger;
import dev.nestor.emulator.binary.FloatOperations;
import dev.nestor.emulator.binary.FloatUnit;
import dev.nestor.emulator.binary.FloatValue;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;

/**
 * VSX quad-precision instructions: numbers of 128 bits in vector registers. RO = 1 (mnemonic with o) rounds to odd.
 *
 * @see "Power ISA 3.1, Book I, section 7.6.3"
 */
// tidy: table, the rows of one chapter
public final class VsxQuad {
    private static final String BF_VRA_VRB = "BF,VRA,VRB";
    private static final String R_VRT_VRB_RMC = "R,VRT,VRB,RMC";
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";
    private static final String VRT_VRB = "VRT,VRB";
    private static final long SIGN = Long.MIN_VALUE;
    private static final long FRACTION = (1L << 48) - 1;

    private VsxQuad() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("xsaddqp", "111111 VRT VRA VRB 0000000100 RO", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> arithmetic(v, i, (f, m, s) -> f.add(QUAD, m, s, false)));
        }
        if (rows.at("xssubqp", "111111 VRT VRA VRB 1000000100 RO", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> arithmetic(v, i, (f, m, s) -> f.add(QUAD, m, s, true)));
        }
        if (rows.at("xsmulqp", "111111 VRT VRA VRB 0000100100 RO", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> arithmetic(v, i, (f, m, s) -> f.multiply(QUAD, m, s)));
        }
        if (rows.at("xsdivqp", "111111 VRT VRA VRB 1000100100 RO", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> arithmetic(v, i, (f, m, s) -> f.divide(QUAD, m, s)));
        }
        if (rows.at("xssqrtqp", "111111 VRT 11011 VRB 1100100100 RO", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> arithmetic(v, i, (f, m, s) -> f.squareRoot(QUAD, m, s)));
        }
        if (rows.at("xsmaddqp", "111111 VRT VRA VRB 0110000100 RO", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> multiplyAdd(v, i, false, false));
        }
        if (rows.at("xsmsubqp", "111111 VRT VRA VRB 0110100100 RO", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> multiplyAdd(v, i, true, false));
        }
        if (rows.at("xsnmaddqp", "111111 VRT VRA VRB 0111000100 RO", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> multiplyAdd(v, i, false, true));
        }
        if (rows.at("xsnmsubqp", "111111 VRT VRA VRB 0111100100 RO", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> multiplyAdd(v, i, true, true));
        }
        if (rows.at("xscpsgnqp", "111111 VRT VRA VRB 0001100100 /", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, a(v, i) & SIGN | b(v, i) & ~SIGN, lowB(v, i)));
        }
        if (rows.at("xsabsqp", "111111 VRT 00000 VRB 1100100100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i) & ~SIGN, lowB(v, i)));
        }
        if (rows.at("xsnabsqp", "111111 VRT 01000 VRB 1100100100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i) | SIGN, lowB(v, i)));
        }
        if (rows.at("xsnegqp", "111111 VRT 10000 VRB 1100100100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i) ^ SIGN, lowB(v, i)));
        }
        if (rows.at("xsiexpqp", "111111 VRT VRA VRB 1101100100 /", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(
                    rows,
                    (v, i) -> set(v, i, a(v, i) & (SIGN | FRACTION) | (b(v, i) & 0x7FFF) << 48, v.s.vsr[vr(i.ra) + 1]));
        }
        if (rows.at("xsxexpqp", "111111 VRT 00010 VRB 1100100100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> set(v, i, b(v, i) >>> 48 & 0x7FFF, 0));
        }
        if (rows.at("xsxsigqp", "111111 VRT 10010 VRB 1100100100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, VsxQuad::xsxsigqp);
        }
        if (rows.at("xscmpuqp", "111111 BF // VRA VRB 1010000100 /", BF_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> compare(v, i, false));
        }
        if (rows.at("xscmpoqp", "111111 BF // VRA VRB 0010000100 /", BF_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> compare(v, i, true));
        }
        if (rows.at("xscmpexpqp", "111111 BF // VRA VRB 0010100100 /", BF_VRA_VRB, "I 7.6.3")) {
            vsx(rows, VsxQuad::xscmpexpqp);
        }
        if (rows.at("xscmpeqqp", "111111 VRT VRA VRB 0001000100 /", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> mask(v, i, 0x2000, false));
        }
        if (rows.at("xscmpgeqp", "111111 VRT VRA VRB 0011000100 /", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> mask(v, i, 0x6000, true));
        }
        if (rows.at("xscmpgtqp", "111111 VRT VRA VRB 0011100100 /", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> mask(v, i, 0x4000, true));
        }
        if (rows.at("xsmaxcqp", "111111 VRT VRA VRB 1010100100 /", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> choose(v, i, 0x6000));
        }
        if (rows.at("xsmincqp", "111111 VRT VRA VRB 1011100100 /", VRT_VRA_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> choose(v, i, 0x8000));
        }
        if (rows.at("xststdcqp", "111111 BF DCMX VRB 1011000100 /", "BF,VRB,DCMX", "I 7.6.3")) {
            vsx(rows, VsxQuad::xststdcqp);
        }
        if (rows.at("xsrqpi", "111111 VRT //// R VRB RMC 00000101 EX", R_VRT_VRB_RMC, "I 7.6.3")) {
            vsx(rows, VsxQuad::xsrqpi);
        }
        if (rows.at("xsrqpxp", "111111 VRT //// R VRB RMC 00100101 /", R_VRT_VRB_RMC, "I 7.6.3")) {
            vsx(rows, VsxQuad::xsrqpxp);
        }
        if (rows.at("xscvdpqp", "111111 VRT 10110 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, VsxQuad::xscvdpqp);
        }
        if (rows.at("xscvqpdp", "111111 VRT 10100 VRB 1101000100 RO", VRT_VRB, "I 7.6.3")) {
            vsx(rows, VsxQuad::xscvqpdp);
        }
        if (rows.at("xscvqpsdz", "111111 VRT 11001 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 64, true));
        }
        if (rows.at("xscvqpudz", "111111 VRT 10001 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 64, false));
        }
        if (rows.at("xscvqpswz", "111111 VRT 01001 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 32, true));
        }
        if (rows.at("xscvqpuwz", "111111 VRT 00001 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 32, false));
        }
        if (rows.at("xscvqpsqz", "111111 VRT 01000 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 128, true));
        }
        if (rows.at("xscvqpuqz", "111111 VRT 00000 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> toInteger(v, i, 128, false));
        }
        if (rows.at("xscvsdqp", "111111 VRT 01010 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> fromInteger(v, i, v.floats.unit.b.setSigned(b(v, i))));
        }
        if (rows.at("xscvudqp", "111111 VRT 00010 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> fromInteger(v, i, v.floats.unit.b.setInteger(false, 0, b(v, i))));
        }
        if (rows.at("xscvsqqp", "111111 VRT 01011 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> fromInteger(v, i, v.floats.unit.b.setSigned(b(v, i), lowB(v, i))));
        }
        if (rows.at("xscvuqqp", "111111 VRT 00011 VRB 1101000100 /", VRT_VRB, "I 7.6.3")) {
            vsx(rows, (v, i) -> fromInteger(v, i, v.floats.unit.b.setInteger(false, b(v, i), lowB(v, i))));
        }
    }

    /** An operation on the operands a and b of the unit. */
    @FunctionalInterface
    private interface Operation {
        void apply(FloatUnit unit, int mode, long fpscr);
    }

    private static long a(Vcpu v, Insn i) {
        return v.s.vsr[vr(i.ra)];
    }

    private static long b(Vcpu v, Insn i) {
        return v.s.vsr[vr(i.rb)];
    }

    private static long lowB(Vcpu v, Insn i) {
        return v.s.vsr[vr(i.rb) + 1];
    }

    private static int set(Vcpu v, Insn i, long high, long low) {
        return VectorLanes.set(v, i, high, low);
    }

    /** The rounding mode: that of FPSCR, or to odd. */
    private static int mode(Vcpu v, Insn i) {
        return Field.RO.get(i.word) != 0 ? FloatUnit.TO_ODD : FloatOperations.mode(v.s.fpscr);
    }

    private static FloatUnit operands(Vcpu v, Insn i) {
        v.floats.begin();
        FloatUnit unit = v.floats.unit;
        unit.a.setQuad(a(v, i), v.s.vsr[vr(i.ra) + 1]);
        unit.b.setQuad(b(v, i), lowB(v, i));
        return unit;
    }

    private static int finish(Vcpu v, Insn i) {
        long high = v.floats.unit.result.toQuadHigh();
        long low = v.floats.unit.result.toQuadLow();
        return FloatResult.quad(v, vr(i.rt), high, low, FpscrBits.classOfQuad(high, low));
    }

    private static int arithmetic(Vcpu v, Insn i, Operation operation) {
        operation.apply(operands(v, i), mode(v, i), v.s.fpscr);
        return finish(v, i);
    }

    private static int multiplyAdd(Vcpu v, Insn i, boolean minus, boolean negate) {
        FloatUnit unit = operands(v, i);
        unit.c.set(unit.b);
        unit.b.setQuad(v.s.vsr[vr(i.rt)], v.s.vsr[vr(i.rt) + 1]);
        unit.multiplyAdd(QUAD, mode(v, i), v.s.fpscr, minus);
        if (negate && !unit.result.isNan()) {
            unit.result.negative = !unit.result.negative;
        }
        return finish(v, i);
    }

    private static int xsxsigqp(Vcpu v, Insn i) {
        long exponent = b(v, i) >>> 48 & 0x7FFF;
        long implied = exponent == 0 || exponent == 0x7FFF ? 0 : 1L << 48;
        return set(v, i, b(v, i) & FRACTION | implied, lowB(v, i));
    }

    /** The order of a and b as FPCC, in place. */
    private static int order(FloatUnit unit, Vcpu v, Insn i) {
        if (unit.a.isNan() || unit.b.isNan()) {
            return 0x1000;
        }
        if (unit.a.kind == FloatValue.ZERO && unit.b.kind == FloatValue.ZERO) {
            return 0x2000;
        }
        long highA = ordered(a(v, i));
        long highB = ordered(b(v, i));
        long lowA = v.s.vsr[vr(i.ra) + 1] ^ a(v, i) >> 63;
        long lowB = lowB(v, i) ^ b(v, i) >> 63;
        if (highA != highB) {
            return highA < highB ? 0x8000 : 0x4000;
        }
        int low = Long.compareUnsigned(lowA, lowB);
        return low < 0 ? 0x8000 : low > 0 ? 0x4000 : 0x2000;
    }

    /** The bits so that integers have the order of the numbers. */
    private static long ordered(long bits) {
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }

    private static void noteNan(FloatUnit unit, long fpscr, boolean ordered) {
        if (unit.a.kind == FloatValue.SIGNALING || unit.b.kind == FloatValue.SIGNALING) {
            boolean also = ordered && (fpscr & FpscrBits.VE) == 0;
            unit.raised |= FpscrBits.VXSNAN | (also ? FpscrBits.VXVC : 0);
        } else if (ordered && (unit.a.isNan() || unit.b.isNan())) {
            unit.raised |= FpscrBits.VXVC;
        }
    }

    private static int compare(Vcpu v, Insn i, boolean ordered) {
        FloatUnit unit = operands(v, i);
        noteNan(unit, v.s.fpscr, ordered);
        return FloatResult.comparison(v, i.rt >>> 2, order(unit, v, i));
    }

    private static int xscmpexpqp(Vcpu v, Insn i) {
        FloatUnit unit = operands(v, i);
        long exponentA = a(v, i) >>> 48 & 0x7FFF;
        long exponentB = b(v, i) >>> 48 & 0x7FFF;
        int order = exponentA < exponentB ? 0x8000 : exponentA > exponentB ? 0x4000 : 0x2000;
        return FloatResult.comparison(v, i.rt >>> 2, unit.a.isNan() || unit.b.isNan() ? 0x1000 : order);
    }

    private static int mask(Vcpu v, Insn i, int orders, boolean ordered) {
        FloatUnit unit = operands(v, i);
        noteNan(unit, v.s.fpscr, ordered);
        long ones = (order(unit, v, i) & orders) != 0 ? -1L : 0;
        return FloatResult.unclassified(v, vr(i.rt), ones, ones);
    }

    /** VRA when it stands in one of {@code orders} to VRB, else VRB. */
    private static int choose(Vcpu v, Insn i, int orders) {
        FloatUnit unit = operands(v, i);
        noteNan(unit, v.s.fpscr, false);
        int chosen = (order(unit, v, i) & orders) != 0 ? vr(i.ra) : vr(i.rb);
        return FloatResult.unclassified(v, vr(i.rt), v.s.vsr[chosen], v.s.vsr[chosen + 1]);
    }

    private static int xststdcqp(Vcpu v, Insn i) {
        FloatUnit unit = operands(v, i);
        int positive = b(v, i) < 0 ? 0 : 1;
        boolean denormal = unit.b.kind == FloatValue.FINITE && (b(v, i) >>> 48 & 0x7FFF) == 0;
        int kind = unit.b.isNan()
                ? 0x40
                : unit.b.kind == FloatValue.INFINITE
                        ? 0x10 << positive
                        : unit.b.kind == FloatValue.ZERO ? 0x04 << positive : denormal ? 0x01 << positive : 0;
        boolean match = (Field.DCMX.get(i.word) & kind) != 0;
        return FloatResult.comparison(v, i.rt >>> 2, (positive == 0 ? 0x8000 : 0) | (match ? 0x2000 : 0));
    }

    /** The mode that R and RMC name. */
    private static int namedMode(Vcpu v, Insn i) {
        int control = Field.RMC.get(i.word);
        if (Field.R.get(i.word) != 0) {
            return control;
        }
        return control == 0 ? FloatUnit.NEAREST_AWAY : FloatOperations.mode(v.s.fpscr);
    }

    private static int xsrqpi(Vcpu v, Insn i) {
        FloatUnit unit = operands(v, i);
        unit.roundToIntegral(namedMode(v, i));
        if (Field.EX.get(i.word) == 0) {
            unit.raised &= FpscrBits.INVALID;
        }
        return finish(v, i);
    }

    private static int xsrqpxp(Vcpu v, Insn i) {
        FloatUnit unit = operands(v, i);
        unit.convert(EXTENDED, namedMode(v, i), v.s.fpscr);
        if (unit.result.isNan()) {
            // A NaN loses what extended precision cannot hold.
            unit.result.hi &= ~1L;
            unit.result.lo = 0;
        }
        return finish(v, i);
    }

    private static int xscvdpqp(Vcpu v, Insn i) {
        v.floats.begin();
        v.floats.unit.b.setDouble(b(v, i));
        v.floats.unit.convert(QUAD, FloatUnit.NEAREST_EVEN, 0);
        return finish(v, i);
    }

    private static int xscvqpdp(Vcpu v, Insn i) {
        operands(v, i).convert(DOUBLE, mode(v, i), v.s.fpscr);
        return FloatResult.scalar(v, vr(i.rt), v.floats.unit.result.toDouble(), false);
    }

    private static int toInteger(Vcpu v, Insn i, int bits, boolean signed) {
        FloatUnit unit = operands(v, i);
        unit.toInteger(FloatUnit.TOWARD_ZERO, bits, signed);
        ConvertedInteger integer = unit.integer;
        return bits == 128
                ? FloatResult.integer(v, vr(i.rt), integer.hi, integer.lo)
                : FloatResult.integer(v, vr(i.rt), integer.lo, 0);
    }

    /** {@code integer} is the unit's operand b. */
    private static int fromInteger(Vcpu v, Insn i, FloatValue integer) {
        if (integer != v.floats.unit.b) {
            throw new IllegalStateException("the unit converts its operand b");
        }
        v.floats.begin();
        v.floats.unit.convert(QUAD, FloatOperations.mode(v.s.fpscr), v.s.fpscr);
        return finish(v, i);
    }
}
