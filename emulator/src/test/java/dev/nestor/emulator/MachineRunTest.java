package dev.nestor.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.state.SavedState;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Real L1 and L2 machine code on the whole machine. */
class MachineRunTest {

    static Stream<String> workloads() {
        return Stream.of("hello", "hello-be", "compute", "exit-storm", "page-touch", "timer", "radix");
    }

    static Stream<Arguments> shortRuns() {
        return Stream.of("hello", "timer", "radix")
                .flatMap(name -> Stream.of(NestedApi.values()).map(api -> Arguments.of(name, api)));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void anL2SaysTheSameUnderBothApisAndPowersOff(String workload) {
        EventTape v1 = run(workload, NestedApi.V1);
        EventTape v2 = run(workload, NestedApi.V2);
        assertTrue(v1.console().length() > 0, "says something");
        assertEquals(v1.console(), v2.console());
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void anL2ThatReadsNoTimeAttemptsTheSameInstructionsBetweenTheSameExits(String workload) {
        if (workload.equals("timer")) {
            return; // takes its own decrementer interrupts, whose place depends on the time the L1 takes
        }
        assertEquals(synchronousExits(run(workload, NestedApi.V1)), synchronousExits(run(workload, NestedApi.V2)));
    }

    @ParameterizedTest
    @MethodSource("shortRuns")
    void cuttingARunIntoPiecesChangesNoEvent(String workload, NestedApi api) {
        EventTape whole = run(workload, api);
        EventTape pieces = new EventTape();
        Machine machine = machine(workload, api, pieces);
        Random random = new Random(20261122);
        StopReason reason = StopReason.MOMENT_REACHED;
        while (!reason.isFinal()) {
            reason = machine.runUntil(machine.moment() + 1 + random.nextInt(random.nextInt(20) == 0 ? 20_000 : 300));
        }
        assertEquals(whole.lines(), pieces.lines());
    }

    @ParameterizedTest
    @MethodSource("shortRuns")
    void stateRestoredAnywhereRunsOnToTheSameEnd(String workload, NestedApi api) {
        EventTape whole = new EventTape();
        Machine first = machine(workload, api, whole);
        first.run();
        List<String> lines = whole.lines();
        Random random = new Random(7);
        int insideL2 = 0;
        for (int i = 0; i < 12; i++) {
            long moment = (long) (random.nextDouble() * first.moment());
            if (i % 2 == 0) {
                moment = momentInsideL2(whole, random);
            }
            Machine source = machine(workload, api, EventSink.NOWHERE);
            source.runUntil(moment);
            insideL2 += source.vcpu(0).isNested() ? 1 : 0;
            long memory = source.memory().digest();
            assertEquals(source.digest(), source.digestBesidesMemory().with(memory));
            EventTape rest = new EventTape();
            Machine restored = machine(workload, api, rest);
            SavedState.into(restored, SavedState.of(source));
            assertEquals(source.digest(), restored.digest(), "digest right after restoring at " + moment);
            int already = rest.entries().size();
            restored.run();
            assertEquals(first.digest(), restored.digest(), "final digest, restored at " + moment);
            List<String> restLines =
                    rest.lines().subList(already, rest.entries().size());
            assertEquals(lines.subList(lines.size() - restLines.size(), lines.size()), restLines);
        }
        assertTrue(insideL2 > 0, "some were taken with a live L2");
    }

    @Test
    void everyEventIsStatedBySomeRun() {
        Set<EventType> stated = new HashSet<>();
        run("timer", NestedApi.V2).entries().forEach(entry -> stated.add(entry.type()));
        EventTape typedAt = new EventTape();
        MachineInput typed = new MachineInput.ConsoleTyped(0x7100_0000L, new byte[] {'x'});
        MachineConfig config = MachineConfig.of(NestedApi.V1).withInstructionLimit(10_000);
        new Machine(config, GuestImages.with("l2-hello"), once(5_000, typed), typedAt).run();
        typedAt.entries().forEach(entry -> stated.add(entry.type()));
        EventTape corrupted = new EventTape();
        MachineInput rule =
                MachineInput.FaultArranged.of("call=H_GUEST_RUN_VCPU effect=CORRUPTED_IN element=LPCR bit=63");
        MachineConfig under2 = MachineConfig.of(NestedApi.V2).withInstructionLimit(4_000_000);
        new Machine(under2, GuestImages.with("l2-hello"), once(1, rule), corrupted).run();
        corrupted.entries().forEach(entry -> stated.add(entry.type()));
        List<EventType> silent =
                EventType.all().stream().filter(type -> !stated.contains(type)).toList();
        assertEquals(
                List.of(), silent, "declared, and stated by no run of this test: state it, and add a run that does");
    }

    private static InputSource once(long moment, MachineInput input) {
        return new InputSource() {
            private boolean given;

            @Override
            public long dueAt(long now) {
                return given ? Long.MAX_VALUE : moment;
            }

            @Override
            public @Nullable MachineInput poll(long now) {
                boolean due = !given && now >= moment;
                given |= due;
                return due ? input : null;
            }
        };
    }

    @ParameterizedTest
    @EnumSource(NestedApi.class)
    void twoRunsAreEqual(NestedApi api) {
        assertEquals(run("hello", api).lines(), run("hello", api).lines());
    }

    @Test
    void aRunEndsAtItsLimit() {
        EventTape tape = new EventTape();
        MachineConfig config = MachineConfig.of(NestedApi.V2).withInstructionLimit(10_000);
        Machine machine = new Machine(config, GuestImages.with("l2-hello"), InputSource.SILENCE, tape);
        assertEquals(StopReason.LIMIT_REACHED, machine.run());
        assertEquals(10_000, machine.moment());
    }

    private static long momentInsideL2(EventTape tape, Random random) {
        List<EventTape.Entry> entries = tape.entries();
        List<EventTape.Entry> exits =
                entries.stream().filter(e -> e.event() instanceof NestedExited).toList();
        return exits.get(random.nextInt(exits.size())).moment() - 1;
    }

    /** (L2 instructions, reason, R3) of every exit that the L2's own code causes. */
    private static List<String> synchronousExits(EventTape tape) {
        return tape.of(NestedExited.class).stream()
                .filter(e -> e.vector() != 0x980 && e.vector() != 0xEA0)
                .map(e -> e.l2Instructions() + " 0x" + Integer.toHexString(e.vector()) + " " + e.r3())
                .toList();
    }

    private static EventTape run(String workload, NestedApi api) {
        EventTape tape = new EventTape();
        StopReason reason = machine(workload, api, tape).run();
        assertEquals(StopReason.POWERED_OFF, reason, tape::console);
        return tape;
    }

    private static Machine machine(String workload, NestedApi api, EventSink sink) {
        MachineConfig config = MachineConfig.of(api).withMemoryBytes(64L << 20).withInstructionLimit(2_000_000_000L);
        return new Machine(config, GuestImages.with("l2-" + workload), InputSource.SILENCE, sink);
    }
}
