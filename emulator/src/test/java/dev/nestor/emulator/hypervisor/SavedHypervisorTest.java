package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.SavedState;
import dev.nestor.emulator.state.StateDigest;
import org.junit.jupiter.api.Test;

/** State saved inside an L2 goes on in another machine as it would have here. */
class SavedHypervisorTest {
    @Test
    void goesOnInsideAnL2UnderV2() {
        V2UnderTest here = new V2UnderTest(Profile.PAPR);
        here.set(0x1003, 0x77);
        here.enter(0);
        PartitionUnderTest there = restore(here.p, NestedApi.V2);
        Vcpu v = there.vcpu(0);
        assertEquals(0x77, v.s.gpr[3]);
        here.p.hypervisor.nestedHypercall(here.p.vcpu(0));
        there.hypervisor.nestedHypercall(v);
        assertSame(v.own(), v.s);
        assertSameState(here.p, there);
    }

    @Test
    void goesOnInsideAnL2UnderV1() {
        V1UnderTest here = new V1UnderTest(Profile.PAPR, true);
        here.setRegister(8 * 3, 0x77);
        here.enter();
        PartitionUnderTest there = restore(here.p, NestedApi.V1);
        assertEquals(0x77, there.vcpu(0).s.gpr[3]);
        here.p.hypervisor.nestedHypercall(here.p.vcpu(0));
        there.hypervisor.nestedHypercall(there.vcpu(0));
        assertSameState(here.p, there);
    }

    @Test
    void theExitDigestSeesTheL2AndItsGuest() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.enter(0);
        l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
        long before = exitDigest(l0.p);
        assertEquals(before, exitDigest(l0.p));
        assertEquals(true, l0.p.hypervisor.editElement(1, 0, 0x1010, new byte[] {0, 0, 0, 0, 0, 0, 0, 1}));
        long edited = exitDigest(l0.p);
        assertNotEquals(before, edited);
        assertEquals(true, l0.p.hypervisor.editElement(1, 0, 4, new byte[] {0, 0, 0, 0, 0, 0, 0, 1}));
        assertNotEquals(edited, exitDigest(l0.p));
    }

    private static long exitDigest(PartitionUnderTest p) {
        StateDigest digest = new StateDigest();
        p.hypervisor.digestAtExit(p.vcpu(0), digest);
        return digest.value();
    }

    private static PartitionUnderTest restore(PartitionUnderTest here, NestedApi api) {
        PartitionUnderTest there = new PartitionUnderTest(api, Profile.PAPR);
        SavedState.into(there.memory, SavedState.of(here.memory));
        SavedState.into(there.vcpu(0), SavedState.of(here.vcpu(0)));
        SavedState.into(there.hypervisor, SavedState.of(here.hypervisor));
        there.hypervisor.reconnect(there.vcpu(0));
        return there;
    }

    private static void assertSameState(PartitionUnderTest here, PartitionUnderTest there) {
        assertArrayEquals(SavedState.of(here.hypervisor), SavedState.of(there.hypervisor));
        assertArrayEquals(SavedState.of(here.vcpu(0)), SavedState.of(there.vcpu(0)));
        assertEquals(here.memory.digest(), there.memory.digest());
        assertEquals(exitDigest(here), exitDigest(there));
    }
}
