package dev.nestor.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogException;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is intact is said part by part; what is usable is kept, what is lost is counted. */
class RecordingRepairTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 23L);
    private static final int EVENTS = 3000;

    @TempDir
    Path temporary;

    @Test
    void wholeRecordingIsIntactInEveryPart() {
        Path directory = record();
        RecordingCheck check = RecordingCheck.of(directory);
        assertTrue(check.isIntact(), check.parts().toString());
        assertTrue(check.isComplete());
        assertEquals(EVENTS, check.eventsUsable());
        assertEquals(1, check.keyframesUsable());
        assertEquals(OptionalLong.of(0), check.eventsLost());
        List<String> names =
                check.parts().stream().map(RecordingCheck.Part::name).toList();
        assertTrue(
                names.containsAll(List.of(
                        "manifest", "image l1", "image initrd", "log", "events", "inputs", "keyframes", "footer")),
                names.toString());
        RefusedException refused =
                assertThrows(RefusedException.class, () -> RecordingRepair.repair(directory, clean()));
        assertTrue(String.valueOf(refused.getMessage()).contains("nothing to repair"), refused.getMessage());
    }

    @Test
    void checkSaysHowFarItIs() {
        List<String> said = new ArrayList<>();
        RecordingCheck.of(record(), (done, total, unit) -> said.add(done + " of " + total + " " + unit));
        assertEquals(List.of("1 of 1 keyframes"), said);
    }

    /** Else a check of a recording with many keyframes would read its pages once for each of them. */
    @Test
    void pagesOfManyKeyframesAreCheckedOnce() throws IOException {
        Path directory = temporary.resolve("r");
        SyntheticRun.Stored state = SyntheticRun.state(SEED, 5000);
        try (Recorder recorder = Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "")) {
            recorder.keyframe(1, memory -> SyntheticRun.DIGEST, state);
            recorder.keyframe(2, memory -> SyntheticRun.DIGEST, state);
        }
        try (Recording recording = Recording.open(directory)) {
            Frame pages = recording.frames().stream()
                    .filter(frame -> frame.kind() == FrameKind.PAGES)
                    .findFirst()
                    .orElseThrow();
            recording.check(recording.keyframes().get(0));
            flip(RecordingLayout.queueFile(directory), pages.fileOffset() + 100);
            recording.check(recording.keyframes().get(1));
            assertThrows(
                    LogDamagedException.class,
                    () -> recording.restore(recording.keyframes().get(1), new SyntheticRun.Stored(0)));
        }
    }

    @Test
    void damagedBatchIsLocatedAndWhatFollowsIsCounted() throws IOException {
        Path directory = record();
        Frame batch = eventFrame(directory, 3);
        flip(RecordingLayout.queueFile(directory), batch.fileOffset() + 100);
        RecordingCheck check = RecordingCheck.of(directory);
        LogException damage = check.damage().orElseThrow();
        String place = "frame " + batch.position().sequence() + " (byte " + batch.fileOffset() + ")";
        assertTrue(damage.place().startsWith(place), damage.getMessage());
        assertFalse(check.isComplete());
        assertTrue(check.isUsable());
        assertEquals(batch.position().eventSequence(), check.eventsUsable());
        assertEquals(OptionalLong.of(EVENTS - check.eventsUsable()), check.eventsLost());
        try (Recording recording = Recording.openUpToDamage(directory)) {
            assertEquals(check.eventsLost(), recording.eventsLost());
        }

        List<byte[]> before = contentsOf(directory);
        RecordingLoss loss = RecordingRepair.repair(directory, clean()).orElseThrow();
        assertUnchanged(before, directory);
        assertEquals(check.eventsUsable(), loss.eventsKept());
        assertEquals(check.eventsLost(), loss.eventsLost());
        assertClean(loss);
    }

    @Test
    void unfinishedRecordingIsIntactAndCanBeSealed() {
        Path directory = temporary.resolve("r");
        SyntheticRun.recordIncomplete(directory, SEED, EVENTS, 0);
        RecordingCheck check = RecordingCheck.of(directory);
        assertTrue(check.isIntact(), check.parts().toString());
        assertFalse(check.isComplete());
        RecordingLoss loss = RecordingRepair.repair(directory, clean()).orElseThrow();
        assertEquals(EVENTS, loss.eventsKept());
        assertTrue(loss.eventsLost().isEmpty());
        assertTrue(loss.line().contains("the recorder ended before"), loss.line());
        assertClean(loss);
    }

    @Test
    void cutRecordingKeepsItsBeginning() throws IOException {
        Path directory = record();
        Path file = RecordingLayout.queueFile(directory);
        Files.write(
                file,
                Arrays.copyOf(
                        Files.readAllBytes(file), (int) eventFrame(directory, 2).fileOffset() + 5));
        RecordingLoss loss = RecordingRepair.repair(directory, clean()).orElseThrow();
        assertTrue(loss.eventsKept() > 0 && loss.eventsKept() < EVENTS);
        assertTrue(loss.eventsLost().isEmpty());
        assertClean(loss);
    }

    @Test
    void recordingWhoseFramesAreAllWholeLosesNothing() throws IOException {
        for (Path damaged : List.of(Path.of("seal.properties"), Path.of("recording.properties"))) {
            Path directory = temporary.resolve("of-" + damaged);
            SyntheticRun.record(directory, SEED, EVENTS, 5000);
            flip(directory.resolve(damaged), 20);
            RecordingCheck check = RecordingCheck.of(directory);
            assertEquals(
                    directory.resolve(damaged).toString(),
                    check.damage().orElseThrow().file());
            Path clean = temporary.resolve("clean-" + damaged);
            assertTrue(RecordingRepair.repair(directory, clean).isEmpty());
            try (Recording recording = Recording.open(clean)) {
                assertEquals(EVENTS, recording.summary().orElseThrow().events());
            }
        }
        Path directory = record();
        Files.delete(RecordingLayout.manifest(directory));
        assertEquals(
                "no such file",
                RecordingCheck.of(directory).damage().orElseThrow().found());
        assertTrue(RecordingRepair.repair(directory, clean()).isEmpty());
        assertTrue(RecordingCheck.of(clean()).isIntact());
    }

    @Test
    void damagedImageIsNamedAndNothingIsMadeOfIt() throws IOException {
        Path directory = record();
        Path image = RecordingLayout.images(directory).resolve("l1.elf");
        flip(image, 3);
        RecordingCheck check = RecordingCheck.of(directory);
        assertEquals(image.toString(), check.damage().orElseThrow().file());
        assertFalse(check.isUsable());
        assertThrows(LogDamagedException.class, () -> RecordingRepair.repair(directory, clean()));
        assertFalse(Files.exists(clean()));
    }

    @Test
    void damagedFirstFrameLeavesNothing() throws IOException {
        Path directory = record();
        try (Recording recording = Recording.open(directory)) {
            flip(RecordingLayout.queueFile(directory), recording.frames().get(0).fileOffset() + 60);
        }
        RecordingCheck check = RecordingCheck.of(directory);
        assertFalse(check.isUsable());
        assertEquals(0, check.eventsUsable());
        assertThrows(LogDamagedException.class, () -> RecordingRepair.repair(directory, clean()));
    }

    @Test
    void damagedKeyframeIsLostAndNoEvent() throws IOException {
        Path directory = record();
        Frame keyframe;
        try (Recording recording = Recording.open(directory)) {
            keyframe = recording.frames().stream()
                    .filter(frame -> frame.kind() == FrameKind.KEYFRAME)
                    .findFirst()
                    .orElseThrow();
        }
        flip(RecordingLayout.queueFile(directory), keyframe.fileOffset() + 70);
        RecordingLoss loss = RecordingRepair.repair(directory, clean()).orElseThrow();
        assertEquals(EVENTS, loss.eventsKept());
        assertEquals(0, RecordingCheck.of(clean()).keyframesUsable());
        assertClean(loss);
    }

    @Test
    void refusesPlacesThatAreTakenOrInside() {
        Path directory = temporary.resolve("r");
        SyntheticRun.recordIncomplete(directory, SEED, 100, 0);
        for (Path place : List.of(directory, directory.resolve("clean"), directory.resolve("log/../x/y"))) {
            assertThrows(RefusedException.class, () -> RecordingRepair.repair(directory, place), place.toString());
        }
        assertThrows(RefusedException.class, () -> RecordingRepair.repair(temporary.resolve("none"), clean()));
        assertThrows(RefusedException.class, () -> RecordingCheck.of(temporary));
    }

    private void assertClean(RecordingLoss loss) {
        RecordingCheck check = RecordingCheck.of(clean());
        assertTrue(check.isIntact(), check.parts().toString());
        assertEquals(loss, check.loss().orElseThrow());
        assertEquals(loss.eventsKept(), check.eventsUsable());
        try (Recording recording = Recording.open(clean())) {
            assertEquals(loss, recording.loss().orElseThrow());
            assertEquals(loss.eventsLost(), recording.eventsLost());
            assertFalse(recording.isComplete());
            EventCursor cursor = recording.events();
            assertTrue(cursor.seek(loss.eventsKept() - 1));
            assertEquals(loss.momentKept(), cursor.moment());
            assertFalse(cursor.next());
        }
        RecordingPack.pack(clean(), temporary.resolve("clean.nestor"));
        RecordingPack.unpack(temporary.resolve("clean.nestor"), temporary.resolve("unpacked"));
        assertEquals(
                loss, RecordingCheck.of(temporary.resolve("unpacked")).loss().orElseThrow());
        assertThrows(RefusedException.class, () -> RecordingRepair.repair(clean(), temporary.resolve("again")));
    }

    private Path record() {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, SEED, EVENTS, 5000);
        return directory;
    }

    private Path clean() {
        return temporary.resolve("clean");
    }

    private static Frame eventFrame(Path directory, int index) {
        try (Recording recording = Recording.open(directory)) {
            return recording.frames().stream()
                    .filter(frame -> frame.kind() == FrameKind.EVENT)
                    .skip(index)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x10;
        Files.write(file, bytes);
    }

    private static List<byte[]> contentsOf(Path directory) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                contents.add(Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static void assertUnchanged(List<byte[]> before, Path directory) throws IOException {
        List<byte[]> after = contentsOf(directory);
        assertEquals(before.size(), after.size());
        for (int i = 0; i < after.size(); i++) {
            assertTrue(Arrays.equals(before.get(i), after.get(i)));
        }
    }
}
