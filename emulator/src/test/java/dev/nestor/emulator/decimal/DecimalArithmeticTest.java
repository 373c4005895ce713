package dev.nestor.emulator.decimal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.FpscrBits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encodings, and arithmetic against arithmetic without bounds: values, cohorts, XX, FI and FR in every mode. */
class DecimalArithmeticTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final int CASES = 4000;
    private static final Map<DecimalRounding, RoundingMode> MODES = Map.of(
            DecimalRounding.NEAREST_EVEN, RoundingMode.HALF_EVEN,
            DecimalRounding.TOWARD_ZERO, RoundingMode.DOWN,
            DecimalRounding.UP, RoundingMode.CEILING,
            DecimalRounding.DOWN, RoundingMode.FLOOR,
            DecimalRounding.NEAREST_AWAY, RoundingMode.HALF_UP,
            DecimalRounding.NEAREST_TOWARD_ZERO, RoundingMode.HALF_DOWN,
            DecimalRounding.AWAY, RoundingMode.UP);

    private final Random random = new Random(SEED);

    private Decimal number(DecimalFormat format) {
        int count = 1 + random.nextInt(format.precision());
        BigInteger any = new BigInteger(120, random).mod(BigInteger.TEN.pow(count));
        BigInteger digits = random.nextInt(4) == 0 ? BigInteger.valueOf(random.nextInt(101)) : any;
        return Decimal.finite(random.nextBoolean(), digits, random.nextInt(60) - 30);
    }

    private static BigDecimal exactly(Decimal x) {
        return new BigDecimal(x.negative() ? x.digits().negate() : x.digits(), -x.exponent());
    }

    @ParameterizedTest
    @EnumSource
    void everyDatumComesBackFromItsEncoding(DecimalFormat format) {
        for (int k = 0; k < CASES; k++) {
            BigInteger digits = new BigInteger(120, random).mod(BigInteger.TEN.pow(format.precision()));
            int exponent = format.exponentMin() + random.nextInt(format.biasedMax() + 1);
            Decimal x = Decimal.finite(random.nextBoolean(), digits, exponent);
            long[] words = format.encode(x);
            assertEquals(x, format.decode(words[0], words[1]));
            Decimal.Kind kind = Decimal.Kind.values()[1 + random.nextInt(3)];
            BigInteger payload = digits.mod(BigInteger.TEN.pow(format.precision() - 1));
            Decimal special = new Decimal(kind, random.nextBoolean(), payload, 0);
            words = format.encode(special);
            assertEquals(special, format.decode(words[0], words[1]));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyBitsAreADatumWithOnePreferredEncoding(DecimalFormat format) {
        for (int k = 0; k < CASES; k++) {
            Decimal x = format.decode(random.nextLong(), random.nextLong());
            long[] words = format.encode(x);
            assertEquals(x, format.decode(words[0], words[1]));
            assertArrayEquals(words, format.encode(format.decode(words[0], words[1])));
        }
    }

    @Test
    void encodingsAreThoseOfTheManual() {
        // One, 9.999999999999999E384 and -8E-398: IEEE 754's examples of decimal64.
        assertEquals(0x2238_0000_0000_0001L, DecimalFormat.LONG.encode(Decimal.finite(false, BigInteger.ONE, 0))[1]);
        assertEquals(0x77FC_FF3F_CFF3_FCFFL, DecimalFormat.LONG.encode(DecimalFormat.LONG.largest(false))[1]);
        assertEquals(
                0x8000_0000_0000_0008L,
                DecimalFormat.LONG.encode(Decimal.finite(true, BigInteger.valueOf(8), -398))[1]);
        assertArrayEquals(
                new long[] {0x2208_0000_0000_0000L, 1},
                DecimalFormat.EXTENDED.encode(Decimal.finite(false, BigInteger.ONE, 0)));
    }

    @Test
    void resultsAreRoundedOnce() {
        for (int k = 0; k < CASES; k++) {
            DecimalFormat format = random.nextBoolean() ? DecimalFormat.LONG : DecimalFormat.EXTENDED;
            DecimalRounding mode = DecimalRounding.values()[random.nextInt(8)];
            DecimalContext context = DecimalContext.of(format, mode);
            Decimal a = number(format);
            Decimal b = number(format);
            check(context, exactly(a).add(exactly(b)), DecimalArithmetic.add(context, a, b));
            check(context, exactly(a).subtract(exactly(b)), DecimalArithmetic.subtract(context, a, b));
            check(context, exactly(a).multiply(exactly(b)), DecimalArithmetic.multiply(context, a, b));
            if (!b.isZero()) {
                // With 120 digits a quotient that is not exact is told from one that is a tie.
                BigDecimal quotient = exactly(a).divide(exactly(b), new MathContext(120, RoundingMode.DOWN));
                check(context, quotient, DecimalArithmetic.divide(context, a, b));
            }
        }
    }

    private static void check(DecimalContext context, BigDecimal exact, DecimalResult result) {
        BigDecimal got = exactly(result.value());
        BigDecimal wanted = rounded(context, exact);
        String text = "seed " + SEED + ": " + exact + " in " + context + " is " + result;
        assertEquals(0, wanted.compareTo(got), text);
        boolean inexact = got.compareTo(exact) != 0;
        boolean away = got.abs().compareTo(exact.abs()) > 0;
        int raised = inexact ? FpscrBits.XX | FpscrBits.FI | (away ? FpscrBits.FR : 0) : 0;
        assertEquals(raised, result.raised(), text);
        if (inexact) {
            assertEquals(context.format().precision(), result.value().digitCount(), text);
        }
    }

    private static BigDecimal rounded(DecimalContext context, BigDecimal exact) {
        int precision = context.format().precision();
        RoundingMode mode = MODES.get(context.rounding());
        if (mode != null) {
            return exact.round(new MathContext(precision, mode));
        }
        BigDecimal shorter = exact.round(new MathContext(precision, RoundingMode.DOWN));
        boolean again = shorter.unscaledValue().mod(BigInteger.valueOf(5)).signum() == 0;
        return again ? exact.round(new MathContext(precision, RoundingMode.UP)) : shorter;
    }

    @Test
    void exactResultsComeNearestToTheIdealExponent() {
        DecimalContext context = DecimalContext.of(DecimalFormat.LONG, 0);
        Decimal three = Decimal.finite(false, BigInteger.valueOf(300), -2);
        Decimal quarter = Decimal.finite(false, BigInteger.valueOf(4), 3);
        assertEquals(-2, DecimalArithmetic.add(context, three, quarter).value().exponent());
        assertEquals(
                1, DecimalArithmetic.multiply(context, three, quarter).value().exponent());
        Decimal quotient = DecimalArithmetic.divide(context, three, quarter).value();
        assertEquals(Decimal.finite(false, BigInteger.valueOf(75), -5), quotient);
        Decimal small = Decimal.finite(true, BigInteger.ONE, -398);
        Decimal zero = DecimalArithmetic.add(context, small, Decimal.finite(true, BigInteger.ZERO, 369))
                .value();
        assertEquals(small, zero);
    }

    @Test
    void enabledOverflowAndUnderflowWrapTheExponent() {
        Decimal large = Decimal.finite(true, BigInteger.valueOf(15), 369);
        DecimalContext both = DecimalContext.of(DecimalFormat.LONG, FpscrBits.OE | FpscrBits.UE);
        DecimalResult product = DecimalArithmetic.multiply(both, large, large);
        assertEquals(Decimal.finite(false, BigInteger.valueOf(225), 2 * 369 - 576), product.value());
        assertEquals(FpscrBits.OX, product.raised());

        Decimal tiny = Decimal.finite(false, BigInteger.valueOf(15), -398);
        DecimalResult square = DecimalArithmetic.multiply(both, tiny, tiny);
        assertEquals(Decimal.finite(false, BigInteger.valueOf(225), -2 * 398 + 576), square.value());
        assertEquals(FpscrBits.UX, square.raised());

        DecimalContext narrow = DecimalContext.of(DecimalFormat.SHORT, FpscrBits.OE);
        Decimal eight = Decimal.finite(false, BigInteger.valueOf(12_345_675), 120);
        DecimalResult wrapped = DecimalConversion.narrow(narrow, DecimalFormat.LONG, eight, true);
        assertEquals(DecimalFormat.LONG, wrapped.format(), "delivered in the format that it had");
        assertEquals(Decimal.finite(false, BigInteger.valueOf(1_234_568), 121 - 192), wrapped.value());
        assertEquals(FpscrBits.OX | FpscrBits.XX | FpscrBits.FI | FpscrBits.FR, wrapped.raised());
    }

    @Test
    void overflowAndUnderflowThatAreNotEnabledAreInexact() {
        Decimal large = Decimal.finite(true, BigInteger.ONE, 369);
        DecimalContext down = DecimalContext.of(DecimalFormat.LONG, DecimalRounding.UP);
        DecimalResult product = DecimalArithmetic.multiply(down, large, Decimal.finite(false, BigInteger.ONE, 369));
        assertEquals(DecimalFormat.LONG.largest(true), product.value());
        assertEquals(FpscrBits.OX | FpscrBits.XX | FpscrBits.FI, product.raised());

        Decimal tiny = Decimal.finite(false, BigInteger.valueOf(15), -398);
        Decimal tenth = Decimal.finite(false, BigInteger.ONE, -1);
        DecimalResult exact = DecimalArithmetic.multiply(down, tiny, Decimal.finite(false, BigInteger.TWO, -1));
        assertEquals(Decimal.finite(false, BigInteger.valueOf(3), -398), exact.value());
        assertEquals(0, exact.raised(), "a subnormal result that is exact raises nothing");
        DecimalResult lost = DecimalArithmetic.multiply(down, tiny, tenth);
        assertEquals(Decimal.finite(false, BigInteger.TWO, -398), lost.value());
        assertEquals(FpscrBits.UX | FpscrBits.XX | FpscrBits.FI | FpscrBits.FR, lost.raised());
    }
}
