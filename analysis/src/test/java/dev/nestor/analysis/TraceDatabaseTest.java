package dev.nestor.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.sql.QueryException;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent.HcallEntered;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading events, and what a database refuses. */
class TraceDatabaseTest {

    static Stream<EventType> events() {
        return EventType.all().stream();
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventComesBackAsItWent(EventType type) {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            database.load("one", Map.of(), sink -> {
                EventVoice voice = new EventVoice(sink, 5);
                voice.begin(type, 9);
                for (int i = 0; i < type.valueCount(); i++) {
                    voice.put(-1 - i);
                }
                byte[] payload = {0, 1, 2, (byte) 0xff};
                voice.end(payload, 1, type.hasPayload() ? 3 : 0);
            });
            List<Object> row = onlyRow(database, "SELECT * FROM " + type.name());
            assertEquals(List.of(1, 5L, 9L), row.subList(0, 3));
            for (int i = 0; i < type.valueCount(); i++) {
                long bits = ((Number) row.get(3 + i)).longValue();
                boolean is32 = row.get(3 + i) instanceof Integer || bits == Integer.toUnsignedLong((int) (-1 - i));
                assertEquals(is32 ? (int) (-1 - i) : -1L - i, is32 ? (int) bits : bits);
            }
            if (type.hasPayload()) {
                String payload = type.columns().get(type.valueCount()).name();
                assertEquals("0102ff", hex(database, "SELECT HEX(" + payload + ") FROM " + type.name()));
            }
        }
    }

    @Test
    void batchesAddUp() {
        int events = 150_000;
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            database.load("many", Map.of(), sink -> {
                EventVoice voice = new EventVoice(sink, 0);
                for (int i = 0; i < events; i++) {
                    voice.begin(HcallEntered.TYPE, i);
                    for (int j = 0; j < HcallEntered.TYPE.valueCount(); j++) {
                        voice.put(i);
                    }
                    voice.end();
                }
            });
            long sum = (long) events * (events - 1) / 2;
            assertEquals(
                    "[[" + events + ", " + sum + ", " + sum + "]]",
                    answer(database, "SELECT COUNT(*), SUM(sequence), SUM(r9) FROM hcall_entered"));
        }
    }

    @Test
    void largePayloadsDoNotPileUp() {
        byte[] megabyte = new byte[1 << 20];
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            database.load("large", Map.of(), sink -> {
                EventVoice voice = new EventVoice(sink, 0);
                for (int i = 0; i < 40; i++) {
                    voice.begin(StateTransferred.TYPE, i);
                    for (int j = 0; j < StateTransferred.TYPE.valueCount(); j++) {
                        voice.put(0);
                    }
                    voice.end(megabyte, 0, megabyte.length);
                }
            });
            assertEquals("[[41943040]]", answer(database, "SELECT SUM(OCTET_LENGTH(bytes)) FROM state_transferred"));
        }
    }

    @Test
    void failedLoadLeavesNothing() {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> database.load("broken", Map.of(), sink -> {
                        SyntheticTrace.twoExits(sink);
                        throw new IllegalArgumentException("half-way");
                    }));
            assertEquals("[[0]]", answer(database, "SELECT COUNT(*) FROM hcall_entered"));
            database.load("whole", Map.of(), SyntheticTrace::twoExits);
            assertEquals("[[4]]", answer(database, "SELECT COUNT(*) FROM hcall_entered"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELEC 1",
                "SELECT nothing FROM hcall",
                "SELECT * FROM nowhere",
                "INSTALL httpfs",
                "SELECT 1; LOAD spatial",
                "SELECT * FROM 'https://example.org/x.parquet'",
                "SELECT 1/0 FROM 5"
            })
    void refusalIsOneLine(String question) {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            QueryException refusal = assertThrows(QueryException.class, () -> answer(database, question));
            assertTrue(refusal.getMessage().lines().count() == 1, refusal.getMessage());
        }
    }

    @Test
    void settingsAreLocked() {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            assertThrows(
                    QueryException.class, () -> database.session().execute("SET autoinstall_known_extensions = true"));
        }
    }

    private static List<Object> onlyRow(TraceDatabase database, String query) {
        try (QueryResult result = database.session().query(query)) {
            List<List<Object>> rows = result.rest();
            assertEquals(1, rows.size());
            return rows.get(0);
        }
    }

    private static String hex(TraceDatabase database, String query) {
        return onlyRow(database, query).get(0).toString().toLowerCase(java.util.Locale.ROOT);
    }

    private static String answer(TraceDatabase database, String query) {
        try (QueryResult result = database.session().query(query)) {
            return result.rest().toString();
        }
    }
}
