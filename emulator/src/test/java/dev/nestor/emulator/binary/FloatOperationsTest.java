package dev.nestor.emulator.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.FpscrBits;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arithmetic against decimal arithmetic without bounds: results, XX, FI and FR in every rounding mode. */
public class FloatOperationsTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final int CASES = Integer.getInteger("nestor.float.cases", 20_000);
    private static final MathContext PRECISE = new MathContext(1200, RoundingMode.DOWN);

    /** An operation on three operands. */
    private enum Operation {
        ADD,
        MULTIPLY,
        DIVIDE,
        SQUARE_ROOT,
        MULTIPLY_ADD
    }

    private final FloatOperations floats = new FloatOperations();

    @BeforeAll
    static void printSeed() {
        System.out.println("FloatOperationsTest: nestor.seed=" + SEED + " nestor.float.cases=" + CASES);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void roundsTheExactResultOnce(Operation operation) {
        Random random = new Random(SEED ^ operation.ordinal());
        for (int k = 0; k < CASES; k++) {
            FloatFormat format = random.nextInt(3) == 0 ? FloatFormat.SINGLE : FloatFormat.DOUBLE;
            long[] x = {operand(random, format), operand(random, format), operand(random, format)};
            if (operation == Operation.SQUARE_ROOT) {
                x[0] &= Long.MAX_VALUE;
            }
            int mode = random.nextInt(4);
            check(operation, format, x, mode);
        }
    }

    @Test
    void roundsToExtendedPrecision() {
        FloatUnit unit = new FloatUnit();
        unit.b.setQuad(0x3FFF_0000_0000_0000L, 0x0001_0000_0000_0001L);
        unit.convert(FloatFormat.EXTENDED, FloatUnit.NEAREST_EVEN, 0);
        assertEquals(0x3FFF_0000_0000_0000L, unit.result.toQuadHigh());
        assertEquals(0x0002_0000_0000_0000L, unit.result.toQuadLow());
    }

    private void check(Operation operation, FloatFormat format, long[] x, int mode) {
        BigDecimal[] v = {decimal(x[0]), decimal(x[1]), decimal(x[2])};
        boolean exactZero = v[1].signum() == 0 && operation == Operation.DIVIDE;
        if (exactZero) {
            return;
        }
        floats.begin();
        long result = switch (operation) {
            case ADD -> floats.add(format, x[0], x[1], mode, false);
            case MULTIPLY -> floats.multiply(format, x[0], x[1], mode);
            case DIVIDE -> floats.divide(format, x[0], x[1], mode);
            case SQUARE_ROOT -> floats.squareRoot(format, x[0], mode);
            case MULTIPLY_ADD -> floats.multiplyAdd(format, x[0], x[1], x[2], mode, false);
        };
        BigDecimal exact = switch (operation) {
            case ADD -> v[0].add(v[1]);
            case MULTIPLY -> v[0].multiply(v[1]);
            case DIVIDE -> v[0].divide(v[1], PRECISE);
            case SQUARE_ROOT -> v[0].sqrt(PRECISE);
            case MULTIPLY_ADD -> v[0].multiply(v[1]).add(v[2]);
        };
        if ((floats.raised() & FpscrBits.OX) != 0) {
            assertEquals(1, exact.abs().compareTo(largest(format)), () -> text(operation, format, x, mode));
            return;
        }
        BigDecimal got = decimal(result);
        boolean inexact = got.compareTo(exact) != 0;
        boolean away = got.abs().compareTo(exact.abs()) > 0;
        String text = text(operation, format, x, mode) + " = " + Long.toHexString(result);
        assertEquals(inexact, (floats.raised() & FpscrBits.XX) != 0, text);
        assertEquals(inexact, (floats.raised() & FpscrBits.FI) != 0, text);
        assertEquals(away, (floats.raised() & FpscrBits.FR) != 0, text);
        if (inexact) {
            assertRounded(format, mode, exact, got, result, text);
        }
    }

    /** The neighbour on the other side of the exact value must be the wrong choice. */
    private static void assertRounded(
            FloatFormat format, int mode, BigDecimal exact, BigDecimal got, long result, String text) {
        int side = got.compareTo(exact);
        if (mode != FloatUnit.NEAREST_EVEN) {
            int wanted = mode == FloatUnit.UP ? 1 : mode == FloatUnit.DOWN ? -1 : -exact.signum();
            assertEquals(wanted, side, text);
        }
        double value = Double.longBitsToDouble(result);
        double other = format == FloatFormat.SINGLE
                ? side > 0 ? Math.nextDown((float) value) : Math.nextUp((float) value)
                : side > 0 ? Math.nextDown(value) : Math.nextUp(value);
        if (Double.isInfinite(other)) {
            return;
        }
        BigDecimal distance = got.subtract(exact).abs();
        BigDecimal otherDistance = new BigDecimal(other).subtract(exact).abs();
        int nearer = distance.compareTo(otherDistance);
        boolean between = distance.add(otherDistance)
                        .compareTo(new BigDecimal(other).subtract(got).abs())
                <= 0;
        assertEquals(true, between, text);
        if (mode == FloatUnit.NEAREST_EVEN) {
            boolean even = isEven(format, value, result);
            assertEquals(true, nearer < 0 || nearer == 0 && even, text);
        }
    }

    private static boolean isEven(FloatFormat format, double value, long bits) {
        int last = format == FloatFormat.SINGLE ? Float.floatToRawIntBits((float) value) : (int) bits;
        return (last & 1) == 0;
    }

    private static BigDecimal largest(FloatFormat format) {
        return new BigDecimal(format == FloatFormat.SINGLE ? Float.MAX_VALUE : Double.MAX_VALUE);
    }

    private static BigDecimal decimal(long bits) {
        return new BigDecimal(Double.longBitsToDouble(bits));
    }

    private static String text(Operation operation, FloatFormat format, long[] x, int mode) {
        return operation + " " + format + " " + Long.toHexString(x[0]) + " " + Long.toHexString(x[1]) + " "
                + Long.toHexString(x[2]) + " mode " + mode + ", seed " + SEED;
    }

    /** A finite number: near one, near the limits of the format, or denormalized. */
    private static long operand(Random random, FloatFormat format) {
        boolean single = format == FloatFormat.SINGLE;
        int top = single ? 127 : 1023;
        int exponent = switch (random.nextInt(8)) {
            case 0 -> top - random.nextInt(3);
            case 1 -> 1 - top + random.nextInt(60);
            case 2 -> random.nextInt(2 * top) - top + 1;
            case 3 -> -top / 2 + random.nextInt(8);
            default -> random.nextInt(12) - 6;
        };
        long fraction = random.nextInt(4) == 0 ? 1L << random.nextInt(52) : random.nextLong() >>> 12;
        if (random.nextInt(5) == 0) {
            fraction = -1L << random.nextInt(52) & (1L << 52) - 1;
        }
        long bits = (long) (exponent + 1023) << 52 | (single ? fraction & -1L << 29 : fraction);
        if (!single && random.nextInt(12) == 0) {
            bits = fraction >>> random.nextInt(50);
        }
        return random.nextBoolean() ? bits | Long.MIN_VALUE : bits;
    }
}
