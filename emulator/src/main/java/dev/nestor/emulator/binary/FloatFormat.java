package dev.nestor.emulator.binary;

/**
 * The binary floating-point formats.
 *
 * @see "Power ISA 3.1, Book I, section 7.3.2: VSX floating-point data"
 */
public enum FloatFormat {
    /** 16 bits. */
    HALF(11, 15, 24),
    /** 16 bits with the exponent range of single. */
    BFLOAT16(8, 127, 192),
    /** 32 bits. */
    SINGLE(24, 127, 192),
    /** The precision of single with any exponent that a sum of products of 16-bit numbers has. */
    SINGLE_SIGNIFICAND(24, 16383, 24576),
    /** 64 bits. */
    DOUBLE(53, 1023, 1536),
    /** Double-extended precision, kept in quad format. */
    EXTENDED(64, 16383, 24576),
    /** 128 bits. */
    QUAD(113, 16383, 24576);

    /** Bits of the significand, the implied one counted. */
    final int precision;
    /** Largest exponent; also the bias. */
    final int maxExponent;
    /** Smallest exponent of a normal number. */
    final int minExponent;
    /** What an enabled overflow subtracts from the exponent and an enabled underflow adds to it. */
    final int exponentAdjustment;

    FloatFormat(int precision, int maxExponent, int exponentAdjustment) {
        this.precision = precision;
        this.maxExponent = maxExponent;
        this.minExponent = 1 - maxExponent;
        this.exponentAdjustment = exponentAdjustment;
    }
}
