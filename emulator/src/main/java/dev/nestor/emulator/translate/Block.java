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

    Block(long start, int page) {
        this.start = start;
        this.page = page;
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
