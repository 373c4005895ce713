package dev.nestor.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.event.EventType;
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
    void findsNothingNewerOrOlderInItself() {
        assertTrue(Schema.newerIn(Schema.text()).isEmpty());
        assertTrue(Schema.olderIn(Schema.text()).isEmpty());
    }

    @Test
    void namesADeclarationThatIsOnlyInTheRecording() {
        String line = "event 250 guest_sang vcpu:INT:ID";
        assertEquals(line, Schema.newerIn(Schema.text() + line + "\n").orElseThrow());
    }

    @Test
    void namesAColumnThatIsOnlyInTheRecording() {
        String longer = Schema.text()
                .replace("idle_skipped skipped:LONG:INSTRUCTIONS", "idle_skipped skipped:LONG:INSTRUCTIONS why:INT:ID");
        assertTrue(Schema.newerIn(longer).orElseThrow().endsWith("why:INT:ID"));
    }

    @Test
    void namesADeclarationThatTheRecordingLacks() {
        String shorter = Schema.text().replaceAll("event 13 .*\n", "");
        assertTrue(Schema.newerIn(shorter).isEmpty());
        assertTrue(Schema.olderIn(shorter).orElseThrow().startsWith("event 13 "));
    }

    @Test
    void namesAColumnThatChangedItsUnit() {
        String other = Schema.text().replace("vty:LONG:HEX", "vty:LONG:ID");
        assertTrue(Schema.newerIn(other).isEmpty());
        assertTrue(Schema.olderIn(other).orElseThrow().startsWith("event 9 "));
    }
}
