package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.Spr;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NotOfferedTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);

    static List<InstructionRow> rows() {
        return NotOffered.ROWS;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void raisesTheInterruptOfAnIllegalInstruction(InstructionRow row) {
        Random random = new Random(SEED);
        for (int k = 0; k < 20; k++) {
            int word = row.encode(Words.randomFields(row, random));
            TestProcessor processor = new TestProcessor();
            assertEquals(Outcome.INTERRUPTED, processor.execute(word), () -> Integer.toHexString(word));
            assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered());
            assertEquals(0x8_0000L, processor.get(Spr.SRR1) & 0x783F_0000L);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isNamedByTheDisassembler(InstructionRow row) {
        assertTrue(new Disassembler().text(row.pattern().bits(), 0).startsWith(row.mnemonic()));
    }

    @Test
    void overlapsNoInstructionThatIsOffered() {
        List<InstructionRow> all = new ArrayList<>(InstructionTable.rows());
        all.addAll(NotOffered.ROWS);
        assertEquals(all.size(), InstructionTable.withoutOverlap(all).size());
    }
}
