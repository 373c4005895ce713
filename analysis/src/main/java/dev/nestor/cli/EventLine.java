package dev.nestor.cli;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.Unit;
import java.util.HexFormat;
import java.util.Locale;

/** One event as one line: sequence, moment, name, then each column as name=value in the unit's way of writing. */
final class EventLine {

    /** Payload bytes that a line shows. */
    private static final int BYTES_SHOWN = 32;

    private static final int NAME_WIDTH = EventType.all().stream()
            .mapToInt(type -> type.name().length())
            .max()
            .orElse(0);

    private EventLine() {}

    /** What the columns before the values mean; aligned with {@link #of}. */
    static String heading() {
        return String.format(
                Locale.ROOT, "%10s %14s  %-" + NAME_WIDTH + "s  %s", "sequence", "moment", "event", "facts");
    }

    /** The line of one event. */
    static String of(
            EventType type, long sequence, long moment, long[] values, byte[] payload, int offset, int length) {
        StringBuilder line = new StringBuilder();
        String format = "%10d %14d  %-" + NAME_WIDTH + "s ";
        line.append(String.format(Locale.ROOT, format, sequence, moment, type.name()));
        for (int i = 0; i < type.columns().size(); i++) {
            EventColumn column = type.columns().get(i);
            line.append(' ').append(column.name()).append('=');
            if (column.kind() == EventColumn.Kind.BYTES) {
                appendBytes(line, payload, offset, length);
            } else {
                line.append(number(column.unit(), values[i]));
            }
        }
        return line.toString();
    }

    private static String number(Unit unit, long value) {
        return switch (unit) {
            case ADDRESS, REGISTER, DIGEST -> String.format(Locale.ROOT, "%016x", value);
            case HEX -> String.format(Locale.ROOT, "0x%x", value);
            case COUNT, ID, CODE, INSTRUCTIONS, TICKS, BYTES, PAYLOAD -> Long.toString(value);
        };
    }

    private static void appendBytes(StringBuilder line, byte[] payload, int offset, int length) {
        int shown = Math.min(length, BYTES_SHOWN);
        line.append(HexFormat.of().formatHex(payload, offset, offset + shown));
        if (shown < length) {
            line.append("...");
        }
        line.append(" (").append(length).append(" bytes)");
    }
}
