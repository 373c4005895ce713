package dev.nestor.emulator.interpret;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import org.jspecify.annotations.Nullable;

/**
 * Executes decoded instructions one after another: the reference engine.
 *
 * <p>Exact by construction: every attempted instruction, a fetch that faults included, takes one from the budget, and
 * {@link Vcpu#moment()} is right at each.
 */
public final class Interpreter implements ExecutionEngine {
    /** No instruction is there. */
    private static final long NOWHERE = 1;

    private static final long PAGE_MASK = -4096L;

    private final CodePages code;
    private final @Nullable CodeHeat heat;

    /** An interpreter that fetches from {@code code}. */
    public Interpreter(CodePages code) {
        this(code, null);
    }

    /** As the other; counts in {@code heat} what {@link #runToEntry} runs. */
    public Interpreter(CodePages code, @Nullable CodeHeat heat) {
        this.code = code;
        this.heat = heat;
    }

    @Override
    public int run(Vcpu v, long moment, long budget) {
        v.beginBudget(moment, budget);
        int outcome = Tracing.begins(v) ? Tracing.run(v, code) : runPages(v, v.s);
        v.settleInstructions();
        return outcome <= Outcome.BRANCHED ? Outcome.BUDGET_SPENT : outcome;
    }

    private int runPages(Vcpu v, CpuState s) {
        int outcome = Outcome.NEXT;
        while (outcome <= Outcome.BRANCHED && v.left > 0) {
            outcome = runPage(v, s, null, NOWHERE);
        }
        return outcome;
    }

    /**
     * Runs on within the current budget, of which at least 1 must be left, until a branch is taken to {@code stop} or
     * to a hot word, a page ends, the budget is spent or something else happens.
     *
     * @return {@code NEXT}, {@code BRANCHED} or what the last instruction led to
     */
    public int runToEntry(Vcpu v, long stop) {
        return runPage(v, v.s, heat, stop);
    }

    /** Runs within the page at {@code s.nia}; leaves {@code s.nia} at the next instruction. */
    private int runPage(Vcpu v, CpuState s, @Nullable CodeHeat counter, long stop) {
        long cia = s.nia;
        int pageNumber = v.mem.fetchPage(cia);
        if (pageNumber < 0) {
            return fetchFault(v, cia);
        }
        boolean little = v.mem.isLittleEndian();
        CodePage page = code.page(pageNumber, little);
        int[] heats = counter == null ? null : counter.page(pageNumber);
        int entry = CodeHeat.wordOf(cia);
        int shift = CodeHeat.shiftAcross(s.cfar, cia, s.lr);
        long left = v.left;
        long before = left;
        int outcome = Outcome.NEXT;
        while (left > 0) {
            outcome = ShortForm.run(v, page.forms, page.insns, cia);
            cia = v.cia;
            left = v.left;
            if (outcome == ShortForm.UNDECODED) {
                code.decode(page, pageNumber, CodeHeat.wordOf(cia), little);
                continue;
            }
            if (outcome == Outcome.NEXT) {
                cia += 4;
                break;
            }
            if (outcome != Outcome.BRANCHED) {
                break;
            }
            long target = s.nia;
            boolean leaves = ((target ^ cia) & PAGE_MASK) != 0;
            if (heats != null && !leaves) {
                long form = page.forms[CodeHeat.wordOf(cia)];
                if (CodeHeat.enters(form, cia, target)) {
                    CodeHeat.spend(heats, entry, before - left, shift);
                    entry = CodeHeat.wordOf(target);
                    shift = CodeHeat.shiftAfter(form);
                    before = left;
                }
                leaves = heats[CodeHeat.wordOf(target)] <= 0 || target == stop;
            }
            cia = target;
            if (leaves) {
                break;
            }
        }
        if (heats != null) {
            CodeHeat.spend(heats, entry, before - left, shift);
        }
        if (outcome <= Outcome.BRANCHED) {
            s.nia = cia & v.mem.addressMask();
        }
        return outcome;
    }

    private static int fetchFault(Vcpu v, long cia) {
        v.cia = cia;
        v.left--;
        return v.storageFault();
    }
}
