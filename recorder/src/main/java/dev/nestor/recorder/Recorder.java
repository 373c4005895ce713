package dev.nestor.recorder;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.state.Stateful;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.codec.Schema;
import dev.nestor.recorder.keyframe.KeyframeWriter;
import dev.nestor.recorder.keyframe.PageChunk;
import dev.nestor.recorder.keyframe.SplitState;
import dev.nestor.recorder.log.ChronicleStore;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.Seal;
import dev.nestor.recorder.log.StorageFailedException;
import dev.nestor.recorder.log.TraceWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a recording: everything that passes the machine's two doors. It is the machine's event sink, and it stands
 * before the machine's input source.
 *
 * <pre>
 * try (Recorder recorder = Recorder.create(directory, config, images, "")) {
 *     Machine machine = new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder);
 *     recorder.finish(recorder.run(machine), machine);
 * }
 * </pre>
 *
 * <p>Closed without {@link #finish} it leaves an incomplete recording that holds all events so far.
 */
public final class Recorder implements EventSink, AutoCloseable {

    private static final int TYPES = 256;

    /** How often size is looked at, in moments; so much may a recording go beyond its bound. */
    private static final long CHECK_MOMENTS = 1_000_000;

    /** A ring has so many parts; the oldest is dropped as a whole. */
    private static final int RING_PARTS = 4;

    private final Path directory;
    private final TraceWriter writer;
    private final KeyframeWriter keyframes;
    private final KeyframeClock clock;
    private final boolean[] isKept = new boolean[TYPES];
    private final RunCounts counts = new RunCounts();
    private final RecorderOptions options;
    private final ArrayDeque<RingPart> ring = new ArrayDeque<>();
    private boolean isWholeDue = true;
    private long nextMachineSequence;
    private boolean isDirectoryOurs;
    private boolean isFinishing;
    private boolean closed;

    private Recorder(Path directory, TraceWriter writer, RecorderOptions options) {
        this.directory = directory;
        this.writer = writer;
        this.keyframes = new KeyframeWriter(writer);
        this.clock = new KeyframeClock(options);
        this.options = options;
        for (EventType type : EventType.all()) {
            isKept[type.id()] = options.level().keeps(type);
        }
    }

    /** To be called before anything else might load Chronicle: silences its telemetry and announcements. */
    public static void prepareHost() {
        ChronicleStore.prepare();
    }

    /**
     * Starts a recording in {@code directory}, which is created unless it is there and empty.
     *
     * @param scenario name of the scenario, printable ASCII; empty for none
     * @throws RefusedException when the directory is not empty or not a directory
     * @throws StorageFailedException when the host does not let it
     */
    public static Recorder create(Path directory, MachineConfig config, MachineImages images, String scenario) {
        return create(directory, config, images, scenario, RecorderOptions.DEFAULT);
    }

    /** As the other, with options. */
    public static Recorder create(
            Path directory, MachineConfig config, MachineImages images, String scenario, RecorderOptions options) {
        Place.requireFreeDirectory(directory);
        boolean isNew = !Files.exists(directory);
        List<RecordedImage> recorded = RecordingManifest.imagesOf(images);
        SortedMap<String, Boolean> capabilities = new TreeMap<>(Map.of(RecordingManifest.KEYFRAMES, false));
        if (options.isRing()) {
            capabilities.put(RecordingManifest.RING, true);
        }
        String schema = Schema.text();
        byte[] manifest = new RecordingManifest(
                        config,
                        recorded,
                        scenario,
                        RecordingManifest.versionOfThisBuild(),
                        Schema.fingerprintOf(schema),
                        options.level(),
                        Machine.REVISION,
                        capabilities)
                .toBytes();
        try {
            Path imageDirectory = RecordingLayout.images(directory);
            Files.createDirectories(imageDirectory);
            for (RecordedImage image : recorded) {
                byte[] content = image.role().equals("l1") ? images.l1() : images.initrd();
                Files.write(imageDirectory.resolve(image.file()), content, StandardOpenOption.CREATE_NEW);
            }
            Files.createDirectory(RecordingLayout.log(directory));
            TraceWriter writer = TraceWriter.create(
                    RecordingLayout.log(directory), new LogHeader(manifest, schema), options.syncBytes());
            Recorder recorder = new Recorder(directory, writer, options);
            recorder.isDirectoryOurs = isNew;
            // The manifest makes a recording of the directory, so it appears last and whole.
            Path file = RecordingLayout.manifest(directory);
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, manifest, StandardOpenOption.CREATE_NEW);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return recorder;
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException(directory + " is being recorded to by another process: give another directory");
        } catch (IOException e) {
            throw new StorageFailedException(directory + ": cannot start a recording: " + e, e);
        }
    }

    /** The directory of the recording. */
    public Path directory() {
        return directory;
    }

    /** An input source that gives what {@code source} gives and records it with its position. */
    public InputSource inputs(InputSource source) {
        return new InputSource() {
            private long answeredAt = -1;

            @Override
            public long dueAt(long now) {
                return source.dueAt(now);
            }

            @Override
            public @Nullable MachineInput poll(long now) {
                MachineInput input = source.poll(now);
                // The empty answer that ends a row of inputs follows from them.
                if (input != null || answeredAt != now) {
                    writer.input(new InputEntry(now, writer.nextEventSequence(), input));
                }
                answeredAt = now;
                return input;
            }
        };
    }

    @Override
    public void event(
            EventType type,
            long sequence,
            long moment,
            long[] values,
            byte[] payload,
            int payloadOffset,
            int payloadLength) {
        if (sequence != nextMachineSequence) {
            throw new IllegalStateException(
                    type + " at moment " + moment + " has sequence " + sequence + ", expected " + nextMachineSequence);
        }
        nextMachineSequence++;
        if (!isKept[type.id()]) {
            return;
        }
        writer.event(type, writer.nextEventSequence(), moment, values, payload, payloadOffset, payloadLength);
        counts.add(type, values);
    }

    /**
     * Saves the whole state of {@code machine}, which does not run at the time.
     *
     * @throws IllegalStateException when events of the machine did not come here
     * @throws StorageFailedException when it could not be written
     */
    public void keyframe(Machine machine) {
        if (machine.nextSequence() != nextMachineSequence) {
            throw new IllegalStateException("a keyframe at event " + machine.nextSequence() + " of the machine, but "
                    + nextMachineSequence + " events came here");
        }
        keyframe(machine.moment(), machine.digest(), machine);
    }

    /**
     * Runs {@code machine} as {@link Machine#runUntil} does, saves keyframes where they are due and keeps the recording
     * within its bounds; where it pauses for that changes nothing.
     *
     * @return why it stopped; {@link StopReason#RECORDING_FULL} when the log has the size it may have
     * @throws StorageFailedException when the recording could not be written
     */
    public StopReason runUntil(Machine machine, long target) {
        StopReason reason = StopReason.MOMENT_REACHED;
        while (reason == StopReason.MOMENT_REACHED && machine.moment() < target) {
            reason = machine.runUntil(Math.min(target, Math.min(clock.dueAt(), nextCheck(machine.moment()))));
            if (reason == StopReason.MOMENT_REACHED) {
                if (isPartFull(machine.moment())) {
                    startPart(machine);
                } else if (machine.moment() >= clock.dueAt()) {
                    keyframe(machine);
                }
                if (options.bytesMax() > 0 && writer.writtenBytes() >= options.bytesMax()) {
                    return StopReason.RECORDING_FULL;
                }
            }
        }
        return reason;
    }

    /** Runs {@code machine} until it stops for good or the recording is full. */
    public StopReason run(Machine machine) {
        return runUntil(machine, Long.MAX_VALUE);
    }

    /**
     * Completes the recording and closes it.
     *
     * @param stopReason why the machine stopped
     * @return what the footer holds
     * @throws StorageFailedException when it could not be written; the events before are intact
     */
    public RecordingSummary finish(StopReason stopReason, Machine machine) {
        return finish(stopReason, machine.moment(), machine.instructions(), machine.digest());
    }

    /** Commits what waits, so that a killed process loses nothing up to here. */
    public void flush() {
        writer.flush();
    }

    /** Closes the recording as it is and, where nothing was ever said, removes it; does nothing after finishing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            writer.close();
            if (nextMachineSequence == 0 && writer.inputEntries() == 0 && keyframes.keyframes() == 0 && !isFinishing) {
                RecordingPack.clear(directory);
                removeIfCreated();
            }
        }
    }

    private void removeIfCreated() {
        try {
            if (isDirectoryOurs) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new StorageFailedException(directory + ": cannot remove: " + e, e);
        }
    }

    private long nextCheck(long moment) {
        boolean isBounded = options.isRing() || options.bytesMax() > 0;
        return isBounded ? (moment / CHECK_MOMENTS + 1) * CHECK_MOMENTS : Long.MAX_VALUE;
    }

    /** Whether the present part of a ring has all it may have beside its keyframe. */
    private boolean isPartFull(long moment) {
        RingPart part = ring.peekLast();
        long firstMoment = part == null ? 0 : part.moment;
        long keyframeBytes = part == null ? 0 : part.keyframeBytes;
        return options.ringBytes() > 0
                ? writer.writtenBytes() - keyframeBytes >= options.ringBytes() / RING_PARTS
                : options.ringMoments() > 0
                        && moment - firstMoment >= Math.max(CHECK_MOMENTS, options.ringMoments() / RING_PARTS);
    }

    /** Begins a part of a ring with a keyframe that needs nothing before it, then drops what is too old. */
    private void startPart(Machine machine) {
        RingPart ended = Objects.requireNonNullElseGet(ring.pollLast(), () -> new RingPart(0, 0, 0, 0));
        ring.addLast(new RingPart(ended.number, ended.moment, ended.keyframeBytes, writer.writtenBytes()));
        int number = writer.roll(machine.moment());
        keyframes.startOver();
        isWholeDue = true;
        keyframe(machine);
        ring.addLast(new RingPart(number, machine.moment(), writer.writtenBytes(), 0));
        while (ring.size() > 1 && isTooOld(machine.moment())) {
            writer.drop(ring.removeFirst().number);
        }
    }

    private boolean isTooOld(long moment) {
        if (options.ringMoments() > 0) {
            return moment - ring.stream().skip(1).findFirst().orElseThrow().moment >= options.ringMoments();
        }
        long bytes = writer.writtenBytes();
        for (RingPart part : ring) {
            bytes += part.bytes;
        }
        return bytes > options.ringBytes() - options.ringBytes() / RING_PARTS;
    }

    /** Saves the state of {@code object}, whose digest is given. */
    void keyframe(long moment, long digest, Stateful object) {
        SplitState state = SplitState.of(object);
        GuestMemory memory = state.memory();
        long pages = memory == null ? 0 : addPages(memory, moment);
        keyframes.complete(moment, digest, state.rest(), memory == null ? 0 : memory.sizeBytes());
        clock.taken(moment, pages);
    }

    /** Hands over all pages written since the last keyframe, at the first one of a part all that were ever written. */
    private long addPages(GuestMemory memory, long moment) {
        BitSet written = memory.takeDirtySinceKeyframe();
        boolean isFirst = isWholeDue;
        isWholeDue = false;
        PageChunk chunk = new PageChunk();
        long count = 0;
        int page = isFirst ? memory.nextPresentPage(0) : written.nextSetBit(0);
        while (page >= 0) {
            chunk.add(memory, page);
            count++;
            if (chunk.isFull()) {
                keyframes.add(chunk, moment);
                chunk = new PageChunk();
            }
            page = isFirst ? memory.nextPresentPage(page + 1) : written.nextSetBit(page + 1);
        }
        keyframes.add(chunk, moment);
        return count;
    }

    RecordingSummary finish(StopReason stopReason, long moment, long instructions, long digest) {
        RecordingSummary summary = new RecordingSummary(
                stopReason,
                moment,
                instructions,
                digest,
                writer.nextEventSequence(),
                writer.inputEntries(),
                keyframes.keyframes(),
                counts.byName(),
                counts.byVector());
        isFinishing = true;
        writer.footer(moment, summary.toBytes());
        close();
        Seal.write(directory, writer.frames(), writer.chain());
        return summary;
    }

    /** A queue file of a ring: its first moment, what its keyframe takes, and its size once it is ended. */
    private record RingPart(int number, long moment, long keyframeBytes, long bytes) {}
}
