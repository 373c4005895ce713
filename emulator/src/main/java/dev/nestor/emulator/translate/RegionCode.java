package dev.nestor.emulator.translate;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Vcpu;

/** The code of a region; one generated class each. */
abstract class RegionCode {

    /**
     * Runs the region from its entry; the caller has checked {@link Region#isEnterable}.
     *
     * @param left instructions left of the budget
     * @return instructions left, {@code s.nia} being the next one; or -1 when every caller up to the {@link Translator}
     *     must return too, {@code v.left} then being exact
     */
    abstract long run(Vcpu v, CpuState s, long left);
}
