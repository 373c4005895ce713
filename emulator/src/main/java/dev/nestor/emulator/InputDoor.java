package dev.nestor.emulator;

import dev.nestor.emulator.cpu.CpuRegister;
import dev.nestor.emulator.cpu.Timebase;
import dev.nestor.emulator.hypervisor.Hypervisor;
import dev.nestor.emulator.input.InputId;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import org.jspecify.annotations.Nullable;

/** Applies what comes in from outside: the one place that knows what each {@link MachineInput} does. */
final class InputDoor {
    private final GuestMemory memory;
    private final Vcpu[] vcpus;
    private final PartitionPort port;
    private final Hypervisor hypervisor;

    InputDoor(GuestMemory memory, Vcpu[] vcpus, PartitionPort port, Hypervisor hypervisor) {
        this.memory = memory;
        this.vcpus = vcpus;
        this.port = port;
        this.hypervisor = hypervisor;
    }

    /**
     * Applies {@code input} between two instructions; one that does not fit the machine changes nothing.
     *
     * @return the number of its kind
     */
    int apply(MachineInput input, long moment) {
        InputId id = input.getClass().getAnnotation(InputId.class);
        if (id == null) {
            throw new IllegalStateException(input.getClass() + " lacks @InputId");
        }
        if (refusal(input) == null) {
            applyFitting(input, moment);
        }
        return id.value();
    }

    /** Why {@code input} does not fit this machine, in one line; null when it does. */
    @Nullable
    String refusal(MachineInput input) {
        if (input instanceof MachineInput.RegisterEdited edit) {
            boolean fits = edit.vcpu() >= 0 && edit.vcpu() < vcpus.length && CpuRegister.exists(edit.register());
            return fits ? null : "no register " + edit.register() + " on vCPU " + edit.vcpu();
        }
        if (input instanceof MachineInput.MemoryEdited edit) {
            boolean fits = memory.contains(edit.l1RealAddress(), edit.bytes().length);
            return fits ? null : "no memory at 0x" + Long.toHexString(edit.l1RealAddress());
        }
        if (input instanceof MachineInput.FaultArranged fault) {
            return hypervisor.faultProblem(fault.text());
        }
        return null;
    }

    private void applyFitting(MachineInput input, long moment) {
        if (input instanceof MachineInput.ConsoleTyped typed) {
            port.type(typed.bytes());
            hypervisor.consoleTyped(moment);
        } else if (input instanceof MachineInput.RegisterEdited edit) {
            Vcpu v = vcpus[edit.vcpu()];
            CpuRegister.write(v.s, edit.register(), Timebase.ticksAt(moment), edit.value());
            v.mem.contextChanged(v.s);
        } else if (input instanceof MachineInput.MemoryEdited edit) {
            memory.write(edit.l1RealAddress(), edit.bytes(), 0, edit.bytes().length);
        } else if (input instanceof MachineInput.StateElementEdited edit) {
            hypervisor.editElement(edit.guestId(), edit.l2Vcpu(), edit.element(), edit.value());
        } else if (input instanceof MachineInput.FaultArranged fault) {
            hypervisor.arrangeFault(fault.text(), moment);
        }
    }
}
