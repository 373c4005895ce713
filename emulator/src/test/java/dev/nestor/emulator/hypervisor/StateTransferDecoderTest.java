package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.hypervisor.StateTransferDecoder.Element;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.papr.Profile;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transferred state taken apart. */
class StateTransferDecoderTest {
    @Test
    void takesABufferApart() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.events().clear();
        l0.set(0, 1, 0, new StateBufferBuilder().element(0x2000, 4, 5).element(0x3002, 16, 1, 2));
        StateTransferred event = l0.p.eventsOf(StateTransferred.class).get(0);
        List<Element> elements = StateTransferDecoder.decode(event.format(), event.bytes());
        assertEquals(2, elements.size());
        assertEquals(event.elements(), elements.size());
        assertEquals("CR", elements.get(0).name());
        assertArrayEquals(new byte[] {0, 0, 0, 5}, elements.get(0).value());
        assertEquals("VSR2", elements.get(1).name());
        assertEquals(0x3002, elements.get(1).id());
        assertEquals(16, elements.get(1).sizeBytes());
        assertEquals(1, elements.get(1).index());
    }

    @Test
    void aRequestHasNoValues() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        l0.events().clear();
        l0.get(0, 1, 0, new StateBufferBuilder().element(0x1000, 8, 5));
        List<StateTransferred> events = l0.p.eventsOf(StateTransferred.class);
        assertEquals(StateFormat.GUEST_STATE_REQUEST.number(), events.get(0).format());
        assertEquals(0, events.get(0).direction());
        assertEquals(1, events.get(1).direction());
        Element asked = StateTransferDecoder.decode(
                        events.get(0).format(), events.get(0).bytes())
                .get(0);
        assertEquals(0, asked.value().length);
        assertEquals(8, asked.sizeBytes());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesV1StructuresApart(boolean little) {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, little);
        l0.set(HvGuestStateLayout.SPRG1, 0x0102_0304_0506_0708L);
        l0.setRegister(8 * 5, 0x1122L);
        l0.enter();
        List<StateTransferred> events = l0.p.eventsOf(StateTransferred.class);
        List<Element> state = StateTransferDecoder.decode(
                events.get(0).format(), events.get(0).bytes());
        assertEquals(HvGuestStateLayout.values().length, state.size());
        assertEquals(events.get(0).elements(), state.size());
        Element sprg1 = state.get(HvGuestStateLayout.SPRG1.ordinal());
        assertEquals("SPRG1", sprg1.name());
        assertEquals(0x1_0000 + 184, sprg1.id());
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, sprg1.value());
        assertArrayEquals(new byte[] {0, 0, 0, 5}, state.get(1).value(), "lpid");
        List<Element> registers = StateTransferDecoder.decode(
                events.get(1).format(), events.get(1).bytes());
        assertEquals(44, registers.size());
        assertEquals("GPR5", registers.get(5).name());
        assertArrayEquals(
                new byte[] {0, 0, 0, 0, 0, 0, 0x11, 0x22}, registers.get(5).value());
        assertEquals("NIP", registers.get(32).name());
    }

    @Test
    void everyNumberHasItsName() {
        for (GuestStateElement row : GuestStateElement.values()) {
            assertEquals(row.nameOf(row.firstId()), StateTransferDecoder.nameOf(row.firstId()));
        }
        assertEquals("LPID", StateTransferDecoder.nameOf(0x1_0008));
        assertEquals("GPR31", StateTransferDecoder.nameOf(0x2_00F8));
        assertEquals("RESULT", StateTransferDecoder.nameOf(0x2_0158));
        assertEquals("", StateTransferDecoder.nameOf(0x2_0004));
        assertEquals("", StateTransferDecoder.nameOf(0x3_0000));
        assertEquals("", StateTransferDecoder.nameOf(0x1_000A));
    }

    @Test
    void anyBytesAreTakenApartWithoutHarm() {
        Random random = new Random(4);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            for (int format = -1; format < 8; format++) {
                for (Element element : StateTransferDecoder.decode(format, bytes)) {
                    assertTrue(element.offset() + element.sizeBytes() <= bytes.length);
                }
            }
        }
    }
}
