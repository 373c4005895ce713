package dev.nestor.replayer.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingCheck;
import dev.nestor.recorder.RecordingLoss;
import dev.nestor.recorder.RecordingPlace;
import dev.nestor.recorder.RecordingRepair;
import dev.nestor.recorder.RefusedException;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.replayer.ReplayResult;
import dev.nestor.replayer.Replayer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a recorder left at one instant: a directory, and what it had said until then.
 *
 * @param directory of the recording; there may be none yet
 * @param said by the recorder, of that recording
 */
record CrashState(Path directory, RecorderProcess.Said said) {

    /** Where a recorder was that left no recording yet. */
    static final String OPENING = "opening";

    private static final int COPY_BYTES = 64 << 10;

    /** Where a queue's second block begins. */
    private static final long BLOCK_BYTES = 16L << 20;

    /** Copies the directory, holes as holes; what it is of must not run. */
    CrashState copyTo(Path copy) throws IOException {
        if (Files.exists(directory)) {
            for (Path from : filesBelow(directory)) {
                Path to = copy.resolve(directory.relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                } else {
                    copyFile(from, to);
                }
            }
        }
        return new CrashState(copy, said);
    }

    /** Requires the same files with the same bytes. */
    void requireSameAs(CrashState other) throws IOException {
        List<Path> files = Files.exists(directory) ? filesBelow(directory) : List.of();
        List<Path> others = Files.exists(other.directory) ? filesBelow(other.directory) : List.of();
        assertEquals(
                files.stream().map(directory::relativize).toList(),
                others.stream().map(other.directory::relativize).toList());
        for (int i = 0; i < files.size(); i++) {
            if (Files.isRegularFile(files.get(i))) {
                assertEquals(
                        -1,
                        Files.mismatch(files.get(i), others.get(i)),
                        files.get(i).toString());
            }
        }
    }

    /**
     * Requires all that is promised of it: it opens, says whether it is complete, holds every acknowledged event,
     * passes the check, and what is left of it is repaired.
     *
     * @param scratch where a repaired copy may be made
     * @param isReplayed whether to replay it
     * @param isCopyReplayed whether to replay a repaired copy
     * @return where the recorder was caught
     */
    String verify(Path scratch, boolean isReplayed, boolean isCopyReplayed) throws IOException {
        if (!Files.exists(RecordingLayout.manifest(directory))) {
            // Not a recording yet; nothing can have been acknowledged.
            assertFalse(said.isBegun(), said.toString());
            assertThrows(RefusedException.class, () -> Recording.open(directory));
            return OPENING;
        }
        long events;
        String phase;
        boolean isComplete;
        try (Recording recording = Recording.open(directory)) {
            isComplete = recording.isComplete();
            assertTrue(isComplete ? said.isEnding() : !said.isFinished(), () -> said + " " + isComplete);
            events = requireEvents(recording);
            phase = phaseOf(recording);
            if (isReplayed) {
                requireReplay(recording, events);
            }
        }
        RecordingCheck check = RecordingCheck.of(directory);
        assertTrue(check.isIntact(), check.parts().toString());
        assertEquals(isComplete, check.isComplete());
        assertEquals(events, check.eventsUsable());
        if (isComplete) {
            assertThrows(RefusedException.class, () -> RecordingRepair.repair(directory, scratch));
        } else {
            requireRepair(scratch, events, isCopyReplayed);
        }
        return phase;
    }

    private long requireEvents(Recording recording) {
        EventCursor cursor = recording.events();
        long next = recording.droppedEvents();
        while (cursor.next()) {
            assertEquals(next, cursor.sequence());
            next++;
        }
        assertTrue(next >= said.events(), next + " events of " + said);
        return next;
    }

    private static void requireReplay(Recording recording, long events) {
        ReplayResult result = Replayer.of(recording).run();
        assertTrue(result.isEqual(), () -> result.divergence().toString());
        assertEquals(events - recording.droppedEvents(), result.events());
    }

    private void requireRepair(Path clean, long events, boolean isReplayed) {
        RecordingLoss loss = RecordingRepair.repair(directory, clean).orElseThrow();
        assertEquals(events, loss.eventsKept());
        RecordingCheck check = RecordingCheck.of(clean);
        assertTrue(check.isIntact(), check.parts().toString());
        assertEquals(events, check.eventsUsable());
        try (Recording recording = Recording.open(clean)) {
            assertEquals(loss, recording.loss().orElseThrow());
            if (isReplayed) {
                requireReplay(recording, events);
            }
        }
        RecordingPlace.remove(clean);
    }

    /** Where the recorder was, as its files show it. */
    private String phaseOf(Recording recording) throws IOException {
        if (Files.exists(RecordingLayout.seal(directory))) {
            return "sealed";
        }
        if (recording.isComplete()) {
            return Files.exists(RecordingLayout.log(directory).resolve("metadata.cq4t")) ? "footer" : "sealing";
        }
        List<Path> files = RecordingLayout.queueFiles(directory);
        List<Frame> frames = recording.frames();
        Frame last = frames.get(frames.size() - 1);
        if (last.file() < files.size() - 1) {
            return "ring: file without frames";
        }
        Path newest = files.get(files.size() - 1);
        if (!isZeroBehind(newest, last)) {
            return "inside a frame";
        }
        if (last.fileOffset() > BLOCK_BYTES) {
            return "behind growth, at " + last.kind();
        }
        return (files.size() > 1 ? "ring: at " : "at ") + last.kind();
    }

    /** Whether nothing was written behind a frame, in as many bytes as the next one's head takes. */
    private static boolean isZeroBehind(Path file, Frame frame) throws IOException {
        byte[] next = new byte[64];
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
            access.seek(frame.fileOffset() + 48 + frame.payloadLength() + 3 & ~3L);
            access.readFully(next);
        }
        return Arrays.equals(next, new byte[next.length]);
    }

    private static List<Path> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.sorted().toList();
        }
    }

    private static void copyFile(Path from, Path to) throws IOException {
        byte[] zeros = new byte[COPY_BYTES];
        byte[] part = new byte[COPY_BYTES];
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                RandomAccessFile out = new RandomAccessFile(to.toFile(), "rw")) {
            out.setLength(in.size());
            for (long at = 0; at < in.size(); at += COPY_BYTES) {
                int count = in.read(ByteBuffer.wrap(part), at);
                if (!Arrays.equals(part, 0, count, zeros, 0, count)) {
                    out.seek(at);
                    out.write(part, 0, count);
                }
            }
        }
    }
}
