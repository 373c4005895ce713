package dev.nestor.emulator.decimal;

import dev.nestor.emulator.cpu.FpscrBits;

/**
 * What an operation needs to know beside its operands.
 *
 * @param format the format of the result
 * @param rounding the rounding mode
 * @param overflowEnabled FPSCR[OE]
 * @param underflowEnabled FPSCR[UE]
 */
public record DecimalContext(
        DecimalFormat format, DecimalRounding rounding, boolean overflowEnabled, boolean underflowEnabled) {

    /** As FPSCR has it. */
    public static DecimalContext of(DecimalFormat format, long fpscr) {
        return new DecimalContext(
                format, DecimalRounding.of(fpscr), (fpscr & FpscrBits.OE) != 0, (fpscr & FpscrBits.UE) != 0);
    }

    /** For an operation that cannot overflow or underflow, and names its rounding mode. */
    public static DecimalContext of(DecimalFormat format, DecimalRounding rounding) {
        return new DecimalContext(format, rounding, false, false);
    }
}
