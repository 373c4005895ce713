package dev.nestor.emulator.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventTypeTest {

    static List<EventType> types() {
        return EventType.all();
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyEventIsDeclaredWhole(EventType type) throws ReflectiveOperationException {
        assertTrue(type.id() >= 1 && type.id() <= 254, "number");
        assertTrue(type.says().endsWith("."), "says is a sentence");
        Field constant = type.recordClass().getField("TYPE");
        assertSame(type, constant.get(null), "TYPE constant");
        for (EventColumn column : type.columns()) {
            assertFalse(column.says().isBlank(), column.name());
            assertFalse(column.says().endsWith("."), column.name() + " is a phrase");
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void valuesBecomeTheRecordInColumnOrder(EventType type) throws ReflectiveOperationException {
        long[] values = new long[type.valueCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 + i;
        }
        byte[] payload = {1, 2, 3};
        TraceEvent event = type.toRecord(values, payload);
        RecordComponent[] components = type.recordClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            Object value = components[i].getAccessor().invoke(event);
            Object expected =
                    value instanceof byte[] ? payload : value instanceof Integer ? (Object) (100 + i) : 100L + i;
            assertEquals(expected, value, components[i].getName());
        }
    }

    @org.junit.jupiter.api.Test
    void voiceNumbersEventsAndRefusesAWrongCount() {
        List<String> heard = new ArrayList<>();
        EventVoice voice = new EventVoice(
                (type, sequence, moment, values, payload, offset, length) ->
                        heard.add(type + " " + sequence + " " + moment + " " + values[0]),
                7);
        voice.begin(TraceEvent.IdleSkipped.TYPE, 50).put(3).end();
        voice.begin(TraceEvent.VcpuDispatched.TYPE, 50).put(1).end();
        assertEquals(List.of("idle_skipped 7 50 3", "vcpu_dispatched 8 50 1"), heard);
        voice.begin(TraceEvent.MachineStopped.TYPE, 60).put(1);
        assertThrows(IllegalStateException.class, voice::end);
    }
}
