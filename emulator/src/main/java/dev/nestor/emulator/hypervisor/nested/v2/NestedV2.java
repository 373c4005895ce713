package dev.nestor.emulator.hypervisor.nested.v2;

import dev.nestor.emulator.fault.FaultBook;
import dev.nestor.emulator.hypervisor.nested.ElementFrame;
import dev.nestor.emulator.hypervisor.nested.EntryFaults;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.NestedApiCalls;
import dev.nestor.emulator.hypervisor.nested.NestedGuest;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.hypervisor.nested.TransferFaults;
import dev.nestor.emulator.hypervisor.partition.L2TimeCounters;
import dev.nestor.emulator.hypervisor.partition.PartitionState;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.HcallVoice;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The v2 API as a whole: its calls and everything they keep. */
public final class NestedV2 implements NestedApiCalls {
    /** The rows of every v2 call. H_GUEST_COPY_MEMORY has a number and no specification in any source read. */
    public static final List<HcallRow<?>> ROWS = rows();

    @Derived("wiring")
    private final ElementFrame elements;

    private final CapabilityHcalls capabilities;
    private final GuestTable guests = new GuestTable();
    private final RunHcalls runs;

    @Derived("keeps nothing of its own")
    private final GuestHcalls guestHcalls;

    @Derived("keeps nothing of its own")
    private final StateHcalls stateHcalls;

    /** The API for a partition; {@code frames} has one frame for each L1 vCPU. */
    public NestedV2(
            Profile profile,
            Set<Defect> defects,
            GuestMemory memory,
            NestedVoice voice,
            HcallVoice hcallVoice,
            PartitionState partition,
            PartitionControl control,
            List<HcallFrame> frames,
            L2TimeCounters counters,
            FaultBook faults,
            EntryFaults entryFaults) {
        elements = new ElementFrame(memory, profile, defects, guests);
        GuestStateBuffer buffer = new GuestStateBuffer(memory, profile, elements, new TransferFaults(faults, memory));
        capabilities = new CapabilityHcalls(profile);
        runs = new RunHcalls(
                profile, defects, guests, buffer, voice, hcallVoice, partition, control, frames, counters, entryFaults);
        guestHcalls = new GuestHcalls(profile, defects, capabilities, guests, partition, runs, faults.tokens());
        stateHcalls =
                new StateHcalls(profile, defects, guests, buffer, voice, partition, new StateOwnership(memory, voice));
    }

    /** The objects that the handlers of {@link #ROWS} work on. */
    public List<Object> services() {
        return List.of(capabilities, guestHcalls, stateHcalls, runs);
    }

    /**
     * Overwrites one state element that the L0 keeps, as an input from outside asks.
     *
     * @param value in wire format, big-endian
     * @return whether guest, vCPU and element exist and the value has the element's size and no reserved bit
     */
    public boolean edit(int guestId, int vcpuId, int elementId, byte[] value) {
        NestedGuest guest = guests.guest(guestId);
        NestedVcpu vcpu = guest == null ? null : guest.vcpu(vcpuId);
        GuestStateElement row = GuestStateElement.byId(elementId);
        if (guest == null || row == null || value.length != row.sizeBytes(elements.profile())) {
            return false;
        }
        boolean ofVcpu = row.scope() == GuestStateElement.Scope.VCPU;
        if (ofVcpu && vcpu == null || !ofVcpu && row.scope() != GuestStateElement.Scope.GUEST) {
            return false;
        }
        if (ofVcpu && vcpu != null && vcpu.ownedByL1) {
            return false;
        }
        elements.at(guest, vcpu);
        for (int i = 0; i < value.length; i++) {
            int word = i / 8;
            elements.words[word] = (i % 8 == 0 ? 0 : elements.words[word] << 8) | value[i] & 0xFF;
        }
        if (!row.isLegal(elements)) {
            return false;
        }
        row.write(elements, elementId);
        if (vcpu != null) {
            runs.edited(vcpu);
        }
        return true;
    }

    @Override
    public void exit(Vcpu v, HcallFrame frame) {
        runs.exit(v, frame);
    }

    @Override
    public boolean hypercall(Vcpu v, HcallFrame frame) {
        return runs.hypercall(v, frame);
    }

    @Override
    public void reconnect(Vcpu v) {
        NestedVcpu vcpu = runs.lastVcpu(v.index());
        if (v.isNested() && vcpu == null) {
            throw new StateFormatException("saved vCPU " + v.index() + " runs an L2 that there is not");
        }
        v.reconnect(v.isNested() && vcpu != null ? vcpu.state : v.own());
    }

    @Override
    public void digestAtExit(Vcpu v, StateDigest digest) {
        capabilities.save(digest);
        NestedGuest guest = runs.lastGuest(v.index());
        NestedVcpu vcpu = runs.lastVcpu(v.index());
        if (guest != null && vcpu != null) {
            guest.saveOwn(digest);
            vcpu.save(digest);
        }
    }

    @Override
    public void save(StateWriter out) {
        out.putState("capabilities", capabilities);
        out.putState("guests", guests);
        out.putState("runs", runs);
    }

    @Override
    public void load(StateReader in) {
        in.getState("capabilities", capabilities);
        in.getState("guests", guests);
        in.getState("runs", runs);
    }

    private static List<HcallRow<?>> rows() {
        List<HcallRow<?>> rows = new ArrayList<>();
        rows.addAll(CapabilityHcalls.ROWS);
        rows.addAll(GuestHcalls.ROWS);
        rows.addAll(StateHcalls.ROWS);
        rows.addAll(RunHcalls.ROWS);
        rows.add(HcallRow.unserved(0x484, "H_GUEST_COPY_MEMORY", Offered.V2)
                .from("number in Linux arch/powerpc/include/asm/hvcall.h; specified nowhere"));
        return List.copyOf(rows);
    }
}
