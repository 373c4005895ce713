package dev.nestor.replayer.explain;

import dev.nestor.emulator.Machine;
import java.util.Map;

/** The named fields of a machine's state, for tests of other packages. */
public final class StateValues {

    private StateValues() {}

    /** Numbers by path. */
    public static Map<String, Long> of(Machine machine) {
        return StateFields.of(machine).values();
    }
}
