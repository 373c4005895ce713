package dev.nestor.emulator.fault;

import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/** A rule in force: how often its place was reached, and how often it struck. */
final class ArrangedFault implements Stateful {
    private final FaultRule rule;
    private long reached;
    private long struck;

    ArrangedFault(FaultRule rule) {
        this.rule = rule;
    }

    FaultRule rule() {
        return rule;
    }

    /** How often its place was reached so far. */
    long reached() {
        return reached;
    }

    /** Its place is reached once more; whether the fault is due. */
    boolean reach() {
        reached++;
        return rule.occurrences().strikes(reached, struck);
    }

    void strike() {
        struck++;
    }

    @Override
    public void save(StateWriter out) {
        out.putLong("reached", reached);
        out.putLong("struck", struck);
    }

    @Override
    public void load(StateReader in) {
        reached = in.getLong("reached");
        struck = in.getLong("struck");
    }
}
