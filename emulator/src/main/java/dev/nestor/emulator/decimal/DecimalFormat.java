package dev.nestor.emulator.decimal;

import java.math.BigInteger;

/**
 * The formats. From the most significant bit: the sign; five bits that join the two first bits of the biased exponent
 * with the first digit, or say infinity or NaN; the rest of the exponent; the other digits, three in ten bits.
 *
 * <pre>
 *   SHORT       s ccccc  6 bits   2 declets
 *   LONG        s ccccc  8 bits   5 declets
 *   EXTENDED    s ccccc 12 bits  11 declets
 *
 *   ccccc   exponent's first bits  first digit
 *   eeddd   ee (00, 01, 10)        0ddd
 *   11eed   ee (00, 01, 10)        100d
 *   11110   infinity
 *   11111   NaN; signaling when the next bit is 1
 * </pre>
 *
 * <p>Encodings are two doublewords, the high one first; a shorter format lies at the right.
 *
 * @see "Power ISA 3.1, Book I, sections 5.3.2 and 5.3.3"
 */
public enum DecimalFormat {
    /** 32 bits, for storage. */
    SHORT(2, 6, 101, 0, 0),
    /** 64 bits. */
    LONG(5, 8, 398, 576, 192),
    /** 128 bits, in a pair of registers. */
    EXTENDED(11, 12, 6176, 9216, 3072);

    private static final int SPECIAL = 0b11110;
    private static final int NAN = 0b11111;
    private static final int DECLET_BITS = 10;
    private static final int DECLET_MASK = 0x3FF;
    private static final int LARGE_DIGIT = 0b11000;
    private static final BigInteger THOUSAND = BigInteger.valueOf(1000);

    private final int declets;
    private final int continuationBits;
    private final int bias;
    private final int adjustment;
    private final int narrowingAdjustment;

    DecimalFormat(int declets, int continuationBits, int bias, int adjustment, int narrowingAdjustment) {
        this.declets = declets;
        this.continuationBits = continuationBits;
        this.bias = bias;
        this.adjustment = adjustment;
        this.narrowingAdjustment = narrowingAdjustment;
    }

    /** Digits of the significand. */
    public int precision() {
        return 3 * declets + 1;
    }

    /** What is added to an exponent to encode it. */
    public int bias() {
        return bias;
    }

    /** The largest biased exponent of a number. */
    public int biasedMax() {
        return (3 << continuationBits) - 1;
    }

    /** The smallest exponent of the rightmost digit. */
    public int exponentMin() {
        return -bias;
    }

    /** The largest exponent of the rightmost digit. */
    public int exponentMax() {
        return biasedMax() - bias;
    }

    /** {@code exponent}, or the nearest that a number can have. */
    int clamped(int exponent) {
        return Math.max(exponentMin(), Math.min(exponentMax(), exponent));
    }

    /** The exponent of the leftmost digit of the smallest normal number. */
    int normalMin() {
        return exponentMin() + precision() - 1;
    }

    /** The exponent of the leftmost digit of the largest number. */
    int normalMax() {
        return exponentMax() + precision() - 1;
    }

    /** By how much an enabled overflow or underflow of an operation in this format changes the exponent. */
    int adjustment() {
        return adjustment;
    }

    /** By how much it does when a number of this format is rounded to the next smaller one. */
    int narrowingAdjustment() {
        return narrowingAdjustment;
    }

    /** The largest number. */
    Decimal largest(boolean negative) {
        BigInteger nines = PowersOfTen.ten(precision()).subtract(BigInteger.ONE);
        return Decimal.finite(negative, nines, exponentMax());
    }

    /** Whether {@code x}, a number of this format, is smaller than any normal one, and not zero. */
    public boolean isSubnormal(Decimal x) {
        return x.isFinite() && !x.isZero() && x.exponent() + x.digitCount() - 1 < normalMin();
    }

    /** The datum that two doublewords hold; any bits are one. */
    public Decimal decode(long high, long low) {
        long field = fieldOf(high, low);
        boolean negative = (field >>> 5 + continuationBits & 1) != 0;
        int combination = (int) (field >>> continuationBits) & 0b11111;
        int continuation = (int) field & (1 << continuationBits) - 1;
        BigInteger trailing = trailing(high, low);
        if (combination == SPECIAL) {
            return new Decimal(Decimal.Kind.INFINITE, negative, trailing, 0);
        }
        if (combination == NAN) {
            boolean signaling = continuation >>> continuationBits - 1 != 0;
            return new Decimal(signaling ? Decimal.Kind.SIGNALING : Decimal.Kind.QUIET, negative, trailing, 0);
        }
        boolean large = combination >= LARGE_DIGIT;
        int first = large ? 8 | combination & 1 : combination & 7;
        int leading = large ? combination >>> 1 & 3 : combination >>> 3;
        BigInteger digits = trailing.add(PowersOfTen.ten(3 * declets).multiply(BigInteger.valueOf(first)));
        return Decimal.finite(negative, digits, (leading << continuationBits | continuation) - bias);
    }

    /** The two doublewords of {@code x}, which fits: its preferred codes, and no bits where none have a meaning. */
    public long[] encode(Decimal x) {
        long[] words = new long[2];
        BigInteger rest = x.digits();
        for (int k = 0; k < declets; k++) {
            BigInteger[] parts = rest.divideAndRemainder(THOUSAND);
            put(words, DECLET_BITS * k, encodeDeclet(parts[1].intValue()));
            rest = parts[0];
        }
        int field = x.negative() ? 1 << 5 + continuationBits : 0;
        switch (x.kind()) {
            case FINITE -> field |= numberField(x.exponent() + bias, rest.intValue());
            case INFINITE -> field |= SPECIAL << continuationBits;
            case QUIET -> field |= NAN << continuationBits;
            case SIGNALING -> field |= NAN << continuationBits | 1 << continuationBits - 1;
        }
        put(words, DECLET_BITS * declets, field);
        return words;
    }

    private int numberField(int biased, int first) {
        int leading = biased >>> continuationBits;
        int combination = first < 8 ? leading << 3 | first : LARGE_DIGIT | leading << 1 | first & 1;
        return combination << continuationBits | biased & (1 << continuationBits) - 1;
    }

    /** The bits left of the declets. */
    private long fieldOf(long high, long low) {
        int place = DECLET_BITS * declets;
        long bits = place < Long.SIZE ? low >>> place : high >>> place - Long.SIZE;
        return bits & (1L << 6 + continuationBits) - 1;
    }

    private BigInteger trailing(long high, long low) {
        BigInteger digits = BigInteger.ZERO;
        for (int k = declets - 1; k >= 0; k--) {
            int bcd = DenselyPackedDecimal.toBcd(declet(high, low, DECLET_BITS * k));
            int value = 100 * (bcd >>> 8) + 10 * (bcd >>> 4 & 0xF) + (bcd & 0xF);
            digits = digits.multiply(THOUSAND).add(BigInteger.valueOf(value));
        }
        return digits;
    }

    private static int declet(long high, long low, int place) {
        if (place >= Long.SIZE) {
            return (int) (high >>> place - Long.SIZE) & DECLET_MASK;
        }
        long bits = low >>> place;
        return (int) (place + DECLET_BITS > Long.SIZE ? bits | high << Long.SIZE - place : bits) & DECLET_MASK;
    }

    private static int encodeDeclet(int value) {
        return DenselyPackedDecimal.fromBcd(value / 100 << 8 | value / 10 % 10 << 4 | value % 10);
    }

    /** Sets bits counted from the right; a declet may lie in both doublewords. */
    private static void put(long[] words, int place, long bits) {
        if (place >= Long.SIZE) {
            words[0] |= bits << place - Long.SIZE;
            return;
        }
        words[1] |= bits << place;
        if (place + DECLET_BITS > Long.SIZE) {
            words[0] |= bits >>> Long.SIZE - place;
        }
    }
}
