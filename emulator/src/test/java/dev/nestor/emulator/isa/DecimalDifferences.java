package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.decimal.Decimal;
import dev.nestor.emulator.decimal.DecimalFormat;
import java.util.List;

/** What {@link RegisterDifferences} asks of cases of decimal rows. */
final class DecimalDifferences {
    private static final int FIRST = 2;

    private DecimalDifferences() {}

    /** Whether an exception other than an inexact result is enabled and happened. */
    static boolean trapsTarget(RegisterCase given, RegisterCase actual) {
        long before = given.values[RegisterCase.FPSCR];
        return (FpscrBits.enabled((int) actual.values[RegisterCase.FPSCR], before) & ~FpscrBits.XE) != 0;
    }

    /** Whether the source is an infinity whose digits are not all zeros. */
    static boolean isInfinityWithDigits(InstructionRow row, int word, RegisterCase given) {
        Decimal source = source(row, word, given);
        return source.kind() == Decimal.Kind.INFINITE && source.digits().signum() != 0;
    }

    /** Whether the source has bits that no result has: unpreferred codes of digits, or an exponent beside a NaN. */
    static boolean isUnpreferred(InstructionRow row, int word, RegisterCase given) {
        DecimalFormat format = format(row);
        int place = place(row, word);
        long[] words = format.encode(source(row, word, given));
        return format == DecimalFormat.LONG
                ? words[1] != given.values[place]
                : words[0] != given.values[place] || words[1] != given.values[place + 2];
    }

    /** Whether the source is a NaN with more digits than the format that it is rounded to. */
    static boolean isLongNan(InstructionRow row, int word, RegisterCase given) {
        Decimal source = source(row, word, given);
        int kept = format(row) == DecimalFormat.EXTENDED ? 15 : 6;
        return source.isNan() && source.digitCount() > kept;
    }

    /** QEMU's answer with the two halves of drdpq where they belong: it has the result in the odd register. */
    static RegisterCase mended(InstructionRow row, int word, RegisterCase expected) {
        if (!row.mnemonic().equals("drdpq")) {
            return expected;
        }
        RegisterCase mended = new RegisterCase(expected.index);
        System.arraycopy(expected.values, 0, mended.values, 0, expected.values.length);
        int place = RegisterCase.VSR + 2 * (Field.FRTP.get(word) - FIRST);
        mended.values[place] = expected.values[place + 2];
        mended.values[place + 2] = expected.values[place];
        return mended;
    }

    private static Decimal source(InstructionRow row, int word, RegisterCase given) {
        int place = place(row, word);
        return format(row) == DecimalFormat.EXTENDED
                ? DecimalFormat.EXTENDED.decode(given.values[place], given.values[place + 2])
                : DecimalFormat.LONG.decode(0, given.values[place]);
    }

    /** Where the source is among the values of a case: FRB, or FRA of the shifts. */
    private static int place(InstructionRow row, int word) {
        Field field = row.mnemonic().startsWith("dsc") ? Field.FRA : Field.FRB;
        return RegisterCase.VSR + 2 * (field.get(word) - FIRST);
    }

    private static DecimalFormat format(InstructionRow row) {
        List<Field> fields = row.pattern().fields();
        boolean pair = fields.contains(Field.FRBP) || fields.contains(Field.FRAP);
        return pair ? DecimalFormat.EXTENDED : DecimalFormat.LONG;
    }
}
