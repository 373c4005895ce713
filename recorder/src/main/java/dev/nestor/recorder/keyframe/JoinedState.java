package dev.nestor.recorder.keyframe;

import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.state.SavedState;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.Stateful;
import java.util.function.Supplier;

/** Gives a state back that {@link SplitState} took apart: the memory's section is filled from the stored pages. */
final class JoinedState implements StateReader {

    private final SavedState.Reader rest;
    private final Supplier<StateReader> memory;

    private JoinedState(byte[] rest, Supplier<StateReader> memory) {
        this.rest = new SavedState.Reader(rest);
        this.memory = memory;
    }

    /**
     * Loads {@code object}.
     *
     * @param memory gives what {@link GuestMemory#load} reads
     * @throws StateFormatException when the state does not fit the object
     */
    static void into(Stateful object, byte[] rest, Supplier<StateReader> memory) {
        JoinedState state = new JoinedState(rest, memory);
        object.load(state);
        state.rest.requireEnd();
    }

    @Override
    public long getLong(String name) {
        return rest.getLong(name);
    }

    @Override
    public void getLongs(String name, long[] into) {
        rest.getLongs(name, into);
    }

    @Override
    public byte[] getBytes(String name) {
        return rest.getBytes(name);
    }

    @Override
    public void getState(String name, Stateful object) {
        begin(name);
        object.load(object instanceof GuestMemory ? memory.get() : this);
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
