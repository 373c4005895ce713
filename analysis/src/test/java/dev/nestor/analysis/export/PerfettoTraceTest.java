package dev.nestor.analysis.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.nestor.analysis.SyntheticTrace;
import dev.nestor.analysis.TraceDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The trace, decoded by its field numbers as Perfetto publishes them. */
class PerfettoTraceTest {

    private static byte[] trace(String... names) throws IOException {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            for (String name : names) {
                database.load(name, Map.of("api", "v2"), SyntheticTrace::twoExits);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PerfettoTrace.write(database.session(), out);
            return out.toByteArray();
        }
    }

    private static UnknownFieldSet message(ByteString bytes) throws IOException {
        return UnknownFieldSet.parseFrom(bytes);
    }

    private static List<ByteString> packets(byte[] trace) throws IOException {
        UnknownFieldSet all = UnknownFieldSet.parseFrom(trace);
        assertEquals(Set.of(1), all.asMap().keySet());
        return all.getField(1).getLengthDelimitedList();
    }

    private static long number(Field field) {
        return field.getVarintList().get(0);
    }

    @Test
    void everyEventIsOnATrackThatWasDescribedBefore() throws IOException {
        Map<Long, Long> parents = new HashMap<>();
        Map<Long, Long> depth = new HashMap<>();
        long events = 0;
        long last = 0;
        for (ByteString bytes : packets(trace("one"))) {
            UnknownFieldSet packet = message(bytes);
            if (packet.hasField(60)) {
                UnknownFieldSet track =
                        message(packet.getField(60).getLengthDelimitedList().get(0));
                parents.put(number(track.getField(1)), track.hasField(5) ? number(track.getField(5)) : 0);
                continue;
            }
            events++;
            assertTrue(number(packet.getField(8)) >= last, "time goes forward");
            last = number(packet.getField(8));
            UnknownFieldSet event =
                    message(packet.getField(11).getLengthDelimitedList().get(0));
            long track = number(event.getField(11));
            assertTrue(parents.containsKey(track));
            assertTrue(parents.containsKey(parents.get(track)));
            long type = number(event.getField(9));
            if (type == 1 || type == 2) {
                long now = depth.merge(track, type == 1 ? 1L : -1L, Long::sum);
                assertTrue(now >= 0 && now <= 1, "slices of a track begin and end by turns");
            }
            assertEquals(type == 4, event.hasField(30), "counters have values");
        }
        assertTrue(events > 0);
        depth.values().forEach(open -> assertEquals(0, open));
    }

    @Test
    void everyFlowBeginsAndEnds() throws IOException {
        Set<Long> begun = new HashSet<>();
        Set<Long> ended = new HashSet<>();
        for (ByteString bytes : packets(trace("one", "two"))) {
            UnknownFieldSet packet = message(bytes);
            if (packet.hasField(11)) {
                UnknownFieldSet event =
                        message(packet.getField(11).getLengthDelimitedList().get(0));
                event.getField(47).getFixed64List().forEach(flow -> assertTrue(begun.add(flow)));
                event.getField(48).getFixed64List().forEach(flow -> assertTrue(ended.add(flow)));
            }
        }
        assertFalse(begun.isEmpty());
        assertEquals(begun, ended);
    }

    @Test
    void eachRunIsAProcess() throws IOException {
        Set<String> names = new HashSet<>();
        for (ByteString bytes : packets(trace("one", "two"))) {
            UnknownFieldSet packet = message(bytes);
            if (packet.hasField(60)) {
                UnknownFieldSet track =
                        message(packet.getField(60).getLengthDelimitedList().get(0));
                for (ByteString process : track.getField(3).getLengthDelimitedList()) {
                    names.add(message(process)
                            .getField(6)
                            .getLengthDelimitedList()
                            .get(0)
                            .toStringUtf8());
                }
            }
        }
        assertEquals(Set.of("one", "two"), names);
    }
}
