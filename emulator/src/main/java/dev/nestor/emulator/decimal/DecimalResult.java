package dev.nestor.emulator.decimal;

import dev.nestor.emulator.cpu.FpscrBits;

/**
 * What an operation gives.
 *
 * @param format the format in which it is delivered
 * @param value the datum, which fits the format
 * @param raised FPSCR bits in place: exceptions, FR and FI
 */
public record DecimalResult(DecimalFormat format, Decimal value, int raised) {

    /** A result that raises nothing. */
    static DecimalResult exact(DecimalFormat format, Decimal value) {
        return new DecimalResult(format, value, 0);
    }

    /** What an invalid operation gives when it is not enabled. */
    static DecimalResult invalid(DecimalFormat format, int cause) {
        return new DecimalResult(format, Decimal.DEFAULT_NAN, cause);
    }

    /** {@code nan} as the result; a signaling one raises VXSNAN. */
    static DecimalResult propagated(DecimalFormat format, Decimal nan) {
        int raised = nan.kind() == Decimal.Kind.SIGNALING ? FpscrBits.VXSNAN : 0;
        return new DecimalResult(format, nan.quieted(), raised);
    }

    /**
     * The first signaling operand, or else the first NaN, as the result.
     *
     * @see "Power ISA 3.1, Book I, section 5.3.4; POWER7's answers agree"
     */
    static DecimalResult propagated(DecimalFormat format, Decimal a, Decimal b) {
        boolean second = !a.isNan() || a.kind() == Decimal.Kind.QUIET && b.kind() == Decimal.Kind.SIGNALING;
        return propagated(format, second ? b : a);
    }

    /** The two doublewords of the value. */
    public long[] words() {
        return format.encode(value);
    }

    /**
     * Class and sign of the value: FPSCR[FPRF], in place.
     *
     * @see "Power ISA 3.1, Book I, section 5.2.1: FPRF, which for decimal numbers knows signaling NaNs"
     */
    public int fprf() {
        int sign = value.negative() ? 0x8000 : 0x4000;
        return switch (value.kind()) {
            case QUIET -> 0x11000;
            case SIGNALING -> 0x1000;
            case INFINITE -> sign | 0x1000;
            case FINITE -> {
                if (value.isZero()) {
                    yield value.negative() ? 0x12000 : 0x2000;
                }
                yield format.isSubnormal(value) ? sign | 0x10000 : sign;
            }
        };
    }
}
