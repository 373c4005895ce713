package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.interpret.InstructionTable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prefixed instructions: decoding, length, relative addresses, and the interrupts that name them. */
class PrefixedTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final long CODE = TestProcessor.CODE;
    private static final long DATA = TestProcessor.DATA;
    private static final long PREFIXED = 0x2000_0000L;
    private static final long BOUNDARY = 0x1000_0000L;

    private final TestProcessor processor = new TestProcessor();

    static List<InstructionRow> rows() {
        return InstructionTable.prefixedRows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void decodesWhatItEncodes(InstructionRow row) {
        Random random = new Random(SEED);
        BitPattern prefix = Objects.requireNonNull(row.prefix());
        for (int k = 0; k < 100; k++) {
            Map<Field, Integer> values = new EnumMap<>(Field.class);
            for (Field field : prefix.fields()) {
                values.put(field, Words.randomValue(field, random));
            }
            int high = prefix.encode(values);
            int low = row.encode(Words.randomFields(row, random));
            assertSame(row, TestProcessor.DECODER.rowOf(high, low), () -> "seed " + SEED);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowLeavesAnArchitectedOutcome(InstructionRow row) {
        Random random = new Random(SEED ^ row.mnemonic().hashCode());
        for (int k = 0; k < 50; k++) {
            TestProcessor any = new TestProcessor();
            if (random.nextBoolean()) {
                any.enterL2();
            }
            any.setMsr(TestProcessor.MSR & ~(MsrBits.PR | MsrBits.VSX | MsrBits.FP)
                    | random.nextLong() & (MsrBits.PR | MsrBits.VSX | MsrBits.FP));
            any.set(Spr.FSCR, random.nextLong()).set(Spr.HFSCR, random.nextLong());
            for (int register = 0; register < 32; register++) {
                any.state().gpr[register] = random.nextBoolean() ? DATA : random.nextLong();
            }
            int outcome = run(
                    any,
                    CODE,
                    Objects.requireNonNull(row.prefix()).bits() | random.nextInt(1 << 18),
                    row.encode(Words.randomFields(row, random)));
            boolean known =
                    outcome == Outcome.BUDGET_SPENT || outcome == Outcome.INTERRUPTED || outcome == Outcome.EXITED;
            assertEquals(true, known, () -> row + " led to " + outcome + ", seed " + SEED);
        }
    }

    private static int run(TestProcessor on, long address, int... words) {
        for (int k = 0; k < words.length; k++) {
            on.memory.writeLe32(address + 4 * k, words[k]);
        }
        return on.run(address, 1);
    }

    /** pld r3,0x12344(0),1 and pld r3,-8(r4). */
    @Test
    void loadsByLongDisplacements() {
        processor.memory.writeLe64(CODE + 0x1_2348, 77);
        run(processor, CODE, 0x0410_0001, 0xE460_2348);
        assertEquals(77, processor.state().gpr[3]);
        assertEquals(CODE + 8, processor.state().nia);
        processor.memory.writeLe64(DATA - 8, 78);
        processor.state().gpr[4] = DATA;
        run(processor, CODE, 0x0403_FFFF, 0xE464_FFF8);
        assertEquals(78, processor.state().gpr[3]);
    }

    @Test
    void relativeAddressesFollowTheInstruction() {
        run(processor, CODE, 0x0610_0000, 0x3860_0010);
        assertEquals(CODE + 0x10, processor.state().gpr[3]);
        run(processor, CODE + 8, 0x0610_0000, 0x3860_0010);
        assertEquals(CODE + 0x18, processor.state().gpr[3]);
    }

    @Test
    void countsAsOneInstruction() {
        long before = processor.state().instructions;
        run(processor, CODE, 0x0600_0000, 0x3860_0010);
        assertEquals(before + 1, processor.state().instructions);
    }

    @Test
    void aRelativeAddressHasNoBase() {
        assertEquals(Outcome.INTERRUPTED, run(processor, CODE, 0x0610_0000, 0x3864_0010));
        assertEquals(Interrupt.PROGRAM, processor.vcpu.delivered());
        assertEquals(0x8_0000L | PREFIXED, processor.get(Spr.SRR1) & 0x783F_0000L);
    }

    @Test
    void mayNotCross64Bytes() {
        assertEquals(Outcome.INTERRUPTED, run(processor, CODE + 60, 0x0600_0000, 0x3860_0010));
        assertEquals(Interrupt.ALIGNMENT, processor.vcpu.delivered());
        assertEquals(CODE + 60, processor.get(Spr.SRR0));
        assertEquals(PREFIXED | BOUNDARY, processor.get(Spr.SRR1) & 0x783F_0000L);
    }

    @Test
    void problemStateNeedsTheFacility() {
        processor.setMsr(TestProcessor.MSR | MsrBits.PR);
        run(processor, CODE, 0x0600_0000, 0x3860_0010);
        assertEquals(Interrupt.FACILITY_UNAVAILABLE, processor.vcpu.delivered());
        assertEquals(Facility.PREFIX.cause(), processor.get(Spr.FSCR) >>> 56);
        assertEquals(PREFIXED, processor.get(Spr.SRR1) & 0x783F_0000L);
        processor.setMsr(TestProcessor.MSR | MsrBits.PR).set(Spr.FSCR, Facility.PREFIX.bit());
        assertEquals(Outcome.BUDGET_SPENT, run(processor, CODE, 0x0600_0000, 0x3860_0010));
    }

    @Test
    void anL2ExitsWithoutTheFacility() {
        processor.enterL2();
        assertEquals(Outcome.EXITED, run(processor, CODE, 0x0600_0000, 0x3860_0010));
        NestedExitCause exit = processor.vcpu.exit();
        assertEquals(Interrupt.HYPERVISOR_FACILITY_UNAVAILABLE, exit.interrupt());
        assertEquals(PREFIXED, exit.msr() & 0x783F_0000L);
    }

    /** HEIR has both words, which is why it has eight bytes. */
    @Test
    void anL2ExitsWithBothWordsOfWhatIsNoInstruction() {
        processor.enterL2().set(Spr.HFSCR, -1L);
        assertEquals(Outcome.EXITED, run(processor, CODE, 0x0500_1234, 0x0000_5678));
        assertEquals(
                Interrupt.HYPERVISOR_EMULATION_ASSISTANCE, processor.vcpu.exit().interrupt());
        assertEquals(0x0500_1234_0000_5678L, processor.vcpu.exit().heir());
    }

    @Test
    void storageInterruptsNameIt() {
        processor.setMsr(TestProcessor.MSR | MsrBits.DR);
        processor.state().gpr[4] = 0x4000_0000_0000_0000L;
        assertEquals(Outcome.INTERRUPTED, run(processor, CODE, 0x0400_0000, 0xE464_0000));
        assertEquals(PREFIXED, processor.get(Spr.SRR1) & 0x783F_0000L);
    }

    @Test
    void aNewSuffixIsSeen() {
        run(processor, CODE, 0x0600_0000, 0x3860_0010);
        processor.memory.writeLe32(CODE + 4, 0x3860_0020);
        processor.run(CODE, 1);
        assertEquals(0x20, processor.state().gpr[3]);
    }
}
