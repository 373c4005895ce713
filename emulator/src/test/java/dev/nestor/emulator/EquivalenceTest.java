package dev.nestor.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.event.TraceEvent.InterruptDelivered;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.state.StateDigest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same L2 under v1 and under v2. One that neither reads the time nor is interrupted goes through the same
 * instructions with the same registers; of any other the first difference is named, and has a cause in time.
 */
class EquivalenceTest {
    private static final int HDEC = 0x980;
    private static final int EXTERNAL_FOR_L1 = 0xEA0;

    /** What an L2 shows of itself: its exits by its own doing, the interrupts it takes, its console. */
    private static final class Stream implements EventSink {
        private final List<String> steps = new ArrayList<>();
        private final ByteArrayOutputStream console = new ByteArrayOutputStream();
        private @Nullable Machine machine;

        @Override
        public void event(
                EventType type, long sequence, long moment, long[] values, byte[] payload, int offset, int length) {
            if (type == NestedExited.TYPE) {
                NestedExited exit = (NestedExited) type.toRecord(values, new byte[0]);
                if (exit.vector() != HDEC && exit.vector() != EXTERNAL_FOR_L1) {
                    steps.add(String.format(
                            "vCPU %d leaves with 0x%X after %d instructions at 0x%X, registers %016x",
                            exit.l2Vcpu(), exit.vector(), exit.l2Instructions(), exit.nia(), registers(exit.vcpu())));
                }
            } else if (type == InterruptDelivered.TYPE) {
                InterruptDelivered taken = (InterruptDelivered) type.toRecord(values, new byte[0]);
                if (taken.level() == 2) {
                    steps.add(String.format("interrupt 0x%X at 0x%X", taken.vector(), taken.srr0()));
                }
            } else if (type == ConsoleWritten.TYPE) {
                console.write(payload, offset, length);
            }
        }

        /** Hash of the registers that code can see, as the L2 leaves: they are on the vCPU still. */
        private long registers(int vcpu) {
            Machine present = machine;
            if (present == null) {
                throw new IllegalStateException("no machine");
            }
            CpuState s = present.vcpu(vcpu).s;
            StateDigest digest = new StateDigest();
            digest.putLongs("gpr", s.gpr);
            digest.putLongs("vsr", s.vsr);
            digest.putLong("lr", s.lr);
            digest.putLong("ctr", s.ctr);
            digest.putLong("cr", s.cr);
            digest.putLong("xer", s.xer());
            for (Spr spr : new Spr[] {Spr.SRR0, Spr.SRR1, Spr.DAR, Spr.DSISR, Spr.SPRG0, Spr.SPRG3, Spr.PIDR}) {
                digest.putLong(spr.name(), s.spr[spr.ordinal()]);
            }
            return digest.value();
        }

        private String text() {
            return console.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static Stream run(String workload, NestedApi api) {
        return run(workload, api, "console=hvc0");
    }

    private static Stream run(String workload, NestedApi api, String arguments) {
        Stream stream = new Stream();
        MachineConfig config = MachineConfig.of(api)
                .withMemoryBytes(64L << 20)
                .withInstructionLimit(2_000_000_000L)
                .withBootArguments(arguments);
        Machine machine = new Machine(config, GuestImages.with("l2-" + workload), InputSource.SILENCE, stream);
        stream.machine = machine;
        assertEquals(StopReason.POWERED_OFF, machine.run(), stream::text);
        return stream;
    }

    /** The first step in which two streams differ, with the one before; empty for none. */
    private static String firstDifference(Stream v1, Stream v2) {
        int last = Math.min(v1.steps.size(), v2.steps.size());
        for (int i = 0; i <= last; i++) {
            String one = i < v1.steps.size() ? v1.steps.get(i) : "the end";
            String two = i < v2.steps.size() ? v2.steps.get(i) : "the end";
            if (!one.equals(two)) {
                return "step " + i + ": v1 " + one + "; v2 " + two;
            }
        }
        return "";
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "hello-be", "exit-storm", "page-touch", "radix"})
    void whatDoesNotSeeTimeIsTheSameStream(String workload) {
        Stream v1 = run(workload, NestedApi.V1);
        Stream v2 = run(workload, NestedApi.V2);
        assertTrue(v1.steps.size() > 5, "exits: " + v1.steps.size());
        assertEquals("", firstDifference(v1, v2));
        assertEquals(v1.text(), v2.text());
    }

    @Test
    @Tag("long")
    void computingIsTheSameStream() {
        assertEquals("", firstDifference(run("compute", NestedApi.V1), run("compute", NestedApi.V2)));
    }

    /**
     * The console is the same; the first difference, if there is one, has one of the causes by which time reaches an
     * L2: an interrupt of its own that comes elsewhere, a time in a register, or another vCPU's turn.
     */
    @ParameterizedTest
    @CsvSource({"timer,console=hvc0", "interrupt,console=hvc0", "smp,console=hvc0 l2cpus=2"})
    void whatSeesTimePrintsTheSameAndFirstDiffersInTime(String workload, String arguments) {
        Stream v1 = run(workload, NestedApi.V1, arguments);
        Stream v2 = run(workload, NestedApi.V2, arguments);
        assertTrue(v1.steps.size() > 5, "steps: " + v1.steps.size());
        assertEquals(v1.text(), v2.text());
        String difference = firstDifference(v1, v2);
        String cause = difference.isEmpty() ? "none" : causeOf(difference);
        System.out.println(
                "EquivalenceTest: " + workload + ": " + cause + (difference.isEmpty() ? "" : ": " + difference));
        assertNotEquals("unknown", cause, difference);
    }

    /** Why two steps differ, of {@link #firstDifference}'s text. */
    private static String causeOf(String difference) {
        Matcher steps = Pattern.compile("step \\d+: v1 (.*); v2 (.*)").matcher(difference);
        if (!steps.matches()) {
            return "unknown";
        }
        String one = steps.group(1);
        String two = steps.group(2);
        if (one.startsWith("interrupt") || two.startsWith("interrupt")) {
            return "an interrupt comes at another instruction";
        }
        if (!one.startsWith("vCPU") || !two.startsWith("vCPU")) {
            return "unknown";
        }
        if (!one.substring(0, "vCPU 0".length()).equals(two.substring(0, "vCPU 0".length()))) {
            return "the vCPUs take turns elsewhere";
        }
        String registers = "registers .*";
        if (one.replaceFirst(registers, "").equals(two.replaceFirst(registers, ""))) {
            return "a time in a register";
        }
        String rounds = "after \\d+ instructions";
        boolean samePlace = one.replaceFirst(registers, "")
                .replaceFirst(rounds, "")
                .equals(two.replaceFirst(registers, "").replaceFirst(rounds, ""));
        return samePlace ? "a loop that waits goes round another number of times" : "unknown";
    }
}
