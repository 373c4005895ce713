package dev.nestor.emulator.hypervisor;

import static dev.nestor.emulator.hypervisor.V2UnderTest.BUFFER;
import static dev.nestor.emulator.hypervisor.V2UnderTest.GET;
import static dev.nestor.emulator.hypervisor.V2UnderTest.GUEST_WIDE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.SET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.SavedState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An L1 takes the state of a vCPU and gives it back, under the document of 2023. */
class StateOwnershipTest {
    private static final long OWNERSHIP = 1L << 62;
    private static final int OWN_STATE_BYTES = 8192;

    @Test
    void theStateIsAsBeforeOnceItIsGivenBack() {
        V2UnderTest l0 = taken();
        assertEquals(0, l0.p.call(SET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES));
        assertEquals(0x77, l0.get(0x1003));
        l0.enter(0);
        assertEquals(0x77, l0.p.vcpu(0).s.gpr[3]);
    }

    @Test
    void theSizeIsTheOneTheElementNames() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR2023);
        assertEquals(0, l0.get(GUEST_WIDE, 1, 0, new StateBufferBuilder().element(1, 8, 0)));
        assertEquals(OWN_STATE_BYTES, l0.p.memory.readBe64(BUFFER + 8));
    }

    @Test
    void bothWaysAreStated() {
        V2UnderTest l0 = taken();
        l0.p.events.clear();
        assertEquals(0, l0.p.call(SET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES));
        StateTransferred moved = l0.p.eventsOf(StateTransferred.class).get(0);
        assertEquals(List.of(0, 7, OWN_STATE_BYTES), List.of(moved.direction(), moved.format(), moved.bytes().length));
    }

    @Test
    void anyOtherBitIsRefusedAndTheRightDataTakenAfterwards() {
        V2UnderTest l0 = taken();
        for (int at = 0; at < OWN_STATE_BYTES; at += 61) {
            l0.p.memory.write8(BUFFER + at, l0.p.memory.read8(BUFFER + at) ^ 0x10);
            assertEquals(-57, l0.p.call(SET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES), "byte " + at);
            l0.p.memory.write8(BUFFER + at, l0.p.memory.read8(BUFFER + at) ^ 0x10);
        }
        assertEquals(0, l0.p.call(SET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES));
        assertEquals(-4, l0.p.call(SET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES), "nothing to give back");
    }

    @Test
    void whatIsSetForTheGuestMeanwhileReachesTheVcpuWhenItReturns() {
        V2UnderTest l0 = taken();
        StateBufferBuilder offset = new StateBufferBuilder().element(4, 8, 500);
        byte[] state = new byte[OWN_STATE_BYTES];
        l0.p.memory.read(BUFFER, state, 0, state.length);
        assertEquals(0, l0.set(GUEST_WIDE, 1, 0, offset));
        l0.p.memory.write(BUFFER, state, 0, state.length);
        assertEquals(0, l0.p.call(SET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES));
        l0.enter(0);
        assertEquals(500, l0.p.vcpu(0).s.tbOffset);
    }

    @Test
    void noEditFromOutsideTouchesWhatTheL1Owns() {
        assertFalse(taken().p.hypervisor.editElement(1, 0, 0x1003, new byte[8]));
    }

    @Test
    void ownershipIsSaved() {
        V2UnderTest here = taken();
        PartitionUnderTest there = new PartitionUnderTest(NestedApi.V2, Profile.PAPR2023);
        SavedState.into(there.memory, SavedState.of(here.p.memory));
        SavedState.into(there.hypervisor, SavedState.of(here.p.hypervisor));
        assertEquals(-87, there.call(GET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES));
        assertEquals(0, there.call(SET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES));
        assertEquals(0, here.p.call(SET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES));
    }

    private static V2UnderTest taken() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR2023);
        l0.set(0x1003, 0x77);
        assertEquals(0, l0.p.call(GET, OWNERSHIP, 1, 0, BUFFER, OWN_STATE_BYTES));
        return l0;
    }
}
