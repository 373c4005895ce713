package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.Spr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the oracle cannot compare: refused functions, pairs across 32 bytes, signed words, copy and paste. */
class AtomicMemoryTest {
    private final TestProcessor processor = new TestProcessor();

    private int execute(String mnemonic, int function, long address) {
        processor.state().gpr[3] = address;
        Field register = mnemonic.startsWith("st") ? Field.RS : Field.RT;
        return processor.execute(Words.word(mnemonic, register, 4, Field.RA, 3, Field.FC, function));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 15, 17, 26, 31})
    void refusesUnknownFunctions(int function) {
        assertEquals(Outcome.INTERRUPTED, execute("ldat", function, TestProcessor.DATA));
        assertEquals(Interrupt.DATA_STORAGE, processor.vcpu.delivered());
        assertEquals(0x4, processor.get(Spr.DSISR));
        assertEquals(TestProcessor.DATA, processor.get(Spr.DAR));
    }

    @Test
    void aPairLiesWithin32Bytes() {
        assertEquals(Outcome.BUDGET_SPENT, execute("ldat", 24, TestProcessor.DATA + 16));
        assertEquals(Outcome.INTERRUPTED, execute("ldat", 24, TestProcessor.DATA + 24));
        assertEquals(Interrupt.ALIGNMENT, processor.vcpu.delivered());
        assertEquals(Outcome.INTERRUPTED, execute("lwat", 28, TestProcessor.DATA + 32));
        assertEquals(Interrupt.ALIGNMENT, processor.vcpu.delivered());
    }

    @Test
    void operandsAreAligned() {
        assertEquals(Outcome.INTERRUPTED, execute("stwat", 0, TestProcessor.DATA + 2));
        assertEquals(Interrupt.ALIGNMENT, processor.vcpu.delivered());
    }

    @Test
    void comparesSignedWords() {
        processor.memory.writeLe32(TestProcessor.DATA, -2);
        processor.state().gpr[4] = 1;
        execute("stwat", 5, TestProcessor.DATA);
        assertEquals(1, processor.memory.readLe32(TestProcessor.DATA));
        processor.state().gpr[4] = -7;
        execute("stwat", 7, TestProcessor.DATA);
        assertEquals(-7, processor.memory.readLe32(TestProcessor.DATA));
    }

    /** Equal neighbours stop the bounded ones; RT is then the most negative number of the operand's size. */
    @Test
    void boundedOnesLookAtTheirNeighbour() {
        processor.memory.writeLe64(TestProcessor.DATA, 7);
        processor.memory.writeLe64(TestProcessor.DATA + 8, 7);
        execute("ldat", 24, TestProcessor.DATA);
        assertEquals(Long.MIN_VALUE, processor.state().gpr[4]);
        execute("ldat", 25, TestProcessor.DATA);
        assertEquals(7, processor.state().gpr[4]);
        assertEquals(8, processor.memory.readLe64(TestProcessor.DATA));
        execute("ldat", 28, TestProcessor.DATA + 8);
        assertEquals(6, processor.memory.readLe64(TestProcessor.DATA + 8));
        execute("lwat", 25, TestProcessor.DATA);
        assertEquals(0x8000_0000L, processor.state().gpr[4]);
    }

    @Test
    void nothingHereCanBePastedTo() {
        processor.state().gpr[3] = TestProcessor.DATA;
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(Words.word("copy", Field.RA, 0, Field.RB, 3)));
        assertEquals(Outcome.INTERRUPTED, processor.execute(Words.word("paste.", Field.RA, 0, Field.RB, 3)));
        assertEquals(Interrupt.DATA_STORAGE, processor.vcpu.delivered());
        assertEquals(0x8, processor.get(Spr.DSISR));
    }
}
