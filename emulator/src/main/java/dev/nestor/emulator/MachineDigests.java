package dev.nestor.emulator;

import dev.nestor.emulator.hypervisor.Hypervisor;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.state.StateDigest;

/** What each digest covers. The one at an L2's exit is cheap; the whole one leaves nothing out. */
final class MachineDigests {
    private final GuestMemory memory;
    private final Vcpu[] vcpus;
    private final Hypervisor hypervisor;
    private final PartitionPort port;
    private final Scheduler scheduler;
    private final StateDigest digest = new StateDigest();

    MachineDigests(GuestMemory memory, Vcpu[] vcpus, Hypervisor hypervisor, PartitionPort port, Scheduler scheduler) {
        this.memory = memory;
        this.vcpus = vcpus;
        this.hypervisor = hypervisor;
        this.port = port;
        this.scheduler = scheduler;
    }

    /** The L1 registers of the vCPU that an L2 just left. */
    long processorAtExit(Vcpu v) {
        digest.reset();
        v.own().save(digest);
        return digest.value();
    }

    /** What the L0 keeps for that vCPU, the L2 that left included. */
    long restAtExit(Vcpu v) {
        digest.reset();
        hypervisor.digestAtExit(v, digest);
        return digest.value();
    }

    /** Every vCPU with its cached translations. */
    long processors() {
        digest.reset();
        for (Vcpu v : vcpus) {
            v.save(digest);
        }
        return digest.value();
    }

    /** All of the L0 and the scheduler. */
    long rest() {
        digest.reset();
        digest.putState("hypervisor", hypervisor);
        digest.putState("port", port);
        digest.putState("scheduler", scheduler);
        return digest.value();
    }

    /** Everything, memory and the machine's own fields ({@code own}) included. */
    long whole(long own) {
        return besidesMemory(own).with(memory.digest());
    }

    /** The same but for memory. */
    DigestBesidesMemory besidesMemory(long own) {
        long state = StateDigest.mix(processors());
        return new DigestBesidesMemory(StateDigest.mix(state ^ rest()), own);
    }
}
