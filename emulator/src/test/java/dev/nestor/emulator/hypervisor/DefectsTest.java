package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.SavedState;
import dev.nestor.emulator.state.StateDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every row of defects spoils what it says and nothing else that is asked here. */
class DefectsTest {
    private static final long DEXCR_VALUE = 0x0400_0000_1234_5678L;
    private static final long OUTSIDE_MEMORY = 1L << 40;

    /** What an L1 sees. */
    private record Seen(long without, long with) {}

    private static Seen expected(Defect defect) {
        return switch (defect) {
            case DPDES_UNKNOWN -> new Seen(0, -79);
            case FLAG_CHECK_LOGICAL_NOT -> new Seen(-4, 0);
            case DEXCR_NARROWED -> new Seen(DEXCR_VALUE, DEXCR_VALUE & 0xFFFF_FFFFL);
            case EARLY_DECREMENTER -> new Seen(5000, -5000);
            case SPURR_FROM_PURR -> new Seen(70, 1000);
            case STALE_GUESTS -> new Seen(0, -77);
            case UNMAPPABLE_OUTPUT -> new Seen(-81, -55);
            case STALE_FACILITY_CAUSE -> new Seen(3, 11);
            case DOORBELL_VECTOR -> new Seen(0xF80, 0xE40);
            case DPDES_OVERWRITTEN -> new Seen(1, 0);
            case LPES_FROM_STRUCTURE -> new Seen(0, LpcrBits.LPES0);
            case L1_INTERRUPTS_IN_L2 -> new Seen(Outcome.EXITED, Outcome.INTERRUPTED);
        };
    }

    private static long seen(Defect defect, Set<Defect> defects) {
        return switch (defect) {
            case DPDES_UNKNOWN -> {
                V2UnderTest l0 = v2(defects);
                yield l0.set(0, 1, 0, new StateBufferBuilder().element(0x1053, 8, 1));
            }
            case FLAG_CHECK_LOGICAL_NOT -> {
                V2UnderTest l0 = v2(defects);
                yield l0.set(4, 1, 0, new StateBufferBuilder().element(0x1000, 8, 1));
            }
            case DEXCR_NARROWED -> {
                V2UnderTest l0 = v2(defects);
                l0.set(0x104E, DEXCR_VALUE);
                yield l0.get(0x104E);
            }
            case EARLY_DECREMENTER -> {
                V2UnderTest l0 = v2(defects);
                l0.set(0x102A, 5000);
                runTo(l0, 0);
                yield l0.get(0x102A);
            }
            case SPURR_FROM_PURR -> {
                V2UnderTest l0 = v2(defects);
                l0.set(0x1033, 1000);
                l0.set(0x1034, 70);
                runTo(l0, 0);
                yield l0.get(0x1034);
            }
            case STALE_GUESTS -> {
                V2UnderTest l0 = v2(defects);
                createAgain(l0);
                yield l0.p.call(V2UnderTest.CREATE_VCPU, 0, 1, 0);
            }
            case UNMAPPABLE_OUTPUT -> {
                V2UnderTest l0 = v2(defects);
                long code = l0.set(0, 1, 0, new StateBufferBuilder().element(0x0C01, 16, OUTSIDE_MEMORY, 128));
                if (code == 0) {
                    runTo(l0, 0);
                }
                yield code == 0 ? l0.p.r(4) : code;
            }
            case STALE_FACILITY_CAUSE -> {
                V2UnderTest l0 = v2(defects);
                runTo(l0, Facility.MSGP.cause());
                runTo(l0, Facility.PM.cause());
                yield l0.get(0x102D) >>> 56;
            }
            default -> seenUnderV1(defect, v1(defects));
        };
    }

    private static long seenUnderV1(Defect defect, V1UnderTest l0) {
        Vcpu v = l0.p.vcpu(0);
        l0.set(HvGuestStateLayout.DPDES, 1);
        l0.set(HvGuestStateLayout.LPCR, LpcrBits.LPES0);
        l0.setRegister(V1UnderTest.MSR, 0x8000_0000_0000_8000L);
        assertEquals(0, l0.p.call(0x68, 0xFF));
        assertEquals(0, l0.p.call(0x6C, 0, 5));
        l0.enter();
        return switch (defect) {
            case DOORBELL_VECTOR -> {
                v.hypervisorFacilityUnavailable(Facility.MSGP.cause());
                l0.p.hypervisor.nestedExit(v);
                yield l0.p.r(3);
            }
            case DPDES_OVERWRITTEN -> {
                l0.p.hypervisor.nestedHypercall(v);
                yield l0.get(HvGuestStateLayout.DPDES);
            }
            case LPES_FROM_STRUCTURE -> v.s.spr[Spr.LPCR.ordinal()] & LpcrBits.LPES0;
            case L1_INTERRUPTS_IN_L2 ->
                v.takePending(l0.p.hypervisor.externalPending(v), l0.p.hypervisor.externalStaysInL2(v));
            default -> throw new AssertionError("show what " + defect + " spoils");
        };
    }

    @ParameterizedTest
    @EnumSource(Defect.class)
    void spoilsWhatItSaysAndNothingWithoutBeingAskedFor(Defect defect) {
        Seen expected = expected(defect);
        assertEquals(expected.without, seen(defect, Set.of()), "without");
        assertEquals(expected.with, seen(defect, Set.of(defect)), "with");
        EnumSet<Defect> others = EnumSet.complementOf(EnumSet.of(defect));
        others.remove(defect == Defect.L1_INTERRUPTS_IN_L2 ? Defect.LPES_FROM_STRUCTURE : defect);
        assertEquals(expected.without, seen(defect, others), "with every other");
    }

    @ParameterizedTest
    @EnumSource(Defect.class)
    void isNamedAndSaysWhatItIs(Defect defect) {
        assertTrue(defect.text().matches("[a-z0-9]+(-[a-z0-9]+)*"), defect.text());
        assertEquals(Set.of(defect), Defect.parseList(defect.text()));
        assertTrue(defect.says().length() > 20 && defect.source().length() > 10, "says what and where from");
        assertTrue(defect.label().matches("[BQ]\\d+"), defect.label());
    }

    @ParameterizedTest
    @EnumSource(Defect.class)
    void standsInTheReadme(Defect defect) throws IOException {
        String row = "| `" + defect.text() + "` | " + defect.api().text() + " | " + defect.says() + " | "
                + defect.source() + " |";
        assertTrue(Files.readString(Path.of("README.md")).contains(row), "emulator/README.md lacks " + row);
    }

    @Test
    void anUnknownNameIsAnsweredByTheKnownOnes() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Defect.parseList("spurr-from-purr,spur"));
        assertTrue(e.getMessage().startsWith("there is no defect \"spur\"; there are "), e.getMessage());
        for (Defect defect : Defect.values()) {
            assertTrue(e.getMessage().contains(defect.text()), defect.text());
        }
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void whatAGuestLeftBehindIsPartOfTheState() {
        V2UnderTest l0 = v2(Set.of(Defect.STALE_GUESTS));
        assertEquals(0, l0.p.call(V2UnderTest.DELETE, 1L << 63, 0));
        PartitionUnderTest restored = new PartitionUnderTest(
                new HypervisorConfig(NestedApi.V2, Profile.PAPR, Set.of(Defect.STALE_GUESTS)), 1);
        assertNotEquals(StateDigest.of(l0.p.hypervisor), StateDigest.of(restored.hypervisor));
        SavedState.into(restored.hypervisor, SavedState.of(l0.p.hypervisor));
        assertEquals(StateDigest.of(l0.p.hypervisor), StateDigest.of(restored.hypervisor));
        assertEquals(-55, restored.call(V2UnderTest.CREATE_VCPU, 0, 1, 0), "no such guest");
        assertEquals(0, restored.call(V2UnderTest.CREATE, 0, -1));
        assertEquals(-77, restored.call(V2UnderTest.CREATE_VCPU, 0, 1, 0), "its vCPU is there already");
    }

    private static void createAgain(V2UnderTest l0) {
        assertEquals(0, l0.p.call(V2UnderTest.DELETE, 1L << 63, 0));
        assertEquals(0, l0.p.call(V2UnderTest.CREATE, 0, -1));
        assertEquals(1, l0.p.r(4), "ids begin again");
    }

    /** Enters vCPU 0 and leaves it by a hypercall, or for a facility when {@code cause} is not 0. */
    private static void runTo(V2UnderTest l0, int cause) {
        Vcpu v = l0.p.vcpu(0);
        l0.enter(0);
        if (cause == 0) {
            l0.p.hypervisor.nestedHypercall(v);
        } else {
            v.hypervisorFacilityUnavailable(cause);
            l0.p.hypervisor.nestedExit(v);
        }
    }

    private static V2UnderTest v2(Set<Defect> defects) {
        return new V2UnderTest(new HypervisorConfig(NestedApi.V2, Profile.PAPR, defects), 1);
    }

    private static V1UnderTest v1(Set<Defect> defects) {
        return new V1UnderTest(new HypervisorConfig(NestedApi.V1, Profile.PAPR, defects), true);
    }
}
