package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Data address watchpoints: what matches, and what an access that matches leaves behind.
 *
 * @see "Power ISA 3.1, Book III, section 10.4: Data Address Watchpoint; section 7.5.3: DSISR bit 41"
 */
class WatchpointTest {
    private static final long DATA = TestProcessor.DATA;
    private static final long MSR = TestProcessor.MSR;
    private static final long MATCH = 0x0040_0000L;
    private static final long STORE = 0x0200_0000L;
    private static final long STORES = 0x40;
    private static final long LOADS = 0x20;
    private static final long WT = 0x10;
    private static final long WTI = 0x08;
    private static final long HYP = 0x04;
    private static final long PNH = 0x02;
    private static final long PRO = 0x01;

    private final TestProcessor processor = new TestProcessor();

    /** The two pairs of registers. */
    private enum Pair {
        FIRST(Spr.DAWR0, Spr.DAWRX0),
        SECOND(Spr.DAWR1, Spr.DAWRX1);

        private final Spr address;
        private final Spr control;

        Pair(Spr address, Spr control) {
            this.address = address;
            this.control = control;
        }
    }

    private void watch(long address, long control, int doublewords) {
        processor.set(Spr.DAWR0, address).set(Spr.DAWRX0, control | (doublewords - 1L) << 10);
    }

    private boolean matches(String mnemonic, long address) {
        processor.state().gpr[4] = address;
        InstructionRow row = Words.row(mnemonic);
        Field target = row.pattern().fields().contains(Field.RT) ? Field.RT : Field.RS;
        int outcome = processor.execute(row.encode(Map.of(target, 6, Field.RA, 4)));
        if (outcome == Outcome.BUDGET_SPENT) {
            return false;
        }
        assertEquals(Interrupt.DATA_STORAGE, processor.vcpu.delivered());
        assertEquals(TestProcessor.CODE, processor.get(Spr.SRR0));
        assertEquals(MATCH, processor.get(Spr.DSISR) & ~STORE);
        processor.setMsr(MSR);
        return true;
    }

    @ParameterizedTest
    @EnumSource(Pair.class)
    void aLoadThatMatchesIsNotMade(Pair pair) {
        processor.set(pair.address, DATA).set(pair.control, LOADS | PNH | WTI);
        processor.memory.writeLe64(DATA, 77);
        processor.state().gpr[6] = 5;
        assertEquals(true, matches("ld", DATA));
        assertEquals(5, processor.state().gpr[6]);
        assertEquals(DATA, processor.get(Spr.DAR));
        assertEquals(MATCH, processor.get(Spr.DSISR));
        assertEquals(0x300, processor.vcpu.delivered().vector());
    }

    @Test
    void aStoreThatMatchesIsNotMade() {
        watch(DATA, STORES | PNH | WTI, 1);
        processor.state().gpr[6] = 5;
        assertEquals(true, matches("std", DATA));
        assertEquals(0, processor.memory.readLe64(DATA));
        assertEquals(MATCH | STORE, processor.get(Spr.DSISR));
        assertEquals(false, matches("ld", DATA));
    }

    /** Any byte in any watched doubleword matches, and nothing beside them. */
    @ParameterizedTest
    @CsvSource({
        "lbz, -1, false", "lbz, 0, true", "lbz, 15, true", "lbz, 16, false", "lhz, -1, true", "lhz, 15, true",
        "lwz, -4, false", "lwz, -3, true", "lwz, 16, false", "ld, -8, false", "ld, -4, true", "ld, 8, true",
        "ld, 12, true", "ld, 16, false"
    })
    void theLengthCounts(String mnemonic, int offset, boolean expected) {
        watch(DATA + 64, LOADS | PNH | WTI, 2);
        assertEquals(expected, matches(mnemonic, DATA + 64 + offset));
        if (expected) {
            assertEquals(DATA + 64 + Math.max(0, offset), processor.get(Spr.DAR));
        }
    }

    @Test
    void upTo64DoublewordsAreWatched() {
        watch(DATA, LOADS | PNH | WTI, 64);
        assertEquals(true, matches("lbz", DATA + 511));
        assertEquals(false, matches("lbz", DATA + 512));
    }

    /** A page may have watched and other bytes; accesses before it was watched left lines that must not serve. */
    @Test
    void accessesBeforeDoNotHideIt() {
        assertEquals(false, matches("ld", DATA));
        assertEquals(false, matches("std", DATA));
        watch(DATA, LOADS | STORES | PNH | WTI, 1);
        assertEquals(true, matches("ld", DATA));
        assertEquals(false, matches("ld", DATA + 8));
        assertEquals(true, matches("std", DATA));
        watch(DATA + 8, LOADS | PNH | WTI, 1);
        assertEquals(false, matches("ld", DATA));
        assertEquals(true, matches("ld", DATA + 8));
        watch(0, 0, 1);
        assertEquals(false, matches("ld", DATA + 8));
    }

    @ParameterizedTest
    @CsvSource({
        "2, false, true",
        "2, true, false",
        "1, true, true",
        "1, false, false",
        "4, false, false",
        "7, true, true"
    })
    void theStateCounts(int states, boolean problem, boolean expected) {
        assertEquals(7, HYP | PNH | PRO);
        watch(DATA, LOADS | WTI | states, 1);
        processor.setMsr(problem ? MSR | MsrBits.PR : MSR);
        assertEquals(expected, matches("ld", DATA));
    }

    /** WT must be MSR[DR], unless WTI says that translation does not matter. */
    @Test
    void translationCounts() {
        watch(DATA, LOADS | PNH, 1);
        assertEquals(true, matches("ld", DATA));
        watch(DATA, LOADS | PNH | WT, 1);
        assertEquals(false, matches("ld", DATA));
        watch(DATA, LOADS | PNH | WT | WTI, 1);
        assertEquals(true, matches("ld", DATA));
    }

    @Test
    void highWordsDoNotCountIn32BitMode() {
        watch(0x7700_0000_0000_0000L | DATA, LOADS | PNH | WTI, 1);
        processor.setMsr(MSR & ~MsrBits.SF);
        assertEquals(true, matches("ld", 0x5500_0000_0000_0000L | DATA));
    }

    /** Each stores all or nothing, though it is made of several accesses: dcbz 0,r4; stq r6,0(r4); stxvx vs6,0,r4. */
    @ParameterizedTest
    @CsvSource({"7C0027EC, 120", "F8C40002, 8", "7CC02318, 8"})
    void whatStoresSeveralTimesStoresNothing(String word, int offset) {
        watch(DATA + offset, STORES | PNH | WTI, 1);
        for (int k = 0; k < 128; k += 8) {
            processor.memory.writeLe64(DATA + k, -1);
        }
        processor.state().gpr[4] = DATA;
        assertEquals(Outcome.INTERRUPTED, processor.execute((int) Long.parseLong(word, 16)));
        assertEquals(Interrupt.DATA_STORAGE, processor.vcpu.delivered());
        for (int k = 0; k < 128; k += 8) {
            assertEquals(-1, processor.memory.readLe64(DATA + k));
        }
    }

    /** What no page allows faults as if nobody watched. */
    @Test
    void translationComesFirst() {
        watch(TestProcessor.MEMORY_BYTES, LOADS | PNH | WTI, 1);
        processor.state().gpr[4] = TestProcessor.MEMORY_BYTES;
        assertEquals(Outcome.INTERRUPTED, processor.execute(0xE8C4_0000));
        assertEquals(0x4000_0000L, processor.get(Spr.DSISR));
    }

    /** Whether it would store or not, which the manual leaves open. */
    @Test
    void aStoreConditionalMatches() {
        watch(DATA, STORES | PNH | WTI, 1);
        processor.state().gpr[4] = DATA;
        assertEquals(Outcome.INTERRUPTED, processor.execute(0x7CC0_212D)); // stwcx. r6,0,r4
        assertEquals(MATCH | STORE, processor.get(Spr.DSISR));
        assertEquals(false, matches("ld", DATA));
    }

    @Test
    void anL2HasItsOwn() {
        watch(DATA, LOADS | PNH | WTI, 1);
        processor.enterL2();
        assertEquals(false, matches("ld", DATA));
        watch(DATA, LOADS | PNH | WTI, 1);
        assertEquals(true, matches("ld", DATA));
        assertEquals(2, processor.vcpu.level());
    }
}
