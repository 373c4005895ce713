package dev.nestor.replayer.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingPlace;
import dev.nestor.recorder.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader beside a recorder of another process that never waits for it: whatever the recorder does in the meantime,
 * the reader gets a recording without damage that holds all that was acknowledged before it looked.
 */
class LiveReaderTest {

    private static final int LOOKS = 60;
    private static final int LOOKS_LONG = Integer.getInteger("nestor.test.looks", 5_000);

    @TempDir
    Path root;

    @Test
    void readsWhatIsBeingRecorded() throws IOException {
        look(LOOKS);
    }

    @Test
    @Tag("long")
    void readsWhatIsBeingRecordedThousandsOfTimes() throws IOException {
        look(LOOKS_LONG);
    }

    private void look(int looks) throws IOException {
        try (RecorderProcess recorder = new RecorderProcess(root, 0)) {
            recorder.await(EndlessRecorder.BEGUN);
            for (int i = 0; i < looks; i++) {
                RecorderProcess.Said said = recorder.said();
                Path directory = root.resolve(Integer.toString(said.number()));
                if (said.isBegun()) {
                    look(directory, said);
                } else if (Files.exists(root.resolve(Integer.toString(said.number() - 1)))) {
                    RecordingPlace.remove(root.resolve(Integer.toString(said.number() - 1)));
                }
            }
        }
    }

    private static void look(Path directory, RecorderProcess.Said said) {
        try (Recording recording = Recording.open(directory)) {
            EventCursor cursor = recording.events();
            long events = recording.droppedEvents();
            while (cursor.next()) {
                events = cursor.sequence() + 1;
            }
            assertTrue(events >= said.events(), events + " events of " + said);
            for (Keyframe keyframe : recording.keyframes()) {
                recording.check(keyframe);
            }
        } catch (RefusedException e) {
            throw new AssertionError(said.toString(), e);
        }
    }
}
