package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every exit, with exactly its state, under both APIs, in both byte orders of the L1 and under every profile. What
 * leaves is written here from the kernel document and QEMU's spapr_nested.c, and not taken from {@link NestedExit}.
 */
@Tag("conformance")
class ExitCasesTest {
    private static final long NIA = 0x1230;
    private static final long MSR = 0x8000_0000_0000_1000L;
    private static final long FAULT = 0x40_5678;
    private static final int WORD = 0x0123_4567;
    private static final long HFSCR = 0x0A00_0000_0000_0003L;

    /** Ways to leave. */
    private enum Way {
        UNSPECIFIED(0x000),
        HDEC(0x980),
        HCALL(0xC00, 0x1003, 0x1004, 0x1005, 0x1006, 0x1007, 0x1008, 0x1009, 0x100A, 0x100B, 0x100C),
        LOAD(0xE00, 0xF000, 0xF001, 0xF003, 0x1021, 0x1022),
        STORE(0xE00, 0xF000, 0xF001, 0xF003, 0x1021, 0x1022),
        FETCH(0xE20, 0xF000, 0xF003, 0x1021, 0x1022),
        ILLEGAL(0xE40, 0xF002, 0x1021, 0x1022),
        DOORBELL(0xE80),
        EXTERNAL(0xEA0),
        FACILITY(0xF80, 0x102D, 0x1021, 0x1022);

        private final int vector;
        private final int[] elements;

        Way(int vector, int... elements) {
            this.vector = vector;
            this.elements = elements;
        }

        private long hdsisr() {
            return this == STORE ? 0x4200_0000L : 0x4000_0000L;
        }
    }

    @Test
    void everyExitHasAWay() {
        Set<Integer> vectors = new TreeSet<>();
        for (Way way : Way.values()) {
            vectors.add(way.vector);
        }
        Set<Integer> declared = new TreeSet<>();
        for (NestedExit exit : NestedExit.values()) {
            declared.add(exit.vector());
        }
        assertEquals(declared, vectors);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void outputBuffersHoldExactlyTheirElements(Way way) {
        for (Profile profile : Profile.values()) {
            for (boolean little : new boolean[] {false, true}) {
                V2UnderTest l0 = new V2UnderTest(profile, 2);
                Vcpu v = l0.p.vcpu(0);
                v.own().msr = MSR | (little ? 1 : 0);
                for (int n = 0; n < 32; n++) {
                    l0.set(0x1000 + n, 0x1111L * n);
                }
                l0.enter(0);
                byte[] filler = new byte[128];
                Arrays.fill(filler, (byte) 0xEE);
                l0.p.memory.write(V2UnderTest.OUTPUT, filler, 0, filler.length);
                leave(way, l0.p, v);
                assertFalse(v.isNested());
                assertEquals(0, l0.p.r(3));
                assertEquals(way.vector, l0.p.r(4));
                assertEquals(elements(way, profile), l0.p.peek(V2UnderTest.OUTPUT, 128), way + " under " + profile);
            }
        }
    }

    /** The whole buffer as hexadecimal digits: count, elements, and filler that nobody wrote to. */
    private static String elements(Way way, Profile profile) {
        StringBuilder hex = new StringBuilder(String.format("%08x", way.elements.length));
        for (int id : way.elements) {
            GuestStateElement row = GuestStateElement.byId(id);
            int size = id == 0xF002 ? profile == Profile.LINUX ? 8 : 4 : id == 0xF001 ? 4 : 8;
            assertEquals(row == null ? 0 : row.sizeBytes(profile), size);
            hex.append(String.format("%04x%04x%0" + 2 * size + "x", id, size, value(way, id)));
        }
        return hex + "ee".repeat(128 - hex.length() / 2);
    }

    private static long value(Way way, int id) {
        return switch (id) {
            case 0xF000 -> way == Way.FETCH ? NIA : FAULT;
            case 0xF001 -> way.hdsisr();
            case 0xF003 -> (way == Way.FETCH ? NIA : FAULT) & ~0xFFFL;
            case 0xF002 -> WORD;
            case 0x102D -> HFSCR;
            case 0x1021 -> NIA;
            case 0x1022 -> way == Way.FETCH ? MSR | 0x4000_0000L : MSR;
            default -> 0x1111L * (id - 0x1000);
        };
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void structuresChangeInExactlyTheirFields(Way way) {
        if (way == Way.UNSPECIFIED) {
            return; // nothing makes an L0 under v1 want its vCPU back
        }
        for (Profile profile : Profile.values()) {
            for (boolean little : new boolean[] {false, true}) {
                V1UnderTest l0 = new V1UnderTest(profile, profile == Profile.QEMU || little);
                l0.p.vcpu(0).own().msr = MSR | (little ? 1 : 0);
                for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
                    if (field.name().startsWith("H") && field != HvGuestStateLayout.HDEC_EXPIRY) {
                        l0.set(field, 0x0500_0000_0000_0003L);
                    }
                }
                l0.set(HvGuestStateLayout.ASDR, 0x5555);
                l0.set(HvGuestStateLayout.LPCR, 0x0070_0000_03F2_0C03L);
                l0.set(HvGuestStateLayout.PCR, -1L);
                l0.setRegister(V1UnderTest.NIP, NIA);
                l0.setRegister(V1UnderTest.MSR, MSR);
                Map<HvGuestStateLayout, Long> before = fields(l0);
                l0.enter();
                leave(way, l0.p, l0.p.vcpu(0));
                assertEquals(way.vector, l0.p.r(3));
                assertEquals(changes(way, profile), changed(before, fields(l0)), way + " under " + profile);
                assertEquals(NIA, l0.register(V1UnderTest.NIP));
                assertEquals(value(way, 0x1022), l0.register(V1UnderTest.MSR));
            }
        }
    }

    private static Map<HvGuestStateLayout, Long> fields(V1UnderTest l0) {
        Map<HvGuestStateLayout, Long> values = new EnumMap<>(HvGuestStateLayout.class);
        for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
            values.put(field, l0.get(field));
        }
        return values;
    }

    private static Map<HvGuestStateLayout, Long> changed(
            Map<HvGuestStateLayout, Long> before, Map<HvGuestStateLayout, Long> after) {
        Map<HvGuestStateLayout, Long> changes = new LinkedHashMap<>();
        after.forEach((field, value) -> {
            if (!value.equals(before.get(field))) {
                changes.put(field, value);
            }
        });
        return changes;
    }

    private static Map<HvGuestStateLayout, Long> changes(Way way, Profile profile) {
        Map<HvGuestStateLayout, Long> changes = new LinkedHashMap<>();
        if (profile == Profile.QEMU) {
            // QEMU writes the whole control registers, as the L2 had them
            changes.put(HvGuestStateLayout.LPCR, 0x0070_0000_03D2_0C03L);
        }
        Set<Way> storage = EnumSet.of(Way.LOAD, Way.STORE, Way.FETCH);
        if (way == Way.FACILITY) {
            changes.put(HvGuestStateLayout.HFSCR, HFSCR);
        }
        if (way == Way.LOAD || way == Way.STORE) {
            changes.put(HvGuestStateLayout.HDAR, FAULT);
            changes.put(HvGuestStateLayout.HDSISR, way.hdsisr());
        }
        if (way == Way.ILLEGAL) {
            changes.put(HvGuestStateLayout.HEIR, (long) WORD);
        }
        if (storage.contains(way)) {
            changes.put(HvGuestStateLayout.ASDR, value(way, 0xF003));
        }
        return changes;
    }

    private static void leave(Way way, PartitionUnderTest p, Vcpu v) {
        v.cia = NIA;
        v.s.nia = NIA;
        v.s.msr = MSR;
        v.mem.contextChanged(v.s);
        switch (way) {
            case UNSPECIFIED -> assertEquals(0, p.callOn(1, V2UnderTest.DELETE, 0, 1));
            case HDEC -> v.exit().set(Interrupt.HYPERVISOR_DECREMENTER, NIA, MSR);
            case HCALL -> p.hypervisor.nestedHypercall(v);
            case LOAD -> {
                v.mem.load8(FAULT);
                v.storageFault();
            }
            case STORE -> {
                v.mem.store8(FAULT, 1);
                v.storageFault();
            }
            case FETCH -> {
                v.mem.fetchPage(NIA);
                v.storageFault();
            }
            case ILLEGAL -> v.illegal(WORD);
            case DOORBELL -> v.exit().set(Interrupt.HYPERVISOR_DOORBELL, NIA, MSR);
            case EXTERNAL -> v.exit().set(Interrupt.HYPERVISOR_VIRTUALIZATION, NIA, MSR);
            case FACILITY -> {
                v.s.spr[Spr.HFSCR.ordinal()] = HFSCR & 0xFFL;
                v.hypervisorFacilityUnavailable(0xA);
            }
        }
        if (way != Way.UNSPECIFIED && way != Way.HCALL) {
            p.hypervisor.nestedExit(v);
        }
    }

    @Test
    void onlyV2WantsAVcpuBack() {
        assertFalse(NestedExit.UNSPECIFIED.isUnder(NestedApi.V1));
    }
}
