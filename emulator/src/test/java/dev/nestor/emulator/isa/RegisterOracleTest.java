package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.interpret.InstructionTable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every floating-point, vector, VSX and prefixed row against an independent implementation: QEMU's user mode, where it
 * and a cross compiler are installed. System property {@code nestor.oracle.cases} sets the cases per row, {@code
 * nestor.seed} the seed.
 */
class RegisterOracleTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final int CASES = Integer.getInteger("nestor.oracle.cases", 300);
    private static final String ONLY = System.getProperty("nestor.oracle.rows", ".*");
    private static final int CASES_PER_WORD = 12;
    private static final int SHOWN = 3;

    @TempDir
    Path directory;

    @BeforeAll
    static void printSeed() {
        System.out.println("RegisterOracleTest: nestor.seed=" + SEED + " nestor.oracle.cases=" + CASES);
    }

    static List<ByteOrder> orders() {
        return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void everyRowAgreesWithQemu(ByteOrder order) throws IOException, InterruptedException {
        RegisterOracle oracle = RegisterOracle.build(directory, order);
        Map<String, List<String>> differences = new LinkedHashMap<>();
        long compared = 0;
        List<InstructionRow> rows = new ArrayList<>(InstructionTable.rows());
        rows.removeIf(row -> row.facility() == RegisterFacility.GENERAL);
        rows.addAll(InstructionTable.prefixedRows());
        for (InstructionRow row : rows) {
            boolean wanted = row.mnemonic().matches(ONLY);
            boolean sameInBothOrders = !row.operands().contains("RA");
            if (wanted && !(sameInBothOrders && order == ByteOrder.BIG_ENDIAN)) {
                compared += CASES;
                compare(oracle, row, order, differences);
            }
        }
        System.out.println("RegisterOracleTest: " + order + ", compared " + compared);
        StringBuilder text = new StringBuilder();
        differences.forEach((name, lines) -> {
            text.append("\n")
                    .append(name)
                    .append(": ")
                    .append(lines.size())
                    .append(" of ")
                    .append(CASES);
            lines.stream().limit(SHOWN).forEach(line -> text.append("\n  ").append(line));
        });
        assertEquals("", text.toString(), "nestor.seed=" + SEED);
    }

    private static void compare(
            RegisterOracle oracle, InstructionRow row, ByteOrder order, Map<String, List<String>> differences)
            throws IOException, InterruptedException {
        RegisterOperands operands =
                new RegisterOperands(new Random(SEED ^ row.mnemonic().hashCode()));
        long[] words = new long[(CASES + CASES_PER_WORD - 1) / CASES_PER_WORD];
        for (int k = 0; k < words.length; k++) {
            words[k] = row.prefix() == null ? operands.word(row) & 0xFFFF_FFFFL : operands.prefixedWord(row, k);
        }
        List<RegisterCase> cases = new ArrayList<>();
        for (int k = 0; k < CASES; k++) {
            cases.add(operands.registers(row, k / CASES_PER_WORD));
        }
        RegisterCase[] expected = oracle.run(words, cases);
        Vcpu processor = RegisterRuns.processor(order);
        for (int k = 0; k < CASES; k++) {
            RegisterCase actual = RegisterRuns.execute(processor, words[cases.get(k).index], cases.get(k), order);
            String difference = RegisterDifferences.between(
                    row, (int) words[cases.get(k).index], cases.get(k), expected[k], actual);
            if (!difference.isEmpty()) {
                differences
                        .computeIfAbsent(row.mnemonic(), name -> new ArrayList<>())
                        .add(difference);
            }
        }
    }
}
