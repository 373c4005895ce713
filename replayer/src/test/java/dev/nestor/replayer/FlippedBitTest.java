package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.cpu.CpuRegister;
import dev.nestor.emulator.cpu.Timebase;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.replayer.verify.Divergence;
import dev.nestor.replayer.verify.Edit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One bit is flipped during replay. It is found at the next digest at the latest, or that digest, which covers all
 * state, is equal: then the bit was overwritten and nothing can follow from it.
 */
class FlippedBitTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 77L);
    private static final int FLIPS = 20;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"hello, V1", "radix, V2"})
    void flippedRegisterBitIsFoundAtTheNextDigestOrMasked(String l2, NestedApi api) {
        flip(l2, api, (machine, random) -> {
            int register = random.nextInt(4) == 0 ? CpuRegister.CR : random.nextInt(32);
            long value = CpuRegister.read(machine.vcpu(0).s, register, Timebase.ticksAt(machine.moment()));
            int bits = register == CpuRegister.CR ? 32 : 64;
            return new MachineInput.RegisterEdited(0, register, value ^ 1L << random.nextInt(bits));
        });
    }

    @ParameterizedTest
    @CsvSource({"hello, V2", "radix, V1"})
    void flippedMemoryBitIsFoundAtTheNextDigestOrMasked(String l2, NestedApi api) {
        flip(l2, api, (machine, random) -> {
            long address = random.nextLong(machine.memory().sizeBytes());
            int value = machine.memory().read8(address) ^ 1 << random.nextInt(8);
            return new MachineInput.MemoryEdited(address, new byte[] {(byte) value});
        });
    }

    @Test
    void changedStateElementIsFoundAtTheNextDigest() {
        Path directory = temporary.resolve("r");
        Guests.record(directory, Guests.digestingAll(NestedApi.V2), "radix");
        try (Recording recording = Recording.open(directory)) {
            List<long[]> exits = exits(recording);
            long[] exit = exits.get(exits.size() / 2);
            // The element is a general purpose register; the L1 has the processor, so the L0 keeps it.
            MachineInput edit = new MachineInput.StateElementEdited(
                    (int) exit[1], (int) exit[2], 0x1000 + 14, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
            long moment = exit[0] + 1;
            Optional<Divergence> found = replay(recording, new Edit(moment, edit));
            assertTrue(found.isPresent());
            assertTrue(
                    found.get().moment() <= nextDigest(recording, moment),
                    found.get().line());
        }
    }

    @Test
    void editThatChangesNothingIsNoDifference() {
        Path directory = temporary.resolve("r");
        Guests.record(directory, Guests.digestingAll(NestedApi.V1), "hello");
        try (Recording recording = Recording.open(directory)) {
            Machine machine = machineAt(recording, 1_000_000);
            MachineInput same = new MachineInput.RegisterEdited(0, 5, machine.vcpu(0).s.gpr[5]);
            Optional<Divergence> found = replay(recording, new Edit(1_000_000, same));
            assertTrue(found.isEmpty(), found::toString);
        }
    }

    @FunctionalInterface
    private interface Flip {
        MachineInput of(Machine machine, Random random);
    }

    private void flip(String l2, NestedApi api, Flip flip) {
        Path directory = temporary.resolve("r");
        RecordingSummary summary = Guests.record(directory, Guests.digestingAll(api), l2);
        Random random = new Random(SEED);
        int found = 0;
        try (Recording recording = Recording.open(directory)) {
            for (int i = 0; i < FLIPS; i++) {
                long moment = momentOfInterest(recording, summary, random);
                MachineInput edit = flip.of(machineAt(recording, moment), random);
                Optional<Divergence> divergence = replay(recording, new Edit(moment, edit));
                String message = edit + " at moment " + moment + ", seed " + SEED + ": " + divergence;
                // Equal to the end, and so at the next digest; or different no later than that digest.
                assertTrue(divergence.isEmpty() || divergence.get().moment() <= nextDigest(recording, moment), message);
                found += divergence.isPresent() ? 1 : 0;
            }
        }
        assertTrue(found > FLIPS / 4, "only " + found + " of " + FLIPS + " found, seed " + SEED);
    }

    /** Anywhere in the second half of the run, or right after an L2 was entered. */
    private static long momentOfInterest(Recording recording, RecordingSummary summary, Random random) {
        if (random.nextBoolean()) {
            return summary.moment() / 2 + random.nextLong(summary.moment() / 2);
        }
        List<Long> entries = moments(recording, TraceEvent.NestedEntered.TYPE.name());
        return entries.get(random.nextInt(entries.size())) + random.nextInt(3);
    }

    private static Machine machineAt(Recording recording, long moment) {
        Machine machine = new Machine(recording.config(), recording.images(), InputSource.SILENCE, EventSink.NOWHERE);
        machine.runUntil(moment);
        return machine;
    }

    private static Optional<Divergence> replay(Recording recording, Edit edit) {
        return Replayer.of(recording).withEdits(List.of(edit)).run().divergence();
    }

    private static long nextDigest(Recording recording, long moment) {
        return moments(recording, TraceEvent.StateDigested.TYPE.name()).stream()
                .filter(digested -> digested >= moment)
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> moments(Recording recording, String type) {
        List<Long> moments = new ArrayList<>();
        EventCursor cursor = recording.events();
        while (cursor.next()) {
            if (cursor.type().name().equals(type)) {
                moments.add(cursor.moment());
            }
        }
        return moments;
    }

    /** Moment, guest id and L2 vCPU of every exit. */
    private static List<long[]> exits(Recording recording) {
        List<long[]> exits = new ArrayList<>();
        EventCursor cursor = recording.events();
        while (cursor.next()) {
            if (cursor.type() == TraceEvent.NestedExited.TYPE) {
                exits.add(new long[] {cursor.moment(), cursor.values()[2], cursor.values()[3]});
            }
        }
        return exits;
    }
}
