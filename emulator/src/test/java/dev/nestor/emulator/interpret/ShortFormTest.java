package dev.nestor.emulator.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.TestProcessor;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.state.StateDigest;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The interpreter's common operations against the semantics of the rows they stand for. */
final class ShortFormTest {
    private static final long SEED = 20261122;
    private static final int CASES = 60;
    /** Fields that vary: registers, shift, immediate, BO, BI, BF; what then is another instruction is a case more. */
    private static final int VARIED = 0x03FF_FFFF;

    private final Random random = new Random(SEED);

    @Test
    void everyCommonOperationDoesWhatItsRowDoes() {
        TestProcessor shortly = new TestProcessor();
        TestProcessor plainly = new TestProcessor();
        for (int named : ShortForm.words()) {
            assertTrue(ShortForm.isCommon(formOf(named)), Integer.toHexString(named));
            for (int i = 0; i < CASES; i++) {
                int kept = i % 4 == 0 ? 0 : 0xFC00_07FF;
                int varied = VARIED & ~kept;
                int word = named & ~varied | random.nextInt() & varied;
                compare(shortly, plainly, word);
            }
        }
    }

    @Test
    void everyRowOfAnOperationHasAWord() {
        Map<Semantics, InstructionRow> common = new IdentityHashMap<>();
        for (int named : ShortForm.words()) {
            Insn insn = TestProcessor.DECODER.decode(named);
            common.put(insn.semantics, insn.row);
        }
        for (InstructionRow row : InstructionTable.rows()) {
            for (int i = 0; i < CASES; i++) {
                int word =
                        row.pattern().bits() | random.nextInt() & ~row.pattern().mask();
                Insn insn = row.decode(word);
                boolean shared = common.containsKey(insn.semantics) && common.get(insn.semantics) != row;
                assertTrue(!shared || ShortForm.isCommon(ShortForm.of(insn)), row.mnemonic());
            }
        }
    }

    private static long formOf(int word) {
        return ShortForm.of(TestProcessor.DECODER.decode(word));
    }

    private void compare(TestProcessor shortly, TestProcessor plainly, int word) {
        Insn insn = TestProcessor.DECODER.decode(word);
        if (!ShortForm.isCommon(ShortForm.of(insn))) {
            return;
        }
        long msr = TestProcessor.MSR & ~MsrBits.LE & ~MsrBits.SF
                | (random.nextBoolean() ? MsrBits.LE : 0)
                | (random.nextInt(4) > 0 ? MsrBits.SF : 0);
        shortly.setMsr(msr);
        fill(shortly.state());
        plainly.state().copyFrom(shortly.state());
        plainly.setMsr(msr);
        write(shortly, word);
        write(plainly, word);
        int outcome = shortly.execute(word);
        int expected = step(plainly, insn);
        shortly.state().instructions = 0;
        String which = insn.row + " " + Integer.toHexString(word) + " seed " + SEED;
        assertEquals(expected, outcome == Outcome.BUDGET_SPENT ? Outcome.NEXT : outcome, which);
        assertEquals(StateDigest.of(plainly.state()), StateDigest.of(shortly.state()), which);
        assertEquals(plainly.memory.digest(), shortly.memory.digest(), which);
    }

    /** Makes both memories hold {@code word}. */
    private static void write(TestProcessor processor, int word) {
        if (processor.vcpu.mem.isLittleEndian()) {
            processor.memory.writeLe32(TestProcessor.CODE, word);
        } else {
            processor.memory.writeBe32(TestProcessor.CODE, word);
        }
    }

    /** By the semantics alone; {@code NEXT} for a branch too, as a spent budget hides which it was. */
    private static int step(TestProcessor processor, Insn insn) {
        Vcpu v = processor.vcpu;
        v.cia = TestProcessor.CODE;
        int outcome = insn.semantics.execute(v, insn);
        if (outcome == Outcome.NEXT) {
            v.s.nia = TestProcessor.CODE + 4;
        }
        return outcome == Outcome.BRANCHED ? Outcome.NEXT : outcome;
    }

    /** Registers that are small, addresses of memory, or anything; away from the code. */
    private void fill(CpuState s) {
        for (int i = 0; i < s.gpr.length; i++) {
            s.gpr[i] = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(64) - 8L;
                case 1 -> random.nextLong();
                default -> 0x4_0000 + random.nextInt(0x4_0000);
            };
        }
        s.cr = random.nextInt();
        s.lr = random.nextLong();
        s.ctr = random.nextInt(3);
        s.ca = random.nextInt(2);
        s.so = random.nextInt(2);
        s.nia = TestProcessor.CODE;
    }
}
