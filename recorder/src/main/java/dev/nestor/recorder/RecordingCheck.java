package dev.nestor.recorder;

import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogException;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.TraceReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is intact of a recording, found without executing anything: every file, every frame, every event is read. It
 * never changes anything.
 *
 * @param recording the directory
 * @param parts in the order in which they were looked at; the first damaged one has the first damage
 * @param isComplete whether the recording was finished and its end is intact
 * @param framesUsable whole frames before the first damage of the log
 * @param eventsUsable events before it, those included that a ring dropped
 * @param eventsDropped events that a ring dropped on purpose: the first ones
 * @param momentUsable moment of the last of them; 0 without any
 * @param keyframesUsable keyframes before it
 * @param eventsLost events behind the damage, where they can be counted
 * @param framesLost frames behind it, where they can be counted
 * @param loss what a repaired recording says that it lacks
 */
public record RecordingCheck(
        Path recording,
        List<Part> parts,
        boolean isComplete,
        long framesUsable,
        long eventsUsable,
        long eventsDropped,
        long momentUsable,
        long keyframesUsable,
        OptionalLong eventsLost,
        OptionalLong framesLost,
        Optional<RecordingLoss> loss) {

    /** Events between two words about progress. */
    private static final long PROGRESS_EVENTS = 1 << 16;

    /** With a copy of the list. */
    public RecordingCheck {
        parts = List.copyOf(parts);
    }

    /**
     * One part of a recording.
     *
     * @param name manifest, the name of an image, log, seal, events, inputs, keyframes or footer
     * @param state what there is of it, one phrase
     * @param damage what is wrong with it
     */
    public record Part(String name, String state, Optional<LogException> damage) {}

    /**
     * Checks the recording in {@code directory}.
     *
     * @throws RefusedException when there is no recording
     * @throws dev.nestor.recorder.log.StorageFailedException when the host does not let it
     */
    public static RecordingCheck of(Path directory) {
        return of(directory, Progress.UNHEARD);
    }

    /** As the other, and tells {@code progress} how far it is. */
    public static RecordingCheck of(Path directory, Progress progress) {
        RecordingFiles.requireRecording(directory);
        return new Checker(directory, progress).run();
    }

    /** Hears how far a check is. */
    public interface Progress {

        /** Nobody listens. */
        Progress UNHEARD = (done, total, unit) -> {};

        /** So many {@code unit}, a word in the plural, of {@code total} were looked at. */
        void at(long done, long total, String unit);
    }

    /** The first damage, if any part has one. */
    public Optional<LogException> damage() {
        return parts.stream().flatMap(part -> part.damage().stream()).findFirst();
    }

    /** Whether no part is damaged; an unfinished recording can be intact. */
    public boolean isIntact() {
        return damage().isEmpty();
    }

    /** Whether some of the events can be replayed, from this recording or what {@link RecordingRepair} makes of it. */
    public boolean isUsable() {
        return framesUsable > 0
                && parts.stream().noneMatch(part -> part.damage().isPresent() && isNeeded(part.name()));
    }

    /** Whether all that the frames hold is intact, whatever stands around them. */
    boolean isContentIntact() {
        List<String> content = List.of("content", "events", "inputs", "keyframes", "footer");
        return parts.stream().noneMatch(part -> part.damage().isPresent() && content.contains(part.name()));
    }

    private static boolean isNeeded(String part) {
        return part.startsWith("image") || part.equals("header");
    }

    /** Looks at one part after the other; damage in one does not keep it from the next. */
    private static final class Checker {
        private final Path directory;
        private final Progress progress;
        private final List<Part> parts = new ArrayList<>();
        private byte[] manifestBytes = new byte[0];
        private long events;
        private long dropped;
        private long moment;
        private int keyframes;

        Checker(Path directory, Progress progress) {
            this.directory = directory;
            this.progress = progress;
        }

        RecordingCheck run() {
            Path manifestFile = RecordingLayout.manifest(directory);
            add("manifest", () -> {
                manifestBytes = RecordingFiles.readManifest(directory);
                RecordingManifest.read(manifestFile, manifestBytes);
                return manifestBytes.length + " bytes";
            });
            List<TraceReader> opened = new ArrayList<>();
            add("header", () -> {
                opened.add(TraceReader.openUpToDamage(directory));
                return RecordingFiles.readHeader(opened.get(0)).manifest().length + " bytes of manifest";
            });
            if (opened.isEmpty() || isDamaged("header")) {
                opened.forEach(TraceReader::close);
                return result(0, false, Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
            }
            try (TraceReader log = opened.get(0)) {
                return checkLog(log);
            }
        }

        private RecordingCheck checkLog(TraceReader log) {
            if (!isDamaged("manifest")) {
                add("manifest in the log", () -> {
                    byte[] repeated = RecordingFiles.readHeader(log).manifest();
                    RecordingFiles.requireSameManifest(RecordingLayout.manifest(directory), repeated, manifestBytes);
                    return "the same";
                });
            }
            checkImages(log);
            List<Frame> frames = log.frames();
            add("log", () -> {
                LogDamagedException damage = log.damage();
                if (damage != null) {
                    throw damage;
                }
                return frames.size() + " frames, " + (isSealed() ? "sealed" : "without a seal");
            });
            boolean isFinished = checkContent(log);
            long lastFrame = frames.get(frames.size() - 1).position().sequence();
            Lost lost = Lost.behind(log, lastFrame, events);
            return result(frames.size(), isFinished, lossIn(log), lost.events(), lost.frames());
        }

        private void checkImages(TraceReader log) {
            List<RecordedImage> images = new ArrayList<>();
            add("configuration", () -> {
                RecordingManifest manifest = RecordingManifest.read(
                        log.path(), RecordingFiles.readHeader(log).manifest());
                images.addAll(manifest.images());
                return manifest.config().api().text();
            });
            for (RecordedImage image : images) {
                add("image " + image.role(), () -> {
                    RecordingFiles.readImage(RecordingLayout.images(directory).resolve(image.file()), image);
                    return image.bytes() + " bytes";
                });
            }
        }

        /** Everything inside the frames; true when the recording has an intact end. */
        private boolean checkContent(TraceReader log) {
            boolean[] isFinished = new boolean[1];
            add("content", () -> {
                try (Recording recording = Recording.openUpToDamage(directory)) {
                    add("events", () -> countEvents(recording, log));
                    add("inputs", () -> recording.inputs().size() + " entries");
                    add("keyframes", () -> countKeyframes(recording, log));
                    isFinished[0] = checkFooter(recording);
                    return isFinished[0] ? "complete" : "not finished, or its end is lost";
                }
            });
            return isFinished[0];
        }

        private String countEvents(Recording recording, TraceReader log) {
            EventCursor cursor = recording.events();
            dropped = recording.droppedEvents();
            long total = Lost.eventsBefore(log);
            while (cursor.next()) {
                events = cursor.sequence() + 1;
                moment = cursor.moment();
                if (events % PROGRESS_EVENTS == 0) {
                    progress.at(events, total, "events");
                }
            }
            // Events that this build does not know are passed over, also at the end.
            events = Math.max(events, total);
            return events - dropped + " events" + (dropped > 0 ? " behind " + dropped + " that were dropped" : "");
        }

        private String countKeyframes(Recording recording, TraceReader log) {
            keyframes = 0;
            int inputs =
                    isDamaged("inputs") ? Integer.MAX_VALUE : recording.inputs().size();
            List<Keyframe> all = recording.keyframes();
            for (Keyframe keyframe : all) {
                recording.inputsBefore(keyframe, inputs);
                recording.check(keyframe);
                keyframes++;
                progress.at(keyframes, all.size(), "keyframes");
            }
            for (Frame frame : log.damagedFrames()) {
                throw log.damaged(frame, "a sound part of a keyframe", "another checksum");
            }
            return keyframes + " keyframes";
        }

        private boolean checkFooter(Recording recording) {
            recording
                    .summary()
                    .ifPresent(summary -> add("footer", () -> {
                        long saved = recording.droppedKeyframes() + keyframes;
                        if (summary.events() != events || summary.keyframes() != saved) {
                            String found = events + " events, " + saved + " keyframes";
                            throw new LogDamagedException(
                                    RecordingLayout.queueFile(directory),
                                    "the FOOTER frame",
                                    summary.events() + " events, " + summary.keyframes() + " keyframes",
                                    found);
                        }
                        return "counts as found";
                    }));
            return recording.isComplete();
        }

        private Optional<RecordingLoss> lossIn(TraceReader log) {
            List<Frame> frames = log.frames();
            Frame last = frames.get(frames.size() - 1);
            if (last.kind() != FrameKind.FOOTER) {
                return Optional.empty();
            }
            byte[] text = Lost.payloadOf(log, last);
            try {
                return RecordingLoss.read(log.path(), text);
            } catch (LogException e) {
                return Optional.empty();
            }
        }

        private boolean isSealed() {
            return Files.exists(RecordingLayout.seal(directory));
        }

        private boolean isDamaged(String name) {
            return parts.stream()
                    .anyMatch(part -> part.name().equals(name) && part.damage().isPresent());
        }

        private void add(String name, Look look) {
            int place = parts.size();
            Part part;
            try {
                part = new Part(name, look.state(), Optional.empty());
            } catch (LogException e) {
                part = new Part(name, e instanceof LogDamagedException ? "damaged" : "not read", Optional.of(e));
            }
            parts.add(place, part);
        }

        private RecordingCheck result(
                long frames,
                boolean isFinished,
                Optional<RecordingLoss> loss,
                OptionalLong eventsLost,
                OptionalLong framesLost) {
            return new RecordingCheck(
                    directory,
                    parts,
                    isFinished,
                    frames,
                    events,
                    dropped,
                    moment,
                    keyframes,
                    eventsLost,
                    framesLost,
                    loss);
        }
    }

    private interface Look {
        String state();
    }
}
