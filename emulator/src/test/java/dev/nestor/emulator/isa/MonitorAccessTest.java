package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MonitorGroup;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.cpu.SprAccess;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What MMCR0 lets problem state have of the performance monitor and of the branch history. */
class MonitorAccessTest {
    private static final long PMCCEXT = 0x200;
    private static final long BHRBA = 0x20_0000;
    private static final long ILLEGAL = 0x8_0000L;

    private final TestProcessor processor = new TestProcessor();

    static List<Spr> registers() {
        return Arrays.stream(Spr.values())
                .filter(spr -> spr.monitorGroup() != MonitorGroup.NONE)
                .toList();
    }

    @Test
    void allUserNumbersOfTheMonitorHaveAGroup() {
        List<Integer> numbers = registers().stream().map(Spr::number).toList();
        assertEquals(
                List.of(736, 737, 738, 768, 769, 770, 771, 772, 773, 774, 775, 776, 779, 780, 781, 782),
                numbers.stream().sorted().toList());
    }

    private static int mfspr(int number) {
        return Words.word("mfspr", Field.RT, 3, Field.SPR, number);
    }

    private static int mtspr(int number) {
        return Words.word("mtspr", Field.RS, 3, Field.SPR, number);
    }

    /** What comes of {@code word} in problem state. */
    private String outcome(int word, long mmcr0) {
        processor.setMsr(TestProcessor.MSR | MsrBits.PR).set(Spr.MMCR0, mmcr0).set(Spr.FSCR, 0);
        int outcome = processor.execute(word);
        if (outcome == Outcome.BUDGET_SPENT) {
            return "done";
        }
        if (outcome == Outcome.INTERRUPTED && processor.vcpu.delivered() == Interrupt.FACILITY_UNAVAILABLE) {
            return "facility " + (processor.get(Spr.FSCR) >>> 56);
        }
        boolean illegal = processor.vcpu.delivered() == Interrupt.PROGRAM && (processor.get(Spr.SRR1) & ILLEGAL) != 0;
        return illegal ? "illegal" : "outcome " + outcome;
    }

    @ParameterizedTest
    @MethodSource("registers")
    void readsAreAllowedByPmcc(Spr spr) {
        List<String> expected = switch (spr.monitorGroup()) {
            case B -> List.of("done", "facility 3", "done", "done");
            case A_COUNTERS_5_6 -> List.of("done", "facility 3", "done", "facility 3");
            default -> List.of("done", "facility 3", "done", "done");
        };
        for (long pmcc = 0; pmcc < 4; pmcc++) {
            assertEquals(expected.get((int) pmcc), outcome(mfspr(spr.number()), pmcc << 18), "PMCC " + pmcc);
        }
    }

    @ParameterizedTest
    @MethodSource("registers")
    void writesAreAllowedByPmcc(Spr spr) {
        List<String> expected = switch (spr.monitorGroup()) {
            case B -> List.of("illegal", "illegal", "illegal", "illegal");
            case A_COUNTERS_5_6 -> List.of("illegal", "facility 3", "done", "facility 3");
            default -> List.of("illegal", "facility 3", "done", "done");
        };
        for (long pmcc = 0; pmcc < 4; pmcc++) {
            assertEquals(expected.get((int) pmcc), outcome(mtspr(spr.number()), pmcc << 18), "PMCC " + pmcc);
        }
    }

    @ParameterizedTest
    @MethodSource("registers")
    void pmccextClosesGroupBWhenPmccIs0(Spr spr) {
        boolean closed = spr.monitorGroup() == MonitorGroup.B;
        assertEquals(closed ? "facility 3" : "done", outcome(mfspr(spr.number()), PMCCEXT));
        assertEquals("done", outcome(mfspr(spr.number()), PMCCEXT | 2 << 18));
    }

    @ParameterizedTest
    @MethodSource("registers")
    void privilegedStateIsNotRestricted(Spr spr) {
        processor.set(Spr.MMCR0, 1 << 18 | PMCCEXT);
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(mfspr(spr.number())));
        if (spr.writeAccess() != SprAccess.NONE) {
            assertEquals(Outcome.BUDGET_SPENT, processor.execute(mtspr(spr.number())));
        }
    }

    @Test
    void problemStateSeesAndChangesSomeBitsOfMmcr0AndMmcr2() {
        processor.set(Spr.MMCR2, -1L);
        assertEquals("done", outcome(mfspr(Spr.MMCR2_USER.number()), 2L << 18));
        assertEquals(0x4020_1008_0402_0000L, processor.state().gpr[3]);
        assertEquals("done", outcome(mfspr(Spr.MMCR0_USER.number()), 0xFFFB_FFFFL));
        assertEquals(0x8400_0080L, processor.state().gpr[3]);
        processor.state().gpr[3] = -1L;
        assertEquals("done", outcome(mtspr(Spr.MMCR0_USER.number()), 2L << 18));
        assertEquals(0x8400_0080L | 2L << 18, processor.get(Spr.MMCR0));
        processor.set(Spr.MMCR2, 0);
        assertEquals("done", outcome(mtspr(Spr.MMCR2_USER.number()), 2L << 18));
        assertEquals(0x4020_1008_0402_0000L, processor.get(Spr.MMCR2));
    }

    @Test
    void theBranchHistoryNeedsBhrba() {
        for (String name : List.of("clrbhrb", "mfbhrbe")) {
            assertEquals("facility 4", outcome(Words.word(name), 0));
            assertEquals("done", outcome(Words.word(name), BHRBA));
            processor.setMsr(TestProcessor.MSR).set(Spr.MMCR0, 0);
            assertEquals(Outcome.BUDGET_SPENT, processor.execute(Words.word(name)));
        }
    }

    @Test
    void anL2WithoutTheBranchHistoryExits() {
        processor.enterL2().set(Spr.HFSCR, ~Facility.BHRB.bit());
        assertEquals(Outcome.EXITED, processor.execute(Words.word("clrbhrb")));
        assertEquals(
                Interrupt.HYPERVISOR_FACILITY_UNAVAILABLE, processor.vcpu.exit().interrupt());
    }
}
