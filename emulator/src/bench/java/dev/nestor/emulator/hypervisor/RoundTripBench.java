package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.papr.NestedApi;
import java.util.concurrent.TimeUnit;
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

/**
 * What one round trip through the L0 costs: the entry of an L2 and its exit by a hypercall, no instruction executed. It
 * grows with the elements moved, and must not grow with anything else. Each round trip is timed by itself, so that the
 * median (p0.50) says what it costs even on a busy machine.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class RoundTripBench {
    private static final long MEMORY_BYTES = 32L << 20;

    /** v2 with a run input buffer of that many elements; the output buffer has 10. */
    @State(Scope.Thread)
    public static class Elements {
        /** Elements of the input buffer. */
        @Param({"1", "10", "100", "182"})
        public int elements;

        private BenchPartition partition;

        /** Makes the one guest. */
        @Setup(Level.Trial)
        public void prepare() {
            partition = new BenchPartition(NestedApi.V2, MEMORY_BYTES, 1);
            partition.prepareV2(1, 1, elements);
        }
    }

    /** Ten elements, and more of one other thing. */
    @State(Scope.Thread)
    public static class Others {
        /** What there is much of. */
        @Param({
            "v2-nothing",
            "v2-guests-4000",
            "v2-vcpus-2000",
            "v2-l1-vcpus-64",
            "v2-memory-8G",
            "v1-nothing",
            "v1-table-4096",
            "v1-l1-vcpus-64",
            "v1-memory-8G"
        })
        public String much;

        private BenchPartition partition;
        private int guests = 1;
        private int vcpus = 1;

        /** Makes them. */
        @Setup(Level.Trial)
        public void prepare() {
            NestedApi api = much.startsWith("v1") ? NestedApi.V1 : NestedApi.V2;
            int l1Vcpus = much.contains("l1-vcpus") ? 64 : 1;
            partition = new BenchPartition(api, much.endsWith("8G") ? 8L << 30 : MEMORY_BYTES, l1Vcpus);
            if (api == NestedApi.V1) {
                boolean large = much.endsWith("4096");
                partition.prepareV1(large ? 4 : 0, large ? 4000 : 5);
                return;
            }
            guests = much.contains("guests") ? 4000 : 1;
            vcpus = much.contains("vcpus-2000") ? 2000 : 1;
            partition.prepareV2(guests, vcpus, 10);
        }
    }

    /** By the elements that cross. */
    @Benchmark
    public long byElements(Elements state) {
        return state.partition.roundTrip(1, 0);
    }

    /** By everything else. */
    @Benchmark
    public long byOthers(Others state) {
        return state.partition.roundTrip(state.guests, state.vcpus - 1L);
    }
}
