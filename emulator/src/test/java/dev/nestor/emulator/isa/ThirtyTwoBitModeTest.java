package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * MSR[SF] = 0: addresses, counts, carries and records work on low words, registers keep all their bits.
 *
 * @see "Power ISA 3.1, Book I, sections 1.10.3, 2.4, 3.2.2 and 3.3.9; Book III, section 4.2.1"
 */
class ThirtyTwoBitModeTest {
    private static final long CODE = TestProcessor.CODE;
    private static final long DATA = TestProcessor.DATA;
    private static final long HIGH = 0x7654_3210_0000_0000L;

    private final TestProcessor processor = new TestProcessor().setMsr(TestProcessor.MSR & ~MsrBits.SF);
    private final CpuState s = processor.state();

    private void execute(long word) {
        assertEquals(Outcome.BUDGET_SPENT, processor.execute((int) word));
    }

    @Test
    void addressesIgnoreHighWords() {
        processor.memory.writeLe64(DATA + 8, 77);
        s.gpr[4] = HIGH | DATA;
        execute(0xE864_0008L); // ld r3,8(r4)
        assertEquals(77, s.gpr[3]);
        s.gpr[4] = HIGH | 0xFFFF_FFF8L;
        s.gpr[5] = DATA + 16;
        execute(0x7C64_282AL); // ldx r3,r4,r5: wraps around 2^32
        assertEquals(77, s.gpr[3]);
    }

    @Test
    void updatesKeepAllBits() {
        s.gpr[4] = HIGH | DATA;
        execute(0xE864_0009L); // ldu r3,8(r4)
        assertEquals(HIGH | DATA + 8, s.gpr[4]);
    }

    /** bdnz and bdz test CTR[32:63] and decrement all of it. */
    @ParameterizedTest
    @CsvSource({"42000008, 1, false", "42000008, 2, true", "42400008, 1, true", "42400008, 2, false"})
    void countsAreLowWords(String word, long low, boolean taken) {
        s.ctr = HIGH | low;
        execute(Long.parseLong(word, 16));
        assertEquals(CODE + (taken ? 8 : 4), s.nia);
        assertEquals(HIGH | low - 1, s.ctr);
    }

    @Test
    void targetsLoseTheirHighWords() {
        s.lr = HIGH | CODE + 0x40;
        execute(0x4E80_0020L); // blr
        assertEquals(CODE + 0x40, s.nia);
        s.ctr = HIGH | CODE + 0x80;
        execute(0x4E80_0421L); // bctrl
        assertEquals(CODE + 0x80, s.nia);
        assertEquals(CODE + 4, s.lr);
    }

    /** add. and and. record by the low word; what they compute has 64 bits. */
    @ParameterizedTest
    @CsvSource({"7C642A15, 0", "7C832839, -1"})
    void recordsLookAtLowWords(String word, long other) {
        s.gpr[4] = 0x1_8000_0000L;
        s.gpr[5] = other;
        s.cr = 0;
        execute(Long.parseLong(word, 16));
        assertEquals(0x1_8000_0000L, s.gpr[3]);
        assertEquals(0x8000_0000, s.cr);
    }

    /** CA and OV are those of the low word, as CA32 and OV32 always are. */
    @Test
    void carriesComeOutOfLowWords() {
        s.gpr[4] = 0xFFFF_FFFFL;
        s.gpr[5] = 1;
        execute(0x7C64_2814L); // addc r3,r4,r5
        assertEquals(0x1_0000_0000L, s.gpr[3]);
        assertEquals(1, s.ca);
        assertEquals(1, s.ca32);
        s.gpr[4] = 0x7FFF_FFFFL;
        execute(0x7C64_2E14L); // addo r3,r4,r5
        assertEquals(1, s.ov);
        assertEquals(1, s.ov32);
        s.gpr[4] = Long.MAX_VALUE;
        execute(0x7C64_2E14L);
        assertEquals(0, s.ov);
    }

    /** Comparisons say themselves how long they are. */
    @Test
    void comparisonsDoNotDependOnTheMode() {
        s.gpr[4] = HIGH;
        s.gpr[5] = 0;
        execute(0x7C24_2800L); // cmpd cr0,r4,r5
        assertEquals(0x4000_0000, s.cr & 0xF000_0000);
        execute(0x7C04_2800L); // cmpw cr0,r4,r5
        assertEquals(0x2000_0000, s.cr & 0xF000_0000);
    }

    @Test
    void interruptsSaveShortAddressesAndEnter64BitMode() {
        s.gpr[4] = HIGH | TestProcessor.MEMORY_BYTES;
        assertEquals(Outcome.INTERRUPTED, processor.execute(0xE864_0000));
        assertEquals(TestProcessor.MEMORY_BYTES, processor.get(Spr.DAR));
        assertEquals(CODE, processor.get(Spr.SRR0));
        assertEquals(0, processor.get(Spr.SRR1) & MsrBits.SF);
        assertEquals(MsrBits.SF, s.msr & MsrBits.SF);
    }
}
