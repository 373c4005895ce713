package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage rows where user-mode programs cannot see: faults, alignment, reservations, invalid forms, 32-bit mode. */
class StorageAccessTest {
    private static final long OUTSIDE = 0x4000_0000L;

    private final TestProcessor processor = new TestProcessor();

    @BeforeEach
    void registers() {
        processor.state().gpr[3] = TestProcessor.DATA;
        processor.state().gpr[4] = 0x1122_3344_5566_7788L;
        processor.state().gpr[5] = 0x99AA_BBCC_DDEE_FF00L;
    }

    private void assertInterrupt(Interrupt interrupt, int outcome) {
        assertEquals(Outcome.INTERRUPTED, outcome);
        assertEquals(interrupt, processor.vcpu.delivered());
        assertEquals(TestProcessor.CODE, processor.get(Spr.SRR0));
    }

    private static int stored(String mnemonic) {
        return Words.word(mnemonic, Field.RS, 4, Field.RA, 3, Field.RB, 0);
    }

    private static int loaded(String mnemonic) {
        return Words.word(mnemonic, Field.RT, 6, Field.RA, 3, Field.RB, 0);
    }

    @ParameterizedTest
    @CsvSource({"lbzu,D", "lhzu,D", "lhau,D", "lwzu,D", "ldu,DS"})
    void loadWithUpdateLeavesRegistersWhenItFaults(String mnemonic, String displacement) {
        processor.state().gpr[3] = OUTSIDE;
        int word = Words.word(mnemonic, Field.RT, 6, Field.RA, 3, Field.valueOf(displacement), 8);
        assertInterrupt(Interrupt.DATA_STORAGE, processor.execute(word));
        assertEquals(OUTSIDE, processor.state().gpr[3]);
        assertEquals(0, processor.state().gpr[6]);
        assertEquals(OUTSIDE + 8, processor.get(Spr.DAR));
    }

    @ParameterizedTest
    @CsvSource({"stbu,D", "sthu,D", "stwu,D", "stdu,DS"})
    void storeWithUpdateLeavesItsBaseWhenItFaults(String mnemonic, String displacement) {
        processor.state().gpr[3] = OUTSIDE;
        int word = Words.word(mnemonic, Field.RS, 4, Field.RA, 3, Field.valueOf(displacement), 8);
        assertInterrupt(Interrupt.DATA_STORAGE, processor.execute(word));
        assertEquals(OUTSIDE, processor.state().gpr[3]);
        assertTrue((processor.get(Spr.DSISR) & 0x0200_0000L) != 0, "DSISR says store");
    }

    @Test
    void loadWithUpdateOfItsTargetIsInvalid() {
        assertInterrupt(Interrupt.PROGRAM, processor.execute(Words.word("ldu", Field.RT, 3, Field.RA, 3, Field.DS, 8)));
        assertInterrupt(Interrupt.PROGRAM, processor.execute(Words.word("stdu", Field.RS, 3, Field.RA, 0)));
    }

    @ParameterizedTest
    @CsvSource({"lharx,sthcx.,1", "lwarx,stwcx.,1", "lwarx,stwcx.,2", "ldarx,stdcx.,4", "lqarx,stqcx.,8"})
    void reservationsNeedAlignment(String load, String store, long offset) {
        processor.state().gpr[3] += offset;
        assertInterrupt(Interrupt.ALIGNMENT, processor.execute(loaded(load)));
        assertEquals(TestProcessor.DATA + offset, processor.get(Spr.DAR));
        processor.setMsr(TestProcessor.MSR);
        assertInterrupt(Interrupt.ALIGNMENT, processor.execute(stored(store)));
    }

    @ParameterizedTest
    @CsvSource({"lbarx,stbcx.", "lharx,sthcx.", "lwarx,stwcx.", "ldarx,stdcx.", "lqarx,stqcx."})
    void conditionalStoreNeedsItsReservation(String load, String store) {
        processor.execute(stored(store));
        assertEquals(0, processor.state().cr >>> 28, "no reservation");
        assertEquals(0, processor.memory.readBe64(TestProcessor.DATA));
        processor.execute(loaded(load));
        processor.state().so = 1;
        processor.execute(stored(store));
        assertEquals(3, processor.state().cr >>> 28, "stored, and a copy of SO");
        assertTrue(processor.memory.readBe64(TestProcessor.DATA) != 0);
        processor.execute(stored(store));
        assertEquals(1, processor.state().cr >>> 28, "the reservation is used up");
    }

    @Test
    void conditionalQuadwordStoresBothRegisters() {
        processor.execute(loaded("lqarx"));
        processor.execute(stored("stqcx."));
        assertEquals(0x99AA_BBCC_DDEE_FF00L, processor.memory.readLe64(TestProcessor.DATA));
        assertEquals(0x1122_3344_5566_7788L, processor.memory.readLe64(TestProcessor.DATA + 8));
    }

    @Test
    void conditionalStoreOfAnotherLengthOrGranuleFails() {
        processor.execute(loaded("lwarx"));
        processor.execute(stored("stdcx."));
        assertEquals(0, processor.state().cr >>> 28);
        processor.execute(loaded("ldarx"));
        processor.state().gpr[3] += 128;
        processor.execute(stored("stdcx."));
        assertEquals(0, processor.state().cr >>> 28);
    }

    @Test
    void conditionalStoreElsewhereInTheGranuleSucceeds() {
        processor.execute(loaded("ldarx"));
        processor.state().gpr[3] += 120;
        processor.execute(stored("stdcx."));
        assertEquals(2, processor.state().cr >>> 28);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lq", "stq"})
    void quadwordsNeedAlignmentAndAnEvenRegister(String mnemonic) {
        Field data = mnemonic.equals("lq") ? Field.RT : Field.RS;
        processor.state().gpr[3] += 8;
        assertInterrupt(Interrupt.ALIGNMENT, processor.execute(Words.word(mnemonic, data, 4, Field.RA, 3)));
        processor.setMsr(TestProcessor.MSR);
        assertInterrupt(Interrupt.PROGRAM, processor.execute(Words.word(mnemonic, data, 5, Field.RA, 3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lmw", "stmw"})
    void multiplesAreForBigEndianOnly(String mnemonic) {
        Field data = mnemonic.equals("lmw") ? Field.RT : Field.RS;
        int word = Words.word(mnemonic, data, 29, Field.RA, 3);
        assertInterrupt(Interrupt.ALIGNMENT, processor.execute(word));
        processor.setMsr(TestProcessor.MSR & ~MsrBits.LE);
        for (int register = 29; register < 32; register++) {
            processor.memory.writeBe32(TestProcessor.DATA + 4L * (register - 29), register);
            processor.state().gpr[register] = register;
        }
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(word));
        for (int register = 29; register < 32; register++) {
            assertEquals(register, processor.state().gpr[register]);
            assertEquals(register, processor.memory.readBe32(TestProcessor.DATA + 4L * (register - 29)));
        }
    }

    @Test
    void multipleMayNotLoadItsBase() {
        processor.setMsr(TestProcessor.MSR & ~MsrBits.LE);
        assertInterrupt(Interrupt.PROGRAM, processor.execute(Words.word("lmw", Field.RT, 3, Field.RA, 3)));
    }

    @Test
    void dcbzClearsItsBlock() {
        for (int offset = 0; offset < 384; offset++) {
            processor.memory.write8(TestProcessor.DATA + offset, 0xFF);
        }
        processor.state().gpr[3] += 200;
        processor.execute(Words.word("dcbz", Field.RA, 0, Field.RB, 3));
        for (int offset = 0; offset < 384; offset++) {
            int expected = offset >= 128 && offset < 256 ? 0 : 0xFF;
            assertEquals(expected, processor.memory.read8(TestProcessor.DATA + offset));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dcbf", "dcbst", "icbi", "dcbz"})
    void cacheInstructionsTranslateTheirAddress(String mnemonic) {
        processor.state().gpr[3] = OUTSIDE;
        assertInterrupt(Interrupt.DATA_STORAGE, processor.execute(Words.word(mnemonic, Field.RB, 3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dcbt", "dcbtst", "icbt"})
    void cacheHintsNeverFault(String mnemonic) {
        processor.state().gpr[3] = OUTSIDE;
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(Words.word(mnemonic, Field.RB, 3)));
    }

    @Test
    void addressesAndCarriesAre32BitsIn32BitMode() {
        processor.setMsr(TestProcessor.MSR & ~MsrBits.SF);
        processor.state().gpr[3] = 0x7_0000_0000L + TestProcessor.DATA;
        processor.memory.writeLe64(TestProcessor.DATA, 42);
        processor.execute(Words.word("ld", Field.RT, 6, Field.RA, 3));
        assertEquals(42, processor.state().gpr[6]);
        processor.state().gpr[4] = 0xFFFF_FFFFL;
        processor.execute(Words.word("addic.", Field.RT, 6, Field.RA, 4, Field.SI, 1));
        assertEquals(1, processor.state().ca);
        assertEquals(2, processor.state().cr >>> 28, "the low word is zero");
        processor.state().ctr = 0x1_0000_0001L;
        processor.execute(Words.word("bc", Field.BO, 16, Field.BD, 64));
        assertEquals(TestProcessor.CODE + 4, processor.state().nia, "the low word of CTR became zero");
    }

    @ParameterizedTest
    @CsvSource({"16,5,6,true", "16,6,5,false", "8,6,5,true", "4,5,5,true", "2,5,-1,true", "1,-1,5,true", "3,5,5,false"})
    void trapsWhenAConditionHolds(int conditions, long a, long b, boolean traps) {
        processor.state().gpr[4] = a;
        processor.state().gpr[5] = b;
        for (String mnemonic : new String[] {"tw", "td"}) {
            processor.setMsr(TestProcessor.MSR);
            int outcome = processor.execute(Words.word(mnemonic, Field.TO, conditions, Field.RA, 4, Field.RB, 5));
            assertEquals(traps ? Outcome.INTERRUPTED : Outcome.BUDGET_SPENT, outcome);
        }
        processor.setMsr(TestProcessor.MSR);
        int outcome = processor.execute(Words.word("twi", Field.TO, conditions, Field.RA, 4, Field.SI, (int) b));
        assertEquals(traps ? Outcome.INTERRUPTED : Outcome.BUDGET_SPENT, outcome);
    }

    @Test
    void wordTrapsIgnoreTheHighWord() {
        processor.state().gpr[4] = 0x1_0000_0005L;
        assertInterrupt(Interrupt.PROGRAM, processor.execute(Words.word("twi", Field.TO, 4, Field.RA, 4, Field.SI, 5)));
        assertTrue((processor.get(Spr.SRR1) & 0x2_0000L) != 0, "SRR1 says trap");
        processor.setMsr(TestProcessor.MSR);
        assertEquals(Outcome.BUDGET_SPENT, processor.execute(Words.word("tdi", Field.TO, 4, Field.RA, 4, Field.SI, 5)));
    }
}
