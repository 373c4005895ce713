package dev.nestor.emulator.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.TestProcessor;
import dev.nestor.emulator.isa.Words;
import dev.nestor.emulator.isa.fixedpoint.Branch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InstructionTableTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final int WORDS_PER_ROW = 200;
    private static final Semantics NOTHING = (v, i) -> Outcome.NEXT;

    private static final Disassembler DISASSEMBLER = new Disassembler();

    static List<InstructionRow> rows() {
        return InstructionTable.rows();
    }

    @Test
    void refusesPatternsThatOverlap() {
        InstructionRow general = InstructionRow.row("general", "011111 RT RA RB 0000000000 /", "", "", NOTHING);
        InstructionRow special = InstructionRow.row("special", "011111 RT RA 00000 0000000000 /", "", "", NOTHING);
        Exception refusal = assertThrows(
                IllegalStateException.class, () -> InstructionTable.withoutOverlap(List.of(general, special)));
        assertTrue(refusal.getMessage().startsWith("patterns of general and special overlap"), refusal.getMessage());
    }

    @Test
    void noTwoPatternsOverlap() {
        assertEquals(rows(), InstructionTable.withoutOverlap(rows()));
    }

    /** The trace of branches tells them by it. */
    @Test
    void branchesAndNothingElseHaveTheirSection() {
        assertEquals(
                InstructionRows.all(Branch::rows).stream()
                        .map(InstructionRow::mnemonic)
                        .toList(),
                rows().stream()
                        .filter(row -> row.section().equals(Branch.SECTION))
                        .map(InstructionRow::mnemonic)
                        .toList());
    }

    /** A group that does not name an opcode of its rows is never asked for them. */
    @Test
    void primaryOpcodesGiveAllRows() {
        List<String> declared = new ArrayList<>();
        for (InstructionRow row : InstructionRows.all(InstructionTable::declare)) {
            declared.add(row.mnemonic());
            assertEquals(0xFC00_0000, row.pattern().mask() & 0xFC00_0000, row.mnemonic());
        }
        assertEquals(declared, rows().stream().map(InstructionRow::mnemonic).toList());
    }

    @Test
    void decoderAndTableGiveOneObjectPerRow() {
        Decoder decoder = new Decoder();
        for (InstructionRow row : rows()) {
            assertSame(row, decoder.rowOf(row.pattern().bits()), row.mnemonic());
        }
    }

    @Test
    void noTwoRowsHaveOneMnemonic() {
        Set<String> seen = new HashSet<>();
        for (InstructionRow row : rows()) {
            assertTrue(seen.add(row.mnemonic()), row.mnemonic());
        }
    }

    @Test
    void refusesPatternsThatAreNot32Bits() {
        assertThrows(IllegalArgumentException.class, () -> BitPattern.parse("011111 RT RA RB 000000000 /"));
    }

    @Test
    void refusesFieldsAtTheWrongPlace() {
        Exception refusal =
                assertThrows(IllegalArgumentException.class, () -> BitPattern.parse("011111 RA RT RB 0000000000 /"));
        assertTrue(refusal.getMessage().startsWith("no field RA at bit 6"), refusal.getMessage());
    }

    @Test
    void refusesHalfOfAField() {
        assertThrows(IllegalArgumentException.class, () -> BitPattern.parse("011110 RS RA sh mb 000 / Rc"));
    }

    @Test
    void refusesValuesThatAFieldCannotHold() {
        assertThrows(IllegalArgumentException.class, () -> Words.word("ld", Field.DS, 2));
        assertThrows(IllegalArgumentException.class, () -> Words.word("addi", Field.SI, 32768));
        assertThrows(IllegalArgumentException.class, () -> Words.word("addi", Field.RB, 1));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void decodesWhatItEncodes(InstructionRow row) {
        Random random = new Random(SEED ^ row.mnemonic().hashCode());
        for (int k = 0; k < WORDS_PER_ROW; k++) {
            Map<Field, Integer> values = Words.randomFields(row, random);
            int word = row.encode(values);
            assertSame(row, TestProcessor.DECODER.rowOf(word), () -> Integer.toHexString(word) + ", seed " + SEED);
            values.forEach((field, value) ->
                    assertEquals(value, field.get(word), () -> field + " of " + row.mnemonic() + ", seed " + SEED));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void ignoresReservedBits(InstructionRow row) {
        int reserved = ~row.pattern().mask();
        for (Field field : row.pattern().fields()) {
            reserved &= ~field.mask();
        }
        assertSame(row, TestProcessor.DECODER.rowOf(row.pattern().bits() | reserved));
        assertEquals(0, row.encode(Map.of()) & reserved);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void citesItsSection(InstructionRow row) {
        assertTrue(row.section().matches("I{1,3} [0-9]+(\\.[0-9]+)*"), row.section());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void namesItsOperandsAsThePatternDoes(InstructionRow row) {
        Random random = new Random(SEED);
        String text = DISASSEMBLER.text(row.encode(Words.randomFields(row, random)), 0x1000);
        assertNotEquals("", text);
    }

    @Test
    void decodesUnknownWordsAsIllegal() {
        assertEquals("illegal", TestProcessor.DECODER.rowOf(0).mnemonic());
        assertEquals(
                "illegal", TestProcessor.DECODER.rowOf(0x7C00_0000 | 1023 << 1).mnemonic());
    }

    @Test
    void disassembles() {
        assertEquals("addi r3,r4,-5", DISASSEMBLER.text(0x3864_FFFB, 0));
        assertEquals("addo. r3,r4,r5", DISASSEMBLER.text(0x7C64_2E15, 0));
        assertEquals("li r3,1", DISASSEMBLER.text(0x3860_0001, 0));
        assertEquals("nop", DISASSEMBLER.text(0x6000_0000, 0));
        assertEquals("mr r3,r4", DISASSEMBLER.text(0x7C83_2378, 0));
        assertEquals("bl 0xff8", DISASSEMBLER.text(0x4BFF_FFF9, 0x1000));
        assertEquals("beq 0,0x1008", DISASSEMBLER.text(0x4182_0008, 0x1000));
        assertEquals("ld r3,-8(r1)", DISASSEMBLER.text(0xE861_FFF8, 0));
        assertEquals("rldicl r3,r4,32,32", DISASSEMBLER.text(0x7883_0022, 0));
        assertEquals("blr", DISASSEMBLER.text(0x4E80_0020, 0));
        assertEquals("mtspr 272,r3", DISASSEMBLER.text(0x7C70_43A6, 0));
        assertEquals(".long 0x00000000", DISASSEMBLER.text(0, 0));
    }
}
