package dev.nestor.emulator.translate;

import dev.nestor.emulator.isa.Insn;
import java.util.ArrayList;
import java.util.List;

/** A run of instructions of a region that is entered at its first and left at its last. */
final class Block {
    final long start;
    /** L1 page it lies in. */
    final int page;

    final List<Insn> insns = new ArrayList<>();

    /** Whether the budget is looked at when it is entered. */
    boolean checksBudget;

    /** Most instructions from its start to the next look at the budget. */
    int longestPath;

    /** Where its last instruction may go within the region; call returns included. */
    final List<Block> successors = new ArrayList<>();

    /** Registers that it reads before it writes them, as bits of {@link UseScanner}. */
    long reads;
    /** Registers that it writes. */
    long writes;
    /** Registers that locals must hold when it is entered: they are read from there on before they are written. */
    long wanted;

    /** Whether its last instruction is a call, after which the next block is reached by the call's return. */
    boolean calls;
    /** Whether it can show the context to others, or needs registers to be switched on. */
    boolean special;
    /** Whether it only computes, loads, stores and branches to addresses that are known. */
    boolean plain = true;

    /** What its accesses to storage go by; see {@link PageKeeper#keyOf}. */
    final List<Integer> pageKeys = new ArrayList<>();
    /** The loop it lies in, by number; -1 for none. Locals of registers do not outlive a loop. */
    int loop = -1;
    /** Whether all that lies within its loop, loops included, shares one set of locals. */
    boolean whole = true;
    /** Registers that its loop writes to locals alone; whoever leaves the loop stores them. See {@link LateStores}. */
    long late;
    /** Whether a method of its own runs all its rounds; its code is for what begins or ends within one, and short. */
    boolean rare;
    /** Whether it is reached from the entry, from a call or from another loop, and its registers are loaded first. */
    boolean loads;

    Block(long start, int page) {
        this.start = start;
        this.page = page;
    }

    /**
     * For each instruction the registers it writes that are written again before anything outside of the region could
     * look at them.
     */
    long[] overwritten() {
        long[] overwritten = new long[insns.size()];
        long later = 0;
        for (int i = insns.size() - 1; i >= 0; i--) {
            UseScanner one = UseScanner.of(insns.get(i));
            overwritten[i] = later & one.writes;
            later = one.leaves || one.flow != UseScanner.Flow.NEXT ? 0 : later | one.writes;
        }
        return overwritten;
    }

    /** Address after its last instruction. */
    long end() {
        return start + 4L * insns.size();
    }

    /** Address of its last instruction. */
    long last() {
        return end() - 4;
    }
}
