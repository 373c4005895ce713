package dev.nestor.emulator.interpret;

import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/** What runs a vCPU for a budget of instructions. All engines do the same to the state, bit for bit. */
public interface ExecutionEngine {

    /**
     * Runs {@code v} from {@code v.s.nia} until the budget is spent or something happens that another must look at.
     *
     * @param moment moment at the start
     * @param budget most instructions to attempt, at least 1
     * @return {@link Outcome#BUDGET_SPENT} or what the last instruction led to; never {@code NEXT} or {@code BRANCHED}
     */
    int run(Vcpu v, long moment, long budget);
}
