package dev.nestor.replayer.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.cpu.CpuRegister;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recording;
import dev.nestor.replayer.Guests;
import dev.nestor.replayer.explain.Explanation.Cause;
import dev.nestor.replayer.timeline.Rerun;
import dev.nestor.replayer.verify.Edit;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that can both be had again. */
class FirstDifferenceTest {

    private static final MachineConfig CONFIG = MachineConfig.of(NestedApi.V2).withMemoryBytes(64L << 20);

    @TempDir
    private static Path shared;

    private static Path plain;

    @TempDir
    private Path directory;

    @BeforeAll
    static void record() {
        plain = shared.resolve("plain");
        Guests.record(plain, CONFIG, "hello");
    }

    @Test
    void enginesDoNotDiffer() {
        try (Recording recording = Recording.open(plain)) {
            Rerun run = Rerun.of(recording);
            Rerun translated = run.withEngine(EngineKind.EAGER_TRANSLATOR);
            assertTrue(FirstDifference.between(run, "a", translated, "b").find().isEmpty());
        }
    }

    @Test
    void editIsNamedWithTheInstructionThatMeetsIt() {
        try (Recording recording = Recording.open(plain)) {
            Rerun run = Rerun.of(recording);
            long value = run.machineAt(1_000_000).vcpu(0).s.gpr[5];
            Edit edit = new Edit(1_000_000, new MachineInput.RegisterEdited(0, 5, value ^ 1L << 40));
            Explanation found = explain(run, run.withEdits(List.of(edit)));
            assertEquals(Cause.INPUT, found.cause());
            assertEquals(999_999, found.equalAt());
            assertEquals(1_000_000, found.differsAt());
            assertEquals(1, found.differenceCount());
            FieldDifference field = found.differences().get(0);
            assertEquals(FieldKind.REGISTER, field.kind());
            assertTrue(field.line().startsWith("GPR5 of vCPU 0: expected "), field.line());
            assertTrue(field.line().endsWith(" (one bit, 1 << 40)"), field.line());
            assertEquals(1, found.instruction().orElseThrow().level());
            assertEquals(List.of("input at moment 1000000: edit of GPR5 of vCPU 0, not recorded"), found.reaches());
        }
    }

    @Test
    void editThatChangesNothingIsNoDifference() {
        try (Recording recording = Recording.open(plain)) {
            Rerun run = Rerun.of(recording);
            long value = run.machineAt(1_000_000).vcpu(0).s.gpr[5];
            Edit edit = new Edit(1_000_000, new MachineInput.RegisterEdited(0, 5, value));
            assertTrue(FirstDifference.between(run, "a", run.withEdits(List.of(edit)), "b")
                    .find()
                    .isEmpty());
        }
    }

    /** Equal states behind the last edit stay equal, so the search ends there, long before the end. */
    @Test
    void changeThatIsTakenBackIsProvenMaskedNearby() {
        try (Recording recording = Recording.open(plain)) {
            Rerun run = Rerun.of(recording);
            int register = CpuRegister.SPR + Spr.SPRG3.number();
            long value = CpuRegister.read(run.machineAt(1_000_000).vcpu(0).s, register, 0);
            Rerun changed = run.withEdits(List.of(
                    new Edit(1_000_000, new MachineInput.RegisterEdited(0, register, value ^ 1)),
                    new Edit(1_000_010, new MachineInput.RegisterEdited(0, register, value))));
            LongSummaryStatistics seen = new LongSummaryStatistics();
            FirstDifference search =
                    FirstDifference.between(run, "a", changed, "b").withProgress(seen::accept);
            assertTrue(search.find().isEmpty());
            long end = recording.summary().orElseThrow().moment();
            assertTrue(seen.getMax() >= 1_000_010 && seen.getMax() < 1_000_000 + end / 100, seen + " of " + end);
            assertEquals(1_001_000, search.equalAgain(1_000_000).orElseThrow());
            assertEquals(
                    1_000_000, search.find(999_000, 1_000_005).orElseThrow().differsAt());
        }
    }

    /** The same machine, but for a fault of its L0. */
    @Test
    void defectOfTheL0IsFoundAtTheInstructionThatShowsIt() {
        Path other = directory.resolve("other");
        Guests.record(other, CONFIG.withDefects(EnumSet.of(Defect.EARLY_DECREMENTER)), "hello");
        try (Recording recording = Recording.open(plain);
                Recording defective = Recording.open(other)) {
            Explanation found = explain(Rerun.of(recording), Rerun.of(defective));
            assertEquals(Cause.INSTRUCTION, found.cause());
            // The first instruction of the L2 exits, because its page is not mapped yet.
            Instruction instruction = found.instruction().orElseThrow();
            assertEquals(2, instruction.level());
            assertEquals("(the fetch faults)", instruction.text());
            assertEquals(
                    List.of("DEC_EXPIRY of vCPU 0", "DEC_EXPIRY of L2 guest 1, vCPU 0"),
                    found.differences().stream().map(FieldDifference::name).toList());
            assertTrue(found.reaches().get(0).startsWith("transfer at moment "), found.toString());
        }
    }

    @Test
    void otherSliceLengthIsFoundWhereTheFirstSliceEnds() {
        Path other = directory.resolve("other");
        SortedMap<String, String> properties = CONFIG.toProperties();
        properties.put("slice_moments", "50000");
        MachineConfig slices = MachineConfig.fromProperties(properties);
        Guests.record(other, slices, "hello");
        try (Recording recording = Recording.open(plain);
                Recording sliced = Recording.open(other)) {
            Explanation found = explain(Rerun.of(recording), Rerun.of(sliced));
            // The first instruction dispatches the vCPU, and that decides when its slice ends.
            assertEquals(Cause.INSTRUCTION, found.cause());
            assertEquals(0, found.equalAt());
            assertEquals("scheduler.slice_end", found.differences().get(0).path());
            assertEquals(FieldKind.SCHEDULE, found.differences().get(0).kind());
            assertFalse(found.instruction().orElseThrow().symbol().isEmpty());
        }
    }

    @Test
    void differenceFromTheStartSaysWhereRegistersPart() {
        Path other = directory.resolve("other");
        Guests.record(other, CONFIG.withBootArguments("console=hvc0 debug"), "hello");
        try (Recording recording = Recording.open(plain);
                Recording debug = Recording.open(other)) {
            Explanation found = explain(Rerun.of(recording), Rerun.of(debug));
            assertEquals(Cause.START, found.cause());
            assertEquals(FieldKind.MEMORY, found.differences().get(0).kind());
            Instruction instruction = found.instruction().orElseThrow();
            assertFalse(instruction.symbol().isEmpty());
            assertTrue(found.remarks().get(0).contains("registers part at the instruction shown"));
        }
    }

    private static Explanation explain(Rerun reference, Rerun subject) {
        return FirstDifference.between(reference, "a", subject, "b").find().orElseThrow();
    }
}
