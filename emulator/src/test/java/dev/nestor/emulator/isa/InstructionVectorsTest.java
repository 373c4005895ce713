package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.fixedpoint.ConditionRegister;
import dev.nestor.emulator.isa.fixedpoint.FixedPointArithmetic;
import dev.nestor.emulator.isa.fixedpoint.FixedPointCompare;
import dev.nestor.emulator.isa.fixedpoint.FixedPointLogical;
import dev.nestor.emulator.isa.fixedpoint.FixedPointMultiplyDivide;
import dev.nestor.emulator.isa.fixedpoint.FixedPointRotate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines of instruction-vectors.txt, which says how they read. */
class InstructionVectorsTest {
    private static final int NOISE = 0x77;

    static List<String> vectors() throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(InstructionVectorsTest.class.getResourceAsStream("instruction-vectors.txt")),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(line.replaceAll(" +", " "));
                }
            }
        }
        return lines;
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void leavesTheRegistersOfTheVector(String line) {
        String[] parts = line.split(" \\| | ?-> ");
        TestProcessor processor = new TestProcessor();
        CpuState s = processor.state();
        for (int k = 0; k < 32; k++) {
            s.gpr[k] = NOISE;
        }
        Map<String, Long> before = registers(s);
        assignments(parts[1]).forEach((name, value) -> put(s, name, value));
        before.putAll(assignments(parts[1]));
        processor.execute(word(parts[0]));
        Map<String, Long> expected = new LinkedHashMap<>(before);
        expected.putAll(assignments(parts[2]));
        Map<String, Long> actual = registers(s);
        if (parts[0].startsWith("addpcis")) {
            actual.computeIfPresent("r3", (name, value) -> value - TestProcessor.CODE + 0x1_0000);
        }
        expected.forEach((name, value) -> assertEquals(
                Long.toHexString(value), Long.toHexString(actual.getOrDefault(name, -1L)), () -> name + " of " + line));
    }

    @Test
    void everyArithmeticAndLogicalRowHasAVector() throws IOException {
        Set<String> covered = new HashSet<>();
        vectors().forEach(line -> covered.add(line.split(" ")[0]));
        List<String> missing = Stream.<InstructionRows.Group>of(
                        FixedPointArithmetic::rows,
                        FixedPointMultiplyDivide::rows,
                        FixedPointCompare::rows,
                        FixedPointLogical::rows,
                        FixedPointRotate::rows,
                        ConditionRegister::rows)
                .flatMap(group -> InstructionRows.all(group).stream())
                .map(InstructionRow::mnemonic)
                .filter(mnemonic -> !covered.contains(mnemonic))
                .toList();
        assertTrue(missing.isEmpty(), "rows without a vector: " + missing);
    }

    private static int word(String text) {
        String[] words = text.strip().split(" ");
        InstructionRow row = Words.row(words[0]);
        Map<Field, Integer> fields = new LinkedHashMap<>();
        boolean logical = row.operands().startsWith("RA");
        for (Field field : row.pattern().fields()) {
            switch (field) {
                case RT -> fields.put(field, 3);
                case RS -> fields.put(field, 4);
                case RA -> fields.put(field, logical ? 3 : 4);
                case RB -> fields.put(field, 5);
                case RC -> fields.put(field, 6);
                default -> {}
            }
        }
        for (int k = 1; k < words.length; k++) {
            String[] assignment = words[k].split("=");
            Field named = row.pattern().fields().stream()
                    .filter(field -> field.manualName().equals(assignment[0]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no field " + assignment[0] + " in " + text));
            fields.put(named, Integer.valueOf(assignment[1]));
        }
        return row.encode(fields);
    }

    private static Map<String, Long> assignments(String text) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (String assignment : text.strip().split(" ")) {
            if (!assignment.isEmpty()) {
                String[] sides = assignment.split("=");
                values.put(sides[0], Long.parseUnsignedLong(sides[1], 16));
            }
        }
        return values;
    }

    private static Map<String, Long> registers(CpuState s) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (int k = 0; k < 32; k++) {
            values.put("r" + k, s.gpr[k]);
        }
        for (int k = 0; k < 8; k++) {
            values.put("cr" + k, s.cr >>> 28 - 4 * k & 0xFL);
        }
        values.put("ca", (long) s.ca);
        values.put("ca32", (long) s.ca32);
        values.put("ov", (long) s.ov);
        values.put("ov32", (long) s.ov32);
        values.put("so", (long) s.so);
        return values;
    }

    private static void put(CpuState s, String name, long value) {
        switch (name) {
            case "ca" -> s.ca = (int) value;
            case "ca32" -> s.ca32 = (int) value;
            case "ov" -> s.ov = (int) value;
            case "ov32" -> s.ov32 = (int) value;
            case "so" -> s.so = (int) value;
            default -> {
                int number = Integer.parseInt(name.replaceAll("[a-z]+", ""));
                if (name.startsWith("cr")) {
                    s.setCrField(number, (int) value);
                } else {
                    s.gpr[number] = value;
                }
            }
        }
    }
}
