package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.binary.FloatUnit;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.FpscrBits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Updates with bfloat16 numbers against arithmetic without bounds: the sum of the products is rounded to 24 bits with
 * any exponent, and what the accumulator has is added to that. The oracle rounds the sum to single precision.
 */
class MatrixBfloatTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final int CASES = 1500;
    private static final int PRECISION = 24;
    private static final int LEAST_EXPONENT = -149;

    private final Random random = new Random(SEED);
    private int raised;

    @BeforeAll
    static void printSeed() {
        System.out.println("MatrixBfloatTest: nestor.seed=" + SEED);
    }

    @Test
    void sumsOfProductsHaveAnyExponent() {
        TestProcessor processor = new TestProcessor();
        CpuState s = processor.state();
        for (int k = 0; k < CASES; k++) {
            int a = pair();
            int b = pair();
            int accumulator = single();
            String name =
                    new String[] {"xvbf16ger2", "xvbf16ger2pp", "xvbf16ger2pn", "xvbf16ger2np", "xvbf16ger2nn"}[k % 5];
            int mode = random.nextInt(4);
            s.vsr[80] = (long) a << 32;
            s.vsr[82] = (long) b << 32;
            s.vsr[81] = 0;
            s.vsr[83] = 0;
            s.vsr[0] = (long) accumulator << 32;
            s.fpscr = mode;
            processor.execute(Words.row(name).encode(Map.of(Field.XA, 40, Field.XB, 41)));
            raised = 0;
            float expected = expected(name, a, b, accumulator, mode);
            String what = name + " " + Integer.toHexString(a) + " " + Integer.toHexString(b) + " to "
                    + Integer.toHexString(accumulator) + " mode " + mode + ", case " + k + ", seed " + SEED;
            assertEquals(expected, Float.intBitsToFloat((int) (s.vsr[0] >>> 32)), what);
            assertEquals(raised, (int) s.fpscr & FpscrBits.STICKY, what);
        }
    }

    private int pair() {
        return half() << 16 | half() & 0xFFFF;
    }

    private int half() {
        int[] exponents = {1, 30, 60, 127, 190, 200};
        int exponent = random.nextInt(8) == 0 ? 0 : exponents[random.nextInt(6)] + random.nextInt(12);
        return random.nextInt(2) << 15 | exponent << 7 | random.nextInt(128);
    }

    private int single() {
        int[] exponents = {0, 0, 1, 4, 127, 250};
        int exponent = exponents[random.nextInt(6)] + random.nextInt(5);
        return random.nextInt(2) << 31 | exponent << 23 | random.nextInt(1 << 23);
    }

    private float expected(String name, int a, int b, int accumulator, int mode) {
        BigDecimal first = value(a).multiply(value(b));
        BigDecimal sum = rounded(first.add(value(a << 16).multiply(value(b << 16))), Integer.MIN_VALUE, mode);
        char product = name.charAt(name.length() - 2);
        char addend = name.charAt(name.length() - 1);
        BigDecimal result = addend == '2'
                ? sum
                : (product == 'n' ? sum.negate() : sum)
                        .add(addend == 'n' ? whole(accumulator).negate() : whole(accumulator));
        BigDecimal single = rounded(result, LEAST_EXPONENT, mode);
        if (single.abs().compareTo(new BigDecimal(Float.MAX_VALUE)) > 0) {
            raised |= FpscrBits.OX | FpscrBits.XX;
            boolean up = single.signum() > 0;
            boolean infinite = mode == 0 || mode == (up ? FloatUnit.UP : FloatUnit.DOWN);
            float bound = infinite ? Float.POSITIVE_INFINITY : Float.MAX_VALUE;
            return up ? bound : -bound;
        }
        if (result.signum() == 0) {
            return Float.intBitsToFloat(zero(name, a, b, accumulator, mode));
        }
        boolean tiny = result.abs().compareTo(new BigDecimal(Float.MIN_NORMAL)) < 0;
        raised |= tiny && single.compareTo(result) != 0 ? FpscrBits.UX : 0;
        return single.signum() == 0 && result.signum() < 0 ? -0.0f : single.floatValue();
    }

    /** The sign of a sum that is exactly zero: of its terms if they agree, else minus in the mode down alone. */
    private static int zero(String name, int a, int b, int accumulator, int mode) {
        int down = mode == FloatUnit.DOWN ? Integer.MIN_VALUE : 0;
        int first = (a ^ b) & Integer.MIN_VALUE;
        int second = (a ^ b) << 16 & Integer.MIN_VALUE;
        boolean zeros = value(a).multiply(value(b)).signum() == 0;
        int sum = zeros && first == second ? first : down;
        if (name.endsWith("2")) {
            return sum;
        }
        boolean isZero = value(a).multiply(value(b))
                        .add(value(a << 16).multiply(value(b << 16)))
                        .signum()
                == 0;
        int left = sum ^ (name.charAt(name.length() - 2) == 'n' ? Integer.MIN_VALUE : 0);
        int right = accumulator & Integer.MIN_VALUE ^ (name.endsWith("n") ? Integer.MIN_VALUE : 0);
        return isZero && left == right ? left : down;
    }

    private static BigDecimal value(int bits) {
        return whole(bits & 0xFFFF_0000);
    }

    private static BigDecimal whole(int bits) {
        return new BigDecimal(Float.intBitsToFloat(bits));
    }

    /** {@code exact} as a multiple of 2 to a power that leaves 24 bits, and is not below {@code leastExponent}. */
    private BigDecimal rounded(BigDecimal exact, int leastExponent, int mode) {
        if (exact.signum() == 0) {
            return exact;
        }
        // Every number here is a multiple of 2 to the minus 400.
        BigDecimal scale = BigDecimal.valueOf(2).pow(400);
        BigInteger integer = exact.multiply(scale).toBigIntegerExact();
        int exponent = Math.max(integer.abs().bitLength() - PRECISION, Math.max(0, leastExponent + 400));
        BigInteger unit = BigInteger.ONE.shiftLeft(exponent);
        BigInteger[] parts = integer.abs().divideAndRemainder(unit);
        if (parts[1].signum() == 0) {
            return exact;
        }
        raised |= FpscrBits.XX;
        int half = parts[1].shiftLeft(1).compareTo(unit);
        boolean away = switch (mode) {
            case FloatUnit.UP -> integer.signum() > 0;
            case FloatUnit.DOWN -> integer.signum() < 0;
            case FloatUnit.TOWARD_ZERO -> false;
            default -> half > 0 || half == 0 && parts[0].testBit(0);
        };
        BigInteger magnitude = (away ? parts[0].add(BigInteger.ONE) : parts[0]).multiply(unit);
        return new BigDecimal(integer.signum() < 0 ? magnitude.negate() : magnitude).divide(scale);
    }
}
