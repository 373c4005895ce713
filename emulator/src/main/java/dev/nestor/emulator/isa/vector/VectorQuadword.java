package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.set;
import static dev.nestor.emulator.isa.vector.VectorLanes.signed;
import static dev.nestor.emulator.isa.vector.VectorLanes.unsigned;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;
import java.math.BigInteger;

/**
 * Vector quadword addition and subtraction, and vector division. Of a quotient that does not fit (the manual leaves it
 * undefined) the low bits count; division by zero gives the dividend, extended division by zero gives 0.
 *
 * @see "Power ISA 3.1, Book I, sections 6.9.1.1, 6.9.1.2, 6.9.1.7 and 6.9.1.8"
 */
public final class VectorQuadword {
    private static final String VRT_VRA_VRB = "VRT,VRA,VRB";
    private static final String VRT_VRA_VRB_VRC = "VRT,VRA,VRB,VRC";

    private VectorQuadword() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("vadduqm", "000100 VRT VRA VRB 00100000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, (v, i) -> add(v, i, b(v, i, 0), b(v, i, 1), 0, false));
        }
        if (rows.at("vaddcuq", "000100 VRT VRA VRB 00101000000", VRT_VRA_VRB, "I 6.9.1.1")) {
            vector(rows, (v, i) -> add(v, i, b(v, i, 0), b(v, i, 1), 0, true));
        }
        if (rows.at("vaddeuqm", "000100 VRT VRA VRB VRC 111100", VRT_VRA_VRB_VRC, "I 6.9.1.1")) {
            vector(rows, (v, i) -> add(v, i, b(v, i, 0), b(v, i, 1), carryIn(v, i), false));
        }
        if (rows.at("vaddecuq", "000100 VRT VRA VRB VRC 111101", VRT_VRA_VRB_VRC, "I 6.9.1.1")) {
            vector(rows, (v, i) -> add(v, i, b(v, i, 0), b(v, i, 1), carryIn(v, i), true));
        }
        if (rows.at("vsubuqm", "000100 VRT VRA VRB 10100000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, (v, i) -> add(v, i, ~b(v, i, 0), ~b(v, i, 1), 1, false));
        }
        if (rows.at("vsubcuq", "000100 VRT VRA VRB 10101000000", VRT_VRA_VRB, "I 6.9.1.2")) {
            vector(rows, (v, i) -> add(v, i, ~b(v, i, 0), ~b(v, i, 1), 1, true));
        }
        if (rows.at("vsubeuqm", "000100 VRT VRA VRB VRC 111110", VRT_VRA_VRB_VRC, "I 6.9.1.2")) {
            vector(rows, (v, i) -> add(v, i, ~b(v, i, 0), ~b(v, i, 1), carryIn(v, i), false));
        }
        if (rows.at("vsubecuq", "000100 VRT VRA VRB VRC 111111", VRT_VRA_VRB_VRC, "I 6.9.1.2")) {
            vector(rows, (v, i) -> add(v, i, ~b(v, i, 0), ~b(v, i, 1), carryIn(v, i), true));
        }
        if (rows.at("vdivsw", "000100 VRT VRA VRB 00110001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, signed(32, (a, b) -> b == 0 || a == Integer.MIN_VALUE && b == -1 ? a : a / b));
        }
        if (rows.at("vdivuw", "000100 VRT VRA VRB 00010001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, unsigned(32, (a, b) -> b == 0 ? a : a / b));
        }
        if (rows.at("vdivsd", "000100 VRT VRA VRB 00111001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, signed(64, (a, b) -> b == 0 ? a : a / b));
        }
        if (rows.at("vdivud", "000100 VRT VRA VRB 00011001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, unsigned(64, (a, b) -> b == 0 ? a : Long.divideUnsigned(a, b)));
        }
        if (rows.at("vdivsq", "000100 VRT VRA VRB 00100001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, (v, i) -> divide(v, i, true, false, false));
        }
        if (rows.at("vdivuq", "000100 VRT VRA VRB 00000001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, (v, i) -> divide(v, i, false, false, false));
        }
        if (rows.at("vdivesw", "000100 VRT VRA VRB 01110001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, signed(32, (a, b) -> b == 0 ? 0 : (a << 32) / b));
        }
        if (rows.at("vdiveuw", "000100 VRT VRA VRB 01010001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, unsigned(32, (a, b) -> b == 0 ? 0 : Long.divideUnsigned(a << 32, b)));
        }
        if (rows.at("vdivesd", "000100 VRT VRA VRB 01111001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, signed(64, (a, b) -> extendedDoubleword(a, b, true)));
        }
        if (rows.at("vdiveud", "000100 VRT VRA VRB 01011001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, unsigned(64, (a, b) -> extendedDoubleword(a, b, false)));
        }
        if (rows.at("vdivesq", "000100 VRT VRA VRB 01100001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, (v, i) -> divide(v, i, true, true, false));
        }
        if (rows.at("vdiveuq", "000100 VRT VRA VRB 01000001011", VRT_VRA_VRB, "I 6.9.1.7")) {
            vector(rows, (v, i) -> divide(v, i, false, true, false));
        }
        if (rows.at("vmodsw", "000100 VRT VRA VRB 11110001011", VRT_VRA_VRB, "I 6.9.1.8")) {
            vector(rows, signed(32, (a, b) -> b == 0 || a == Integer.MIN_VALUE && b == -1 ? 0 : a % b));
        }
        if (rows.at("vmoduw", "000100 VRT VRA VRB 11010001011", VRT_VRA_VRB, "I 6.9.1.8")) {
            vector(rows, unsigned(32, (a, b) -> b == 0 ? 0 : a % b));
        }
        if (rows.at("vmodsd", "000100 VRT VRA VRB 11111001011", VRT_VRA_VRB, "I 6.9.1.8")) {
            vector(rows, signed(64, (a, b) -> b == 0 || a == Long.MIN_VALUE && b == -1 ? 0 : a % b));
        }
        if (rows.at("vmodud", "000100 VRT VRA VRB 11011001011", VRT_VRA_VRB, "I 6.9.1.8")) {
            vector(rows, unsigned(64, (a, b) -> b == 0 ? 0 : Long.remainderUnsigned(a, b)));
        }
        if (rows.at("vmodsq", "000100 VRT VRA VRB 11100001011", VRT_VRA_VRB, "I 6.9.1.8")) {
            vector(rows, (v, i) -> divide(v, i, true, false, true));
        }
        if (rows.at("vmoduq", "000100 VRT VRA VRB 11000001011", VRT_VRA_VRB, "I 6.9.1.8")) {
            vector(rows, (v, i) -> divide(v, i, false, false, true));
        }
    }

    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger TWO_128 = BigInteger.ONE.shiftLeft(128);

    private static long b(Vcpu v, Insn i, int which) {
        return v.s.vsr[vr(i.rb) + which];
    }

    private static long carryIn(Vcpu v, Insn i) {
        return v.s.vsr[vr(i.rc) + 1] & 1;
    }

    /** VRA + high:low + carry: the sum, or the carry out. */
    private static int add(Vcpu v, Insn i, long high, long low, long carry, boolean out) {
        CpuState s = v.s;
        long a = s.vsr[vr(i.ra)];
        long partLow = s.vsr[vr(i.ra) + 1] + low;
        long sumLow = partLow + carry;
        long middle =
                (Long.compareUnsigned(partLow, low) < 0 ? 1 : 0) | (Long.compareUnsigned(sumLow, carry) < 0 ? 1 : 0);
        long partHigh = a + high;
        long sumHigh = partHigh + middle;
        boolean carried = Long.compareUnsigned(partHigh, high) < 0 || Long.compareUnsigned(sumHigh, middle) < 0;
        return out ? set(v, i, 0, carried ? 1 : 0) : set(v, i, sumHigh, sumLow);
    }

    private static long extendedDoubleword(long a, long b, boolean signed) {
        BigInteger divisor = integer(b >> 63, b, signed);
        if (divisor.signum() == 0) {
            return 0;
        }
        BigInteger quotient = integer(a >> 63, a, signed).shiftLeft(64).divide(divisor);
        return quotient.longValue();
    }

    /** Quadwords are rare in programs, so their division may cost objects. */
    private static int divide(Vcpu v, Insn i, boolean signed, boolean extended, boolean remainder) {
        long[] r = v.s.vsr;
        BigInteger divisor = quadword(r, vr(i.rb), signed);
        if (divisor.signum() == 0) {
            boolean dividendStays = !extended && !remainder;
            return dividendStays ? set(v, i, r[vr(i.ra)], r[vr(i.ra) + 1]) : set(v, i, 0, 0);
        }
        BigInteger dividend = quadword(r, vr(i.ra), signed).shiftLeft(extended ? 128 : 0);
        BigInteger[] both = dividend.divideAndRemainder(divisor);
        BigInteger result = both[remainder ? 1 : 0];
        return set(v, i, result.shiftRight(64).longValue(), result.longValue());
    }

    private static BigInteger quadword(long[] r, int slot, boolean signed) {
        BigInteger low = BigInteger.valueOf(r[slot + 1]);
        BigInteger unsignedLow = low.signum() < 0 ? low.add(TWO_64) : low;
        BigInteger value = BigInteger.valueOf(r[slot]).shiftLeft(64).add(unsignedLow);
        return !signed && value.signum() < 0 ? value.add(TWO_128) : value;
    }

    private static BigInteger integer(long sign, long value, boolean signed) {
        BigInteger number = BigInteger.valueOf(value);
        return !signed && sign != 0 ? number.add(TWO_64) : number;
    }
}
