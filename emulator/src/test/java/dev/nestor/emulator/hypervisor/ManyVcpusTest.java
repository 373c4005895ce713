package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.SavedState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As many L1 vCPUs as there can be, each inside an L2 vCPU of one guest. */
class ManyVcpusTest {
    private static final int COUNT = Limits.L1_VCPUS_MAX;
    private static final long STRUCTURES = 0x80_0000;

    @ParameterizedTest
    @EnumSource(NestedApi.class)
    void eachKeepsItsOwnStateAndLeavesByItself(NestedApi api) {
        PartitionUnderTest p = entered(api);
        for (int i = COUNT - 1; i >= 0; i--) {
            assertTrue(p.vcpu(i).isNested(), i + " runs");
            assertEquals(1000 + i, p.vcpu(i).s.gpr[20], "its own registers");
            p.vcpu(i).s.gpr[4] = 7000 + i;
            p.hypervisor.nestedHypercall(p.vcpu(i));
            assertFalse(p.vcpu(i).isNested(), i + " left");
        }
        for (int i = 0; i < COUNT; i++) {
            assertEquals(7000 + i, r4OfL2(p, api, i), "what L2 vCPU " + i + " left behind");
        }
    }

    @ParameterizedTest
    @EnumSource(NestedApi.class)
    void allOfThemAreRestored(NestedApi api) {
        PartitionUnderTest here = entered(api);
        PartitionUnderTest there = new PartitionUnderTest(api, Profile.PAPR, COUNT);
        SavedState.into(there.memory, SavedState.of(here.memory));
        for (int i = 0; i < COUNT; i++) {
            SavedState.into(there.vcpu(i), SavedState.of(here.vcpu(i)));
        }
        SavedState.into(there.hypervisor, SavedState.of(here.hypervisor));
        for (int i = 0; i < COUNT; i++) {
            there.hypervisor.reconnect(there.vcpu(i));
            assertEquals(1000 + i, there.vcpu(i).s.gpr[20]);
            here.hypervisor.nestedHypercall(here.vcpu(i));
            there.hypervisor.nestedHypercall(there.vcpu(i));
        }
        assertArrayEquals(SavedState.of(here.hypervisor), SavedState.of(there.hypervisor));
        assertEquals(here.memory.digest(), there.memory.digest());
    }

    @Test
    void deletingTheGuestWantsEveryOtherVcpuBack() {
        PartitionUnderTest p = entered(NestedApi.V2);
        p.hypervisor.nestedHypercall(p.vcpu(5));
        assertEquals(0, p.callOn(5, V2UnderTest.DELETE, 1L << 63, 0));
        for (int i = 0; i < COUNT; i++) {
            assertFalse(p.vcpu(i).isNested());
            assertEquals(0, p.vcpu(i).own().gpr[3]);
            assertEquals(i == 5 ? 1L << 63 : 0, p.vcpu(i).own().gpr[4], "reason 0x000");
        }
        assertEquals(0, p.call(V2UnderTest.CREATE, 0, -1));
        assertEquals(1, p.r(4), "ids begin again");
    }

    /** Id of the L2 vCPU on L1 vCPU {@code i}: descending from the highest there is, with gaps. */
    private static int idOf(int i) {
        return Limits.L2_VCPU_ID_MAX - 31 * i;
    }

    private static PartitionUnderTest entered(NestedApi api) {
        if (api == NestedApi.V1) {
            return enteredV1();
        }
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR, COUNT);
        for (int i = 0; i < COUNT; i++) {
            assertEquals(0, l0.p.call(V2UnderTest.CREATE_VCPU, 0, 1, idOf(i)));
            l0.buffers(1, idOf(i), inputOf(i), inputOf(i) + 4096);
            assertEquals(0, l0.set(0, 1, idOf(i), new StateBufferBuilder().element(0x1014, 8, 1000 + i)));
            l0.p.callOn(i, V2UnderTest.RUN, 0, 1, idOf(i));
        }
        return l0.p;
    }

    private static PartitionUnderTest enteredV1() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, false, COUNT);
        for (int i = 0; i < COUNT; i++) {
            l0.set(HvGuestStateLayout.VCPU_TOKEN, idOf(i));
            l0.setRegister(8 * 20, 1000 + i);
            byte[] bytes = new byte[512];
            l0.p.memory.read(V1UnderTest.STATE, bytes, 0, 248);
            l0.p.memory.write(inputOf(i), bytes, 0, 248);
            l0.p.memory.read(V1UnderTest.REGISTERS, bytes, 0, 384);
            l0.p.memory.write(inputOf(i) + 4096, bytes, 0, 384);
            l0.p.vcpu(i).own().msr = 0x8000_0000_0000_1000L;
            l0.p.callOn(i, V1UnderTest.ENTER, inputOf(i), inputOf(i) + 4096);
        }
        return l0.p;
    }

    private static long inputOf(int i) {
        return STRUCTURES + 0x4000L * i;
    }

    private static long r4OfL2(PartitionUnderTest p, NestedApi api, int i) {
        long place = inputOf(i) + 4096;
        return p.memory.readBe64(api == NestedApi.V1 ? place + 8 * 4 : place + 4 + 12 + 4);
    }
}
