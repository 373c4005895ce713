package dev.nestor.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.fault.FaultBook;
import dev.nestor.emulator.hypervisor.nested.NestedVcpu;
import dev.nestor.emulator.platform.InterruptController;
import dev.nestor.emulator.state.SavedState;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.Stateful;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Saved numbers that become indices are refused when a state is loaded, and not met when it runs. */
class SavedIndicesTest {

    private static final int VCPUS = 2;

    @Test
    void aVcpuThatThereIsNotCannotHaveTheSlice() {
        int current = 8 * VCPUS;
        for (long forged : new long[] {VCPUS, -2, 2_030_043_136L, Long.MIN_VALUE}) {
            assertRefused(new Scheduler(VCPUS, 1000), current, forged, "current");
        }
        assertRefused(new Scheduler(VCPUS, 1000), 8, 3, "states");
    }

    @Test
    void sourcesAreOfTheMachineAndGoToItsVcpus() {
        int presented = 2 * 8 * VCPUS;
        int servers = 4 * 8 * VCPUS;
        assertRefused(controller(), presented + 8, 77, "presented source");
        assertRefused(controller(), servers, VCPUS, "servers");
        assertRefused(controller(), servers + 8, -1, "servers");
    }

    @Test
    void anL2RunsOnAVcpuThatThereMayBe() {
        NestedVcpu vcpu = new NestedVcpu(0);
        byte[] saved = SavedState.of(vcpu);
        int runningOn = saved.length - 16;
        assertEquals(-1, ByteBuffer.wrap(saved).getLong(runningOn));
        assertRefused(vcpu, runningOn, 1L << 32, "running_on");
    }

    private static InterruptController controller() {
        return new InterruptController(VCPUS, new FaultBook(new EventVoice(EventSink.NOWHERE, 0)));
    }

    private static void assertRefused(Stateful object, int at, long forged, String name) {
        byte[] saved = SavedState.of(object);
        SavedState.into(object, saved);
        assertArrayEquals(saved, SavedState.of(object));
        byte[] changed = ByteBuffer.wrap(saved.clone()).putLong(at, forged).array();
        StateFormatException refused = assertThrows(StateFormatException.class, () -> SavedState.into(object, changed));
        String message = String.valueOf(refused.getMessage());
        assertEquals("saved " + name + " is " + forged, message.substring(0, message.indexOf(',')));
    }
}
