package dev.nestor.recorder.keyframe;

import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.state.SavedState;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import org.jspecify.annotations.Nullable;

/**
 * The state of a machine in two parts: its memory, which a keyframe stores by pages, and the rest as {@link SavedState}
 * bytes, in which the memory's section is empty.
 *
 * @param rest everything but memory
 * @param memory the machine's, or null when it has none
 */
public record SplitState(byte[] rest, @Nullable GuestMemory memory) {

    /** Takes the state of {@code object} apart. */
    public static SplitState of(Stateful object) {
        Splitter splitter = new Splitter();
        object.save(splitter);
        return new SplitState(splitter.rest.toBytes(), splitter.memory);
    }

    private static final class Splitter implements StateWriter {
        private final SavedState.Writer rest = new SavedState.Writer();
        private @Nullable GuestMemory memory;

        @Override
        public void putLong(String name, long value) {
            rest.putLong(name, value);
        }

        @Override
        public void putLongs(String name, long[] values) {
            rest.putLongs(name, values);
        }

        @Override
        public void putBytes(String name, byte[] bytes, int offset, int length) {
            rest.putBytes(name, bytes, offset, length);
        }

        @Override
        public void putState(String name, Stateful object) {
            begin(name);
            if (object instanceof GuestMemory found) {
                if (memory != null) {
                    throw new IllegalStateException("a state with two memories: " + name + " is the second");
                }
                memory = found;
            } else {
                object.save(this);
            }
            end();
        }

        @Override
        public void begin(String name) {
            rest.begin(name);
        }

        @Override
        public void end() {
            rest.end();
        }
    }
}
