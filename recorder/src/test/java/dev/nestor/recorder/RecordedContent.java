package dev.nestor.recorder;

import dev.nestor.emulator.input.MachineInput;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.log.LogDamagedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a reader can see of a recording, so that two are compared: what surrounds the events in one text, and for
 * each event a number that changes with all it says.
 */
record RecordedContent(String surroundings, List<Long> events) {

    /** What opening the recording, and reading all of it, gives. */
    static RecordedContent of(Path directory) {
        StringBuilder text = new StringBuilder();
        try (Recording recording = Recording.open(directory)) {
            text.append(recording.manifest()).append(recording.summary()).append(recording.loss());
            text.append(Arrays.hashCode(recording.images().l1()));
            text.append(Arrays.hashCode(recording.images().initrd()));
            for (InputEntry entry : recording.inputs()) {
                text.append(entry.moment()).append(' ').append(entry.eventSequence());
                if (entry.input() instanceof MachineInput.ConsoleTyped typed) {
                    text.append(typed.vty()).append(Arrays.toString(typed.bytes()));
                }
            }
            for (Keyframe keyframe : recording.keyframes()) {
                SyntheticRun.Stored state = new SyntheticRun.Stored(0);
                recording.restore(keyframe, state);
                text.append(keyframe).append(state.number).append(state.memory.digest());
            }
            return new RecordedContent(text.toString(), eventsOf(recording));
        }
    }

    /** What opening and reading everything says is wrong; null for nothing. */
    static @Nullable LogDamagedException damageOf(Path directory) {
        try {
            of(directory);
            return null;
        } catch (LogDamagedException e) {
            return e;
        }
    }

    /** A number for each event of an open recording. */
    static List<Long> eventsOf(Recording recording) {
        List<Long> events = new ArrayList<>();
        EventCursor cursor = recording.events();
        while (cursor.next()) {
            int from = cursor.payloadOffset();
            byte[] payload = Arrays.copyOfRange(cursor.payload(), from, from + cursor.payloadLength());
            long values = 31L * Arrays.hashCode(cursor.values()) + Arrays.hashCode(payload);
            events.add((values * 31 + cursor.moment()) * 31 + cursor.type().id());
        }
        return events;
    }
}
