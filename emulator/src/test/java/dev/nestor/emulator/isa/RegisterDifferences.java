package dev.nestor.emulator.isa;

import dev.nestor.emulator.binary.SingleFormat;
import dev.nestor.emulator.cpu.FpscrBits;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/** What differs between two answers, apart from what is known to be undefined or wrong in the oracle (QEMU 7.2). */
final class RegisterDifferences {
    private static final long ALL = -1L;
    private static final long LOW_WORD = 0xFFFF_FFFFL;
    private static final long LOW_ENABLES = 0xFF;
    private static final long SUMMARIES = 0xE000_0000L;
    private static final long FX = 0x8000_0000L;
    /** What an overflow or underflow that is enabled does otherwise, and its summaries. */
    private static final long DECIMAL_TRAPPED =
            0xC000_0000L | FpscrBits.OX | FpscrBits.UX | FpscrBits.XX | FpscrBits.FI;
    /** What an invalid operation that goes unnoticed does not set. */
    private static final long DECIMAL_INVALID = SUMMARIES | FpscrBits.VXSNAN | FpscrBits.VXCVI | FpscrBits.FPRF;
    /** What a conversion that is taken for a good one does not set, and what it sets. */
    private static final long DECIMAL_CONVERSION = SUMMARIES | FpscrBits.VXCVI | FpscrBits.XX | FpscrBits.FI;

    /** Where a rule looks. */
    private enum Place {
        FPSCR,
        CR,
        VSCR,
        TRAP,
        TARGET,
        LOW_TARGET
    }

    /** When a rule holds. */
    private enum When {
        ALWAYS,
        TRAPPED,
        DIRECTED_ROUNDING,
        UNDERFLOW_ENABLED,
        OVERFLOWED,
        UNDERFLOWED,
        ZERO_DIVIDE,
        INFINITY_TIMES_ZERO,
        CONVERSION_INVALID,
        NO_QUOTIENT,
        NEXT_SINGLE,
        DECIMAL_ZERO,
        INVALID_DECIMAL,
        TARGET_IS_B,
        LENGTH_ABOVE_32767,
        DECIMAL_OVERFLOW,
        TO_ODD,
        MODE_FROM_FPSCR,
        ONE_DIGIT,
        INEXACT_BEFORE,
        TARGET_TRAPPED,
        BEYOND_SINGLE,
        EXPONENT_WRAPPED,
        INFINITE_DIGITS,
        UNPREFERRED_CODE,
        LONG_NAN,
        LEAST_INTEGER
    }

    /** Bits that are not compared for the rows that {@code rows} matches, and why. */
    private record Rule(String rows, Place place, long bits, When when, String reason) {}

    private static final String ESTIMATES = "fres?|frsqrtes?|x[sv]r(sqrt)?e[sd]p";
    private static final String TO_SINGLE = "f(add|sub|mul|div|sqrt|n?madd|n?msub)s|frsp|xs.*sp";

    /** Updates of accumulators are rows of their own kind. */
    private static final String VECTORS = "xv(?!.*ger).*";

    private static final String FLOAT_UPDATES = "(pm)?xvb?f(16|32|64)ger.*";
    private static final String NEGATED_UPDATES = "(pm)?xvf(32|64)gern[pn]";

    private static final List<Rule> RULES = List.of(
            // What the oracle does not have.
            new Rule(".*", Place.FPSCR, FpscrBits.FR, When.ALWAYS, "no FR; FloatOperationsTest checks it"),
            new Rule(".*", Place.VSCR, ~0x1_0001L, When.ALWAYS, "keeps bits that do not exist"),
            new Rule("mtfsfi?", Place.FPSCR, FpscrBits.DRN, When.ALWAYS, "no DRN"),
            new Rule("mtfsb1", Place.FPSCR, FX, When.ALWAYS, "does not set FX (I 4.2.2)"),
            new Rule("mtfsb1", Place.FPSCR, 4, When.ALWAYS, "does not set NI"),
            new Rule("mtfsb1", Place.CR, 0x0800_0000, When.ALWAYS, "likewise"),
            // What is undefined.
            new Rule("fcti.*|xscvdp[su]x.*", Place.FPSCR, FpscrBits.FPRF, When.ALWAYS, "FPRF is undefined"),
            new Rule("fctiw.*", Place.TARGET, ~LOW_WORD, When.ALWAYS, "the high word is undefined"),
            new Rule("vdiv.*", Place.TARGET, ALL, When.NO_QUOTIENT, "the result is undefined"),
            new Rule(ESTIMATES, Place.FPSCR, ~0x0180_0200L, When.ALWAYS, "XX, FI and FR are undefined"),
            new Rule(ESTIMATES, Place.CR, 0x0F00_0000, When.ALWAYS, "likewise"),
            new Rule(ESTIMATES, Place.TRAP, ALL, When.ALWAYS, "likewise"),
            new Rule("fres?", Place.TARGET, ALL, When.ZERO_DIVIDE, "1 / 0 is 1/2 (I 4.6.6.1: infinity)"),
            new Rule("lxs.*|mtvsr(d|wa|wz)", Place.LOW_TARGET, ALL, When.ALWAYS, "leaves the low doubleword"),
            new Rule("vexptefp|vlogefp", Place.TARGET, ALL, When.ALWAYS, "an estimate; VectorRowsTest has its bounds"),
            // FPSCR.
            new Rule(TO_SINGLE, Place.FPSCR, FpscrBits.C, When.ALWAYS, "takes a denormalized single for normal"),
            new Rule("fcfid.+", Place.FPSCR, FpscrBits.FPRF, When.ALWAYS, "leaves FPRF (I 4.6.7)"),
            new Rule(
                    "fcmp.|xscmp.*|xsm(ax|in).*|xststdc.*",
                    Place.FPSCR,
                    FpscrBits.FI | FpscrBits.C,
                    When.ALWAYS,
                    "changes FI and C, which these do not alter"),
            new Rule(VECTORS, Place.FPSCR, FpscrBits.FI, When.ALWAYS, "clears FI, which these do not alter"),
            new Rule(
                    "f.*|xs.*", Place.FPSCR, FpscrBits.FI, When.TRAPPED, "leaves FI when nothing is written (I 4.4.1)"),
            new Rule("f.*|xs.*", Place.FPSCR, FpscrBits.FPRF, When.TRAPPED, "leaves FPRF though something is written"),
            new Rule(TO_SINGLE, Place.FPSCR, 0x3FFF_F700L, When.TRAPPED, "rounds twice, and wraps exponents otherwise"),
            new Rule(VECTORS, Place.FPSCR, 0x3FFF_0700L, When.TRAPPED, "stops at the first element"),
            new Rule(VECTORS, Place.FPSCR, FpscrBits.UX | FpscrBits.FEX, When.OVERFLOWED, "notes one of OX, UX and XX"),
            new Rule(VECTORS, Place.TRAP, ALL, When.OVERFLOWED, "likewise"),
            new Rule(
                    "f.*m(add|sub).*|x.*m(add|sub).*",
                    Place.FPSCR,
                    FpscrBits.VXSNAN,
                    When.INFINITY_TIMES_ZERO,
                    "notes one of VXIMZ and VXSNAN (I 7.6.3: both)"),
            new Rule("fcmpo", Place.FPSCR, FpscrBits.VXVC, When.TRAPPED, "sets VXVC though VE is 1 (I 4.6.8)"),
            new Rule("xs.*sp", Place.TRAP, ALL, When.UNDERFLOW_ENABLED, "rounds twice"),
            new Rule("xs.*sp", Place.FPSCR, ~LOW_ENABLES, When.UNDERFLOW_ENABLED, "likewise"),
            new Rule("xvrsqrtesp", Place.TARGET, ALL, When.ALWAYS, "an estimate from a root rounded to single"),
            new Rule("bcd.*", Place.TARGET, ALL, When.INVALID_DECIMAL, "the result is undefined"),
            new Rule("bcd.*", Place.CR, 0xF0, When.INVALID_DECIMAL, "finds other digits first"),
            new Rule("bcdcpsgn.", Place.TARGET, ALL, When.TARGET_IS_B, "overwrites VRB before it reads the sign"),
            new Rule("bcdcpsgn.", Place.CR, 0xF0, When.TARGET_IS_B, "likewise"),
            new Rule("bcdctsq.", Place.CR, 0xF0, When.TARGET_IS_B, "compares after it has overwritten VRB"),
            new Rule("bcdu?trunc.", Place.TARGET, ALL, When.LENGTH_ABOVE_32767, "takes the length for negative"),
            new Rule("bcdu?trunc.", Place.CR, 0xF0, When.LENGTH_ABOVE_32767, "likewise"),
            new Rule("xs.*sp", Place.FPSCR, FpscrBits.UX | FpscrBits.C, When.ALWAYS, "rounds to double first"),
            new Rule("bcdcfsq.", Place.TARGET, ALL, When.DECIMAL_OVERFLOW, "the result is undefined"),
            new Rule("xsnmsubqp", Place.TARGET, ALL, When.TO_ODD, "does not round to odd"),
            new Rule("xsnmsubqp", Place.FPSCR, FpscrBits.FPRF, When.TO_ODD, "likewise"),
            new Rule("xsrqpi|xsrqpxp", Place.TARGET, ALL, When.MODE_FROM_FPSCR, "takes RN = 1 for 3 and 3 for 1"),
            new Rule("xsrqpi|xsrqpxp", Place.FPSCR, FpscrBits.FPRF, When.MODE_FROM_FPSCR, "likewise"),
            new Rule("xs.*sp", Place.FPSCR, FpscrBits.FPRF, When.UNDERFLOWED, "rounds to double first"),
            new Rule("xs.*sp", Place.TARGET, ALL, When.NEXT_SINGLE, "rounds to double first"),
            new Rule(
                    "xs(max|min)jdp",
                    Place.FPSCR,
                    SUMMARIES | FpscrBits.VXSNAN,
                    When.ALWAYS,
                    "does not look at the second operand after a NaN"),
            new Rule("bcd(add|sub).", Place.CR, 0xC0, When.DECIMAL_ZERO, "calls a zero greater or less too"),
            new Rule("bcd(add|sub).", Place.TARGET, 0xF, When.DECIMAL_ZERO, "lets a zero be negative"),
            new Rule("xs(max|min)jdp", Place.TRAP, ALL, When.ALWAYS, "likewise"),
            new Rule("bcdus.", Place.CR, 0x10, When.DECIMAL_ZERO, "takes any count above 31 for an overflow"),
            new Rule("bcdus.", Place.CR, 0xC0, When.ALWAYS, "takes the last digit for a sign"),
            new Rule("bcdus.", Place.CR, 0x20, When.ONE_DIGIT, "likewise: a number of one digit is zero to it"),
            // Enabled exceptions.
            new Rule("f[acdmnrs].*", Place.CR, 0x0F00_0000, When.TRAPPED, "leaves CR field 1 (I 2.3.1: regardless)"),
            new Rule(
                    VECTORS + "|xs.*sp|xs(cv|cmp|m|r).*|fcfid.*|f.*s|frsp",
                    Place.TARGET,
                    ALL,
                    When.TRAPPED,
                    "writes vectors, and leaves converted scalars (I 7.4)"),
            new Rule("xvcmp.*", Place.CR, ALL, When.TRAPPED, "CR field 6 is undefined"),
            new Rule("xvcmp.*", Place.TRAP, ALL, When.TRAPPED, "forgets the interrupt of VXVC"),
            // Rounding and elements.
            new Rule(
                    "fn.*|x[sv]nm.*",
                    Place.TARGET,
                    ALL,
                    When.DIRECTED_ROUNDING,
                    "negates before it rounds (I 4.6.6.2)"),
            new Rule("fn.*|x[sv]nm.*", Place.FPSCR, FpscrBits.FPRF | FpscrBits.OX, When.DIRECTED_ROUNDING, "likewise"),
            new Rule("fn.*", Place.CR, 0x0100_0000, When.DIRECTED_ROUNDING, "likewise: CR field 1 has OX"),
            new Rule("x[sv]m(ax|in)[sd]p", Place.TARGET, ALL, When.UNDERFLOW_ENABLED, "adjusts exponents it compares"),
            new Rule("x[sv]m(ax|in)[sd]p", Place.FPSCR, ALL, When.UNDERFLOW_ENABLED, "likewise"),
            new Rule("x[sv]m(ax|in)[sd]p", Place.TRAP, ALL, When.UNDERFLOW_ENABLED, "likewise"),
            new Rule(
                    "xvcv[sd]p[su]x[wd]s",
                    Place.TARGET,
                    ALL,
                    When.CONVERSION_INVALID,
                    "takes all elements after an invalid one for invalid"),
            new Rule("xststdcsp", Place.FPSCR, 0x2000, When.ALWAYS, "takes small numbers for infinities"),
            new Rule("xststdcsp", Place.CR, 0x2222_2222L, When.ALWAYS, "likewise"),
            // Matrix-multiply assist.
            new Rule(
                    "(pm)?xvbf16ger.*",
                    Place.TARGET,
                    ALL,
                    When.BEYOND_SINGLE,
                    "rounds sums of products to single (I 7.6.4: their significand)"),
            new Rule("(pm)?xvbf16ger.*", Place.FPSCR, ~LOW_ENABLES, When.BEYOND_SINGLE, "likewise"),
            new Rule("(pm)?xvbf16ger.*", Place.TRAP, ALL, When.BEYOND_SINGLE, "likewise"),
            new Rule(
                    FLOAT_UPDATES,
                    Place.TARGET,
                    ALL,
                    When.EXPONENT_WRAPPED,
                    "wraps exponents (I 7.6.4: as if disabled)"),
            new Rule(FLOAT_UPDATES, Place.FPSCR, ~LOW_ENABLES, When.EXPONENT_WRAPPED, "likewise"),
            new Rule(FLOAT_UPDATES, Place.TRAP, ALL, When.EXPONENT_WRAPPED, "likewise"),
            new Rule(FLOAT_UPDATES, Place.FPSCR, FpscrBits.UX | FpscrBits.FEX, When.OVERFLOWED, "notes OX or UX"),
            new Rule(FLOAT_UPDATES, Place.TRAP, ALL, When.OVERFLOWED, "likewise"),
            new Rule(NEGATED_UPDATES, Place.TARGET, ALL, When.DIRECTED_ROUNDING, "negates before it rounds"),
            new Rule(NEGATED_UPDATES, Place.FPSCR, FpscrBits.OX, When.DIRECTED_ROUNDING, "likewise"),
            // Decimal floating point.
            new Rule("d.*", Place.FPSCR, FpscrBits.FI, When.INEXACT_BEFORE, "never clears FI (I 4.2.2)"),
            new Rule("d.*", Place.TRAP, ALL, When.TRAPPED, "raises no decimal exception (I 5.5.10)"),
            new Rule(
                    "d.*", Place.TARGET, ALL, When.TARGET_TRAPPED, "writes as if not enabled (I 5.5.10.1 to 5.5.10.4)"),
            new Rule("d.*", Place.FPSCR, FpscrBits.FPRF | DECIMAL_TRAPPED, When.TARGET_TRAPPED, "likewise"),
            new Rule("d.*", Place.CR, 0x0F00_0000, When.TARGET_TRAPPED, "likewise"),
            new Rule("dcmpoq?", Place.FPSCR, FpscrBits.VXVC, When.TRAPPED, "sets VXVC though VE is 1 (I 5.6.2)"),
            new Rule("drrndq?|denbcdq?", Place.FPSCR, FpscrBits.FEX, When.ALWAYS, "asks another bit than VE"),
            new Rule("drrndq?|denbcdq?", Place.CR, 0x0400_0000, When.ALWAYS, "likewise"),
            new Rule(
                    "denbcdq?", Place.TARGET, ALL, When.CONVERSION_INVALID, "leaves it (I 5.5.10.1: QNaN; POWER7 too)"),
            new Rule(
                    "denbcdq?",
                    Place.FPSCR,
                    DECIMAL_INVALID,
                    When.CONVERSION_INVALID,
                    "likewise; takes 10 for a digit"),
            new Rule("denbcdq?", Place.CR, 0x0F00_0000, When.CONVERSION_INVALID, "likewise"),
            new Rule("drsp|drdpq", Place.FPSCR, DECIMAL_INVALID, When.LONG_NAN, "and makes it quiet"),
            new Rule("drsp|drdpq", Place.CR, 0x0F00_0000, When.LONG_NAN, "likewise"),
            new Rule("drsp|drdpq", Place.TARGET, ALL, When.LONG_NAN, "drops all digits (POWER7: keeps the rightmost)"),
            new Rule("dctfixq", Place.FPSCR, DECIMAL_CONVERSION, When.LEAST_INTEGER, "takes -2^63 for invalid"),
            new Rule("dctfixq", Place.CR, 0x0F00_0000, When.LEAST_INTEGER, "likewise"),
            new Rule("dctfixqq", Place.TARGET, ALL, When.CONVERSION_INVALID, "wraps from 2^127 to 2^128"),
            new Rule("dctfixqq", Place.FPSCR, DECIMAL_CONVERSION, When.CONVERSION_INVALID, "likewise"),
            new Rule(
                    "dscliq?|dscriq?|ddedpdq?|diexq?",
                    Place.TARGET,
                    ALL,
                    When.INFINITE_DIGITS,
                    "takes them for zeros (I 5.6.6)"),
            new Rule(
                    "dscliq?|dscriq?|diexq?",
                    Place.TARGET,
                    ALL,
                    When.UNPREFERRED_CODE,
                    "keeps it (I 5.3.1: never a result)"),
            new Rule("vrldmi", Place.TARGET, ALL, When.ALWAYS, "executes vrldnm; VectorRowsTest has cases"));

    private RegisterDifferences() {}

    /** The first difference as text; empty when there is none. */
    static String between(InstructionRow row, int word, RegisterCase given, RegisterCase answer, RegisterCase actual) {
        RegisterCase expected = DecimalDifferences.mended(row, word, answer);
        for (int k = 0; k < RegisterCase.DOUBLEWORDS; k++) {
            long differing = expected.values[k] ^ actual.values[k];
            if (differing != 0 && (differing & compared(row, word, k, given, expected, actual)) != 0) {
                StringBuilder text = new StringBuilder();
                text.append(String.format(
                        Locale.ROOT,
                        "%08x %s: QEMU %016x, here %016x; given",
                        word,
                        RegisterCase.name(k),
                        expected.values[k],
                        actual.values[k]));
                for (int n = 0; n <= RegisterCase.VSCR; n++) {
                    text.append(String.format(Locale.ROOT, " %s=%x", RegisterCase.name(n), given.values[n]));
                }
                return text.toString();
            }
        }
        return "";
    }

    /** The bits of value {@code number} that are to be equal. */
    private static long compared(
            InstructionRow row, int word, int number, RegisterCase given, RegisterCase expected, RegisterCase actual) {
        long mask = ALL;
        for (Rule rule : RULES) {
            if (!row.mnemonic().matches(rule.rows) || !isAt(rule.place, row, word, number)) {
                continue;
            }
            boolean now = rule.when == When.NEXT_SINGLE
                    ? areNeighbours(expected.values[number], actual.values[number])
                    : holds(rule.when, row, word, given, actual);
            if (now) {
                mask &= ~rule.bits;
            }
        }
        return mask;
    }

    private static boolean isAt(Place place, InstructionRow row, int word, int number) {
        return switch (place) {
            case FPSCR -> number == RegisterCase.FPSCR;
            case CR -> number == RegisterCase.CR;
            case VSCR -> number == RegisterCase.VSCR;
            case TRAP -> number == RegisterCase.TRAPPED;
            case TARGET ->
                row.pattern().fields().contains(Field.AT)
                        ? number >= RegisterCase.ACCUMULATOR
                        : isTarget(row, word, number - RegisterCase.VSR & -2);
            case LOW_TARGET -> (number & 1) != 0 && isTarget(row, word, number - 1 - RegisterCase.VSR);
        };
    }

    /** Whether the register at {@code place} is the target, or of the pair that is. */
    private static boolean isTarget(InstructionRow row, int word, int place) {
        int first = target(row, word);
        boolean pair = row.pattern().fields().contains(Field.FRTP);
        return place == first || pair && place == first + 2;
    }

    /** Where the target register is among the VSRs of a case. */
    private static int target(InstructionRow row, int word) {
        int number = word >>> 21 & 31;
        boolean vector = row.pattern().fields().contains(Field.VRT)
                || row.pattern().fields().contains(Field.XT) && (word & 1) != 0;
        return 2 * (number - 2) + (vector ? 8 : 0);
    }

    private static boolean holds(When when, InstructionRow row, int word, RegisterCase given, RegisterCase actual) {
        long fpscr = given.values[RegisterCase.FPSCR];
        long after = actual.values[RegisterCase.FPSCR];
        return switch (when) {
            case ALWAYS -> true;
            case TRAPPED -> actual.values[RegisterCase.TRAPPED] != 0;
            case DIRECTED_ROUNDING -> (fpscr & 2) != 0;
            case UNDERFLOW_ENABLED -> (fpscr & FpscrBits.UE) != 0;
            case OVERFLOWED -> (after & FpscrBits.OX) != 0;
            case UNDERFLOWED -> (after & FpscrBits.UX) != 0;
            case ZERO_DIVIDE -> (after & FpscrBits.ZX) != 0;
            case INFINITY_TIMES_ZERO -> (after & FpscrBits.VXIMZ) != 0;
            case CONVERSION_INVALID -> (after & FpscrBits.VXCVI) != 0;
            case INVALID_DECIMAL -> (actual.values[RegisterCase.CR] >>> 4 & 0xF) == 1;
            case NEXT_SINGLE -> false; // Depends on the value compared.
            case DECIMAL_ZERO -> (actual.values[RegisterCase.CR] & 0x20) != 0;
            case TARGET_IS_B -> Field.VRT.get(word) == Field.VRB.get(word);
            case LENGTH_ABOVE_32767 -> (given.values[RegisterCase.VSR + 4 + 2 * Field.VRA.get(word)] & 0x8000) != 0;
            case DECIMAL_OVERFLOW -> (actual.values[RegisterCase.CR] >>> 4 & 1) != 0;
            case TO_ODD -> Field.RO.get(word) != 0;
            case MODE_FROM_FPSCR -> Field.R.get(word) == 0 && Field.RMC.get(word) == 3 && (fpscr & 1) != 0;
            case NO_QUOTIENT -> hasNoQuotient(row, word, given);
            case INEXACT_BEFORE -> (fpscr & FpscrBits.FI) != 0;
            case TARGET_TRAPPED -> DecimalDifferences.trapsTarget(given, actual);
            case EXPONENT_WRAPPED -> MatrixOperands.isWrapped(row, given, actual);
            case BEYOND_SINGLE -> MatrixOperands.isBeyondSingle(word, given);
            case INFINITE_DIGITS -> DecimalDifferences.isInfinityWithDigits(row, word, given);
            case UNPREFERRED_CODE -> DecimalDifferences.isUnpreferred(row, word, given);
            case LEAST_INTEGER -> actual.values[RegisterCase.VSR + target(row, word)] == Long.MIN_VALUE;
            case LONG_NAN -> DecimalDifferences.isLongNan(row, word, given);
            case ONE_DIGIT -> {
                int high = RegisterCase.VSR + target(row, word);
                yield actual.values[high] == 0 && actual.values[high + 1] >>> 4 == 0;
            }
        };
    }

    private static boolean areNeighbours(long a, long b) {
        return Math.abs(SingleFormat.toSingle(a) - SingleFormat.toSingle(b)) == 1;
    }

    /** Whether some element of a vector division has no quotient that fits. */
    private static boolean hasNoQuotient(InstructionRow row, int word, RegisterCase given) {
        String name = row.mnemonic();
        boolean extended = name.startsWith("vdive");
        boolean signed = name.charAt(name.length() - 2) == 's';
        int bits = name.endsWith("w") ? 32 : name.endsWith("d") ? 64 : 128;
        for (int first = 0; first < 128; first += bits) {
            BigInteger a =
                    element(given, Field.VRA.get(word), first, bits, signed).shiftLeft(extended ? bits : 0);
            BigInteger b = element(given, Field.VRB.get(word), first, bits, signed);
            if (b.signum() == 0 || a.divide(b).bitLength() > (signed ? bits - 1 : bits)) {
                return true;
            }
        }
        return false;
    }

    private static BigInteger element(RegisterCase given, int register, int first, int bits, boolean signed) {
        int place = RegisterCase.VSR + 8 + 2 * (register - 2);
        BigInteger high = BigInteger.valueOf(given.values[place]).shiftLeft(64);
        BigInteger low = BigInteger.valueOf(given.values[place + 1]).mod(BigInteger.ONE.shiftLeft(64));
        BigInteger shifted = high.or(low).shiftRight(128 - first - bits).mod(BigInteger.ONE.shiftLeft(bits));
        return signed && shifted.testBit(bits - 1) ? shifted.subtract(BigInteger.ONE.shiftLeft(bits)) : shifted;
    }
}
