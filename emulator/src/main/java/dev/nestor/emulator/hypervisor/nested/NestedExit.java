package dev.nestor.emulator.hypervisor.nested;

import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.ASDR;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.GPR;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.HDAR;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.HDSISR;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.HEIR;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.HFSCR;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.MSR;
import static dev.nestor.emulator.hypervisor.nested.GuestStateElement.NIA;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.papr.NestedApi;
import org.jspecify.annotations.Nullable;

/**
 * Every way out of an L2: the vector that its L1 gets (R4 in v2, R3 in v1), the state elements of the v2 output buffer
 * in order, and what v1 writes besides the fields it always writes.
 *
 * <p>Source: QEMU hw/ppc/spapr_nested.c, exit_nested_store_l2 and exit_process_output_buffer; Linux
 * arch/powerpc/kvm/book3s_hv_nested.c, save_hv_return_state; the kernel document names the vectors without E80 and
 * EA0.
 */
public enum NestedExit {
    // spotless:off
    UNSPECIFIED(0x000, "UNSPECIFIED", null, "none; the L0 wants the vCPU back"),
    HDEC(0x980, "HV_DECREMENTER", Interrupt.HYPERVISOR_DECREMENTER, "none"),
    HCALL(0xC00, "HCALL", Interrupt.SYSTEM_CALL, "none", of(GPR, 3, 10)),
    HDSI(0xE00, "H_DATA_STORAGE", Interrupt.HYPERVISOR_DATA_STORAGE, "hdar, hdsisr, asdr",
            of(HDAR), of(HDSISR), of(ASDR), of(NIA), of(MSR)),
    HISI(0xE20, "H_INST_STORAGE", Interrupt.HYPERVISOR_INSTRUCTION_STORAGE, "asdr",
            of(HDAR), of(ASDR), of(NIA), of(MSR)),
    HEAI(0xE40, "H_EMUL_ASSIST", Interrupt.HYPERVISOR_EMULATION_ASSISTANCE, "heir", of(HEIR), of(NIA), of(MSR)),
    H_DOORBELL(0xE80, "H_DOORBELL", Interrupt.HYPERVISOR_DOORBELL, "none"),
    H_VIRT(0xEA0, "H_VIRT", Interrupt.HYPERVISOR_VIRTUALIZATION, "none"),
    HFAC(0xF80, "H_FAC_UNAVAIL", Interrupt.HYPERVISOR_FACILITY_UNAVAILABLE, "hfscr, its cause byte only",
            of(HFSCR), of(NIA), of(MSR));
    // spotless:on

    /**
     * Elements of one row in an output buffer.
     *
     * @param row the row
     * @param first index of the first element within the row
     * @param count how many
     */
    public record Output(GuestStateElement row, int first, int count) {}

    private final int vector;
    private final String shortName;
    private final @Nullable Interrupt interrupt;
    private final String v1Fields;
    private final Output[] outputs;
    private final int elements;

    NestedExit(int vector, String shortName, @Nullable Interrupt interrupt, String v1Fields, Output... outputs) {
        this.vector = vector;
        this.shortName = shortName;
        this.interrupt = interrupt;
        this.v1Fields = v1Fields;
        this.outputs = outputs;
        int count = 0;
        for (Output output : outputs) {
            count += output.count;
        }
        this.elements = count;
    }

    /** The row of an interrupt that leaves an L2, or of {@code SYSTEM_CALL} for sc 1. */
    public static NestedExit of(Interrupt interrupt) {
        for (NestedExit exit : values()) {
            if (exit.interrupt == interrupt) {
                return exit;
            }
        }
        return UNSPECIFIED;
    }

    /** Whether this L0 leaves an L2 so under {@code api}: under v1 it never wants a vCPU back without a reason. */
    public boolean isUnder(NestedApi api) {
        return this != UNSPECIFIED || api == NestedApi.V2;
    }

    /** Vector, as the L1 gets it. */
    public int vector() {
        return vector;
    }

    /** Name as {@code perf kvm stat} prints it. */
    public String shortName() {
        return shortName;
    }

    /** Fields of hv_guest_state that v1 writes for this exit alone. */
    public String v1Fields() {
        return v1Fields;
    }

    /** Elements in the v2 output buffer. */
    public int elements() {
        return elements;
    }

    /** How many runs of elements there are. */
    public int outputCount() {
        return outputs.length;
    }

    /** Run {@code index} of elements. */
    public Output output(int index) {
        return outputs[index];
    }

    private static Output of(GuestStateElement row) {
        return new Output(row, 0, 1);
    }

    private static Output of(GuestStateElement row, int first, int count) {
        return new Output(row, first, count);
    }
}
