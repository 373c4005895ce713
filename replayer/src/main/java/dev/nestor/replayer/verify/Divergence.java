package dev.nestor.replayer.verify;

import java.nio.file.Path;

/**
 * The first difference between a recording and its replay.
 *
 * @param sequence number of the event, as recorded
 * @param moment at which the replay was
 * @param event name of the event's type, or what was compared where it is no event
 * @param field name of the column, or {@code type}, {@code sequence}, {@code moment}, {@code end}
 * @param expected what the recording says
 * @param actual what the replay did
 * @param command shows what was recorded around this place
 */
public record Divergence(
        long sequence, long moment, String event, String field, String expected, String actual, String command) {

    /** Events that the command shows before the difference. */
    private static final long EVENTS_BEFORE = 8;

    /** With the command for the recording in {@code directory}. */
    static Divergence in(
            Path directory, long sequence, long moment, String event, String field, String expected, String actual) {
        long from = Math.max(0, sequence - EVENTS_BEFORE);
        String command = "nestor events " + directory + " --from " + from + " --limit " + 2 * EVENTS_BEFORE;
        return new Divergence(sequence, moment, event, field, expected, actual, command);
    }

    /** The difference in one line. */
    public String line() {
        return "event " + sequence + " at moment " + moment + ", " + event + "." + field + ": expected " + expected
                + ", actual " + actual;
    }
}
