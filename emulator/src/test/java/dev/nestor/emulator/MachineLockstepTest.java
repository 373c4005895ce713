package dev.nestor.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole machine, run by both engines in lockstep: one digest at every horizon, and the same events. */
class MachineLockstepTest {
    private static final long INSTRUCTIONS_MAX = 12_000_000;

    static Stream<Arguments> runs() {
        return Stream.of("hello", "hello-be", "compute", "exit-storm", "page-touch", "timer", "radix")
                .flatMap(name -> Stream.of(
                        Arguments.of(name, NestedApi.V1, 70_001, EngineKind.EAGER_TRANSLATOR),
                        Arguments.of(name, NestedApi.V2, 100_003, EngineKind.EAGER_TRANSLATOR),
                        Arguments.of(name, NestedApi.V2, 70_001, EngineKind.TRANSLATOR)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theTranslatorDoesWhatTheInterpreterDoes(String workload, NestedApi api, int step, EngineKind kind) {
        EventTape referenceEvents = new EventTape();
        EventTape events = new EventTape();
        Machine reference = machine(workload, api, referenceEvents, EngineKind.INTERPRETER);
        Machine machine = machine(workload, api, events, kind);
        StopReason reason = StopReason.MOMENT_REACHED;
        while (!reason.isFinal()) {
            long until = reference.moment() + step;
            reason = reference.runUntil(until);
            assertEquals(reason, machine.runUntil(until));
            assertEquals(reference.moment(), machine.moment());
            assertEquals(reference.digest(), machine.digest(), () -> "state at moment " + reference.moment());
        }
        assertEquals(referenceEvents.lines(), events.lines());
        assertTrue(reference.instructions() > 0, "something ran");
    }

    private static Machine machine(String workload, NestedApi api, EventTape tape, EngineKind kind) {
        MachineConfig config = MachineConfig.of(api).withMemoryBytes(64L << 20).withInstructionLimit(INSTRUCTIONS_MAX);
        return new Machine(config, GuestImages.with("l2-" + workload), InputSource.SILENCE, tape, kind);
    }
}
