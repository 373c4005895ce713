package dev.nestor.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent;
import org.junit.jupiter.api.Test;

class SchemaTest {

    @Test
    void listsEveryDeclarationOnOneLine() {
        String text = Schema.text();
        assertEquals(
                EventType.all().size() + InputType.all().size(), text.lines().count());
        assertTrue(text.contains("event 9 console_written vcpu:INT:ID vty:LONG:HEX bytes:BYTES:PAYLOAD\n"), text);
        assertTrue(text.contains("input 1 console_typed vty:LONG bytes:BYTES\n"), text);
    }

    @Test
    void fingerprintChangesWithAnyColumn() {
        String text = Schema.text();
        String other = text.replace("vty:LONG:HEX", "vty:LONG:ID");
        assertNotEquals(Schema.fingerprintOf(text), Schema.fingerprintOf(other));
        assertEquals(64, Schema.fingerprintOf(text).length());
    }

    @Test
    void hasNoConflictWithItself() {
        RecordedSchema schema = RecordedSchema.ofThisBuild();
        assertTrue(schema.conflict().isEmpty());
        for (EventType type : EventType.all()) {
            assertTrue(schema.knows(type));
            assertEquals((1L << type.valueCount()) - 1, schema.columnsOf(type), type.name());
            assertEquals(type.hasPayload(), schema.hasPayload(type));
        }
    }

    @Test
    void takesWhatIsOnlyInTheRecordingOrOnlyInThisBuild() {
        String text = Schema.text()
                .replaceAll("event 13 .*\n", "event 250 guest_sang vcpu:INT:ID\n")
                .replace("vty:LONG:HEX ", "")
                .replace("skipped:LONG:INSTRUCTIONS", "skipped:LONG:INSTRUCTIONS why:INT:ID");
        RecordedSchema schema = RecordedSchema.of(text);
        assertTrue(schema.conflict().isEmpty());
        assertFalse(schema.knows(TraceEvent.VcpuDispatched.TYPE));
        assertEquals(1, schema.columnsOf(TraceEvent.ConsoleWritten.TYPE));
        assertEquals(1, schema.columnsOf(TraceEvent.IdleSkipped.TYPE));
    }

    @Test
    void namesADeclarationThatMeansSomethingElse() {
        assertConflict("vty:LONG:HEX", "vty:LONG:ID", "event 9 console_written vty:LONG:ID");
        assertConflict("vty:LONG:HEX", "vty:INT:HEX", "event 9 console_written vty:INT:HEX");
        assertConflict("event 9 console_written", "event 9 console_sung", "event 9 console_sung");
        assertConflict("event 9 console_written", "event 209 console_written", "event 209 console_written");
    }

    @Test
    void refusesALineThatIsNoDeclaration() {
        for (String line : new String[] {
            "event",
            "event x y",
            "event 0 y",
            "event 256 y",
            "song 1 y",
            "event 1 y a",
            "event 1 y a:INT",
            "event 1 y a:X:ID",
            "event 1 y a:BYTES:PAYLOAD b:INT:ID"
        }) {
            assertThrows(MalformedBytesException.class, () -> RecordedSchema.of(line + "\n"), line);
        }
    }

    private static void assertConflict(String here, String there, String named) {
        String text = Schema.text().replace(here, there);
        String recorded = RecordedSchema.of(text).conflict().orElseThrow().recorded();
        assertTrue(recorded.startsWith(named), recorded);
    }
}
