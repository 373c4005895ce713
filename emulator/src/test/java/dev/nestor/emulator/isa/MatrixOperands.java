package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.FpscrBits;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Values for updates of accumulators: numbers of the row's format whose products are near each other and near what the
 * accumulator has, so that sums round and cancel, at times near the bounds of the format, and special values.
 */
final class MatrixOperands {
    private static final int SOURCES = 8;
    private static final int ACCUMULATOR_DOUBLEWORDS = 8;
    private static final int SINGLE_FRACTION = 23;
    private static final int SINGLE_BIAS = 127;
    private static final double LEAST_NORMAL = 0x1p-126;
    /** From here on a number is rounded to infinity. */
    private static final double ABOVE_LARGEST = 0x1.ffffffp127;

    private final Random random;
    /** Specials occur one time in so many; 0 for never. */
    private int specials;
    /** The exponent that numbers are near. */
    private int centre;

    MatrixOperands(Random random) {
        this.random = random;
    }

    /** Whether {@code row} has an accumulator. */
    static boolean takes(InstructionRow row) {
        return row.pattern().fields().contains(Field.AT);
    }

    /** Fills the sources and the accumulator for {@code row}. */
    void fill(RegisterCase one, InstructionRow row) {
        String name = row.mnemonic();
        specials = random.nextInt(4) == 0 ? 1 + random.nextInt(24) : 0;
        boolean edge = random.nextInt(4) == 0;
        int half = name.contains("f64") ? 511 : name.contains("vf16") ? 10 : 63;
        centre = edge ? random.nextBoolean() ? half : -half : 0;
        for (int k = 0; k < 2 * SOURCES; k++) {
            one.values[RegisterCase.VSR + k] = source(name);
        }
        for (int k = 0; k < ACCUMULATOR_DOUBLEWORDS; k++) {
            one.values[RegisterCase.ACCUMULATOR + k] = accumulator(name);
        }
        if (random.nextInt(3) == 0) {
            cancel(one, name);
        }
    }

    private long source(String name) {
        if (name.contains("f64")) {
            return number(52, 1023, centre + spread());
        }
        if (name.contains("f32")) {
            return twice(() -> number(SINGLE_FRACTION, SINGLE_BIAS, centre + spread()));
        }
        if (name.contains("bf16")) {
            return halfwords(7, SINGLE_BIAS);
        }
        if (name.contains("vf16")) {
            return halfwords(10, 15);
        }
        long[] extremes = {0x8080_8080_8080_8080L, 0x8000_8000_8000_8000L, 0x7FFF_7FFF_7FFF_7FFFL, -1, 0};
        long extreme = extremes[random.nextInt(extremes.length)];
        return switch (random.nextInt(4)) {
            case 0 -> extreme;
            case 1 -> extreme ^ 1L << random.nextInt(64);
            default -> random.nextLong();
        };
    }

    private long accumulator(String name) {
        if (name.contains("f64")) {
            return number(52, 1023, 2 * centre + spread());
        }
        if (name.contains("f32") || name.contains("f16")) {
            return twice(() -> number(SINGLE_FRACTION, SINGLE_BIAS, 2 * centre + spread()));
        }
        long near = random.nextBoolean() ? 0x7FFF_FFFFL : 0x8000_0000L;
        return switch (random.nextInt(3)) {
            case 0 -> near << 32 | near;
            case 1 -> (near ^ random.nextInt(1 << 20)) << 32 | near ^ random.nextInt(1 << 17);
            default -> random.nextLong();
        };
    }

    /** Makes elements of the accumulator what single or double products of the first sources are. */
    private void cancel(RegisterCase one, String name) {
        for (int k = 0; k < ACCUMULATOR_DOUBLEWORDS; k++) {
            long a = one.values[RegisterCase.VSR + random.nextInt(2 * SOURCES)];
            long b = one.values[RegisterCase.VSR + random.nextInt(2 * SOURCES)];
            long product = 0;
            if (name.contains("f64")) {
                product = Double.doubleToRawLongBits(Double.longBitsToDouble(a) * Double.longBitsToDouble(b));
            } else if (name.contains("f32")) {
                product = (long) singleProduct((int) a, (int) b) << 32
                        | singleProduct((int) (a >>> 32), (int) b) & 0xFFFF_FFFFL;
            } else if (name.contains("bf16")) {
                product = (long) singleProduct((int) a << 16, (int) b << 16) << 32;
            }
            one.values[RegisterCase.ACCUMULATOR + k] = product ^ (random.nextBoolean() ? Long.MIN_VALUE : 0);
        }
    }

    private static int singleProduct(int a, int b) {
        return Float.floatToRawIntBits(Float.intBitsToFloat(a) * Float.intBitsToFloat(b));
    }

    private int spread() {
        return random.nextInt(4) == 0 ? random.nextInt(61) - 30 : random.nextInt(9) - 4;
    }

    private long halfwords(int fractionBits, int bias) {
        return twice(() -> number(fractionBits, bias, centre + random.nextInt(13) - 6) << 16
                | number(fractionBits, bias, centre + random.nextInt(13) - 6));
    }

    private static long twice(LongSupplier word) {
        return word.getAsLong() << 32 | word.getAsLong() & 0xFFFF_FFFFL;
    }

    /** A number with a fraction of {@code fractionBits} bits, and an exponent whose bias is {@code bias}. */
    private long number(int fractionBits, int bias, int exponent) {
        long fraction = fraction() >>> 64 - fractionBits;
        long sign = random.nextBoolean() ? (2L * bias + 2) << fractionBits : 0;
        if (specials != 0 && random.nextInt(specials) == 0) {
            return sign | special(fractionBits, bias, fraction);
        }
        int biased = Math.min(exponent + bias, 2 * bias);
        return biased <= 0
                ? sign | (1L << fractionBits | fraction) >>> Math.min(1 - biased, fractionBits)
                : sign | (long) biased << fractionBits | fraction;
    }

    private long special(int fractionBits, int bias, long fraction) {
        long infinity = (2L * bias + 1) << fractionBits;
        return switch (random.nextInt(6)) {
            case 0, 1 -> 0;
            case 2 -> infinity;
            case 3 -> infinity | 1L << fractionBits - 1 | fraction;
            case 4 -> infinity | fraction >>> 1 | 1;
            default -> fraction >>> random.nextInt(fractionBits);
        };
    }

    private long fraction() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> -1L << random.nextInt(64);
            default -> random.nextLong();
        };
    }

    /** Whether some product of bfloat16 numbers, or sum of two, is below or above what a single can be. */
    static boolean isBeyondSingle(int word, RegisterCase given) {
        for (int row = 0; row < 4; row++) {
            int a = word(given, Field.XA.get(word), row);
            for (int column = 0; column < 4; column++) {
                int b = word(given, Field.XB.get(word), column);
                double first = wide(a) * wide(b);
                double second = wide(a << 16) * wide(b << 16);
                if (isBeyond(first) || isBeyond(second) || isBeyond(first + second)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether overflow or underflow is enabled and some result of {@code row} is so great or so small. */
    static boolean isWrapped(InstructionRow row, RegisterCase given, RegisterCase actual) {
        long enables = given.values[RegisterCase.FPSCR];
        long after = actual.values[RegisterCase.FPSCR];
        boolean overflow = (enables & FpscrBits.OE) != 0 && (after & FpscrBits.OX) != 0;
        return overflow
                || (enables & FpscrBits.UE) != 0
                        && ((after & FpscrBits.UX) != 0
                                || hasDenormal(actual, row.mnemonic().contains("f64")));
    }

    private static boolean hasDenormal(RegisterCase actual, boolean doubles) {
        for (int k = RegisterCase.ACCUMULATOR; k < RegisterCase.DOUBLEWORDS; k++) {
            long value = actual.values[k];
            if (doubles
                    ? isBelow(Double.longBitsToDouble(value), Double.MIN_NORMAL)
                    : isBelow(Float.intBitsToFloat((int) value), LEAST_NORMAL)
                            || isBelow(Float.intBitsToFloat((int) (value >>> 32)), LEAST_NORMAL)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBelow(double value, double least) {
        return value != 0 && Math.abs(value) < least;
    }

    private static boolean isBeyond(double value) {
        double magnitude = Math.abs(value);
        return isBelow(value, LEAST_NORMAL) || magnitude >= ABOVE_LARGEST && magnitude < 1 / 0.0;
    }

    private static double wide(int bits) {
        return Float.intBitsToFloat(bits & 0xFFFF_0000);
    }

    private static int word(RegisterCase given, int register, int index) {
        int place = RegisterCase.VSR + 2 * (register < 32 ? register - 2 : register - 34 + 4);
        return (int) (given.values[place + index / 2] >>> 32 * (1 - index % 2));
    }
}
