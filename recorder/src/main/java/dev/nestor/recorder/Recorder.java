package dev.nestor.recorder;

import dev.nestor.emulator.DigestBesidesMemory;
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
import dev.nestor.recorder.keyframe.PageChunk;
import dev.nestor.recorder.keyframe.SplitState;
import dev.nestor.recorder.log.ChronicleStore;
import dev.nestor.recorder.log.ForcedToDisk;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.Seal;
import dev.nestor.recorder.log.StorageFailedException;
import dev.nestor.recorder.log.TraceWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
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
 * <p>What passes is copied and handed to a {@link WriterThread}; the order of everything stays as it was. An event is
 * acknowledged when {@link #flush} returns: a killed recorder loses what was said since, at most {@link
 * WriterThread#DEPTH} blocks and two batches.
 *
 * <p>Closed without {@link #finish} it leaves an incomplete recording that holds all events so far.
 */
public final class Recorder implements EventSink, AutoCloseable {

    private static final int TYPES = 256;

    private final Path directory;
    private final WriterThread thread;
    private final ArrayBlockingQueue<EventBlock> emptied = new ArrayBlockingQueue<>(WriterThread.DEPTH + 2);
    private final ArrayBlockingQueue<PageChunk> emptiedChunks = new ArrayBlockingQueue<>(WriterThread.DEPTH + 2);
    private final KeyframeClock clock;
    private final boolean[] isKept = new boolean[TYPES];
    private final RunCounts counts;
    private final RecorderOptions options;
    private final Ring ring;
    private final boolean isDirectoryOurs;

    /** The log; the writer thread makes it as its first task, and only tasks of it use it. */
    private @Nullable OpenLog log;

    private boolean isWholeDue = true;
    private EventBlock block = new EventBlock();
    private long nextMachineSequence;
    private boolean isFinishing;
    private boolean closed;

    private Recorder(Path directory, boolean isDirectoryOurs, RecorderOptions options, Supplier<OpenLog> start) {
        this.directory = directory;
        this.isDirectoryOurs = isDirectoryOurs;
        this.thread = new WriterThread(() -> log = start.get());
        this.clock = new KeyframeClock(options);
        this.options = options;
        this.counts = new RunCounts(options.level());
        this.ring = new Ring(options);
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
        Path above = ForcedToDisk.above(directory);
        try {
            Path imageDirectory = RecordingLayout.images(directory);
            Files.createDirectories(imageDirectory);
            for (Map.Entry<String, byte[]> image :
                    RecordingManifest.filesOf(images).entrySet()) {
                Files.write(imageDirectory.resolve(image.getKey()), image.getValue(), StandardOpenOption.CREATE_NEW);
            }
            Files.createDirectory(RecordingLayout.log(directory));
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException(directory + " is being recorded to by another process: give another directory");
        } catch (IOException e) {
            throw StorageFailedException.because(directory + ": cannot start a recording", e);
        }
        return new Recorder(directory, isNew, options, () -> {
            // Made by the writer thread: hashing the images and reading all declarations would keep the machine
            // waiting.
            LogHeader header = OpenLog.header(config, images, scenario, options);
            return OpenLog.start(directory, header, options.syncBytes(), above);
        });
    }

    /** The directory of the recording. */
    public Path directory() {
        return directory;
    }

    /** An input source that gives what {@code source} gives and records it with its position. */
    public InputSource inputs(InputSource source) {
        return new RecordedSource(source, this::record);
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
        if (nextMachineSequence++ == 0) {
            thread.begin();
        }
        if (!isKept[type.id()]) {
            return;
        }
        if (block.add(type, moment, values, payload, payloadOffset, payloadLength)) {
            handOver();
        }
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
        DigestBesidesMemory digest = machine.digestBesidesMemory();
        keyframe(machine.moment(), digest::with, machine);
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
            reason = machine.runUntil(Math.min(target, Math.min(clock.dueAt(), ring.nextCheck(machine.moment()))));
            if (reason == StopReason.MOMENT_REACHED) {
                if (options.isRing() && ring.isPartFull(machine.moment(), writtenBytes())) {
                    startPart(machine);
                } else if (machine.moment() >= clock.dueAt()) {
                    keyframe(machine);
                }
                if (options.bytesMax() > 0 && writtenBytes() >= options.bytesMax()) {
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
        handOver();
        thread.call(() -> {
            log().writer().flush();
            return true;
        });
    }

    /** Closes the recording as it is and, where nothing was ever said, removes it; does nothing after finishing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                // Whoever was told once, such as of a full disk, closes because of it and needs no second telling.
                if (!thread.isFailureThrown()) {
                    handOver();
                }
            } finally {
                thread.end(() -> {
                    if (log != null) {
                        log.writer().close();
                    }
                });
            }
            if (nextMachineSequence == 0 && !isFinishing && (log == null || log.holdsNoInputOrKeyframe())) {
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
            throw StorageFailedException.because(directory + ": cannot remove", e);
        }
    }

    /** Begins a part of a ring with a keyframe that needs nothing before it, then drops what is too old. */
    private void startPart(Machine machine) {
        ring.ended(writtenBytes());
        int number = thread.call(() -> {
            log().keyframes().startOver();
            return log().writer().roll(machine.moment());
        });
        isWholeDue = true;
        keyframe(machine);
        ring.started(number, machine.moment(), writtenBytes());
        for (int old = ring.takeTooOld(machine.moment()); old >= 0; old = ring.takeTooOld(machine.moment())) {
            int dropped = old;
            thread.submit(() -> log().writer().drop(dropped));
        }
    }

    /** Saves the state of {@code object}; {@code digest} makes that of all from that of its memory. */
    void keyframe(long moment, LongUnaryOperator digest, Stateful object) {
        SplitState state = SplitState.of(object);
        GuestMemory memory = state.memory();
        handOver();
        long pages = memory == null ? 0 : addPages(memory, moment);
        long memoryBytes = memory == null ? 0 : memory.sizeBytes();
        thread.submit(() -> log().complete(moment, digest, state.rest(), memoryBytes));
        clock.taken(moment, nextMachineSequence, pages);
    }

    /** Hands over all pages written since the last keyframe, at the first one of a part all that were ever written. */
    private long addPages(GuestMemory memory, long moment) {
        boolean isWhole = isWholeDue;
        isWholeDue = false;
        return PageChunk.copy(
                memory,
                isWhole,
                () -> Objects.requireNonNullElseGet(emptiedChunks.poll(), PageChunk::new),
                chunk -> thread.submit(() -> store(chunk, moment)));
    }

    private void store(PageChunk chunk, long moment) {
        log().keyframes().add(chunk, moment);
        chunk.clear();
        emptiedChunks.offer(chunk);
    }

    /** Gives the events that wait to the thread that writes them. */
    private void handOver() {
        if (block.isEmpty()) {
            return;
        }
        EventBlock full = block;
        thread.submit(() -> {
            full.sendTo(this::write, log().writer().nextEventSequence());
            emptied.offer(full);
        });
        block = Objects.requireNonNullElseGet(emptied.poll(), EventBlock::new);
    }

    private void write(
            EventType type, long sequence, long moment, long[] values, byte[] payload, int offset, int length) {
        log().writer().event(type, sequence, moment, values, payload, offset, length);
        counts.add(type, moment, values);
    }

    /** Records what the input door said; an input is committed before the machine sees it. */
    private void record(long now, @Nullable MachineInput input) {
        handOver();
        Runnable task = () -> {
            TraceWriter writer = log().writer();
            writer.input(new InputEntry(now, writer.nextEventSequence(), input));
        };
        if (input == null) {
            thread.submit(task);
        } else {
            thread.call(() -> {
                task.run();
                return true;
            });
        }
    }

    private long writtenBytes() {
        handOver();
        return thread.call(() -> log().writer().writtenBytes());
    }

    RecordingSummary finish(StopReason stopReason, long moment, long instructions, long digest) {
        handOver();
        isFinishing = true;
        RecordingSummary summary = thread.call(() -> {
            TraceWriter writer = log().writer();
            RecordingSummary written = new RecordingSummary(
                    stopReason,
                    moment,
                    instructions,
                    digest,
                    writer.nextEventSequence(),
                    writer.inputEntries(),
                    log().keyframes().keyframes(),
                    counts.byName(),
                    counts.byVector(),
                    counts.times());
            writer.footer(moment, written.toBytes());
            return written;
        });
        close();
        Seal.write(directory, log().writer().frames(), log().writer().chain(), options.syncBytes() > 0);
        return summary;
    }

    /** Only for tasks of the writer thread, and when it has ended; no task runs where the first one failed. */
    private OpenLog log() {
        if (log == null) {
            throw new IllegalStateException("the log of " + directory + " was not made");
        }
        return log;
    }
}
