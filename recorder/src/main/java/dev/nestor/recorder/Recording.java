package dev.nestor.recorder;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.Stateful;
import dev.nestor.recorder.codec.InputCodec;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.codec.MalformedBytesException;
import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.RecordedSchema;
import dev.nestor.recorder.codec.UnknownInputException;
import dev.nestor.recorder.keyframe.KeyframeHead;
import dev.nestor.recorder.keyframe.KeyframeReader;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.FramePosition;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogException;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.LogTooOldException;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.StorageFailedException;
import dev.nestor.recorder.log.TraceReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A recording, opened for reading. {@link #open} checks everything: manifest, images, every byte of the log that is
 * used; so whatever it then gives is what was recorded. It needs no more than read permission.
 */
public final class Recording implements AutoCloseable {

    private final RecordingPlace place;
    private final RecordingManifest manifest;
    private final MachineImages images;
    private final TraceReader reader;
    private final RecordedSchema schema;
    private final List<Frame> eventFrames;
    private final KeyframeReader keyframes;
    private final Optional<RecordingLoss> loss;
    private final Optional<RecordingSummary> summary;
    private final List<LogDamagedException> damage;

    private Recording(
            RecordingPlace place,
            RecordingManifest manifest,
            MachineImages images,
            TraceReader reader,
            RecordedSchema schema,
            List<LogDamagedException> damage) {
        this.damage = List.copyOf(damage);
        this.schema = schema;
        this.place = place;
        this.manifest = manifest;
        this.images = images;
        this.reader = reader;
        this.eventFrames = reader.frames().stream()
                .filter(frame -> frame.kind() == FrameKind.EVENT)
                .toList();
        this.keyframes = new KeyframeReader(reader, manifest.config().memoryBytes());
        Optional<byte[]> footer = readFooter();
        this.loss = footer.flatMap(bytes -> RecordingLoss.read(reader.path(), bytes));
        this.summary = footer.flatMap(bytes -> RecordingSummary.readUnlessLost(reader.path(), bytes));
        requireStart();
    }

    /** The log begins with frame 0, or with a part of a ring and its keyframe. */
    private void requireStart() {
        Frame first = frames().get(0);
        boolean isRing = manifest.capabilities().containsKey(RecordingManifest.RING);
        boolean isKeyframe = keyframes.count() > 0
                && keyframes.frame(0).position().eventSequence()
                        == first.position().eventSequence();
        if (first.position().sequence() != 0 && !(isRing && isKeyframe)) {
            String expected = isRing ? "a keyframe at the begin of what the ring kept" : "frame 0";
            throw reader.damaged(first, expected, "frame " + first.position().sequence());
        }
    }

    /**
     * Opens the recording at {@code path}, a directory or a pack; a pack is unpacked into a temporary directory that is
     * removed on closing.
     *
     * @throws RefusedException when there is no recording
     * @throws LogDamagedException when anything of it was changed, cut off or lost, with its place
     * @throws LogTooOldException when this build no longer reads its format or its events
     * @throws LogTooNewException when this build does not yet read its format or its events
     * @throws StorageFailedException when the host does not let it
     */
    public static Recording open(Path path) {
        RecordingPlace place = RecordingPlace.of(path);
        return closingOnFailure(place::close, () -> open(place, false));
    }

    /**
     * Opens the recording at {@code path} as {@link #open} does, but reads of a finished one no more than asked for:
     * what every frame is and where is checked at once, what it holds when it is read. So a long recording opens at
     * once, and damage is thrown as a {@link LogDamagedException} where it is met.
     */
    public static Recording openLazily(Path path) {
        RecordingPlace place = RecordingPlace.of(path);
        return closingOnFailure(place::close, () -> open(place, true));
    }

    /**
     * Opens what is sound of the recording at {@code path}: all before the first damage, which {@link #damage()}
     * names. Events up to there are read and replayed; a damaged keyframe harms only itself; a damaged manifest is
     * taken from the log, which repeats it.
     *
     * @throws RefusedException when there is no recording
     * @throws LogDamagedException when its images or the begin of its log are damaged, so that nothing of it is of use
     * @throws LogTooOldException when this build no longer reads its format or its events
     * @throws LogTooNewException when this build does not yet read its format or its events
     * @throws StorageFailedException when the host does not let it
     */
    public static Recording openUpToDamage(Path path) {
        RecordingPlace place = RecordingPlace.of(path);
        return closingOnFailure(place::close, () -> openUpToDamage(place));
    }

    /** What is damaged, each with its place; empty for a recording that {@link #open} opened. */
    public List<LogDamagedException> damage() {
        return damage;
    }

    /** What was lost when this recording was made by repairing another one. */
    public Optional<RecordingLoss> loss() {
        return loss;
    }

    /**
     * Events that were recorded behind the last one that is here: 0 for a complete recording, absent where nobody can
     * count them, as behind the end of one that was not finished.
     */
    public OptionalLong eventsLost() {
        if (loss.isPresent()) {
            return loss.get().eventsLost();
        }
        if (isComplete()) {
            return OptionalLong.of(0);
        }
        Frame last = frames().get(frames().size() - 1);
        return Lost.behind(reader, last.position().sequence(), Lost.eventsBefore(reader))
                .events();
    }

    /** Directory or pack, as given: what the recording is called. */
    public Path directory() {
        return place.path();
    }

    /** Where its files are: of a pack a temporary directory. */
    Path filesDirectory() {
        return place.directory();
    }

    /** Whether it is a pack, beside which nothing can be kept. */
    public boolean isPacked() {
        return place.isPacked();
    }

    /** What this is a recording of. */
    public RecordingManifest manifest() {
        return manifest;
    }

    /** The machine's configuration. */
    public MachineConfig config() {
        return manifest.config();
    }

    /** The images the machine started from. */
    public MachineImages images() {
        return images;
    }

    /** How the run ended; absent while {@link #isComplete()} is false. */
    public Optional<RecordingSummary> summary() {
        return summary;
    }

    /** Whether the recording was finished; else it ends with the last batch that its recorder committed. */
    public boolean isComplete() {
        return summary.isPresent();
    }

    /** What the recording says about its events and inputs. */
    public RecordedSchema schema() {
        return schema;
    }

    /** All frames of the log, in order, without their payloads. */
    public List<Frame> frames() {
        return reader.frames();
    }

    /** A cursor before the first event. */
    public EventCursor events() {
        return new EventCursor(reader, eventFrames, schema);
    }

    /**
     * Everything that the input door said, in order.
     *
     * @throws LogTooNewException when this build cannot say one of it
     */
    public List<InputEntry> inputs() {
        List<InputEntry> entries = new ArrayList<>();
        TraceReader.FramePayload payload = new TraceReader.FramePayload();
        for (Frame frame : reader.frames()) {
            if (frame.kind() == FrameKind.INPUT) {
                long moment = frame.position().moment();
                long sequence = frame.position().eventSequence();
                entries.addAll(
                        parse(frame, () -> InputCodec.readAll(reader.read(frame, payload), schema, moment, sequence)));
            }
        }
        return entries;
    }

    /** The keyframes, in order; one that its recorder did not complete is left out. */
    public List<Keyframe> keyframes() {
        List<Keyframe> found = new ArrayList<>();
        for (int i = 0; i < keyframes.count(); i++) {
            KeyframeHead head = keyframes.head(i);
            FramePosition position = keyframes.frame(i).position();
            found.add(new Keyframe(i, position.moment(), position.eventSequence(), head.inputEntries(), head.digest()));
        }
        return found;
    }

    /** Whether the begin of the run was dropped, so that only its keyframes lead into it. */
    public boolean beginsAtKeyframe() {
        return frames().get(0).position().sequence() != 0;
    }

    /** Number of the first event that is there: how many a ring dropped. */
    public long droppedEvents() {
        return frames().get(0).position().eventSequence();
    }

    /** Keyframes that a ring dropped with the begin of the run. */
    public long droppedKeyframes() {
        return beginsAtKeyframe() ? keyframes.head(0).number() : 0;
    }

    /** Entries of the input door that a ring dropped with the begin of the run. */
    public long droppedInputs() {
        return beginsAtKeyframe() ? keyframes.head(0).inputEntries() : 0;
    }

    /**
     * How many of the {@code inputs} entries of the input door that are there come before {@code keyframe}.
     *
     * @throws LogDamagedException when the keyframe says that there were more, or fewer than none
     */
    public int inputsBefore(Keyframe keyframe, int inputs) {
        long before = keyframe.inputEntries() - droppedInputs();
        if (before < 0 || before > inputs) {
            long first = droppedInputs();
            throw reader.damaged(
                    keyframes.frame(keyframe.number()),
                    first + " to " + (first + inputs) + " entries of the input door before it",
                    Long.toString(keyframe.inputEntries()));
        }
        return (int) before;
    }

    /** The last keyframe at or before {@code moment}. */
    public Optional<Keyframe> keyframeBefore(long moment) {
        List<Keyframe> all = keyframes();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).moment() <= moment) {
                return Optional.of(all.get(i));
            }
        }
        return Optional.empty();
    }

    /**
     * Loads {@code machine}, one of this recording's configuration, with the state at {@code keyframe}. Several threads
     * may do so at a time.
     *
     * @throws LogDamagedException when one of the frames it needs is damaged
     * @throws StateFormatException when this build's machine does not load that state
     */
    public void restore(Keyframe keyframe, Stateful machine) {
        keyframes.restore(keyframe.number(), machine);
    }

    /**
     * What to throw when only {@code keyframe} leads into the run and {@link #restore} failed: its checksums hold, so
     * the machine of another revision saved it, unless somebody changed it.
     */
    public LogException notLoaded(Keyframe keyframe, StateFormatException failure) {
        return keyframes.notLoaded(keyframe.number(), manifest.machineRevision(), failure);
    }

    /**
     * Reads all that {@code keyframe} needs and compares every digest; executes nothing.
     *
     * @throws LogDamagedException when one of the frames it needs is damaged
     */
    public void check(Keyframe keyframe) {
        keyframes.check(keyframe.number());
    }

    @Override
    public void close() {
        reader.close();
        place.close();
    }

    private static Recording open(RecordingPlace place, boolean isLazy) {
        Path directory = place.directory();
        byte[] manifestBytes = RecordingFiles.readManifest(directory);
        Path manifestFile = RecordingLayout.manifest(directory);
        RecordingManifest manifest = RecordingManifest.read(manifestFile, manifestBytes);
        MachineImages images = RecordingFiles.readImages(directory, manifest);
        TraceReader reader = isLazy ? TraceReader.openLazily(directory) : TraceReader.open(directory);
        return closingOnFailure(reader::close, () -> {
            LogHeader header = RecordingFiles.readHeader(reader);
            RecordingFiles.requireSameManifest(manifestFile, header.manifest(), manifestBytes);
            RecordedSchema schema = RecordingFiles.schema(reader, manifest, header.schema());
            return new Recording(place, manifest, images, reader, schema, List.of());
        });
    }

    private static Recording openUpToDamage(RecordingPlace place) {
        Path directory = place.directory();
        List<LogDamagedException> damage = new ArrayList<>();
        Path manifestFile = RecordingLayout.manifest(directory);
        byte[] manifestBytes = new byte[0];
        try {
            manifestBytes = RecordingFiles.readManifest(directory);
            RecordingManifest.read(manifestFile, manifestBytes);
        } catch (LogDamagedException e) {
            damage.add(e);
        }
        TraceReader reader = TraceReader.openUpToDamage(directory);
        try {
            LogHeader header = RecordingFiles.readHeader(reader);
            if (damage.isEmpty() && !Arrays.equals(manifestBytes, header.manifest())) {
                damage.add(new LogDamagedException(manifestFile, "byte 0", "what the log repeats", "another manifest"));
            }
            RecordingManifest manifest = RecordingManifest.read(reader.path(), header.manifest());
            MachineImages images = RecordingFiles.readImages(directory, manifest);
            for (Frame frame : reader.damagedFrames()) {
                damage.add(reader.damaged(frame, "a sound part of a keyframe", "another checksum"));
            }
            LogDamagedException behind = reader.damage();
            if (behind != null) {
                damage.add(behind);
            }
            return new Recording(
                    place, manifest, images, reader, RecordingFiles.schema(reader, manifest, header.schema()), damage);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private static Recording closingOnFailure(Runnable close, Supplier<Recording> opener) {
        try {
            return opener.get();
        } catch (RuntimeException | Error e) {
            close.run();
            throw e;
        }
    }

    private Optional<byte[]> readFooter() {
        if (!reader.isComplete()) {
            return Optional.empty();
        }
        Frame last = frames().get(frames().size() - 1);
        PackedReader in = reader.read(last, new TraceReader.FramePayload());
        return Optional.of(in.getBytes("footer", in.remaining()));
    }

    private <T> T parse(Frame frame, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (MalformedBytesException e) {
            throw reader.damaged(frame, e.expected(), e.found());
        } catch (UnknownInputException e) {
            throw new LogTooNewException(reader.path(frame), frame.place(), "inputs of this build", e.declaration());
        }
    }
}
