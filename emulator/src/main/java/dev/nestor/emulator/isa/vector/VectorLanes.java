package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vr;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.Vcpu;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Semantics made of one operation on every element of the vector registers. Elements come sign-extended or
 * zero-extended to a doubleword; of a result the low bits count, or all when it saturates.
 */
final class VectorLanes {
    /** VSCR[SAT]. */
    static final int SATURATED = 1;

    private VectorLanes() {}

    /** The operation on unsigned elements of {@code bits} bits of VRA and VRB. */
    static Semantics unsigned(int bits, LongBinaryOperator operation) {
        return (v, i) -> {
            long[] r = v.s.vsr;
            int a = vr(i.ra);
            int b = vr(i.rb);
            long high = unsigned(r[a], r[b], bits, operation);
            long low = unsigned(r[a + 1], r[b + 1], bits, operation);
            return set(v, i, high, low);
        };
    }

    /** The operation on signed elements. */
    static Semantics signed(int bits, LongBinaryOperator operation) {
        return (v, i) -> {
            long[] r = v.s.vsr;
            int a = vr(i.ra);
            int b = vr(i.rb);
            long high = signed(r[a], r[b], bits, operation);
            long low = signed(r[a + 1], r[b + 1], bits, operation);
            return set(v, i, high, low);
        };
    }

    /** The operation on unsigned elements of VRB. */
    static Semantics each(int bits, LongUnaryOperator operation) {
        LongBinaryOperator ofFirst = (x, y) -> operation.applyAsLong(x);
        return (v, i) -> {
            long[] r = v.s.vsr;
            int b = vr(i.rb);
            return set(v, i, unsigned(r[b], 0, bits, ofFirst), unsigned(r[b + 1], 0, bits, ofFirst));
        };
    }

    /** The operation on unsigned elements; a result beyond the element saturates. */
    static Semantics saturatingUnsigned(int bits, LongBinaryOperator operation) {
        long most = (1L << bits) - 1;
        return saturating(bits, operation, false, 0, most);
    }

    /** The operation on signed elements; a result beyond the element saturates. */
    static Semantics saturatingSigned(int bits, LongBinaryOperator operation) {
        return saturating(bits, operation, true, -1L << bits - 1, (1L << bits - 1) - 1);
    }

    private static Semantics saturating(int bits, LongBinaryOperator operation, boolean sign, long least, long most) {
        int unused = 64 - bits;
        return (v, i) -> {
            CpuState s = v.s;
            long high = 0;
            long low = 0;
            for (int shift = 0; shift < 64; shift += bits) {
                int left = unused - shift;
                high |= clamped(s, i, 0, left, unused, operation, sign, least, most) << shift;
                low |= clamped(s, i, 1, left, unused, operation, sign, least, most) << shift;
            }
            return set(v, i, high, low);
        };
    }

    private static long clamped(
            CpuState s,
            Insn i,
            int which,
            int left,
            int unused,
            LongBinaryOperator operation,
            boolean sign,
            long least,
            long most) {
        long a = s.vsr[vr(i.ra) + which] << left;
        long b = s.vsr[vr(i.rb) + which] << left;
        long result = sign
                ? operation.applyAsLong(a >> unused, b >> unused)
                : operation.applyAsLong(a >>> unused, b >>> unused);
        return saturate(s, result, least, most) & -1L >>> unused;
    }

    /** {@code value} within the bounds; outside, VSCR[SAT] is set. */
    static long saturate(CpuState s, long value, long least, long most) {
        if (value < least) {
            s.vscr |= SATURATED;
            return least;
        }
        if (value > most) {
            s.vscr |= SATURATED;
            return most;
        }
        return value;
    }

    /** Writes VRT. */
    static int set(Vcpu v, Insn i, long high, long low) {
        int t = vr(i.rt);
        v.s.vsr[t] = high;
        v.s.vsr[t + 1] = low;
        return Outcome.NEXT;
    }

    static long unsigned(long x, long y, int bits, LongBinaryOperator operation) {
        if (bits == 64) {
            return operation.applyAsLong(x, y);
        }
        long mask = (1L << bits) - 1;
        long result = 0;
        for (int shift = 0; shift < 64; shift += bits) {
            result |= (operation.applyAsLong(x >>> shift & mask, y >>> shift & mask) & mask) << shift;
        }
        return result;
    }

    static long signed(long x, long y, int bits, LongBinaryOperator operation) {
        int unused = 64 - bits;
        long mask = -1L >>> unused;
        long result = 0;
        for (int shift = 0; shift < 64; shift += bits) {
            int left = unused - shift;
            result |= (operation.applyAsLong(x << left >> unused, y << left >> unused) & mask) << shift;
        }
        return result;
    }

    /** Element {@code index}, counted from the left, of the register that begins at {@code slot}; zero-extended. */
    static long element(long[] registers, int slot, int bits, int index) {
        int fromLeft = bits * index;
        return registers[slot + (fromLeft >>> 6)] << (fromLeft & 63) >>> 64 - bits;
    }

    /** Likewise, sign-extended. */
    static long signedElement(long[] registers, int slot, int bits, int index) {
        int fromLeft = bits * index;
        return registers[slot + (fromLeft >>> 6)] << (fromLeft & 63) >> 64 - bits;
    }
}
