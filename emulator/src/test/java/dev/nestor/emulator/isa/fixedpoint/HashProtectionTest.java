package dev.nestor.emulator.isa.fixedpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.TestProcessor;
import dev.nestor.emulator.isa.Words;
import org.junit.jupiter.api.Test;

/** When hash instructions act, and what a wrong digest leads to. */
class HashProtectionTest {
    private static final int STORE = Words.word("hashst", Field.RB, 4, Field.RA, 3, Field.HASH_D, 63);
    private static final int CHECK = Words.word("hashchk", Field.RB, 4, Field.RA, 3, Field.HASH_D, 63);
    private static final int STORE_PRIVILEGED = Words.word("hashstp", Field.RB, 4, Field.RA, 3, Field.HASH_D, 63);
    private static final long EVERYBODY = 1L << 63 - 5;
    private static final long PROBLEM = 1L << 63 - 37;
    private static final long PRIVILEGED = 1L << 63 - 6;
    private static final long SLOT = TestProcessor.DATA - 8;

    private final TestProcessor processor = processor();

    private static TestProcessor processor() {
        TestProcessor made = new TestProcessor();
        made.state().gpr[3] = TestProcessor.DATA;
        made.state().gpr[4] = 0x1234_5678_9ABC_DEF0L;
        return made;
    }

    @Test
    void doesNothingUnlessSwitchedOn() {
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(STORE));
        assertEquals(0, processor.memory.readLe64(SLOT));
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(CHECK));
    }

    @Test
    void acceptsItsOwnDigestOnly() {
        processor.set(Spr.DEXCR, EVERYBODY);
        processor.execute(STORE);
        assertNotEquals(0, processor.memory.readLe64(SLOT));
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(CHECK));
        processor.state().gpr[4]++;
        assertEquals(Outcome.INTERRUPTED, processor.execute(CHECK));
        assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered());
        assertEquals(0x2_0000L, processor.get(Spr.SRR1) & 0x783F_0000L);
    }

    @Test
    void problemStateHasItsOwnBits() {
        processor.setMsr(TestProcessor.MSR | MsrBits.PR).set(Spr.DEXCR, EVERYBODY);
        processor.execute(STORE);
        assertEquals(0, processor.memory.readLe64(SLOT));
        processor.set(Spr.DEXCR, PROBLEM);
        processor.execute(STORE);
        assertNotEquals(0, processor.memory.readLe64(SLOT));
    }

    @Test
    void theHypervisorMayEnforceIt() {
        processor.set(Spr.HDEXCR, PROBLEM);
        processor.execute(STORE);
        assertNotEquals(0, processor.memory.readLe64(SLOT));
    }

    @Test
    void thePrivilegedFormHasItsOwnKeyAndSwitch() {
        processor.set(Spr.DEXCR, EVERYBODY);
        processor.execute(STORE_PRIVILEGED);
        assertEquals(0, processor.memory.readLe64(SLOT));
        processor.set(Spr.DEXCR, EVERYBODY | PRIVILEGED).set(Spr.HASHPKEYR, 99);
        processor.execute(STORE_PRIVILEGED);
        long privileged = processor.memory.readLe64(SLOT);
        processor.execute(STORE);
        assertNotEquals(privileged, processor.memory.readLe64(SLOT));
    }

    /** The test vector of SIMON 32/64 in its designers' paper of 2013, left half and first key last there. */
    @Test
    void encryptsAsPublished() {
        assertEquals(0xE9BB_C69BL, HashProtection.encrypted(0x6877_6565L, 0x0100_0908_1110_1918L, 0));
    }

    @Test
    void theDigestDependsOnTheKey() {
        assertNotEquals(HashProtection.digest(1, 2, 3), HashProtection.digest(1, 2, 4));
    }
}
