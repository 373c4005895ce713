package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.VcpuHost;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.state.StateDigest;
import java.util.ArrayList;
import java.util.List;

/** An L0 whose vCPUs execute nothing: a benchmark makes the hypercalls itself, and nobody listens. */
final class BenchPartition implements PartitionControl, VcpuHost {
    private static final long BUFFER = 0x10_0000;
    private static final long INPUT = 0x11_0000;
    private static final long OUTPUT = 0x12_0000;
    private static final long TABLE = 0x20_0000;
    private static final long RUN = 0x480;
    private static final long ENTER_NESTED = 0xF804;

    final GuestMemory memory;
    private final NestedApi api;
    private final List<Vcpu> all = new ArrayList<>();
    private final Vcpu vcpu;
    private final StateDigest digest = new StateDigest();
    private final Hypervisor hypervisor;

    BenchPartition(NestedApi api, long memoryBytes, int vcpus) {
        this.api = api;
        memory = new GuestMemory(memoryBytes);
        for (int i = 0; i < vcpus; i++) {
            all.add(new Vcpu(i, memory, this));
        }
        vcpu = all.get(0);
        HypervisorConfig config = new HypervisorConfig(api, Profile.PAPR);
        hypervisor = new Hypervisor(config, memory, new EventVoice(EventSink.NOWHERE, 0), this);
        all.forEach(hypervisor::powerOn);
        vcpu.own().msr = 0x8000_0000_0000_1001L;
    }

    /** Makes guests 1 to {@code guests}, the last with vCPUs 0 to {@code vcpus - 1}, of which the last can run. */
    void prepareV2(int guests, int vcpus, int elements) {
        must(call(0x464, 0, 0x6000_0000_0000_0000L));
        for (int i = 0; i < guests; i++) {
            must(call(0x470, 0, -1));
        }
        for (int i = 0; i < vcpus; i++) {
            must(call(0x474, 0, guests, i));
        }
        memory.writeBe32(BUFFER, 1);
        put(BUFFER + 4, 0x0005, 24, 0x40_0000, 52, 65536);
        must(call(0x47C, 1L << 63, guests, 0, BUFFER, 64));
        memory.writeBe32(BUFFER, 2);
        put(BUFFER + 4, 0x0C00, 16, INPUT, 16384);
        put(BUFFER + 24, 0x0C01, 16, OUTPUT, 128);
        must(call(0x47C, 0, guests, vcpus - 1, BUFFER, 64));
        fillInput(elements);
    }

    /** A partition table of 2^(8 + pats) entries, with a tree for {@code lpid}, and the two structures. */
    void prepareV1(int pats, int lpid) {
        must(call(0xF800, TABLE | pats));
        memory.writeBe64(TABLE + 16L * lpid, 0xC000_0000_0000_00ADL | 0x40_0000);
        memory.writeBe64(TABLE + 16L * lpid + 8, 0x8000_0000_0000_0000L);
        memory.writeLe64(INPUT + HvGuestStateLayout.VERSION.offset(), 2);
        memory.writeLe32(INPUT + HvGuestStateLayout.LPID.offset(), lpid);
        memory.writeLe64(INPUT + HvGuestStateLayout.HDEC_EXPIRY.offset(), Long.MAX_VALUE / 2);
    }

    /** An entry, a 0xC00 exit and the digest of it. */
    long roundTrip(long guest, long l2Vcpu) {
        if (api == NestedApi.V2) {
            call(RUN, 0, guest, l2Vcpu);
        } else {
            call(ENTER_NESTED, INPUT, OUTPUT);
        }
        if (!vcpu.isNested()) {
            throw new IllegalStateException("not entered: " + vcpu.own().gpr[3]);
        }
        hypervisor.nestedHypercall(vcpu);
        digest.reset();
        hypervisor.digestAtExit(vcpu, digest);
        return digest.value();
    }

    /** Elements of the vCPU's scope in turn, again from the first when they are used up: duplicates are legal. */
    private void fillInput(int elements) {
        List<int[]> ids = new ArrayList<>();
        for (GuestStateElement row : GuestStateElement.values()) {
            boolean plain = row.scope() == GuestStateElement.Scope.VCPU && row.isWritable() && row.firstId() >= 0x1000;
            for (int i = 0; plain && i < row.count(); i++) {
                ids.add(new int[] {row.id(i), row.sizeBytes(Profile.PAPR)});
            }
        }
        memory.writeBe32(INPUT, elements);
        long at = INPUT + 4;
        for (int i = 0; i < elements; i++) {
            int[] id = ids.get(i % ids.size());
            put(at, id[0], id[1], id[0] == 0x1020 ? Long.MAX_VALUE / 2 : 0, 0, 0);
            at += 4 + id[1];
        }
    }

    private void put(long at, int id, int size, long... words) {
        memory.writeBe16(at, id);
        memory.writeBe16(at + 2, size);
        if (size == 4) {
            memory.writeBe32(at + 4, (int) words[0]);
        }
        for (int i = 0; i < size / 8; i++) {
            memory.writeBe64(at + 4 + 8L * i, words[i]);
        }
    }

    private long call(long opcode, long... arguments) {
        long[] gpr = vcpu.own().gpr;
        gpr[3] = opcode;
        System.arraycopy(arguments, 0, gpr, 4, arguments.length);
        HcallOutcome outcome = hypervisor.hypercall(vcpu);
        return outcome == HcallOutcome.L2_ENTERED ? 0 : gpr[3];
    }

    private static void must(long code) {
        if (code != 0) {
            throw new IllegalStateException("the L0 answered " + code);
        }
    }

    @Override
    public void powerOff(int reason, long detail) {}

    @Override
    public void startVcpu(int index, long entry, long r3) {}

    @Override
    public void stopVcpu(int index) {}

    @Override
    public boolean isStopped(int index) {
        return false;
    }

    @Override
    public boolean isWaiting(int index) {
        return false;
    }

    @Override
    public void wake(int index) {}

    @Override
    public int vcpuCount() {
        return all.size();
    }

    @Override
    public Vcpu vcpu(int index) {
        return all.get(index);
    }

    @Override
    public long nextRandom() {
        return 0;
    }

    @Override
    public int pollConsole(byte[] into) {
        return 0;
    }

    @Override
    public void invalidateTranslations(
            Vcpu caller, boolean everywhere, InvalidationScope scope, int pid, long firstPage, long lastPage) {}
}
