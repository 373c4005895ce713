package dev.nestor.emulator;

import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/**
 * Which L1 vCPU runs, and until when: round-robin over those that can run, a slice of {@code sliceMoments} each. A
 * function of the moment and of the calls made, nothing else.
 */
final class Scheduler implements Stateful {
    /** Runs or can run. */
    static final long READY = 0;
    /** Waits in H_CEDE for an interrupt or a prod. */
    static final long CEDED = 1;
    /** Not started, or stopped by itself. */
    static final long STOPPED = 2;

    private final long sliceMoments;
    private final long[] states;
    private long current = -1;
    private long sliceEnd;

    Scheduler(int vcpus, long sliceMoments) {
        this.sliceMoments = sliceMoments;
        this.states = new long[vcpus];
        for (int i = 1; i < vcpus; i++) {
            states[i] = STOPPED;
        }
    }

    /** The vCPU that has the slice, or -1. */
    int current() {
        return (int) current;
    }

    /** The moment at which the slice ends. */
    long sliceEnd() {
        return sliceEnd;
    }

    /** READY, CEDED or STOPPED. */
    long state(int vcpu) {
        return states[vcpu];
    }

    void setState(int vcpu, long state) {
        states[vcpu] = state;
    }

    /** Ends the slice at {@code moment}. */
    void endSlice(long moment) {
        sliceEnd = moment;
    }

    /** Whether the current vCPU may go on at {@code moment}. */
    boolean mayGoOn(long moment) {
        return current >= 0 && states[(int) current] == READY && moment < sliceEnd;
    }

    /** Gives a new slice to the next ready vCPU after the current one, which comes last; -1 when none is ready. */
    int dispatch(long moment) {
        for (int i = 1; i <= states.length; i++) {
            int candidate = (int) ((current + i) % states.length);
            if (states[candidate] == READY) {
                current = candidate;
                sliceEnd = moment + sliceMoments;
                return candidate;
            }
        }
        return -1;
    }

    @Override
    public void save(StateWriter out) {
        out.putLongs("states", states);
        out.putLong("current", current);
        out.putLong("slice_end", sliceEnd);
    }

    @Override
    public void load(StateReader in) {
        in.getLongsWithin("states", states, READY, STOPPED);
        current = in.getWithin("current", -1, states.length - 1L);
        sliceEnd = in.getLong("slice_end");
    }
}
