package dev.nestor.emulator.isa;

import dev.nestor.emulator.interpret.InstructionTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Instruction words for tests, made by the rows' own encoder. */
public final class Words {
    private Words() {}

    /** The row called {@code mnemonic}. */
    static InstructionRow row(String mnemonic) {
        return InstructionTable.rows().stream()
                .filter(row -> row.mnemonic().equals(mnemonic))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no row " + mnemonic));
    }

    /** A word without fields. */
    public static int word(String mnemonic) {
        return row(mnemonic).encode(Map.of());
    }

    public static int word(String mnemonic, Field a, int x) {
        return row(mnemonic).encode(Map.of(a, x));
    }

    public static int word(String mnemonic, Field a, int x, Field b, int y) {
        return row(mnemonic).encode(Map.of(a, x, b, y));
    }

    public static int word(String mnemonic, Field a, int x, Field b, int y, Field c, int z) {
        return row(mnemonic).encode(Map.of(a, x, b, y, c, z));
    }

    /** A value for each field of {@code row}, drawn from all that the field can hold. */
    public static Map<Field, Integer> randomFields(InstructionRow row, Random random) {
        Map<Field, Integer> values = new LinkedHashMap<>();
        for (Field field : row.pattern().fields()) {
            values.put(field, randomValue(field, random));
        }
        return values;
    }

    /** A value that {@code field} can hold. */
    static int randomValue(Field field, Random random) {
        long choices = ((long) field.max() - field.min()) / field.step() + 1;
        long choice = (random.nextLong() & Long.MAX_VALUE) % choices;
        return (int) (field.min() + choice * field.step());
    }

    /** Operands that often lie at the edges of their ranges. */
    static long randomOperand(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(5) - 2;
            case 1 -> Long.MIN_VALUE + random.nextInt(3) - 1;
            case 2 -> (long) Integer.MIN_VALUE + random.nextInt(3) - 1;
            case 3 -> 0xFFFF_FFFFL + random.nextInt(3) - 1;
            case 4 -> 1L << random.nextInt(64);
            case 5 -> random.nextInt();
            case 6 -> random.nextInt(256);
            default -> random.nextLong();
        };
    }
}
