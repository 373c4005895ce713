package dev.nestor.recorder;

import dev.nestor.emulator.StopReason;
import dev.nestor.recorder.log.FooterFinder;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.PropertiesText;
import dev.nestor.recorder.log.RecordingLayout;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
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
 * time.VECTOR=      L1 instructions from such an exit to the next entry: count, sum, least and most; absent in older
 *                   recordings, and when they are not known
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
 * @param exitTimes what L1s did after exits by interrupt vector; empty when that is not known
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
        SortedMap<Integer, Long> exitCounts,
        SortedMap<Integer, ExitTime> exitTimes) {

    /**
     * L1 instructions from exits of one kind to the same L2 vCPU's next entry.
     *
     * @param count exits that have a next entry on the same L1 vCPU
     * @param sum of all
     * @param min least
     * @param max most
     */
    public record ExitTime(long count, long sum, long min, long max) {

        static ExitTime of(long time) {
            return new ExitTime(1, time, time, time);
        }

        ExitTime plus(ExitTime other) {
            return new ExitTime(
                    count + other.count, sum + other.sum, Math.min(min, other.min), Math.max(max, other.max));
        }

        private String text() {
            return count + " " + sum + " " + min + " " + max;
        }

        private static ExitTime parse(String text) {
            String[] parts = text.split(" ", -1);
            if (parts.length != 4) {
                throw new NumberFormatException("time \"" + text + "\"");
            }
            return new ExitTime(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]));
        }
    }

    private static final String EVENT = "event.";
    private static final String EXIT = "exit.";
    private static final String TIME = "time.";

    /** With unmodifiable copies of the maps. */
    public RecordingSummary {
        eventCounts = Collections.unmodifiableSortedMap(new TreeMap<>(eventCounts));
        exitCounts = Collections.unmodifiableSortedMap(new TreeMap<>(exitCounts));
        exitTimes = Collections.unmodifiableSortedMap(new TreeMap<>(exitTimes));
    }

    /**
     * What the footer of a finished recording says, without opening the recording: only the footer itself is checked.
     * Absent when the recording is not finished, is repaired, is a ring, or does not end with an intact footer; {@link
     * Recording#open} then says why.
     */
    public static Optional<RecordingSummary> ofFooter(Path directory) {
        Path file = RecordingLayout.queueFile(directory);
        return FooterFinder.find(directory).flatMap(footer -> readUnlessLost(file, footer.text()));
    }

    /** The summary in a footer's text; empty when the footer states the loss of a repaired recording. */
    static Optional<RecordingSummary> readUnlessLost(Path file, byte[] text) {
        return RecordingLoss.read(file, text).isPresent() ? Optional.empty() : Optional.of(read(file, text));
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
        exitTimes.forEach((vector, time) -> values.put(TIME + exitName(vector), time.text()));
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
        SortedMap<Integer, ExitTime> exitTimes = new TreeMap<>();
        try {
            for (String name : values.keySet()) {
                if (name.startsWith(EVENT)) {
                    eventCounts.put(name.substring(EVENT.length()), number(values, name));
                } else if (name.startsWith(EXIT)) {
                    exitCounts.put(Integer.parseUnsignedInt(name.substring(EXIT.length()), 16), number(values, name));
                } else if (name.startsWith(TIME)) {
                    int vector = Integer.parseUnsignedInt(name.substring(TIME.length()), 16);
                    exitTimes.put(vector, ExitTime.parse(values.getOrDefault(name, "")));
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
                    exitCounts,
                    exitTimes);
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
