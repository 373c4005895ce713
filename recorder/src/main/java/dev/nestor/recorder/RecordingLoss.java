package dev.nestor.recorder;

import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.PropertiesText;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a repaired recording lacks. Its FOOTER frame is this as {@link PropertiesText}, in place of a
 * {@link RecordingSummary}, since nobody knows how the run ended:
 *
 * <pre>
 * events=           events in the recording
 * loss.cause=       what was found: the damage in one line, or that the recorder did not finish
 * loss.events=      events lost, where they can be counted
 * loss.frames=      frames lost, where they can be counted
 * moment=           of the last event
 * </pre>
 *
 * @param cause what was found, one line of printable ASCII
 * @param eventsKept events in the repaired recording
 * @param momentKept moment of the last of them
 * @param eventsLost events behind them, where they could be counted
 * @param framesLost frames behind them, where they could be counted
 */
public record RecordingLoss(
        String cause, long eventsKept, long momentKept, OptionalLong eventsLost, OptionalLong framesLost) {

    private static final String CAUSE = "loss.cause";
    private static final String EVENTS_LOST = "loss.events";
    private static final String FRAMES_LOST = "loss.frames";

    /** What was lost in one line. */
    public String line() {
        String events = eventsLost.isPresent() ? eventsLost.getAsLong() + " events" : "events that nobody can count";
        return events + " behind event " + (eventsKept - 1) + " at moment " + momentKept + ": " + cause;
    }

    /** The footer's text. */
    byte[] toBytes() {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("events", Long.toString(eventsKept));
        values.put("moment", Long.toString(momentKept));
        values.put(CAUSE, cause.replaceAll("[^ -~]", "?"));
        eventsLost.ifPresent(count -> values.put(EVENTS_LOST, Long.toString(count)));
        framesLost.ifPresent(count -> values.put(FRAMES_LOST, Long.toString(count)));
        return PropertiesText.write(values);
    }

    /**
     * The loss in a footer's text, which comes from {@code file}; empty when it is a whole recording's.
     *
     * @throws LogDamagedException when a number is none
     */
    static Optional<RecordingLoss> read(Path file, byte[] bytes) {
        SortedMap<String, String> values = PropertiesText.read(file, bytes);
        String cause = values.get(CAUSE);
        if (cause == null) {
            return Optional.empty();
        }
        return Optional.of(new RecordingLoss(
                cause,
                number(file, values, "events").orElse(0),
                number(file, values, "moment").orElse(0),
                number(file, values, EVENTS_LOST),
                number(file, values, FRAMES_LOST)));
    }

    private static OptionalLong number(Path file, SortedMap<String, String> values, String name) {
        String text = values.get(name);
        if (text == null) {
            return OptionalLong.empty();
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new LogDamagedException(file, "the FOOTER frame", name + " as a number", text);
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
