package dev.nestor.emulator;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.state.SavedState;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The workload W2, an L2 that makes a hypercall about every 50 instructions: exits of the L2 per second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExitStormBench {
    private static final long MOMENTS = 2_000_000;
    private static final int EXITS_BEFORE = 200;

    /** A machine inside the storm. */
    @State(Scope.Thread)
    public static class Storm {
        /** The nested API. */
        @Param({"V1", "V2"})
        public NestedApi api;

        /** The engine. */
        @Param({"INTERPRETER", "TRANSLATOR"})
        public EngineKind engine;

        private byte[] saved = new byte[0];
        private Machine machine;
        private long exits;
        private final EventSink sink = (type, sequence, moment, values, payload, offset, length) -> {
            if (type == NestedExited.TYPE) {
                exits++;
            }
        };

        /** Runs into the storm once. */
        @Setup(Level.Trial)
        public void enter() {
            machine = machine();
            while (exits < EXITS_BEFORE) {
                machine.runUntil(machine.moment() + 10_000);
            }
            saved = SavedState.of(machine);
        }

        /** Goes on where it is, or goes back when too little of the storm is left. */
        @Setup(Level.Invocation)
        public void goBack() {
            if (machine.runUntil(machine.moment()).isFinal()) {
                machine = machine();
                SavedState.into(machine, saved);
            }
            exits = 0;
        }

        private Machine machine() {
            MachineConfig config = MachineConfig.of(api).withMemoryBytes(64L << 20);
            MachineImages images = GuestImages.with("l2-exit-storm");
            return new Machine(config, images, InputSource.SILENCE, sink, engine);
        }
    }

    /** What is counted beside invocations. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Counts {
        /** Exits of the L2. */
        public long exits;

        /** Instructions of L1 and L2. */
        public long instructions;

        /** Begins to count. */
        @Setup(Level.Iteration)
        public void clear() {
            exits = 0;
            instructions = 0;
        }
    }

    /** Runs a stretch of the storm. */
    @Benchmark
    public StopReason storm(Storm state, Counts counts) {
        long before = state.machine.instructions();
        StopReason reason = state.machine.runUntil(state.machine.moment() + MOMENTS);
        counts.exits += state.exits;
        counts.instructions += state.machine.instructions() - before;
        return reason;
    }
}
