package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows of which {@link RegisterDifferences} says that the oracle cannot tell. */
class VectorRowsTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final int CASES = 2000;

    private final Vcpu vcpu = new TestProcessor().vcpu;
    private final CpuState s = vcpu.s;

    private void execute(String mnemonic) {
        int word = Words.row(mnemonic)
                .encode(
                        Words.row(mnemonic).pattern().fields().contains(Field.VRA)
                                ? Map.of(Field.VRT, 2, Field.VRA, 3, Field.VRB, 4)
                                : Map.of(Field.VRT, 2, Field.VRB, 4));
        Insn insn = TestProcessor.DECODER.decode(word);
        assertEquals(Outcome.NEXT, insn.semantics.execute(vcpu, insn));
    }

    @Test
    void vrldmiInsertsUnderTheMask() {
        s.vsr[68] = 0x1111_2222_3333_4444L;
        s.vsr[69] = 0x5555_6666_7777_8888L;
        s.vsr[70] = 0x0123_4567_89AB_CDEFL;
        s.vsr[71] = 0xFEDC_BA98_7654_3210L;
        s.vsr[72] = 8L << 16 | 23L << 8 | 16;
        s.vsr[73] = 56L << 16 | 7L << 8 | 4;
        execute("vrldmi");
        assertEquals("1167892233334444", Long.toHexString(s.vsr[68]));
        assertEquals("ed5566667777880f", Long.toHexString(s.vsr[69]));
    }

    @Test
    void exponentialEstimatesAreWithinASixteenth() {
        Random random = new Random(SEED);
        for (int k = 0; k < CASES; k++) {
            float x = random.nextFloat() * 250 - 125;
            s.vsr[72] = Float.floatToRawIntBits(x);
            execute("vexptefp");
            double expected = Math.pow(2, x);
            double relative = Math.abs(Float.intBitsToFloat((int) s.vsr[68]) / expected - 1);
            assertTrue(relative < 1.0 / 16, () -> "2^" + x + ", seed " + SEED);
        }
    }

    @Test
    void logarithmEstimatesAreWithinAThirtySecond() {
        Random random = new Random(SEED);
        for (int k = 0; k < CASES; k++) {
            float x = Float.intBitsToFloat(1 + random.nextInt(0x7F7F_FFFF));
            s.vsr[72] = Float.floatToRawIntBits(x);
            execute("vlogefp");
            double expected = Math.log(x) / Math.log(2);
            double error = Math.abs(Float.intBitsToFloat((int) s.vsr[68]) - expected);
            assertTrue(error < 1.0 / 32 || error < Math.abs(expected) / 8, () -> "log2 " + x + ", seed " + SEED);
        }
    }
}
