package dev.nestor.emulator.isa;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.binary.SingleFormat;

/** Functions of 64-bit values that translations share with semantics; called by name from {@link Emitter#call}. */
public final class Pure {
    private static final long WORD = 0xFFFF_FFFFL;

    private Pure() {}

    /** The carries out of each bit position of {@code a + b + carry}, given the sum. */
    public static long carries(long a, long b, long sum) {
        return a & b | (a | b) & ~sum;
    }

    /** {@code whenSet} when the condition is not 0. */
    public static long select(long condition, long whenSet, long whenClear) {
        return condition != 0 ? whenSet : whenClear;
    }

    /** A doubleword rotated left. */
    public static long rotate(long value, long amount) {
        return Long.rotateLeft(value, (int) amount);
    }

    /** The low word rotated left, in both words. */
    public static long rotateWordDoubled(long value, long amount) {
        return PowerBits.doubled(Integer.rotateLeft((int) value, (int) amount));
    }

    /** A single in the low word, as a double; see {@link SingleFormat#toDouble}. */
    public static long singleToDouble(long single) {
        return SingleFormat.toDouble((int) single);
    }

    /** A double as a single in the low word; see {@link SingleFormat#toSingle}. */
    public static long doubleToSingle(long value) {
        return SingleFormat.toSingle(value);
    }

    /** slw. */
    public static long slw(long value, long by) {
        int amount = (int) by & 63;
        return amount > 31 ? 0 : value << amount & WORD;
    }

    /** srw. */
    public static long srw(long value, long by) {
        return (value & WORD) >>> ((int) by & 63);
    }

    /** sld. */
    public static long sld(long value, long by) {
        int amount = (int) by & 127;
        return amount > 63 ? 0 : value << amount;
    }

    /** srd. */
    public static long srd(long value, long by) {
        int amount = (int) by & 127;
        return amount > 63 ? 0 : value >>> amount;
    }

    /** The carry of an algebraic right shift of {@code value}: whether a negative value loses ones. */
    public static long lostOnes(long value, long amount) {
        long lost = amount > 63 ? value : value & (1L << amount) - 1;
        return value < 0 && lost != 0 ? 1 : 0;
    }

    /** An algebraic right shift by any amount. */
    public static long shiftAlgebraic(long value, long amount) {
        return value >> Math.min(amount, 63);
    }

    /** cntlzw. */
    public static long cntlzw(long value) {
        return Integer.numberOfLeadingZeros((int) value);
    }

    /** cnttzw. */
    public static long cnttzw(long value) {
        return Integer.numberOfTrailingZeros((int) value);
    }

    /** cntlzd. */
    public static long cntlzd(long value) {
        return Long.numberOfLeadingZeros(value);
    }

    /** cnttzd. */
    public static long cnttzd(long value) {
        return Long.numberOfTrailingZeros(value);
    }

    /** popcntd. */
    public static long popcntd(long value) {
        return Long.bitCount(value);
    }

    /** The low halfword's bytes reversed, zero-extended. */
    public static long reverse16(long value) {
        return Short.reverseBytes((short) value) & 0xFFFFL;
    }

    /** The low word's bytes reversed, zero-extended. */
    public static long reverse32(long value) {
        return Integer.reverseBytes((int) value) & WORD;
    }

    /** The bytes reversed. */
    public static long reverse64(long value) {
        return Long.reverseBytes(value);
    }

    /** mulhd. */
    public static long mulhd(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    /** mulhdu. */
    public static long mulhdu(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** divw without OE. */
    public static long divw(long ra, long rb) {
        int a = (int) ra;
        int b = (int) rb;
        return b == 0 || a == Integer.MIN_VALUE && b == -1 ? 0 : a / b & WORD;
    }

    /** divwu without OE. */
    public static long divwu(long ra, long rb) {
        long b = rb & WORD;
        return b == 0 ? 0 : (ra & WORD) / b;
    }

    /** divd without OE. */
    public static long divd(long a, long b) {
        return b == 0 || a == Long.MIN_VALUE && b == -1 ? 0 : a / b;
    }

    /** divdu without OE. */
    public static long divdu(long a, long b) {
        return b == 0 ? 0 : Long.divideUnsigned(a, b);
    }

    /** modsw. */
    public static long modsw(long ra, long rb) {
        int a = (int) ra;
        int b = (int) rb;
        return b == 0 || a == Integer.MIN_VALUE && b == -1 ? 0 : a % b;
    }

    /** moduw. */
    public static long moduw(long ra, long rb) {
        long b = rb & WORD;
        return b == 0 ? 0 : (ra & WORD) % b;
    }

    /** modsd. */
    public static long modsd(long a, long b) {
        return b == 0 || a == Long.MIN_VALUE && b == -1 ? 0 : a % b;
    }

    /** modud. */
    public static long modud(long a, long b) {
        return b == 0 ? 0 : Long.remainderUnsigned(a, b);
    }
}
