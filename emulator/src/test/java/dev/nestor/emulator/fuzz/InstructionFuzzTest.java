package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.HypervisorConfig;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionTable;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.SavedState;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any 32 bits, at either level, in any state and byte order, lead to an architected outcome. */
class InstructionFuzzTest {
    private static final long CODE = 0x1_0000;
    private static final int WORDS_PER_PROCESSOR = 4000;
    private static final int RESTORE_EVERY = 250;

    @Test
    void aHundredThousandWordsHaveAnOutcome() {
        run(31415, 100_000);
    }

    @Test
    @Tag("long")
    void aMillionWordsHaveAnOutcome() {
        run(271828, 1_000_000);
    }

    private static void run(long firstSeed, int words) {
        List<InstructionRow> rows = InstructionTable.rows();
        for (int done = 0; done < words; done += WORDS_PER_PROCESSOR) {
            long seed = firstSeed + done / WORDS_PER_PROCESSOR;
            Chance chance = new Chance(seed);
            FuzzPartition partition = new FuzzPartition(new HypervisorConfig(NestedApi.V2, Profile.PAPR), 2);
            Landscape.build(partition.memory, chance);
            for (int i = 0; i < WORDS_PER_PROCESSOR; i++) {
                int word = i % 2 == 0 ? (int) chance.bits() : wordOf(rows.get(chance.below(rows.size())), chance);
                try {
                    execute(partition, word, chance);
                    if (i % RESTORE_EVERY == 0) {
                        restore(partition);
                    }
                } catch (RuntimeException | Error e) {
                    String hex = Integer.toHexString(word);
                    throw new AssertionError(e + " executing 0x" + hex + ": seed " + seed + " word " + i, e);
                }
            }
        }
    }

    /** A word of a row, its fields random: so that every row is met often. */
    private static int wordOf(InstructionRow row, Chance chance) {
        return row.pattern().bits() | (int) chance.bits() & ~row.pattern().mask();
    }

    private static void execute(FuzzPartition partition, int word, Chance chance) {
        Vcpu v = partition.vcpu(chance.below(2));
        CpuState s = chance.oneIn(2) ? v.own() : new CpuState();
        scramble(s, chance);
        if (s != v.own()) {
            v.mem.scope()
                    .set(
                            1,
                            true,
                            0x8000_0000_0000_0000L | Landscape.ROOT_SHAPE | Landscape.ROOT,
                            0x8000_0000_0000_0000L | Landscape.PROCESS_TABLE);
            v.enterNested(s, chance.oneIn(2) ? Long.MAX_VALUE : chance.boundary());
        } else {
            v.mem.scope().set(0, false, 0, 0x8000_0000_0000_0000L | Landscape.PROCESS_TABLE);
            v.mem.contextChanged(s);
        }
        boolean little = (s.msr & MsrBits.LE) != 0;
        partition.memory.writeBe32(CODE, little ? Integer.reverseBytes(word) : word);
        s.nia = CODE;
        int outcome = partition.step(v);
        boolean known = outcome > Outcome.BRANCHED && outcome <= Outcome.BUDGET_SPENT;
        boolean leaves = outcome != Outcome.EXITED || v.isNested();
        boolean clean = !v.mem.faulted && (s.nia & 3) == 0 && (s.msr & ~MsrBits.IMPLEMENTED) == 0;
        if (!known || !leaves || !clean) {
            throw new IllegalStateException("outcome " + outcome + ", faulted " + v.mem.faulted + ", nia "
                    + Long.toHexString(s.nia) + ", msr " + Long.toHexString(s.msr));
        }
        if (s != v.own()) {
            v.leaveNested();
        }
    }

    private static void scramble(CpuState s, Chance chance) {
        for (int i = 0; i < s.gpr.length; i++) {
            s.gpr[i] = switch (chance.below(4)) {
                case 0 -> chance.boundary();
                case 1 -> chance.below((int) FuzzPartition.MEMORY_BYTES);
                case 2 -> chance.below((int) FuzzPartition.MEMORY_BYTES) & -16L;
                default -> chance.bits();
            };
        }
        for (int i = 0; i < s.vsr.length; i++) {
            s.vsr[i] = chance.oneIn(2) ? chance.boundary() : chance.bits();
        }
        s.msr = chance.bits() & MsrBits.IMPLEMENTED;
        if (chance.oneIn(2)) {
            s.msr |= MsrBits.SF | MsrBits.FP | MsrBits.VEC | MsrBits.VSX;
        }
        s.lr = chance.boundary();
        s.ctr = chance.boundary();
        s.cr = (int) chance.bits();
        s.setXer(chance.bits());
        s.decExpiry = chance.boundary();
        s.tbOffset = chance.oneIn(2) ? 0 : chance.boundary();
        for (Spr spr : new Spr[] {Spr.FSCR, Spr.HFSCR, Spr.AMR, Spr.IAMR, Spr.SRR0, Spr.SRR1, Spr.PPR}) {
            spr.write(s, 0, chance.oneIn(2) ? chance.boundary() : -1L);
        }
        Spr.PIDR.write(s, 0, chance.below(5));
        s.spr[Spr.LPCR.ordinal()] = LpcrBits.HR | LpcrBits.UPRT | LpcrBits.LD | chance.bits() & LpcrBits.L1_SETTABLE;
    }

    private static void restore(FuzzPartition partition) {
        FuzzPartition restored = partition.sibling();
        SavedState.into(restored, SavedState.of(partition));
        if (restored.digest() != partition.digest()) {
            throw new IllegalStateException("the restored partition has another digest");
        }
    }
}
