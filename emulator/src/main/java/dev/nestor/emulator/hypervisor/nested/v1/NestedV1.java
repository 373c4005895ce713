package dev.nestor.emulator.hypervisor.nested.v1;

import dev.nestor.emulator.fault.FaultBook;
import dev.nestor.emulator.hypervisor.nested.EntryFaults;
import dev.nestor.emulator.hypervisor.nested.NestedApiCalls;
import dev.nestor.emulator.hypervisor.nested.NestedVoice;
import dev.nestor.emulator.hypervisor.nested.TransferFaults;
import dev.nestor.emulator.hypervisor.partition.L2TimeCounters;
import dev.nestor.emulator.hypervisor.partition.PartitionState;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.HcallFrame;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The v1 API as a whole: its calls and everything they keep. */
public final class NestedV1 implements NestedApiCalls {
    /** The rows of every v1 call. */
    public static final List<HcallRow<?>> ROWS = rows();

    private final PartitionTableRegister tables;
    private final EnterHcalls entries;

    @Derived("keeps nothing of its own")
    private final TlbInvalidateHcalls invalidations;

    @Derived("walks tables afresh for each call and keeps nothing between calls")
    private final CopyHcalls copies;

    /** The API for a partition of {@code vcpus} L1 vCPUs. */
    public NestedV1(
            Profile profile,
            Set<Defect> defects,
            GuestMemory memory,
            NestedVoice voice,
            PartitionState partition,
            L2TimeCounters counters,
            FaultBook faults,
            EntryFaults entryFaults,
            int vcpus) {
        tables = new PartitionTableRegister(memory, profile);
        entries = new EnterHcalls(
                profile,
                defects,
                memory,
                tables,
                voice,
                partition,
                counters,
                new TransferFaults(faults, memory),
                entryFaults,
                vcpus);
        invalidations = new TlbInvalidateHcalls(profile, partition);
        copies = new CopyHcalls(profile, memory, tables, voice);
    }

    /** The objects that the handlers of {@link #ROWS} work on. */
    public List<Object> services() {
        return List.of(tables, entries, invalidations, copies);
    }

    @Override
    public void exit(Vcpu v, HcallFrame frame) {
        entries.exit(v, frame);
    }

    @Override
    public boolean hypercall(Vcpu v, HcallFrame frame) {
        entries.hypercall(v, frame);
        return true;
    }

    @Override
    public void reconnect(Vcpu v) {
        v.reconnect(v.own());
    }

    @Override
    public void digestAtExit(Vcpu v, StateDigest digest) {
        tables.save(digest);
        entries.run(v).save(digest);
    }

    @Override
    public void save(StateWriter out) {
        out.putState("tables", tables);
        out.putState("entries", entries);
    }

    @Override
    public void load(StateReader in) {
        in.getState("tables", tables);
        in.getState("entries", entries);
    }

    private static List<HcallRow<?>> rows() {
        List<HcallRow<?>> rows = new ArrayList<>();
        rows.addAll(PartitionTableRegister.ROWS);
        rows.addAll(EnterHcalls.ROWS);
        rows.addAll(TlbInvalidateHcalls.ROWS);
        rows.addAll(CopyHcalls.ROWS);
        return List.copyOf(rows);
    }
}
