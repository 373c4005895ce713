package dev.nestor.recorder;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import dev.nestor.recorder.codec.RandomEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A recording of events that no machine stated, made from a seed; for tests of the log alone. */
public final class SyntheticRun {

    static final MachineConfig CONFIG = MachineConfig.of(NestedApi.V2);
    static final MachineImages IMAGES = new MachineImages(bytes("the L1 image"), bytes("the L2 image"));
    static final long DIGEST = 0x0123_4567_89AB_CDEFL;

    private SyntheticRun() {}

    /** Records {@code events} events, an input, an empty answer and a keyframe of {@code stateBytes}; complete. */
    public static RecordingSummary record(Path directory, long seed, int events, int stateBytes) {
        try (Recorder recorder = Recorder.create(directory, CONFIG, IMAGES, "synthetic")) {
            RandomEvents stream = fill(recorder, seed, events, stateBytes);
            return recorder.finish(StopReason.POWERED_OFF, stream.moment(), 12_345, DIGEST);
        }
    }

    /** The same, but its recorder only closes and does not finish. */
    public static void recordIncomplete(Path directory, long seed, int events, int stateBytes) {
        try (Recorder recorder = Recorder.create(directory, CONFIG, IMAGES, "synthetic")) {
            fill(recorder, seed, events, stateBytes);
        }
    }

    /** Bytes of that seed. */
    static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** The state that {@link #record} saves in its keyframe, with so many bytes of memory that are not 0. */
    static Stored state(long seed, int stateBytes) {
        Stored state = new Stored(seed);
        state.memory.write(0x1234, bytes(seed, stateBytes), 0, stateBytes);
        return state;
    }

    private static RandomEvents fill(Recorder recorder, long seed, int events, int stateBytes) {
        RandomEvents stream = new RandomEvents(seed);
        stream.send(events / 2, recorder);
        InputSource door = recorder.inputs(new OneInput());
        door.poll(stream.moment());
        door.poll(stream.moment());
        door.poll(stream.moment() + 1);
        if (stateBytes > 0) {
            recorder.keyframe(stream.moment() + 1, memory -> DIGEST, state(seed, stateBytes));
        }
        stream.send(events - events / 2, new Later(recorder));
        return stream;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Shifts moments by one, so that they do not fall behind the input's. */
    private record Later(Recorder recorder) implements EventSink {
        @Override
        public void event(
                EventType type,
                long sequence,
                long moment,
                long[] values,
                byte[] payload,
                int payloadOffset,
                int payloadLength) {
            recorder.event(type, sequence, moment + 1, values, payload, payloadOffset, payloadLength);
        }
    }

    /** Something with a memory that is saved, and a number. */
    static final class Stored implements Stateful {
        final GuestMemory memory = new GuestMemory(CONFIG.memoryBytes());
        long number;

        Stored(long number) {
            this.number = number;
        }

        @Override
        public void save(StateWriter out) {
            out.putLong("number", number);
            out.putState("memory", memory);
        }

        @Override
        public void load(StateReader in) {
            number = in.getLong("number");
            in.getState("memory", memory);
        }
    }

    private static final class OneInput implements InputSource {
        private boolean given;

        @Override
        public long dueAt(long now) {
            return now;
        }

        @Override
        public @Nullable MachineInput poll(long now) {
            if (given) {
                return null;
            }
            given = true;
            return new MachineInput.ConsoleTyped(0x7100_0000, bytes("ls\n"));
        }
    }
}
