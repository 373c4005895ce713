package dev.nestor.emulator.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.GuestImages;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.fault.FaultEffect;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.SavedState;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real guests whose registers, memory and state elements are overwritten at random moments. */
class MachineInputFuzzTest {
    private static final long MEMORY_BYTES = 32L << 20;
    private static final GuestStateElement[] ELEMENTS = GuestStateElement.values();
    /** Elements whose edit a running L2 feels at once. */
    private static final GuestStateElement[] FELT = {
        GuestStateElement.MSR,
        GuestStateElement.NIA,
        GuestStateElement.PIDR,
        GuestStateElement.AMR,
        GuestStateElement.DEC_EXPIRY_TB,
        GuestStateElement.LPCR
    };

    private static final String[] L2S = {"l2-hello", "l2-radix", "l2-exit-storm", "l2-timer", "l2-page-touch"};

    @Test
    void editedGuestsRunOnAndAreRestoredExactly() {
        run(141421, 24, 300_000);
    }

    @Test
    @Tag("long")
    void manyEditedGuestsRunOnAndAreRestoredExactly() {
        run(173205, 3000, 3_000_000);
    }

    private static void run(long firstSeed, int machines, long instructions) {
        long applied = 0;
        for (int i = 0; i < machines; i++) {
            long seed = firstSeed + i;
            Edits edits = new Edits(seed, instructions);
            try {
                applied += runOne(seed, edits, instructions);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(e + ": seed " + seed + " call " + edits.count, e);
            }
        }
        assertTrue(applied > machines * 2L, "edits applied: " + applied);
    }

    /** Runs with edits; a second machine, saved and restored right after every edit, must come to the same end. */
    private static int runOne(long seed, Edits edits, long instructions) {
        Chance chance = new Chance(~seed);
        NestedApi api = chance.oneIn(2) ? NestedApi.V1 : NestedApi.V2;
        Profile profile = Profile.values()[chance.below(3)];
        int vcpus = 1 + chance.below(3);
        long digestMoments = 1 + chance.below(1_000_000);
        MachineConfig config = new MachineConfig(
                api, profile, vcpus, MEMORY_BYTES, seed, 20_000, digestMoments, instructions, 0, "", Set.of());
        MachineImages images = GuestImages.with(L2S[chance.below(L2S.length)]);
        Machine straight = machine(config, images, edits);
        straight.run();
        Edits again = new Edits(seed, instructions);
        Machine machine = machine(config, images, again);
        while (!machine.runUntil(again.due).isFinal()) {
            Machine restored = machine(config, images, again);
            SavedState.into(restored, SavedState.of(machine));
            assertEquals(machine.digest(), restored.digest(), "digest right after restoring");
            machine = restored;
        }
        assertEquals(straight.moment(), machine.moment(), "end of the run that was restored after every edit");
        assertEquals(straight.digest(), machine.digest(), "digest of the run that was restored after every edit");
        return edits.count;
    }

    private static Machine machine(MachineConfig config, MachineImages images, Edits edits) {
        Machine machine = new Machine(config, images, edits, EventSink.NOWHERE);
        edits.machine = machine;
        return machine;
    }

    /** Seeded edits, each a function of the seed, its number and the machine it is made for. */
    private static final class Edits implements InputSource {
        private final long seed;
        private final long instructions;
        private long due;
        int count;

        @Nullable
        Machine machine;

        Edits(long seed, long instructions) {
            this.seed = seed;
            this.instructions = instructions;
            this.due = instructions / 20;
        }

        @Override
        public long dueAt(long now) {
            return due;
        }

        @Override
        public @Nullable MachineInput poll(long now) {
            if (now < due || machine == null) {
                return null;
            }
            Chance chance = new Chance(seed * 1_000_003 + count);
            count++;
            due = now + (chance.oneIn(3) ? 1 + chance.below(200) : 1 + chance.below((int) instructions / 10));
            MachineInput input = next(chance, machine);
            return machine.refusal(input) == null ? input : new MachineInput.ConsoleTyped(0, new byte[] {'x'});
        }

        private static MachineInput next(Chance chance, Machine machine) {
            return switch (chance.below(7)) {
                case 0 -> new MachineInput.ConsoleTyped(chance.boundary(), new byte[chance.below(100)]);
                case 1, 2 -> {
                    int register = chance.oneIn(2) ? chance.below(166) : 1024 + chance.below(1024);
                    yield new MachineInput.RegisterEdited(
                            chance.below(machine.config().vcpus()), register, chance.boundary());
                }
                case 3 -> {
                    byte[] bytes = new byte[1 + chance.below(64)];
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = (byte) chance.bits();
                    }
                    yield new MachineInput.MemoryEdited(chance.address(4L << 20), bytes);
                }
                case 4 -> fault(chance);
                default -> element(chance, machine.config().profile());
            };
        }

        private static MachineInput fault(Chance chance) {
            FaultEffect effect = FaultEffect.values()[chance.below(FaultEffect.values().length)];
            String call = effect.places().get(chance.below(effect.places().size()));
            GuestStateElement row = ELEMENTS[1 + chance.below(ELEMENTS.length - 1)];
            String detail = switch (effect.detail()) {
                case NONE -> "";
                case TICKS -> " ticks=" + (1 + chance.below(100_000));
                case MOMENTS -> " moments=" + (1 + chance.below(100_000));
                case BITS -> " element=" + row.nameOf(row.firstId()) + " bit=" + chance.below(64);
            };
            String when = chance.oneIn(2) ? " every=" + (1 + chance.below(20)) : " chance=1/" + (1 + chance.below(20));
            return MachineInput.FaultArranged.of("call=" + call + " effect=" + effect + when + detail);
        }

        private static MachineInput element(Chance chance, Profile profile) {
            boolean any = chance.oneIn(2);
            GuestStateElement row = any ? ELEMENTS[chance.below(ELEMENTS.length)] : FELT[chance.below(FELT.length)];
            int size = chance.oneIn(10) ? chance.below(40) : row.sizeBytes(profile);
            byte[] value = new byte[size];
            long bits = chance.oneIn(2) ? chance.boundary() & row.mask() : chance.boundary();
            for (int i = 0; i < size; i++) {
                value[i] = (byte) (bits >>> 8 * ((size - 1 - i) % 8));
            }
            int id = chance.oneIn(30) ? chance.below(0x1_0000) : row.id(chance.below(row.count()));
            return new MachineInput.StateElementEdited(chance.below(3), chance.below(2), id, value);
        }
    }
}
