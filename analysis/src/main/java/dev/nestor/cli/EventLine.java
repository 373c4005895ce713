package dev.nestor.cli;

import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.event.TraceEvent.InterruptDelivered;
import dev.nestor.emulator.event.TraceEvent.MachineStopped;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.event.Unit;
import dev.nestor.emulator.hypervisor.HcallTable;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * One event as one line: sequence, moment, name, then its columns as name=value. A narrow line fits a terminal: numbers
 * have their names, what is 0 and a few long registers are left out, and what does not fit is cut. A wide one has every
 * column in the unit's way of writing.
 */
final class EventLine {

    /** Characters of a narrow line. */
    static final int WIDTH = 120;

    /** Payload bytes that a wide line shows. */
    private static final int BYTES_SHOWN = 32;

    /** Columns that a narrow line has no room for. */
    private static final Set<String> LEFT_OUT = Set.of("msr", "lpcr", "l1_real_address", "hdec_expiry");

    private static final int NAME_WIDTH = EventType.all().stream()
            .mapToInt(type -> type.name().length())
            .max()
            .orElse(0);

    private EventLine() {}

    /** What the columns before the values mean; aligned with {@link #wide} and {@link #narrow}. */
    static String heading() {
        return String.format(
                Locale.ROOT, "%10s %14s  %-" + NAME_WIDTH + "s  %s", "sequence", "moment", "event", "facts");
    }

    /** The line of one event with all its columns. */
    static String wide(
            EventType type, long sequence, long moment, long[] values, byte[] payload, int offset, int length) {
        StringBuilder line = begin(type, sequence, moment);
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

    /** The line of one event for a terminal. */
    static String narrow(EventType type, long sequence, long moment, long[] values, int length) {
        StringBuilder line = begin(type, sequence, moment);
        for (int i = 0; i < type.valueCount(); i++) {
            EventColumn column = type.columns().get(i);
            boolean isShown = values[i] != 0 || column.unit() == Unit.ID || column.unit() == Unit.CODE;
            if (isShown && !LEFT_OUT.contains(column.name())) {
                line.append(' ').append(column.name()).append('=').append(named(type, column, values[i]));
            }
        }
        if (type.hasPayload()) {
            line.append(" (").append(length).append(" bytes)");
        }
        return line.length() <= WIDTH ? line.toString() : line.substring(0, WIDTH - 3) + "...";
    }

    /** A value in the unit's way of writing. */
    static String number(Unit unit, long value) {
        return switch (unit) {
            case ADDRESS, REGISTER, DIGEST -> String.format(Locale.ROOT, "%016x", value);
            case HEX -> String.format(Locale.ROOT, "0x%x", value);
            case COUNT, ID, CODE, INSTRUCTIONS, TICKS, BYTES, PAYLOAD, NAME -> Long.toString(value);
        };
    }

    private static StringBuilder begin(EventType type, long sequence, long moment) {
        String format = "%10d %14d  %-" + NAME_WIDTH + "s ";
        return new StringBuilder(String.format(Locale.ROOT, format, sequence, moment, type.name()));
    }

    private static String named(EventType type, EventColumn column, long value) {
        String name = nameOf(type, column.name(), value);
        if (!name.isEmpty()) {
            return name;
        }
        Unit unit = column.unit();
        boolean isPadded = unit == Unit.ADDRESS || unit == Unit.REGISTER || unit == Unit.DIGEST;
        return isPadded ? "0x" + Long.toHexString(value) : number(column.unit(), value);
    }

    /** The name behind a number, or nothing. */
    private static String nameOf(EventType type, String column, long value) {
        if (column.equals("opcode")) {
            return hcall(value);
        }
        if (column.equals("direction")) {
            return value == 0 ? "in" : "out";
        }
        if (type == HcallReturned.TYPE && column.equals("code")) {
            ReturnCode code = ReturnCode.byNumber(value);
            return code == null ? "" : code.name();
        }
        if (type == NestedExited.TYPE && column.equals("vector")) {
            return exit(value);
        }
        if (type == InterruptDelivered.TYPE && column.equals("vector")) {
            return interrupt(value);
        }
        if (type == MachineStopped.TYPE && column.equals("reason")) {
            StopReason reason = StopReason.byNumber((int) value);
            return reason == null ? "" : reason.name().toLowerCase(Locale.ROOT);
        }
        return "";
    }

    private static String hcall(long opcode) {
        for (HcallRow<?> row : HcallTable.rows()) {
            if (row.opcode() == opcode) {
                return row.name();
            }
        }
        return "";
    }

    private static String exit(long vector) {
        for (NestedExit exit : NestedExit.values()) {
            if (exit.vector() == vector) {
                return exit.shortName();
            }
        }
        return "";
    }

    private static String interrupt(long vector) {
        for (Interrupt interrupt : Interrupt.values()) {
            if (interrupt.vector() == vector) {
                return interrupt.name().toLowerCase(Locale.ROOT);
            }
        }
        return "";
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
