package dev.nestor.recorder;

import dev.nestor.recorder.codec.MalformedBytesException;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogException;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.Seal;
import dev.nestor.recorder.log.StorageFailedException;
import dev.nestor.recorder.log.TraceReader;
import dev.nestor.recorder.log.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Makes a clean, sealed copy of what can be used of a recording: every whole frame before the first damage, or before
 * the end of one that was not finished. The copy says what it lacks; a replay of it ends with its last event.
 */
public final class RecordingRepair {

    private RecordingRepair() {}

    /**
     * Repairs the recording in {@code directory} into {@code clean}; nothing is written into {@code directory}.
     *
     * @return what the copy lacks; empty when every frame was whole and only what stands around them was damaged
     * @throws RefusedException when there is no recording, when it is whole, or when {@code clean} is not free
     * @throws LogException when nothing can be used: an image or the log's first frame is damaged, or another version;
     *     or when frames with true checksums hold what no recorder writes, so that a copy would be damaged as well
     * @throws StorageFailedException when the host does not let it; then nothing of the copy is left
     */
    public static Optional<RecordingLoss> repair(Path directory, Path clean) {
        return repair(directory, clean, RecordingCheck.Progress.UNHEARD);
    }

    /** As the other, and tells {@code progress} how far the check is that comes first. */
    public static Optional<RecordingLoss> repair(Path directory, Path clean, RecordingCheck.Progress progress) {
        RecordingCheck check = RecordingCheck.of(directory, progress);
        if (check.isIntact() && (check.isComplete() || check.loss().isPresent())) {
            throw new RefusedException(directory + " is whole: there is nothing to repair");
        }
        if (!check.isUsable()) {
            throw check.damage().orElseThrow(() -> new IllegalStateException("unusable without damage"));
        }
        requireOutside(directory, clean);
        Place.requireFreeDirectory(clean);
        try (TraceReader log = TraceReader.openUpToDamage(directory)) {
            boolean isRing = log.frames().get(0).position().sequence() != 0;
            if (isRing && check.keyframesUsable() == 0) {
                // Nobody gets into the middle of a run without a keyframe.
                throw check.damage().orElseThrow(() -> new IllegalStateException("a ring without a keyframe"));
            }
            Optional<RecordingLoss> loss = copy(directory, clean, log, check);
            Optional<LogException> left = RecordingCheck.of(clean).damage();
            if (left.isPresent()) {
                throw check.damage().orElseGet(left::get);
            }
            return loss;
        } catch (LogException | StorageFailedException e) {
            RecordingPack.remove(clean);
            throw e;
        } catch (IOException e) {
            RecordingPack.remove(clean);
            throw StorageFailedException.because(clean + ": cannot write the repaired recording", e);
        }
    }

    private static Optional<RecordingLoss> copy(Path directory, Path clean, TraceReader log, RecordingCheck check)
            throws IOException {
        LogHeader header = RecordingFiles.readHeader(log);
        copyImages(directory, clean, RecordingManifest.read(log.path(), header.manifest()));
        Files.createDirectory(RecordingLayout.log(clean));
        Optional<RecordingLoss> loss = Optional.empty();
        TraceWriter writer = TraceWriter.createLike(log, log.frames().get(0), RecordingLayout.log(clean), header);
        try (writer) {
            if (check.isComplete() && check.isContentIntact()) {
                copyFrames(log, writer, log.frames());
            } else {
                Frame last = copyFrames(log, writer, framesToKeep(log, check));
                loss = Optional.of(lossOf(check, writer));
                writer.footer(
                        Math.max(check.momentUsable(), last.position().moment()),
                        loss.get().toBytes());
            }
        }
        Files.write(RecordingLayout.manifest(clean), header.manifest(), StandardOpenOption.CREATE_NEW);
        Seal.write(clean, writer.frames(), writer.chain(), false);
        return loss;
    }

    private static RecordingLoss lossOf(RecordingCheck check, TraceWriter writer) {
        String cause = check.damage()
                .map(damage -> "damaged at " + damage.place() + ", expected " + damage.expected() + ", found "
                        + damage.found())
                .orElse("the recorder ended before the recording was finished");
        return new RecordingLoss(
                cause, writer.nextEventSequence(), check.momentUsable(), check.eventsLost(), check.framesLost());
    }

    private static void copyImages(Path directory, Path clean, RecordingManifest manifest) throws IOException {
        Files.createDirectories(RecordingLayout.images(clean));
        for (RecordedImage image : manifest.images()) {
            byte[] content =
                    RecordingFiles.readImage(RecordingLayout.images(directory).resolve(image.file()), image);
            Files.write(RecordingLayout.images(clean).resolve(image.file()), content, StandardOpenOption.CREATE_NEW);
        }
    }

    private static List<Frame> framesToKeep(TraceReader log, RecordingCheck check) {
        List<Frame> frames = log.frames();
        int end = frames.size();
        if (frames.get(end - 1).kind() == FrameKind.FOOTER) {
            end--;
        }
        // A frame whose bytes are whole but make no events is damage as well, found by reading them.
        for (int i = 1; i < end; i++) {
            boolean isEvents = frames.get(i).kind() == FrameKind.EVENT;
            if (isEvents && frames.get(i).position().eventSequence() >= Math.max(1, check.eventsUsable())) {
                return frames.subList(0, i);
            }
        }
        return frames.subList(0, end);
    }

    private static Frame copyFrames(TraceReader log, TraceWriter writer, List<Frame> frames) {
        TraceReader.FramePayload payload = new TraceReader.FramePayload();
        long firstDamaged = log.damagedFrames().stream()
                .mapToLong(frame -> frame.position().sequence())
                .min()
                .orElse(Long.MAX_VALUE);
        int file = 0;
        for (Frame frame : frames.subList(1, frames.size())) {
            if (frame.file() > file) {
                file = frame.file();
                writer.roll(frame.position().moment());
            }
            // Later keyframes may need pages of a damaged one.
            boolean isLost = isOfKeyframe(frame) && frame.position().sequence() >= firstDamaged;
            if (!isLost && frame.kind() != FrameKind.HEADER) {
                copyFrame(log, frame, writer, payload);
            }
        }
        return frames.get(frames.size() - 1);
    }

    private static void copyFrame(TraceReader log, Frame frame, TraceWriter writer, TraceReader.FramePayload payload) {
        try {
            writer.copy(frame, log.read(frame, payload), payload.bytes());
        } catch (MalformedBytesException e) {
            throw log.damaged(frame, e.expected(), e.found());
        }
    }

    private static boolean isOfKeyframe(Frame frame) {
        return frame.kind() == FrameKind.PAGES || frame.kind() == FrameKind.KEYFRAME;
    }

    private static void requireOutside(Path directory, Path clean) {
        try {
            Path inside = directory.toRealPath();
            Path above = clean.toAbsolutePath().normalize();
            while (above != null && !Files.exists(above)) {
                above = above.getParent();
            }
            if (above != null && above.toRealPath().startsWith(inside)) {
                throw new RefusedException(clean + " lies in the recording: give a directory outside of it");
            }
        } catch (IOException e) {
            throw StorageFailedException.because(clean + ": cannot look at it", e);
        }
    }
}
