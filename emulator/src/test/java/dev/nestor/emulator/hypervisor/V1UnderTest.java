package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;

/** A v1 partition with L2 partition 5 in its table, ready to enter. */
final class V1UnderTest {
    static final int SET_TABLE = 0xF800;
    static final int ENTER = 0xF804;
    static final int INVALIDATE = 0xF808;
    static final int COPY = 0xF80C;

    static final long TABLE = 0x20_0000;
    static final long ROOT = 0x30_0000;
    static final long STATE = 0x10_3008;
    static final long REGISTERS = 0x10_4FF8;
    static final int NIP = 256;
    static final int MSR = 264;

    final PartitionUnderTest p;
    private final boolean little;

    V1UnderTest(Profile profile, boolean little) {
        this(new HypervisorConfig(NestedApi.V1, profile), little);
    }

    V1UnderTest(Profile profile, boolean little, int vcpus) {
        this(new HypervisorConfig(NestedApi.V1, profile), little, vcpus);
    }

    V1UnderTest(HypervisorConfig config, boolean little) {
        this(config, little, 1);
    }

    private V1UnderTest(HypervisorConfig config, boolean little, int vcpus) {
        this.little = little;
        p = new PartitionUnderTest(config, vcpus);
        p.vcpu(0).own().msr = 0x8000_0000_0000_1000L | (little ? 1 : 0);
        assertEquals(0, p.call(SET_TABLE, TABLE | 4));
        p.memory.writeBe64(TABLE + 16 * 5, 0xC000_0000_0000_00ADL | ROOT);
        p.memory.writeBe64(TABLE + 16 * 5 + 8, 0x8000_0000_0000_0000L);
        set(HvGuestStateLayout.VERSION, 2);
        set(HvGuestStateLayout.LPID, 5);
        set(HvGuestStateLayout.VCPU_TOKEN, 3);
        set(HvGuestStateLayout.HDEC_EXPIRY, 1_000_000);
    }

    void set(HvGuestStateLayout field, long value) {
        long at = STATE + field.offset();
        if (field.sizeBytes() == 4) {
            p.memory.writeBe32(at, little ? Integer.reverseBytes((int) value) : (int) value);
        } else {
            p.memory.writeBe64(at, little ? Long.reverseBytes(value) : value);
        }
    }

    long get(HvGuestStateLayout field) {
        long at = STATE + field.offset();
        if (field.sizeBytes() == 4) {
            int word = p.memory.readBe32(at);
            return (little ? Integer.reverseBytes(word) : word) & 0xFFFF_FFFFL;
        }
        return little ? p.memory.readLe64(at) : p.memory.readBe64(at);
    }

    void setRegister(int offset, long value) {
        p.memory.writeBe64(REGISTERS + offset, little ? Long.reverseBytes(value) : value);
    }

    long register(int offset) {
        return little ? p.memory.readLe64(REGISTERS + offset) : p.memory.readBe64(REGISTERS + offset);
    }

    long call() {
        return p.call(ENTER, STATE, REGISTERS);
    }

    void enter() {
        call();
        assertEquals(HcallOutcome.L2_ENTERED, p.outcome);
    }
}
