package dev.nestor.emulator.isa;

import dev.nestor.emulator.binary.SingleFormat;
import dev.nestor.emulator.cpu.FpscrBits;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Random instruction words within the registers of {@link RegisterCase}, and random values for these. */
final class RegisterOperands {
    /** Rows whose general registers number a byte; an element that reaches over the end is undefined. */
    private static final String INDEXED = "vextu.*|vextd.*|vins[bhwd]v?[lr]x";

    private static final String LENGTH_FORMS = "(l|st)xvll?";

    private static final int DECIMAL = 7;
    private static final int NATIONAL = 8;

    private final Random random;

    RegisterOperands(Random random) {
        this.random = random;
    }

    /** A word of {@code row}, its registers among 2 to 5 (34 to 37) and, general ones, 4 to 7. */
    int word(InstructionRow row) {
        Map<Field, Integer> values = new EnumMap<>(Field.class);
        for (Field field : row.pattern().fields()) {
            values.put(field, value(row, field));
        }
        if (row.mnemonic().startsWith("xsrqp") && values.getOrDefault(Field.RMC, 0) % 3 != 0) {
            values.put(Field.R, 1); // With R = 0 only 0 and 3 name a mode.
        }
        return row.encode(values);
    }

    /**
     * Prefix and suffix of {@code row}, a prefixed one, as instruction {@code index}: addresses are among the
     * registers' or relative to the instruction's own.
     */
    long prefixedWord(InstructionRow row, int index) {
        BitPattern prefix = Objects.requireNonNull(row.prefix());
        Map<Field, Integer> high = new EnumMap<>(Field.class);
        for (Field field : prefix.fields()) {
            high.put(field, Words.randomValue(field, random));
        }
        Map<Field, Integer> low = new EnumMap<>(Field.class);
        for (Field field : row.pattern().fields()) {
            low.put(field, value(row, field));
        }
        if (row.operands().contains("(RA)")) {
            boolean relative = random.nextInt(3) == 0;
            long place = RegisterCase.STORAGE + 16L * random.nextInt(3) - RegisterRuns.address(index);
            long displacement = relative ? place : 16L * random.nextInt(2);
            high.put(Field.D0, (int) (displacement >> 16));
            low.put(Field.D1, (int) displacement & 0xFFFF);
            high.put(Field.R_11, relative ? 1 : 0);
            low.computeIfPresent(Field.RA, (field, base) -> relative ? 0 : 4 + random.nextInt(2));
            low.computeIfPresent(Field.RT, (field, target) -> row.mnemonic().equals("plq") ? 6 : target);
            low.computeIfPresent(Field.RS, (field, source) -> row.mnemonic().equals("pstq") ? source & ~1 : source);
        } else if (low.containsKey(Field.RA)) {
            low.put(Field.RA, high.get(Field.R_11) == 1 ? 0 : 4 + random.nextInt(4));
        }
        if (row.mnemonic().equals("pnop")) {
            return (long) prefix.encode(high) << 32 | Words.word("addi", Field.RT, 4, Field.SI, index);
        }
        return (long) prefix.encode(high) << 32 | row.encode(low) & 0xFFFF_FFFFL;
    }

    private int value(InstructionRow row, Field field) {
        boolean length = row.mnemonic().matches(LENGTH_FORMS);
        return switch (field) {
            // The forms with a length have it in the high byte of RB, which must not be in the address.
            case RA -> 4 + random.nextInt(length ? 2 : 4);
            case RB -> length ? 6 + random.nextInt(2) : 4 + random.nextInt(4);
            case RT, RS, RC -> 4 + random.nextInt(4);
            case FRA, FRB, FRC, FRS, FRT, VRA, VRB, VRC, VRS, VRT -> 2 + random.nextInt(4);
            case XA, XB, XC, XS, XT, XS_DQ, XT_DQ, XS_5, XT_5, XT_15 -> 2 + random.nextInt(4) + 32 * random.nextInt(2);
            case FRSP, FRTP, FRAP, FRBP -> 2 + 2 * random.nextInt(2);
            case XAP -> 2 + 2 * random.nextInt(2) + 32 * random.nextInt(2);
            case AT -> RegisterCase.ACCUMULATOR_NUMBER;
            case XSP, XTP -> 1 + random.nextInt(2) + 16 * random.nextInt(2);
            case D, DS, DQ -> 16 * random.nextInt(2);
            case N -> 2 + random.nextInt(6);
            case IMM_11 -> random.nextInt(4);
            case UIM_12 -> random.nextInt(row.mnemonic().matches("vinsertd|vextractd|vinsd") ? 9 : 13);
            case L_6 -> random.nextInt(2);
            default -> Words.randomValue(field, random);
        };
    }

    /** A case for instruction {@code index}, whose row is {@code row}. */
    RegisterCase registers(InstructionRow row, int index) {
        RegisterCase one = new RegisterCase(index);
        boolean decimal = row.mnemonic().startsWith("bcd") && random.nextInt(8) != 0;
        int kind = decimal ? DECIMAL : random.nextInt(8);
        for (int k = 0; k < 8; k++) {
            int here = random.nextInt(4) == 0 ? random.nextInt(8) : kind;
            fill(one, RegisterCase.VSR + 2 * k, decimal && row.mnemonic().equals("bcdcfn.") ? NATIONAL : here, k);
        }
        boolean storage = row.pattern().fields().contains(Field.RA)
                && row.operands().contains("(RA)") | row.mnemonic().matches("(l|st).*");
        for (int k = 0; k < 4; k++) {
            one.values[k] = row.mnemonic().matches(INDEXED) ? random.nextInt(9) : Words.randomOperand(random);
        }
        if (storage) {
            address(one, row);
        }
        if (row.mnemonic().matches("pl?s?t?q")) {
            one.values[0] &= -16;
            one.values[1] &= -16;
        }
        for (int k = RegisterCase.BYTES; k < RegisterCase.ACCUMULATOR; k++) {
            one.values[k] = doubleword(random.nextInt(8));
        }
        one.values[RegisterCase.CR] = random.nextInt() & 0xFFFF_FFFFL;
        one.values[RegisterCase.VSCR] = random.nextInt(4) == 0 ? 0x1_0000 | random.nextInt(2) : random.nextInt(2);
        one.values[RegisterCase.FPSCR] = fpscr();
        if (DecimalOperands.takes(row)) {
            DecimalOperands operands = new DecimalOperands(random);
            operands.fill(one, row);
            one.values[RegisterCase.FPSCR] |= operands.roundingMode();
        } else if (MatrixOperands.takes(row)) {
            new MatrixOperands(random).fill(one, row);
        }
        return one;
    }

    /** Any RA and RB add up to a place in the storage. */
    private void address(RegisterCase one, InstructionRow row) {
        boolean length = row.mnemonic().matches(LENGTH_FORMS);
        boolean indexed = row.pattern().fields().contains(Field.RB);
        for (int k = 0; k < 4; k++) {
            long part = RegisterCase.STORAGE / 2 + random.nextInt(16);
            one.values[k] = indexed && !length ? part : RegisterCase.STORAGE + random.nextInt(16);
            if (length && k >= 2) {
                one.values[k] |= (long) random.nextInt(20) << 56;
            }
        }
    }

    private long fpscr() {
        long sticky = random.nextInt(3) == 0 ? random.nextInt() & FpscrBits.STICKY : 0;
        long rounding = random.nextInt(2) == 0 ? 0 : random.nextInt(4);
        long rest = random.nextInt() & (FpscrBits.FI | FpscrBits.FPRF);
        long enables = random.nextInt(4) == 0 ? random.nextInt() & FpscrBits.ENABLES : 0;
        long fpscr = (sticky != 0 ? 1L << 31 : 0) | sticky | rounding | rest;
        boolean trapsAtOnce = (FpscrBits.summarised(fpscr | enables) & FpscrBits.FEX) != 0;
        return FpscrBits.summarised(trapsAtOnce ? fpscr : fpscr | enables);
    }

    private void fill(RegisterCase one, int place, int kind, int number) {
        if (number > 0 && random.nextInt(6) == 0) {
            int other = RegisterCase.VSR + 2 * random.nextInt(number);
            one.values[place] = one.values[other];
            one.values[place + 1] = one.values[other + 1] ^ (random.nextInt(3) == 0 ? 1L << random.nextInt(64) : 0);
        } else if (kind == 6) {
            quad(one, place);
        } else if (kind == DECIMAL) {
            decimal(one, place);
            if (random.nextInt(8) == 0) {
                one.values[place] = one.values[place] & ~0xFFL | random.nextInt(80) - 40 & 0xFF; // A count for shifts.
            }
        } else if (kind == NATIONAL) {
            national(one, place);
        } else {
            one.values[place] = doubleword(kind);
            one.values[place + 1] = doubleword(kind);
        }
    }

    /** Seven digits and a sign as halfwords. */
    private void national(RegisterCase one, int place) {
        for (int k = 0; k < 8; k++) {
            int sign = random.nextBoolean() ? '+' : '-';
            int character = k == 7 ? sign : '0' + random.nextInt(random.nextInt(50) == 0 ? 12 : 10);
            one.values[place + (k >>> 2)] = one.values[place + (k >>> 2)] << 16 | character;
        }
    }

    private long doubleword(int kind) {
        return switch (kind) {
            case 0 -> random.nextLong();
            case 1, 2 -> doubleNumber();
            case 3 -> singleNumber() << 32 | singleNumber() & 0xFFFF_FFFFL;
            case 4 -> bytes();
            case 5 -> SingleFormat.toDouble((int) singleNumber());
            default -> Words.randomOperand(random);
        };
    }

    private long bytes() {
        long result = 0;
        for (int k = 0; k < 8; k++) {
            int choice = random.nextInt(6);
            int value = choice == 0
                    ? 0
                    : choice == 1 ? 0x80 : choice == 2 ? 0x7F : choice == 3 ? 0xFF : random.nextInt(256);
            result = result << 8 | value;
        }
        return result;
    }

    /** A double: special, near one, near the limits of double or single, or an integer near the limits of integers. */
    private long doubleNumber() {
        long sign = random.nextBoolean() ? Long.MIN_VALUE : 0;
        long fraction = fraction() >>> 12;
        return sign
                | switch (random.nextInt(12)) {
                    case 0 -> 0;
                    case 1 -> 0x7FF0_0000_0000_0000L;
                    case 2 -> 0x7FF8_0000_0000_0000L | fraction;
                    case 3 -> 0x7FF0_0000_0000_0000L | fraction >>> 1 | 1;
                    case 4 -> fraction >>> random.nextInt(52);
                    case 5 -> (long) random.nextInt(60) << 52 | fraction;
                    case 6 -> 2046L - random.nextInt(60) << 52 | fraction;
                    case 7 -> 1023L - 155 + random.nextInt(40) << 52 | fraction;
                    case 8 -> 1023L + 100 + random.nextInt(30) << 52 | fraction;
                    case 9 -> 1023L + 20 + random.nextInt(50) << 52 | fraction;
                    default -> 1023L - 4 + random.nextInt(8) << 52 | fraction;
                };
    }

    private long singleNumber() {
        long sign = random.nextBoolean() ? 0x8000_0000L : 0;
        long fraction = fraction() >>> 41;
        return sign
                | switch (random.nextInt(10)) {
                    case 0 -> 0;
                    case 1 -> 0x7F80_0000L;
                    case 2 -> 0x7FC0_0000L | fraction;
                    case 3 -> 0x7F80_0000L | fraction >>> 1 | 1;
                    case 4 -> fraction >>> random.nextInt(23);
                    case 5 -> (long) random.nextInt(30) << 23 | fraction;
                    case 6 -> 254L - random.nextInt(30) << 23 | fraction;
                    case 7 -> 127L + 5 + random.nextInt(35) << 23 | fraction;
                    default -> 127L - 4 + random.nextInt(8) << 23 | fraction;
                };
    }

    /** Fractions with few ones, many ones, or any. */
    private long fraction() {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> -1L << random.nextInt(64);
            case 2 -> 1L << random.nextInt(64) | 1L << random.nextInt(64);
            default -> random.nextLong();
        };
    }

    private void quad(RegisterCase one, int place) {
        long sign = random.nextBoolean() ? Long.MIN_VALUE : 0;
        long exponent = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 0x7FFF;
            case 2 -> random.nextInt(130);
            case 3 -> 0x7FFE - random.nextInt(130);
            case 4 -> 16383 - 1100 + random.nextInt(130);
            case 5 -> 16383 + 20 + random.nextInt(120);
            default -> 16383 - 4 + random.nextInt(8);
        };
        one.values[place] = sign | exponent << 48 | fraction() >>> 16;
        one.values[place + 1] = random.nextInt(3) == 0 ? 0 : fraction();
    }

    /** Decimal digits and a sign, packed or zoned, sometimes with one that is none. */
    private void decimal(RegisterCase one, int place) {
        boolean zoned = random.nextInt(3) == 0;
        long[] value = {0, 0};
        int digits = random.nextInt(32);
        for (int k = 0; k < 32; k++) {
            int digit = k < 31 - digits ? 0 : random.nextInt(random.nextInt(200) == 0 ? 16 : 10);
            digit = k == 31 && !zoned ? 10 + random.nextInt(6) : digit;
            if (zoned && (k & 1) == 0) {
                digit = k == 30 ? random.nextInt(16) : 3 + 12 * random.nextInt(2);
            }
            value[k >>> 4] = value[k >>> 4] << 4 | digit;
        }
        one.values[place] = value[0];
        one.values[place + 1] = value[1];
    }
}
