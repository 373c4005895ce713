package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.cpu.CpuRegister;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.cpu.Timebase;
import dev.nestor.emulator.event.TraceEvent.StateDigested;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.replayer.explain.Explanation;
import dev.nestor.replayer.explain.FieldDifference;
import dev.nestor.replayer.explain.StateComparison;
import dev.nestor.replayer.explain.StateValues;
import dev.nestor.replayer.timeline.Rerun;
import dev.nestor.replayer.verify.Divergence;
import dev.nestor.replayer.verify.Edit;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One bit of a register, of memory, of a state buffer, of a state element or of a timer changes at a random moment. The
 * next digest finds it, and the explanation names field, bit and moment; or that digest, which covers all state, is
 * equal, so that nothing can follow from it.
 */
class InjectedBitTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 4711L);
    private static final int FEW = 20;
    private static final int MANY = Integer.getInteger("nestor.test.flips", 10_000);
    private static final long KEYFRAME_MOMENTS = 200_000;

    @TempDir
    Path temporary;

    /** As they are saved, and the numbers by which they are edited. */
    private static final String[] SPECIAL = {
        "nia=" + CpuRegister.NIA,
        "msr=" + CpuRegister.MSR,
        "cr=" + CpuRegister.CR,
        "fpscr=" + CpuRegister.FPSCR,
        "lr=" + (CpuRegister.SPR + Spr.LR.number()),
        "ctr=" + (CpuRegister.SPR + Spr.CTR.number()),
        "xer=" + (CpuRegister.SPR + Spr.XER.number()),
        "SRR0=" + (CpuRegister.SPR + Spr.SRR0.number()),
        "SRR1=" + (CpuRegister.SPR + Spr.SRR1.number()),
        "SPRG3=" + (CpuRegister.SPR + Spr.SPRG3.number()),
    };

    /** What is changed, and how the explanation must call it. */
    private record Flip(String kind, MachineInput input, String path, long mask, int digits) {}

    @ParameterizedTest
    @CsvSource({"radix, V1", "radix, V2"})
    void fewAreNamedOrMasked(String l2, NestedApi api) {
        inject(l2, api, FEW);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"radix, V1", "radix, V2", "timer, V1", "timer, V2", "smp, V2"})
    void manyAreNamedOrMasked(String l2, NestedApi api) {
        inject(l2, api, MANY / 5);
    }

    private void inject(String l2, NestedApi api, int count) {
        Path directory = temporary.resolve("r");
        MachineConfig config = Guests.digestingAll(api).withMemoryBytes(64L << 20);
        RecordingSummary plain = Guests.record(temporary.resolve("plain"), config, l2);
        long[] moments = LongStream.iterate(KEYFRAME_MOMENTS, at -> at < plain.moment(), at -> at + KEYFRAME_MOMENTS)
                .toArray();
        Guests.record(directory, config, l2, InputSource.SILENCE, moments);
        Map<String, int[]> found = new TreeMap<>();
        try (Recording recording = Recording.open(directory)) {
            Places places = Places.of(recording);
            Rerun run = Rerun.of(recording);
            for (int i = 0; i < count; i++) {
                Random random = new Random(SEED + i);
                long moment = places.moment(plain.moment(), random);
                Flip flip = flip(run.machineAt(moment), i, places, random);
                int[] outcomes = found.computeIfAbsent(flip.kind, kind -> new int[2]);
                outcomes[check(run, flip, moment, places, SEED + i) ? 0 : 1]++;
            }
        }
        StringBuilder table = new StringBuilder();
        found.forEach((kind, outcomes) ->
                table.append(String.format(Locale.ROOT, "%s: %d named, %d masked%n", kind, outcomes[0], outcomes[1])));
        int named = found.values().stream().mapToInt(outcomes -> outcomes[0]).sum();
        assertTrue(named > count / 4, table.toString());
        System.getLogger("nestor").log(System.Logger.Level.INFO, "{0} {1}\n{2}", l2, api, table);
    }

    /** Whether it was found and named; else it is proven masked. */
    private static boolean check(Rerun run, Flip flip, long moment, Places places, long seed) {
        Recording recording = run.recording();
        List<Edit> edits = List.of(new Edit(moment, flip.input));
        long digested = places.nextDigest(moment);
        Replayer replayer = Replayer.of(recording).withEdits(edits).until(digested + 1);
        run.keyframes().stream()
                .filter(keyframe -> keyframe.moment() <= moment)
                .reduce((first, second) -> second)
                .ifPresent(replayer::fromKeyframe);
        Optional<Divergence> divergence = replayer.run().divergence();
        String what = flip + " at moment " + moment + ", seed " + seed + ": " + divergence;
        if (divergence.isEmpty()) {
            Machine expected = run.machineAt(digested + 1);
            Machine actual = run.withEdits(edits).machineAt(digested + 1);
            assertEquals(List.of(), StateComparison.of(expected, actual).differences(), what);
            return false;
        }
        assertTrue(divergence.get().moment() <= digested, what);
        Explanation explanation = ReplayExplainer.of(recording).withEdits(edits).explain(divergence.get());
        what = what + " " + String.join("\n", explanation.lines());
        assertEquals(Explanation.Cause.INPUT, explanation.cause(), what);
        assertEquals(moment, explanation.differsAt(), what);
        assertEquals(moment - 1, explanation.equalAt(), what);
        assertEquals(1, explanation.differenceCount(), what);
        FieldDifference field = explanation.differences().get(0);
        assertEquals(flip.path, field.path(), what);
        long changed = number(field.expected()) ^ number(field.actual());
        assertEquals(flip.mask, changed, what);
        assertEquals(flip.digits, field.actual().length(), what);
        return true;
    }

    private static long number(String hex) {
        return HexFormat.fromHexDigitsToLong(hex);
    }

    private static Flip flip(Machine machine, int index, Places places, Random random) {
        Map<String, Long> state = StateValues.of(machine);
        return switch (index % 5) {
            case 0 ->
                random.nextInt(3) == 0
                        ? special(machine, state, random)
                        : register(machine, state, random.nextInt(160), "register", random);
            case 1 -> memory(machine, address(machine, random), "memory", random);
            case 2 -> memory(machine, places.bufferAddress(random), "state buffer", random);
            case 3 -> element(machine, state, random);
            default -> register(machine, state, CpuRegister.DEC_EXPIRY, "timer", random);
        };
    }

    /** A register whose bits do not all exist: one is changed that does. */
    private static Flip special(Machine machine, Map<String, Long> state, Random random) {
        String[] names = SPECIAL[random.nextInt(SPECIAL.length)].split("=");
        int register = Integer.parseInt(names[1]);
        long ticks = Timebase.ticksAt(machine.moment());
        CpuState cpu = machine.vcpu(0).s;
        long before = CpuRegister.read(cpu, register, ticks);
        long mask = 0;
        while (mask == 0) {
            long value = before ^ 1L << random.nextInt(64);
            CpuRegister.write(cpu, register, ticks, value);
            mask = CpuRegister.read(cpu, register, ticks) ^ before;
        }
        MachineInput input = new MachineInput.RegisterEdited(0, register, before ^ mask);
        return new Flip("special register", input, running(machine, state) + names[0], mask, 16);
    }

    private static Flip register(Machine machine, Map<String, Long> state, int register, String kind, Random random) {
        long ticks = Timebase.ticksAt(machine.moment());
        long mask = 1L << random.nextInt(64);
        long value = CpuRegister.read(machine.vcpu(0).s, register, ticks);
        String name = register == CpuRegister.DEC_EXPIRY ? "dec_expiry" : CpuRegister.name(register);
        return new Flip(
                kind,
                new MachineInput.RegisterEdited(0, register, value ^ mask),
                running(machine, state) + name,
                mask,
                16);
    }

    /** Where the registers that run on vCPU 0 are saved. */
    private static String running(Machine machine, Map<String, Long> state) {
        if (!machine.vcpu(0).isNested() || machine.config().api() == NestedApi.V1) {
            return "vcpu[0].own.";
        }
        return state.keySet().stream()
                .filter(path -> path.endsWith(".running_on") && state.getOrDefault(path, -1L) == 0)
                .findFirst()
                .orElseThrow()
                .replace("running_on", "state.");
    }

    private static long address(Machine machine, Random random) {
        // Untouched memory tells little; look for a page that holds something.
        long address = random.nextLong(machine.memory().sizeBytes());
        for (int i = 0; i < 100 && machine.memory().readBe64(address & -8) == 0; i++) {
            address = random.nextLong(machine.memory().sizeBytes());
        }
        return address;
    }

    private static Flip memory(Machine machine, long address, String kind, Random random) {
        int mask = 1 << random.nextInt(8);
        byte[] bytes = {(byte) (machine.memory().read8(address) ^ mask)};
        String path = "memory.page[0x" + Long.toHexString(address >> 12) + "]+0x" + Long.toHexString(address & 0xFFF);
        return new Flip(kind, new MachineInput.MemoryEdited(address, bytes), path, mask, 2);
    }

    /** A general purpose register that the L0 keeps for the L2; v1 keeps none, and a register takes its place. */
    private static Flip element(Machine machine, Map<String, Long> state, Random random) {
        int gpr = random.nextInt(32);
        Pattern kept =
                Pattern.compile("hypervisor\\.nested\\.guests\\.guest\\[\\d+\\]\\.vcpu\\[\\d+\\]\\.state\\.GPR" + gpr);
        Optional<String> path = state.keySet().stream()
                .filter(each -> kept.matcher(each).matches())
                .findFirst();
        if (path.isEmpty()) {
            return register(machine, state, CpuRegister.SPR + Spr.SPRG2.number(), "register", random);
        }
        String[] numbers = path.get().split("[\\[\\]]");
        long mask = 1L << random.nextInt(64);
        byte[] value = ByteBuffer.allocate(8)
                .putLong(state.getOrDefault(path.get(), 0L) ^ mask)
                .array();
        int guest = Integer.parseInt(numbers[1]);
        int vcpu = Integer.parseInt(numbers[3]);
        return new Flip(
                "state element",
                new MachineInput.StateElementEdited(guest, vcpu, 0x1000 + gpr, value),
                path.get(),
                mask,
                16);
    }

    /** Moments and addresses of interest in a recording. */
    private record Places(List<Long> transfers, List<Long> addresses, List<Integer> lengths, List<Long> digests) {

        static Places of(Recording recording) {
            Places places = new Places(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            EventCursor cursor = recording.events();
            while (cursor.next()) {
                if (cursor.type() == StateTransferred.TYPE) {
                    places.transfers.add(cursor.moment());
                    places.addresses.add(cursor.values()[6]);
                    places.lengths.add(cursor.payloadLength());
                } else if (cursor.type() == StateDigested.TYPE) {
                    places.digests.add(cursor.moment());
                }
            }
            return places;
        }

        /** Anywhere in the run, or near where state crosses. */
        long moment(long end, Random random) {
            if (random.nextBoolean()) {
                return 1 + random.nextLong(end - 1);
            }
            long crossing = transfers.get(random.nextInt(transfers.size()));
            return Math.min(end - 1, crossing + random.nextInt(200));
        }

        long bufferAddress(Random random) {
            int index = random.nextInt(addresses.size());
            return addresses.get(index) + random.nextInt(lengths.get(index));
        }

        /** One at the very moment may have been stated before the change, which is the last thing to happen there. */
        long nextDigest(long moment) {
            return digests.stream()
                    .filter(digested -> digested > moment)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
