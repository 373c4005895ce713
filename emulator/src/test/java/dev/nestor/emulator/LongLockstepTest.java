package dev.nestor.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.state.StateDigest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 10^9 instructions of compiled kernels and of nested guests, run by both engines in lockstep: the digest of the whole
 * state at every horizon and every event agree.
 */
@Tag("long")
class LongLockstepTest {
    private static final long KERNEL_INSTRUCTIONS = 40_000_000;
    private static final long NESTED_INSTRUCTIONS = 24_000_000;
    private static final List<String> KERNELS =
            List.of("sieve", "crc32", "quicksort", "matmul", "sha256", "vm", "calls", "calls-mixed", "list", "cold");
    private static final List<String> LOADS = List.of("compute=1000", "storm=1000000", "churn=1000000");

    /** What is run: {@code load} is empty for a kernel, which is an L1 by itself. */
    record Program(String name, String load, NestedApi api, long instructions, int horizon, EngineKind kind) {
        Machine machine(EventSink sink, EngineKind engine) {
            MachineConfig config =
                    MachineConfig.of(api).withMemoryBytes(256L << 20).withInstructionLimit(instructions);
            if (load.isEmpty()) {
                return new Machine(
                        config, new MachineImages(kernel(name), new byte[0]), InputSource.SILENCE, sink, engine);
            }
            MachineConfig loaded = config.withBootArguments("console=hvc0 -- " + load);
            return new Machine(loaded, GuestImages.with(name), InputSource.SILENCE, sink, engine);
        }
    }

    static Stream<Program> programs() {
        Stream<Program> kernels = KERNELS.stream().flatMap(name -> both(name, "", NestedApi.V2, KERNEL_INSTRUCTIONS));
        Stream<Program> nested = LOADS.stream()
                .flatMap(load ->
                        Stream.of(NestedApi.values()).flatMap(api -> both("l2-load", load, api, NESTED_INSTRUCTIONS)));
        return Stream.concat(kernels, nested);
    }

    private static Stream<Program> both(String name, String load, NestedApi api, long instructions) {
        return Stream.of(
                new Program(name, load, api, instructions, 70_001, EngineKind.EAGER_TRANSLATOR),
                new Program(name, load, api, instructions, 100_003, EngineKind.TRANSLATOR));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theTranslatorDoesWhatTheInterpreterDoes(Program program) {
        EventHash referenceEvents = new EventHash();
        EventHash events = new EventHash();
        Machine reference = program.machine(referenceEvents, EngineKind.INTERPRETER);
        Machine machine = program.machine(events, program.kind);
        StopReason reason = StopReason.MOMENT_REACHED;
        while (!reason.isFinal()) {
            long until = reference.moment() + program.horizon;
            reason = reference.runUntil(until);
            assertEquals(reason, machine.runUntil(until));
            assertEquals(reference.digest(), machine.digest(), () -> "state at moment " + reference.moment());
            assertEquals(referenceEvents.hash, events.hash, () -> "events up to moment " + reference.moment());
        }
        assertEquals(StopReason.LIMIT_REACHED, reason, "as much ran as was asked for");
        assertTrue(reference.instructions() >= program.instructions * 9 / 10, "little of it idle");
    }

    private static byte[] kernel(String name) {
        try (InputStream in = LongLockstepTest.class.getResourceAsStream("/kernels/" + name + ".elf")) {
            if (in == null) {
                throw new IllegalStateException("no kernel " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("kernel " + name + " cannot be read", e);
        }
    }

    /** All events, as one number. */
    private static final class EventHash implements EventSink {
        private long hash;

        @Override
        public void event(
                EventType type, long sequence, long moment, long[] values, byte[] payload, int offset, int length) {
            hash = StateDigest.mix(hash ^ StateDigest.mix(sequence ^ StateDigest.mix(moment ^ type.id())));
            for (int i = 0; i < type.valueCount(); i++) {
                hash = StateDigest.mix(hash ^ values[i]);
            }
            hash ^= StateDigest.ofBytes(payload, offset, length);
        }
    }
}
