package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.CpuState;
import org.jspecify.annotations.Nullable;

/**
 * Executes decoded instructions one after another: the reference engine.
 *
 * <p>Exact by construction: every attempted instruction, a fetch that faults included, takes one from the budget, and
 * {@link Vcpu#moment()} is right at each.
 */
public final class Interpreter implements ExecutionEngine {
    private static final int WORD_MASK = 1023;
    private static final long PAGE_MASK = -4096L;

    private final CodePages code;

    /** An interpreter that fetches from {@code code}. */
    public Interpreter(CodePages code) {
        this.code = code;
    }

    @Override
    public int run(Vcpu v, long moment, long budget) {
        v.beginBudget(moment, budget);
        CpuState s = v.s;
        int outcome = Outcome.NEXT;
        while (outcome <= Outcome.BRANCHED && v.left > 0) {
            outcome = runPage(v, s, false);
        }
        v.settleInstructions();
        return outcome <= Outcome.BRANCHED ? Outcome.BUDGET_SPENT : outcome;
    }

    /**
     * Runs on within the current budget, of which at least 1 must be left, until a branch is taken, a page ends, the
     * budget is spent or something else happens.
     *
     * @return {@code NEXT}, {@code BRANCHED} or what the last instruction led to
     */
    public int runToBranch(Vcpu v) {
        return runPage(v, v.s, true);
    }

    /** Runs within the page at {@code s.nia}; leaves {@code s.nia} at the next instruction. */
    private int runPage(Vcpu v, CpuState s, boolean toBranch) {
        long cia = s.nia;
        int pageNumber = v.mem.fetchPage(cia);
        if (pageNumber < 0) {
            v.cia = cia;
            v.left--;
            return v.storageFault();
        }
        boolean little = v.mem.isLittleEndian();
        @Nullable Insn[] page = code.page(pageNumber, little);
        long left = v.left;
        int outcome = Outcome.NEXT;
        while (left > 0) {
            int index = (int) (cia >>> 2) & WORD_MASK;
            Insn insn = page[index];
            if (insn == null) {
                insn = code.decode(page, pageNumber, index, little);
            }
            v.cia = cia;
            v.left = --left;
            outcome = insn.semantics.execute(v, insn);
            if (outcome == Outcome.NEXT) {
                cia += 4;
                if (index == WORD_MASK) {
                    break;
                }
            } else if (outcome == Outcome.BRANCHED) {
                long target = s.nia;
                boolean leaves = toBranch || ((target ^ cia) & PAGE_MASK) != 0;
                cia = target;
                if (leaves) {
                    break;
                }
            } else {
                return outcome;
            }
        }
        s.nia = cia;
        return outcome;
    }
}
