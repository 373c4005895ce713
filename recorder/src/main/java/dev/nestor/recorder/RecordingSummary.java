package dev.nestor.recorder;

import dev.nestor.emulator.StopReason;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.PropertiesText;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a recorded run ended and what it held; the FOOTER frame is this as {@link PropertiesText}:
 *
 * <pre>
 * digest=           of the whole final state, 16 hexadecimal digits
 * event.NAME=       events of that type, where there are any
 * events=           events in all
 * exit.VECTOR=      exits of an L2 with that interrupt vector, 4 hexadecimal digits or more
 * inputs=           entries of the input door, empty answers included
 * instructions=     attempted by all vCPUs
 * keyframes=        saved states
 * moment=           at the end
 * stop=             number of the stop reason
 * </pre>
 *
 * @param stopReason why the machine stopped
 * @param moment at the end
 * @param instructions attempted by all vCPUs, without idle time
 * @param digest of the whole final state
 * @param events events in all
 * @param inputs entries of the input door, empty answers included
 * @param keyframes saved states
 * @param eventCounts events by name of their type, those that occur
 * @param exitCounts exits of L2s by interrupt vector, those that occur
 */
public record RecordingSummary(
        StopReason stopReason,
        long moment,
        long instructions,
        long digest,
        long events,
        long inputs,
        long keyframes,
        SortedMap<String, Long> eventCounts,
        SortedMap<Integer, Long> exitCounts) {

    private static final String EVENT = "event.";
    private static final String EXIT = "exit.";

    /** With unmodifiable copies of the maps. */
    public RecordingSummary {
        eventCounts = Collections.unmodifiableSortedMap(new TreeMap<>(eventCounts));
        exitCounts = Collections.unmodifiableSortedMap(new TreeMap<>(exitCounts));
    }

    /** The footer's text. */
    byte[] toBytes() {
        return PropertiesText.write(toProperties());
    }

    /** The footer's names and values. */
    public SortedMap<String, String> toProperties() {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("stop", Integer.toString(stopReason.number()));
        values.put("moment", Long.toString(moment));
        values.put("instructions", Long.toString(instructions));
        values.put("digest", HexFormat.of().toHexDigits(digest));
        values.put("events", Long.toString(events));
        values.put("inputs", Long.toString(inputs));
        values.put("keyframes", Long.toString(keyframes));
        eventCounts.forEach((name, count) -> values.put(EVENT + name, Long.toString(count)));
        exitCounts.forEach((vector, count) -> values.put(EXIT + exitName(vector), Long.toString(count)));
        return values;
    }

    /**
     * The summary in a footer's text, which comes from {@code file}.
     *
     * @throws LogDamagedException when the text is no footer
     */
    static RecordingSummary read(Path file, byte[] bytes) {
        SortedMap<String, String> values = PropertiesText.read(file, bytes);
        SortedMap<String, Long> eventCounts = new TreeMap<>();
        SortedMap<Integer, Long> exitCounts = new TreeMap<>();
        try {
            for (String name : values.keySet()) {
                if (name.startsWith(EVENT)) {
                    eventCounts.put(name.substring(EVENT.length()), number(values, name));
                } else if (name.startsWith(EXIT)) {
                    exitCounts.put(Integer.parseUnsignedInt(name.substring(EXIT.length()), 16), number(values, name));
                }
            }
            return new RecordingSummary(
                    stopReason((int) number(values, "stop")),
                    number(values, "moment"),
                    number(values, "instructions"),
                    Long.parseUnsignedLong(values.getOrDefault("digest", ""), 16),
                    number(values, "events"),
                    number(values, "inputs"),
                    number(values, "keyframes"),
                    eventCounts,
                    exitCounts);
        } catch (NumberFormatException e) {
            throw new LogDamagedException(file, "the FOOTER frame", "numbers", String.valueOf(e.getMessage()));
        }
    }

    private static String exitName(int vector) {
        String digits = Integer.toHexString(vector);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    private static long number(SortedMap<String, String> values, String name) {
        return Long.parseLong(values.getOrDefault(name, "no " + name));
    }

    private static StopReason stopReason(int number) {
        StopReason reason = StopReason.byNumber(number);
        if (reason == null) {
            throw new NumberFormatException("stop reason " + number);
        }
        return reason;
    }
}
