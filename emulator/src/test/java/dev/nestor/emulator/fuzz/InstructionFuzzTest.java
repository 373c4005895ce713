package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.HypervisorConfig;
import dev.nestor.emulator.interpret.InstructionTable;
import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.SavedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any 32 bits, and any 64 that begin with a prefix, lead to an architected outcome: in problem and privileged state, in
 * both byte orders, in 64-bit and 32-bit mode, at either level.
 */
class InstructionFuzzTest {
    private static final long CODE = 0x1_0000;
    private static final int BESIDE_CODE = 0x800;
    private static final int WORDS_PER_PROCESSOR = 4000;
    private static final int RESTORE_EVERY = 250;

    private static final long STATE_BITS = MsrBits.PR | MsrBits.LE | MsrBits.SF;
    private static final int WORDS = Integer.getInteger("nestor.fuzz.words", 1_000_000);

    /** A level and the bits of MSR that make a state of it. */
    private record State(boolean nested, long msr) {
        @Override
        public String toString() {
            return (nested ? "L2" : "L1")
                    + ((msr & MsrBits.PR) != 0 ? " problem" : " privileged")
                    + ((msr & MsrBits.LE) != 0 ? " little-endian" : " big-endian")
                    + ((msr & MsrBits.SF) != 0 ? " 64-bit" : " 32-bit");
        }
    }

    static List<State> states() {
        List<State> states = new ArrayList<>();
        for (int choice = 0; choice < 16; choice++) {
            long msr = ((choice & 1) != 0 ? MsrBits.PR : 0)
                    | ((choice & 2) != 0 ? MsrBits.LE : 0)
                    | ((choice & 4) != 0 ? MsrBits.SF : 0);
            states.add(new State((choice & 8) != 0, msr));
        }
        return states;
    }

    @ParameterizedTest
    @MethodSource("states")
    void aFewThousandWordsHaveAnOutcome(State state) {
        run(state, 31415, 6_000);
    }

    /** System property {@code nestor.fuzz.words} sets the words per state. */
    @ParameterizedTest
    @MethodSource("states")
    @Tag("long")
    void aMillionWordsHaveAnOutcome(State state) {
        run(state, 271828, WORDS);
    }

    private static void run(State state, long firstSeed, int words) {
        List<InstructionRow> rows = InstructionTable.rows();
        List<InstructionRow> prefixed = InstructionTable.prefixedRows();
        for (int done = 0; done < words; done += WORDS_PER_PROCESSOR) {
            long seed = firstSeed + done / WORDS_PER_PROCESSOR;
            Chance chance = new Chance(seed);
            FuzzPartition partition = new FuzzPartition(new HypervisorConfig(NestedApi.V2, Profile.PAPR), 2);
            Landscape.build(partition.memory, chance);
            // Beside the words, so that their page does not begin to hold code for each: that took most of the time.
            partition.memory.markCode((int) (CODE >>> Limits.PAGE_SHIFT), BESIDE_CODE);
            for (int i = 0; i < Math.min(words, WORDS_PER_PROCESSOR); i++) {
                int word = i % 2 == 0 ? (int) chance.bits() : wordOf(rows.get(chance.below(rows.size())), chance);
                int suffix = (int) chance.bits();
                if (i % 8 == 3) {
                    InstructionRow row = prefixed.get(chance.below(prefixed.size()));
                    BitPattern prefix = Objects.requireNonNull(row.prefix());
                    word = prefix.bits() | (int) chance.bits() & ~prefix.mask();
                    suffix = wordOf(row, chance);
                }
                try {
                    execute(partition, state, word, suffix, chance);
                    if (i % RESTORE_EVERY == 0) {
                        restore(partition);
                    }
                } catch (RuntimeException | Error e) {
                    String hex = Integer.toHexString(word) + " " + Integer.toHexString(suffix);
                    throw new AssertionError(
                            e + " executing " + hex + ": " + state + " seed " + seed + " word " + i, e);
                }
            }
        }
    }

    /** A word of a row, its fields random: so that every row is met often. */
    private static int wordOf(InstructionRow row, Chance chance) {
        return row.pattern().bits() | (int) chance.bits() & ~row.pattern().mask();
    }

    private static void execute(FuzzPartition partition, State state, int word, int suffix, Chance chance) {
        Vcpu v = partition.vcpu(chance.below(2));
        CpuState s = state.nested ? new CpuState() : v.own();
        scramble(s, chance);
        s.msr = s.msr & ~STATE_BITS | state.msr;
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
        partition.memory.writeBe32(CODE + 4, little ? Integer.reverseBytes(suffix) : suffix);
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
            s.msr |= MsrBits.FP | MsrBits.VEC | MsrBits.VSX;
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
        Spr.CIABR.write(s, 0, CODE | chance.below(4));
        for (Spr spr : new Spr[] {Spr.DAWR0, Spr.DAWRX0, Spr.DAWR1, Spr.DAWRX1}) {
            spr.write(s, 0, chance.oneIn(4) ? chance.bits() : 0);
        }
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
