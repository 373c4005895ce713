package dev.nestor.recorder.codec;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;

/**
 * The declarations of all events and inputs as text, one line each, and the hash of that text: the fingerprint. A
 * recording carries both, so that a build that declares other things can read it, as {@link RecordedSchema} says, and a
 * stranger can, too.
 *
 * <pre>
 * event 9 console_written vcpu:INT:ID vty:LONG:HEX bytes:BYTES:PAYLOAD
 * input 1 console_typed vty:LONG bytes:BYTES
 * </pre>
 *
 * <p>What the declarations say in prose is not part of it.
 */
public final class Schema {

    private Schema() {}

    /** The text of what this build declares; events first, each part by ascending number. */
    public static String text() {
        StringBuilder text = new StringBuilder();
        for (EventType type : EventType.all()) {
            text.append("event ").append(type.id()).append(' ').append(type.name());
            for (EventColumn column : type.columns()) {
                text.append(' ').append(column.name()).append(':').append(column.kind());
                text.append(':').append(column.unit());
            }
            text.append('\n');
        }
        for (InputType type : InputType.all()) {
            text.append(lineOf(type)).append('\n');
        }
        return text.toString();
    }

    /** SHA-256 of a schema text, 64 hexadecimal digits. */
    public static String fingerprintOf(String text) {
        return Sha256.of(text);
    }

    /** The declaration of one input. */
    static String lineOf(InputType type) {
        StringBuilder line = new StringBuilder();
        line.append("input ").append(type.id()).append(' ').append(type.name());
        type.declaredComponents().forEach(component -> line.append(' ').append(component));
        return line.toString();
    }
}
