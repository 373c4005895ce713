package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import java.util.List;

/** A v2 partition with guest 1 and its vCPU 0, ready to run. */
final class V2UnderTest {
    static final long GUEST_WIDE = 1L << 63;
    static final long HOST_WIDE = 1L << 62;
    static final long BUFFER = 0x10_0000;
    static final long INPUT = 0x10_1000;
    static final long OUTPUT = 0x10_2000;
    static final long ROOT = 0x40_0000;

    static final int CREATE = 0x470;
    static final int CREATE_VCPU = 0x474;
    static final int GET = 0x478;
    static final int SET = 0x47C;
    static final int RUN = 0x480;
    static final int DELETE = 0x488;

    final PartitionUnderTest p;

    V2UnderTest(Profile profile) {
        this(profile, 1);
    }

    V2UnderTest(Profile profile, int vcpus) {
        this(new HypervisorConfig(NestedApi.V2, profile), vcpus);
    }

    V2UnderTest(HypervisorConfig config, int vcpus) {
        p = new PartitionUnderTest(config, vcpus);
        assertEquals(0, p.call(0x464, 0, 0x6000_0000_0000_0000L));
        assertEquals(0, p.call(CREATE, 0, -1));
        assertEquals(0, p.call(CREATE_VCPU, 0, 1, 0));
        StateBufferBuilder tables =
                new StateBufferBuilder().element(0x0005, 24, ROOT, 52, 65536).element(0x0006, 16, 0, 4096);
        assertEquals(0, set(GUEST_WIDE, 1, 0, tables));
        buffers(1, 0, INPUT, OUTPUT);
    }

    void buffers(int guest, int vcpu, long input, long output) {
        StateBufferBuilder registered =
                new StateBufferBuilder().element(0x0C00, 16, input, 4096).element(0x0C01, 16, output, 128);
        assertEquals(0, set(0, guest, vcpu, registered));
        p.memory.writeBe32(input, 0);
    }

    long set(long flags, long guest, long vcpu, StateBufferBuilder buffer) {
        int size = buffer.put(p.memory, BUFFER);
        return p.call(SET, flags, guest, vcpu, BUFFER, size);
    }

    long get(long flags, long guest, long vcpu, StateBufferBuilder buffer) {
        int size = buffer.put(p.memory, BUFFER);
        return p.call(GET, flags, guest, vcpu, BUFFER, size);
    }

    /** What was stated so far. */
    List<TraceEvent> events() {
        return p.events;
    }

    /** Sets a doubleword of vCPU 0. */
    void set(int id, long value) {
        assertEquals(0, set(0, 1, 0, new StateBufferBuilder().element(id, 8, value)));
    }

    /** Reads a doubleword of vCPU 0. */
    long get(int id) {
        assertEquals(0, get(0, 1, 0, new StateBufferBuilder().element(id, 8, 0x5555)));
        return p.memory.readBe64(BUFFER + 8);
    }

    /** Enters vCPU 0 with an empty input buffer. */
    void enter(long flags) {
        p.memory.writeBe32(INPUT, 0);
        p.call(RUN, flags, 1, 0);
        assertEquals(HcallOutcome.L2_ENTERED, p.outcome);
    }
}
