package dev.nestor.emulator.binary;

/** An unsigned number of 256 bits, most significant doubleword first, in which intermediate results are exact. */
public final class WideSignificand {
    private static final int BITS = 256;

    final long[] words = new long[4];

    void set(long w0, long w1) {
        words[0] = w0;
        words[1] = w1;
        words[2] = 0;
        words[3] = 0;
    }

    void set(WideSignificand other) {
        System.arraycopy(other.words, 0, words, 0, words.length);
    }

    boolean isZero() {
        return (words[0] | words[1] | words[2] | words[3]) == 0;
    }

    /** Whether any bit below the first doubleword pair is set. */
    boolean hasFraction() {
        return (words[2] | words[3]) != 0;
    }

    /** Sets the least significant bit, which stands for everything lost below it. */
    void jam() {
        words[3] |= 1;
    }

    /** The product of two numbers of 128 bits. */
    void setProduct(long ah, long al, long bh, long bl) {
        words[3] = al * bl;
        long carry = multiplyHigh(al, bl);
        long low = ah * bl;
        long sum = low + carry;
        long high = multiplyHigh(ah, bl) + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        long other = al * bh;
        words[2] = sum + other;
        long otherHigh = multiplyHigh(al, bh) + (Long.compareUnsigned(words[2], sum) < 0 ? 1 : 0);
        long middle = high + otherHigh;
        long topCarry = Long.compareUnsigned(middle, high) < 0 ? 1 : 0;
        long last = ah * bh;
        words[1] = middle + last;
        words[0] = multiplyHigh(ah, bh) + topCarry + (Long.compareUnsigned(words[1], middle) < 0 ? 1 : 0);
    }

    /** The high doubleword of the product of two unsigned doublewords. */
    public static long multiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    int leadingZeros() {
        for (int k = 0; k < words.length; k++) {
            if (words[k] != 0) {
                return 64 * k + Long.numberOfLeadingZeros(words[k]);
            }
        }
        return BITS;
    }

    void shiftLeft(int count) {
        int whole = count >>> 6;
        int part = count & 63;
        for (int k = 0; k < words.length; k++) {
            long high = k + whole < 4 ? words[k + whole] : 0;
            long low = k + whole < 3 ? words[k + whole + 1] : 0;
            words[k] = part == 0 ? high : high << part | low >>> 64 - part;
        }
    }

    /** Shifts right; when ones are lost, the least significant bit becomes one. */
    void shiftRightJam(int count) {
        if (count == 0) {
            return;
        }
        if (count >= BITS) {
            boolean any = !isZero();
            set(0, 0);
            words[3] = any ? 1 : 0;
            return;
        }
        int whole = count >>> 6;
        int part = count & 63;
        long lost = part == 0 ? 0 : words[3 - whole] << 64 - part;
        for (int k = 4 - whole; k < 4; k++) {
            lost |= words[k];
        }
        for (int k = 3; k >= 0; k--) {
            long low = k >= whole ? words[k - whole] : 0;
            long high = k > whole ? words[k - whole - 1] : 0;
            words[k] = part == 0 ? low : low >>> part | high << 64 - part;
        }
        if (lost != 0) {
            words[3] |= 1;
        }
    }

    void add(WideSignificand other) {
        long carry = 0;
        for (int k = 3; k >= 0; k--) {
            long sum = words[k] + other.words[k];
            long carryOut = Long.compareUnsigned(sum, words[k]) < 0 ? 1 : 0;
            words[k] = sum + carry;
            carry = carryOut | (carry != 0 && words[k] == 0 ? 1 : 0);
        }
    }

    /** Adds {@code bit} to the doubleword {@code index} and those above it. */
    boolean increment(int index, long bit) {
        words[index] += bit;
        boolean carry = Long.compareUnsigned(words[index], bit) < 0;
        for (int k = index - 1; carry && k >= 0; k--) {
            words[k]++;
            carry = words[k] == 0;
        }
        return carry;
    }

    /** Subtracts {@code other}, which is not larger. */
    void subtract(WideSignificand other) {
        long borrow = 0;
        for (int k = 3; k >= 0; k--) {
            long minuend = words[k];
            long difference = minuend - other.words[k];
            long borrowOut = Long.compareUnsigned(minuend, other.words[k]) < 0 ? 1 : 0;
            words[k] = difference - borrow;
            borrow = borrowOut | (borrow != 0 && difference == 0 ? 1 : 0);
        }
    }

    int compare(WideSignificand other) {
        for (int k = 0; k < words.length; k++) {
            if (words[k] != other.words[k]) {
                return Long.compareUnsigned(words[k], other.words[k]);
            }
        }
        return 0;
    }

    /** The quotient of two significands, {@code count} bits of it from the top, the rest jammed. */
    void setQuotient(FloatValue a, FloatValue b, int count) {
        long divisorHi = b.hi >>> 1;
        long divisorLo = b.hi << 63 | b.lo >>> 1;
        long restHi = a.hi >>> 1;
        long restLo = a.hi << 63 | a.lo >>> 1;
        long hi = 0;
        long lo = 0;
        for (int k = 0; k < count; k++) {
            hi = hi << 1 | lo >>> 63;
            lo <<= 1;
            if (atLeast(restHi, restLo, divisorHi, divisorLo)) {
                lo |= 1;
                restHi -= divisorHi + (Long.compareUnsigned(restLo, divisorLo) < 0 ? 1 : 0);
                restLo -= divisorLo;
            }
            restHi = restHi << 1 | restLo >>> 63;
            restLo <<= 1;
        }
        setTop(hi, lo, count, (restHi | restLo) != 0);
    }

    /** The square root of a number, {@code count} bits of it from the top, the rest jammed. */
    void setRoot(FloatValue b, int count) {
        boolean odd = (b.exponent & 1) != 0;
        long radicandHi = odd ? b.hi : b.hi >>> 1;
        long radicandLo = odd ? b.lo : b.hi << 63 | b.lo >>> 1;
        long restHi = 0;
        long restLo = 0;
        long hi = 0;
        long lo = 0;
        for (int k = 0; k < count; k++) {
            restHi = restHi << 2 | restLo >>> 62;
            restLo = restLo << 2 | radicandHi >>> 62;
            radicandHi = radicandHi << 2 | radicandLo >>> 62;
            radicandLo <<= 2;
            long trialHi = hi << 2 | lo >>> 62;
            long trialLo = lo << 2 | 1;
            hi = hi << 1 | lo >>> 63;
            lo <<= 1;
            if (atLeast(restHi, restLo, trialHi, trialLo)) {
                lo |= 1;
                restHi -= trialHi + (Long.compareUnsigned(restLo, trialLo) < 0 ? 1 : 0);
                restLo -= trialLo;
            }
        }
        setTop(hi, lo, count, (restHi | restLo | radicandHi | radicandLo) != 0);
    }

    private static boolean atLeast(long hi, long lo, long thanHi, long thanLo) {
        return hi == thanHi ? Long.compareUnsigned(lo, thanLo) >= 0 : Long.compareUnsigned(hi, thanHi) > 0;
    }

    private void setTop(long hi, long lo, int count, boolean more) {
        set(hi, lo);
        shiftLeft(128 - count);
        if (more) {
            jam();
        }
    }
}
