package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.Profile;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the value of a state element is read from and written to: a guest, one of its vCPUs, the L0; and the value. */
public final class ElementFrame {
    /** The value: 1 to 3 doublewords, or a word in the low half of the first. */
    public final long[] words = new long[3];

    private final GuestMemory memory;
    private final Profile profile;
    private final Set<Defect> defects;
    private final MemoryModel.Usage usage;
    private @Nullable NestedGuest guest;
    private @Nullable NestedVcpu vcpu;

    /** A frame for elements of the L0 whose guests are counted by {@code usage}. */
    public ElementFrame(GuestMemory memory, Profile profile, Set<Defect> defects, MemoryModel.Usage usage) {
        this.memory = memory;
        this.profile = profile;
        this.defects = defects;
        this.usage = usage;
    }

    /** Aims at a guest and, for elements of a vCPU, at one of its vCPUs; null for what the call does not name. */
    public ElementFrame at(@Nullable NestedGuest newGuest, @Nullable NestedVcpu newVcpu) {
        guest = newGuest;
        vcpu = newVcpu;
        return this;
    }

    /** L1 memory, for checks of addresses. */
    public GuestMemory memory() {
        return memory;
    }

    /** Whose view is taken. */
    public Profile profile() {
        return profile;
    }

    /** Bugs on purpose. */
    public Set<Defect> defects() {
        return defects;
    }

    /** The L0's counts. */
    public MemoryModel.Usage usage() {
        return usage;
    }

    /** The guest; a caller that reads a guest's element has set it. */
    public NestedGuest guest() {
        NestedGuest present = guest;
        if (present == null) {
            throw new IllegalStateException("a guest's element without a guest");
        }
        return present;
    }

    /** The vCPU; a caller that reads a vCPU's element has set it. */
    public NestedVcpu vcpu() {
        NestedVcpu present = vcpu;
        if (present == null) {
            throw new IllegalStateException("a vCPU's element without a vCPU");
        }
        return present;
    }

    /** The vCPU's registers. */
    public CpuState cpu() {
        return vcpu().state;
    }
}
