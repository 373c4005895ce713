package dev.nestor.emulator.isa;

import dev.nestor.emulator.decimal.Decimal;
import dev.nestor.emulator.decimal.DecimalFormat;
import java.math.BigInteger;
import java.util.Random;

/**
 * Values for decimal rows in the four floating-point registers of a {@link RegisterCase}: digits that round, cancel
 * and carry, exponents near each other and near every bound, zeros with any exponent, infinities and NaNs with digits,
 * codes that no result has, and integers and binary-coded decimals where the row takes them.
 */
final class DecimalOperands {
    private static final int REGISTERS = 4;
    private static final BigInteger[] INTEGER_BOUNDS = {BigInteger.ONE.shiftLeft(63), BigInteger.ONE.shiftLeft(127)};

    private final Random random;
    private int lastExponent;

    DecimalOperands(Random random) {
        this.random = random;
    }

    /** Whether {@code row} is of the decimal facility. */
    static boolean takes(InstructionRow row) {
        return row.section().startsWith("I 5.6.");
    }

    /** Fills the registers for {@code row}. */
    void fill(RegisterCase one, InstructionRow row) {
        boolean pairs = row.operands().contains("p");
        lastExponent = 0;
        for (int k = 0; k < REGISTERS; k++) {
            one.values[RegisterCase.VSR + 2 * k + 1] = random.nextLong();
            one.values[RegisterCase.VSR + 2 * k] = single(row);
            boolean first = pairs && k % 2 == 1 && random.nextInt(8) != 0;
            if (first && !row.mnemonic().startsWith("denbcd")) {
                long[] words = number(DecimalFormat.EXTENDED);
                one.values[RegisterCase.VSR + 2 * k - 2] = words[0];
                one.values[RegisterCase.VSR + 2 * k] = words[1];
                // FRA of these is one register, and may be half of a pair.
                if (row.mnemonic().matches("drrndq|diexq|dtstsfq") && random.nextInt(3) == 0) {
                    one.values[RegisterCase.VSR + 2 * k - (random.nextBoolean() ? 2 : 0)] = small(row);
                }
            }
        }
    }

    /** FPSCR[DRN], in place: often 0. */
    long roundingMode() {
        return random.nextInt(3) == 0 ? 0 : (long) random.nextInt(8) << 32;
    }

    private long single(InstructionRow row) {
        String name = row.mnemonic();
        if (name.startsWith("denbcd")) {
            return bcd();
        }
        if (name.equals("dctdp")) {
            return random.nextLong() << 32 | number(DecimalFormat.SHORT)[1];
        }
        boolean integer = name.startsWith("dcffix") || name.matches("(drrnd|diex|dtstsf)q?") && random.nextInt(2) == 0;
        return integer ? small(row) : number(DecimalFormat.LONG)[1];
    }

    private long small(InstructionRow row) {
        if (row.mnemonic().startsWith("diex")) {
            int[] places = {0, 398, 767, 768, 6176, 12287, 12288};
            return random.nextInt(8) == 0 ? random.nextLong() : places[random.nextInt(7)] + random.nextInt(8) - 4;
        }
        if (row.mnemonic().startsWith("dcffix")) {
            return Words.randomOperand(random);
        }
        return random.nextLong() & -64L * random.nextInt(2) | random.nextInt(40);
    }

    private long bcd() {
        long value = 0;
        int zeros = random.nextInt(16);
        for (int k = 0; k < 15; k++) {
            value = value << 4 | (k < zeros ? 0 : random.nextInt(random.nextInt(100) == 0 ? 16 : 10));
        }
        return value << 4 | (random.nextInt(3) == 0 ? random.nextInt(10) : 10 + random.nextInt(6));
    }

    private long[] number(DecimalFormat format) {
        boolean negative = random.nextBoolean();
        return switch (random.nextInt(24)) {
            case 0 -> special(format, Decimal.Kind.INFINITE);
            case 1 -> special(format, Decimal.Kind.QUIET);
            case 2 -> special(format, Decimal.Kind.SIGNALING);
            case 3 -> narrowed(format, random.nextLong(), random.nextLong());
            case 4, 5 -> format.encode(Decimal.finite(negative, BigInteger.ZERO, exponent(format)));
            case 6 -> unpreferred(format, format.encode(Decimal.finite(negative, digits(format), exponent(format))));
            case 7, 8 -> format.encode(nearIntegerBound(format, negative));
            default -> format.encode(Decimal.finite(negative, digits(format), exponent(format)));
        };
    }

    private long[] special(DecimalFormat format, Decimal.Kind kind) {
        BigInteger payload = random.nextInt(3) == 0 ? BigInteger.ZERO : digits(format);
        BigInteger fits = payload.mod(BigInteger.TEN.pow(format.precision() - 1));
        long[] words = format.encode(new Decimal(kind, random.nextBoolean(), fits, 0));
        if (random.nextInt(4) == 0) {
            // A bit of the exponent's field, which means nothing here.
            switch (format) {
                case SHORT -> words[1] |= 1L << 20 + random.nextInt(5);
                case LONG -> words[1] |= 1L << 50 + random.nextInt(7);
                case EXTENDED -> words[0] |= 1L << 46 + random.nextInt(11);
            }
        }
        return random.nextInt(4) == 0 ? unpreferred(format, words) : words;
    }

    private static long[] narrowed(DecimalFormat format, long high, long low) {
        return switch (format) {
            case SHORT -> new long[] {0, low & 0xFFFF_FFFFL};
            case LONG -> new long[] {0, low};
            case EXTENDED -> new long[] {high, low};
        };
    }

    /** With one declet that stands for 999, 989, 899 ... in a code that no result has. */
    private long[] unpreferred(DecimalFormat format, long[] words) {
        int declet = (1 + random.nextInt(3)) << 8
                | 0x6E
                | random.nextInt(2) << 7
                | random.nextInt(2) << 4
                | random.nextInt(2);
        int place = 10 * random.nextInt(format == DecimalFormat.SHORT ? 2 : 5);
        long low = words[1] & ~(0x3FFL << place) | (long) declet << place;
        return new long[] {words[0], low};
    }

    private Decimal nearIntegerBound(DecimalFormat format, boolean negative) {
        BigInteger bound = INTEGER_BOUNDS[random.nextInt(2)].add(BigInteger.valueOf(random.nextInt(5) - 2));
        int scale = random.nextInt(5) - 2;
        BigInteger digits =
                scale < 0 ? bound.divide(BigInteger.TEN.pow(-scale)) : bound.multiply(BigInteger.TEN.pow(scale));
        int surplus = Math.max(0, digits.toString().length() - format.precision());
        BigInteger kept = digits.divide(BigInteger.TEN.pow(surplus)).add(BigInteger.valueOf(random.nextInt(3) - 1));
        return Decimal.finite(negative, kept.mod(BigInteger.TEN.pow(format.precision())), surplus - scale);
    }

    private BigInteger digits(DecimalFormat format) {
        int count = 1 + random.nextInt(format.precision());
        BigInteger end = BigInteger.TEN.pow(count);
        BigInteger any = new BigInteger(120, random).mod(end);
        return switch (random.nextInt(8)) {
            case 0 -> end.subtract(BigInteger.ONE);
            case 1 -> end.divide(BigInteger.TEN);
            case 2 -> end.divide(BigInteger.TWO);
            case 3 -> BigInteger.valueOf(random.nextInt(12));
            case 4 -> {
                BigInteger zeros = BigInteger.TEN.pow(random.nextInt(count));
                yield any.subtract(any.mod(zeros));
            }
            case 5 -> end.subtract(BigInteger.valueOf(1 + random.nextInt(5)));
            default -> any;
        };
    }

    private int exponent(DecimalFormat format) {
        int[] centres = {
            format.exponentMin(),
            format.exponentMax(),
            format.exponentMin() / 2,
            format.exponentMax() / 2,
            0,
            -format.precision(),
            -101,
            90,
            -398,
            369,
            lastExponent,
            lastExponent,
            lastExponent,
            lastExponent
        };
        int spread = random.nextInt(3) == 0 ? 80 : 20;
        int chosen = centres[random.nextInt(centres.length)] + random.nextInt(spread) - spread / 2;
        lastExponent = Math.max(format.exponentMin(), Math.min(format.exponentMax(), chosen));
        return lastExponent;
    }
}
