package dev.nestor.emulator.input;

import java.nio.charset.StandardCharsets;

/**
 * Everything the outside can say to the machine, one record each. A debugger's edit is an input like any other, so that
 * it is recorded and counts as a write. Components are ints, longs or, last, one byte[].
 */
public sealed interface MachineInput {

    /** Bytes typed at a virtual terminal; the guest reads them with H_GET_TERM_CHAR. */
    @InputId(value = 1, says = "Bytes typed at a virtual terminal.")
    record ConsoleTyped(long vty, byte[] bytes) implements MachineInput {}

    /**
     * A register is overwritten.
     *
     * @param vcpu L1 vCPU
     * @param register number of the register as {@code cpu.CpuRegister} declares: 0 to 31 are the general purpose ones
     * @param value new value
     */
    @InputId(value = 2, says = "A register of the level that runs on an L1 vCPU is overwritten.")
    record RegisterEdited(int vcpu, int register, long value) implements MachineInput {}

    /** L1 memory is overwritten from {@code l1RealAddress} on; bytes outside memory are refused. */
    @InputId(value = 3, says = "L1 memory is overwritten.")
    record MemoryEdited(long l1RealAddress, byte[] bytes) implements MachineInput {}

    /** One state element of an L2 that the L0 keeps (v2) is overwritten; value in wire format, big-endian. */
    @InputId(value = 4, says = "A state element that the L0 keeps for an L2 is overwritten.")
    record StateElementEdited(int guestId, int l2Vcpu, int element, byte[] value) implements MachineInput {}

    /** A fault on purpose is put in force; the rule as ASCII text, as {@code fault.FaultRule} reads it. */
    @InputId(value = 5, says = "A fault on purpose is put in force.")
    record FaultArranged(byte[] rule) implements MachineInput {

        /** The rule that {@code text} writes. */
        public static FaultArranged of(String text) {
            return new FaultArranged(text.getBytes(StandardCharsets.US_ASCII));
        }

        /** The rule's text. */
        public String text() {
            return new String(rule, StandardCharsets.US_ASCII);
        }
    }
}
