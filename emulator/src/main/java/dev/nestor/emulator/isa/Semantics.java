package dev.nestor.emulator.isa;

/** What an instruction does; the hot path, so no allocation and no exceptions. */
@FunctionalInterface
public interface Semantics {

    /**
     * Executes one instruction.
     *
     * @param v the processor; {@code v.cia} is this instruction's address, {@code v.s} its registers, {@code v.mem} its
     *     storage
     * @param i the decoded instruction
     * @return a value of {@link Outcome}; for all but {@code NEXT} the row has set {@code v.s.nia}
     */
    int execute(Vcpu v, Insn i);
}
