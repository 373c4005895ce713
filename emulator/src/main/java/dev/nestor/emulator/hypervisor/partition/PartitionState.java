package dev.nestor.emulator.hypervisor.partition;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.mmu.TranslationSet;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/**
 * What the L0 keeps for the L1 partition as a whole and for each of its vCPUs: the partition's LPCR and process table,
 * the areas registered with H_REGISTER_VPA, and who was prodded.
 *
 * <p>The LPCR here is the one that counts: a v1 L2 runs in the registers of its L1 vCPU, so a mode set meanwhile must
 * not touch them, and reaches the L1 when the L2 exits.
 */
public final class PartitionState implements Stateful {
    /** Version of the POWER10 processor, DD2.0. */
    public static final long PVR_POWER10 = 0x0080_1200L;

    /** A radix partition with the large decrementer; LPES0 sends external interrupts to the partition itself. */
    private static final long LPCR_FIRST = LpcrBits.HR | LpcrBits.UPRT | LpcrBits.GTSE | LpcrBits.LD | LpcrBits.LPES0;

    @Derived("wiring")
    private final PartitionControl control;

    @Derived("configuration")
    private final NestedApi api;

    private long lpcr = LPCR_FIRST;
    private long processTable;
    private final long[] vpa;
    private final long[] dispatchTraceLog;
    private final long[] slbShadow;
    private final long[] prodded;
    private final long[] joined;

    /** The state of a partition whose vCPUs {@code control} knows. */
    public PartitionState(PartitionControl control, NestedApi api) {
        this.control = control;
        this.api = api;
        int vcpus = control.vcpuCount();
        vpa = new long[vcpus];
        dispatchTraceLog = new long[vcpus];
        slbShadow = new long[vcpus];
        prodded = new long[vcpus];
        joined = new long[vcpus];
    }

    /** Gives a vCPU the registers that the L0 owns, and the L1's translation scope. */
    public void powerOn(Vcpu v) {
        CpuState own = v.own();
        own.spr[Spr.LPCR.ordinal()] = lpcr;
        own.spr[Spr.PVR.ordinal()] = PVR_POWER10;
        own.spr[Spr.PIR.ordinal()] = v.index();
        enterScopeOfL1(v);
        v.mem.contextChanged(v.s);
    }

    /** The partition's LPCR. */
    public long lpcr() {
        return lpcr;
    }

    /** Replaces the bits of {@code mask} in the LPCR of every vCPU by those of {@code bits}. */
    public void changeLpcr(long mask, long bits) {
        lpcr = lpcr & ~mask | bits & mask;
        for (int i = 0; i < control.vcpuCount(); i++) {
            Vcpu v = control.vcpu(i);
            if (!v.isNested() || api == NestedApi.V2) {
                v.own().spr[Spr.LPCR.ordinal()] = lpcr;
            }
        }
    }

    /** Dword 1 of the L1's own partition table entry: its process table; 0 for none. */
    public long processTable() {
        return processTable;
    }

    /** Replaces the L1's process table on every vCPU; translations made through the old one go. */
    public void setProcessTable(long dword1) {
        processTable = dword1;
        for (int i = 0; i < control.vcpuCount(); i++) {
            Vcpu v = control.vcpu(i);
            if (!v.isNested()) {
                enterScopeOfL1(v);
                v.mem.contextChanged(v.s);
            }
        }
        removeTranslations(0);
    }

    /** Sets the translation scope of {@code v} to the L1's. */
    public void enterScopeOfL1(Vcpu v) {
        v.mem.scope().set(0, false, 0, processTable);
    }

    /** An L2's partition table entry is another now: vCPUs that run it go on through it, and what was cached goes. */
    public void changeScope(int lpid, long dword0, long dword1) {
        for (int i = 0; i < control.vcpuCount(); i++) {
            Vcpu v = control.vcpu(i);
            if (v.isNested() && v.mem.scope().lpid == lpid) {
                v.mem.scope().set(lpid, true, dword0, dword1);
                v.mem.contextChanged(v.s);
            }
        }
        removeTranslations(lpid);
    }

    /** Removes the cached translations of a partition on every vCPU. */
    public void removeTranslations(int lpid) {
        for (int i = 0; i < control.vcpuCount(); i++) {
            Vcpu v = control.vcpu(i);
            if (v.mem.translations().size() > 0) {
                v.mem.translations().removePartition(lpid);
                v.mem.translationsRemoved();
            }
        }
    }

    /** Removes every cached translation on every vCPU, the L1's too. */
    public void removeAllTranslations() {
        for (int i = 0; i < control.vcpuCount(); i++) {
            Vcpu v = control.vcpu(i);
            v.mem.translations().clear();
            v.mem.translationsRemoved();
        }
    }

    /** Removes the cached translations of one process of a partition on every vCPU. */
    public void removeTranslations(int lpid, int pid) {
        for (int i = 0; i < control.vcpuCount(); i++) {
            Vcpu v = control.vcpu(i);
            TranslationSet translations = v.mem.translations();
            if (translations.size() > 0) {
                translations.removeProcess(lpid, pid);
                v.mem.translationsRemoved();
            }
        }
    }

    /** L1 real address of a vCPU's virtual processor area; 0 for none. */
    public long vpa(int vcpu) {
        return vpa[vcpu];
    }

    /** Registers, or with 0 removes, a virtual processor area. */
    public void setVpa(int vcpu, long l1RealAddress) {
        vpa[vcpu] = l1RealAddress;
    }

    /** L1 real address of a vCPU's dispatch trace log; 0 for none. */
    public long dispatchTraceLog(int vcpu) {
        return dispatchTraceLog[vcpu];
    }

    /** Registers, or with 0 removes, a dispatch trace log. */
    public void setDispatchTraceLog(int vcpu, long l1RealAddress) {
        dispatchTraceLog[vcpu] = l1RealAddress;
    }

    /** L1 real address of a vCPU's SLB shadow; 0 for none. */
    public long slbShadow(int vcpu) {
        return slbShadow[vcpu];
    }

    /** Registers, or with 0 removes, an SLB shadow. */
    public void setSlbShadow(int vcpu, long l1RealAddress) {
        slbShadow[vcpu] = l1RealAddress;
    }

    /** Notes that a vCPU was prodded: its next H_CEDE returns at once. */
    public void prod(int vcpu) {
        prodded[vcpu] = 1;
    }

    /** Whether a vCPU was prodded; the note is taken away. */
    public boolean takeProd(int vcpu) {
        boolean was = prodded[vcpu] != 0;
        prodded[vcpu] = 0;
        return was;
    }

    /** Whether a vCPU waits in H_JOIN. */
    public boolean isJoined(int vcpu) {
        return joined[vcpu] != 0;
    }

    /** Notes whether a vCPU waits in H_JOIN. */
    public void setJoined(int vcpu, boolean waits) {
        joined[vcpu] = waits ? 1 : 0;
    }

    /** Mixes in what belongs to the whole partition and to one vCPU. */
    public void digestAtExit(int vcpu, StateDigest digest) {
        digest.putLong("lpcr", lpcr);
        digest.putLong("process_table", processTable);
        digest.putLong("vpa", vpa[vcpu]);
        digest.putLong("dispatch_trace_log", dispatchTraceLog[vcpu]);
        digest.putLong("slb_shadow", slbShadow[vcpu]);
        digest.putLong("prodded", prodded[vcpu]);
        digest.putLong("joined", joined[vcpu]);
    }

    @Override
    public void save(StateWriter out) {
        out.putLong("lpcr", lpcr);
        out.putLong("process_table", processTable);
        out.putLongs("vpa", vpa);
        out.putLongs("dispatch_trace_log", dispatchTraceLog);
        out.putLongs("slb_shadow", slbShadow);
        out.putLongs("prodded", prodded);
        out.putLongs("joined", joined);
    }

    @Override
    public void load(StateReader in) {
        lpcr = in.getLong("lpcr");
        processTable = in.getLong("process_table");
        in.getLongs("vpa", vpa);
        in.getLongs("dispatch_trace_log", dispatchTraceLog);
        in.getLongs("slb_shadow", slbShadow);
        in.getLongs("prodded", prodded);
        in.getLongs("joined", joined);
    }
}
