package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.mmu.PartitionScope;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A guest of the v2 API: what its L1 set for all of its vCPUs, and the vCPUs. */
public final class NestedGuest implements Stateful {
    private static final int RTS_BASE = 31;
    private static final int RPDS_BASE = 3;
    private static final int PRTS_BASE = 12;

    @Derived("the key under which the table of guests saves it")
    private final int id;

    private final TreeMap<Integer, NestedVcpu> vcpus = new TreeMap<>();

    /** Logical PVR: the compatibility level. */
    public long logicalPvr;
    /** Processor compatibility register that follows from it. */
    public long pcr;
    /** Added to the L1 time base. */
    public long tbOffset;
    /** L1 real address of the root of the partition-scoped tree. */
    public long rootAddress;
    /** Address bits the tree translates. */
    public long rootAddressBits;
    /** Bytes of the root directory; 0 while no tree is set. */
    public long rootBytes;
    /** L2 real address of the process table. */
    public long processTableAddress;
    /** Bytes of the process table; 0 while none is set. */
    public long processTableBytes;

    /** A guest without vCPUs and tables. */
    public NestedGuest(int id, long logicalPvr) {
        this.id = id;
        this.logicalPvr = logicalPvr;
    }

    /** Guest id, 1 to 4095; it is the partition's number in {@link PartitionScope} too. */
    public int id() {
        return id;
    }

    /** The vCPU with an id, or null. */
    public @Nullable NestedVcpu vcpu(long vcpuId) {
        return vcpuId < 0 || vcpuId > Limits.L2_VCPU_ID_MAX ? null : vcpus.get((int) vcpuId);
    }

    /** The vCPUs by ascending id. */
    public Collection<NestedVcpu> vcpus() {
        return Collections.unmodifiableCollection(vcpus.values());
    }

    /** Adds a vCPU with an id that is not in use. */
    public NestedVcpu add(int vcpuId) {
        NestedVcpu vcpu = new NestedVcpu(vcpuId);
        vcpus.put(vcpuId, vcpu);
        return vcpu;
    }

    /** Whether a partition-scoped tree is set. */
    public boolean hasTree() {
        return rootBytes != 0;
    }

    /** Dword 0 of the partition table entry. */
    public long dword0() {
        long rts = rootAddressBits - RTS_BASE;
        long rpds = (long) Long.numberOfTrailingZeros(rootBytes) - RPDS_BASE;
        return PartitionScope.HOST_RADIX | (rts >>> 3) << 61 | rootAddress | (rts & 7) << 5 | rpds;
    }

    /** Dword 1 of the partition table entry; 0 while no process table is set. */
    public long dword1() {
        if (processTableBytes == 0) {
            return 0;
        }
        long prts = (long) Long.numberOfTrailingZeros(processTableBytes) - PRTS_BASE;
        return PartitionScope.GUEST_RADIX | processTableAddress | prts;
    }

    /** Gives a vCPU what was set for the whole guest. */
    public void configure(NestedVcpu vcpu) {
        vcpu.state.tbOffset = tbOffset;
        vcpu.state.spr[Spr.PCR.ordinal()] = pcr;
    }

    /** Writes what belongs to the guest itself, without its vCPUs. */
    public void saveOwn(StateWriter out) {
        out.putLong("logical_pvr", logicalPvr);
        out.putLong("pcr", pcr);
        out.putLong("tb_offset", tbOffset);
        out.putLong("root_address", rootAddress);
        out.putLong("root_address_bits", rootAddressBits);
        out.putLong("root_bytes", rootBytes);
        out.putLong("process_table_address", processTableAddress);
        out.putLong("process_table_bytes", processTableBytes);
    }

    @Override
    public void save(StateWriter out) {
        saveOwn(out);
        out.putLong("vcpu_count", vcpus.size());
        for (NestedVcpu vcpu : vcpus.values()) {
            out.putLong("vcpu_id", vcpu.id());
            out.putState("vcpu", vcpu);
        }
    }

    @Override
    public void load(StateReader in) {
        logicalPvr = in.getLong("logical_pvr");
        pcr = in.getLong("pcr");
        tbOffset = in.getLong("tb_offset");
        rootAddress = in.getLong("root_address");
        rootAddressBits = in.getLong("root_address_bits");
        rootBytes = in.getLong("root_bytes");
        processTableAddress = in.getLong("process_table_address");
        processTableBytes = in.getLong("process_table_bytes");
        vcpus.clear();
        int count = in.getCount("vcpu_count", Limits.L2_VCPU_ID_MAX + 1);
        for (int i = 0; i < count; i++) {
            int vcpuId = in.getCount("vcpu_id", Limits.L2_VCPU_ID_MAX);
            in.getState("vcpu", add(vcpuId));
        }
    }
}
