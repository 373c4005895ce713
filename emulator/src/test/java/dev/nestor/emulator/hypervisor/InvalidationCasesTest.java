package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.mmu.TranslationSet;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What removes cached translations of an L2 and what does not. An L2 reads a word, its L1 maps another page in its
 * place, and the L2 reads again: the old page's word until an invalidation that is due was made, the new one's after.
 */
@Tag("conformance")
class InvalidationCasesTest {
    private static final long L2_ADDRESS = 0x6000;
    private static final long LEAF = 0x32_1000;
    private static final long OTHER_PAGES = 0x120_0000;
    private static final int RPT = 0x448;

    /**
     * A call between the two reads.
     *
     * @param api under which it is made
     * @param says which it is
     * @param due whether the translation has to go
     * @param call number, then arguments
     */
    private record Case(NestedApi api, String says, boolean due, long... call) {
        @Override
        public String toString() {
            return api + " " + says;
        }
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        for (NestedApi api : NestedApi.values()) {
            long id = api == NestedApi.V1 ? 5 : 1;
            all.add(new Case(api, "nothing but a switch", false, 0xE8, 0));
            for (int type = 0; type < 16; type++) {
                boolean nested = (type & 1) != 0;
                boolean due = nested && (type & 0xA) != 0;
                all.add(new Case(api, "RPT type " + type, due, RPT, id, 1, type, -1, 0, -1));
                all.add(new Case(api, "RPT type " + type + " of another", false, RPT, id + 1, 1, type, -1, 0, -1));
            }
            for (int size = 1; size <= 8; size <<= 1) {
                all.add(new Case(api, "RPT page size " + size, true, RPT, id, 1, 3, size, L2_ADDRESS, 0x7000));
            }
            all.add(new Case(api, "RPT refused", false, RPT, id, 2, 3, -1, 0, -1));
        }
        long tlbie = V1UnderTest.INVALIDATE;
        all.add(new Case(NestedApi.V1, "one page of 2 MiB", true, tlbie, 0x10000, 5, 0x20));
        all.add(new Case(NestedApi.V1, "walk cache", false, tlbie, 0x50000, 5, 0x800));
        all.add(new Case(NestedApi.V1, "everything of the lpid", true, tlbie, 0x90000, 5, 0x800));
        all.add(new Case(NestedApi.V1, "everything of another lpid", false, tlbie, 0x90000, 6, 0x800));
        all.add(new Case(NestedApi.V1, "everything of all lpids", true, tlbie, 0x90000, 0, 0xC00));
        all.add(new Case(NestedApi.V1, "refused", false, tlbie, 0x90000, 5, 0x400));
        all.add(new Case(NestedApi.V2, "deleting another guest", false, V2UnderTest.DELETE, 0, 2));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsDueGoesAndNothingElse(Case row) {
        for (Profile profile : new Profile[] {Profile.PAPR, Profile.LINUX}) {
            PartitionUnderTest p = partition(row.api, profile);
            assertEquals(0x1111, read(p, row.api));
            p.memory.writeBe64(LEAF, 0xC000_0000_0000_0187L | OTHER_PAGES);
            p.call(row.call[0], Arrays.copyOfRange(row.call, 1, row.call.length));
            assertEquals(row.due ? 0x2222 : 0x1111, read(p, row.api), row + " under " + profile);
        }
    }

    @Test
    void qemuFlushesAtEachSwitch() {
        for (NestedApi api : NestedApi.values()) {
            PartitionUnderTest p = partition(api, Profile.QEMU);
            assertEquals(0x1111, read(p, api));
            p.memory.writeBe64(LEAF, 0xC000_0000_0000_0187L | OTHER_PAGES);
            assertEquals(0x2222, read(p, api));
        }
    }

    @Test
    void anotherTreeOfTheGuestTakesItsTranslationsAway() {
        PartitionUnderTest p = partition(NestedApi.V2, Profile.PAPR);
        assertEquals(0x1111, read(p, NestedApi.V2));
        p.memory.writeBe64(LEAF, 0xC000_0000_0000_0187L | OTHER_PAGES);
        set(p, new StateBufferBuilder().element(5, 24, V2UnderTest.ROOT, 52, 65536));
        assertEquals(0x1111, read(p, NestedApi.V2), "the same tree as before");
        set(p, new StateBufferBuilder().element(6, 16, 0x3000, 4096));
        assertEquals(0x2222, read(p, NestedApi.V2), "another process table");
    }

    /** The partition table entry is the L0's: a vCPU that runs elsewhere goes on through the new one. */
    @Test
    void aVcpuThatRunsSeesItsNewTree() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR, 2);
        V1Trees.map(l0.p.memory, V2UnderTest.ROOT);
        l0.enter(0);
        long other = 0x58_0000;
        int size = new StateBufferBuilder().element(5, 24, other, 52, 65536).put(l0.p.memory, V2UnderTest.BUFFER);
        assertEquals(0, l0.p.callOn(1, V2UnderTest.SET, V2UnderTest.GUEST_WIDE, 1, 0, V2UnderTest.BUFFER, size));
        assertEquals(0xC000_0000_0000_00ADL | other, l0.p.vcpu(0).mem.scope().dword0);
        l0.p.vcpu(0).mem.load8(L2_ADDRESS);
        assertEquals(Interrupt.HYPERVISOR_DATA_STORAGE, l0.p.vcpu(0).mem.fault().interrupt(), "an empty tree");
    }

    @Test
    void processesOfTheL1AreRemovedOneByOne() {
        PartitionUnderTest p = partition(NestedApi.V2, Profile.PAPR);
        TranslationSet cached = p.vcpu(0).mem.translations();
        cached.put(TranslationSet.tagOf(0, 3), 5, 7);
        cached.put(TranslationSet.tagOf(0, 4), 5, 7);
        cached.put(TranslationSet.tagOf(1, 3), 5, 7);
        assertEquals(0, p.call(RPT, 3, 1, 2, -1, 0, -1));
        assertEquals(-1, cached.find(TranslationSet.tagOf(0, 3), 5));
        assertEquals(7, cached.find(TranslationSet.tagOf(0, 4), 5));
        assertEquals(7, cached.find(TranslationSet.tagOf(1, 3), 5), "an L2's process");
    }

    private static PartitionUnderTest partition(NestedApi api, Profile profile) {
        PartitionUnderTest p;
        if (api == NestedApi.V1) {
            p = new V1UnderTest(profile, true).p;
            V1Trees.map(p.memory);
        } else {
            p = new V2UnderTest(profile).p;
            V1Trees.map(p.memory, V2UnderTest.ROOT);
            assertEquals(0, p.call(V2UnderTest.CREATE, 0, -1));
        }
        p.memory.writeBe64(V1Trees.L2_PAGES + L2_ADDRESS, 0x1111);
        p.memory.writeBe64(OTHER_PAGES + L2_ADDRESS, 0x2222);
        return p;
    }

    private static void set(PartitionUnderTest p, StateBufferBuilder buffer) {
        int size = buffer.put(p.memory, V2UnderTest.BUFFER);
        assertEquals(0, p.call(V2UnderTest.SET, V2UnderTest.GUEST_WIDE, 1, 0, V2UnderTest.BUFFER, size));
    }

    /** Enters the L2, lets it read the word in real mode, and leaves. */
    private static long read(PartitionUnderTest p, NestedApi api) {
        if (api == NestedApi.V1) {
            p.call(V1UnderTest.ENTER, V1UnderTest.STATE, V1UnderTest.REGISTERS);
        } else {
            p.memory.writeBe32(V2UnderTest.INPUT, 0);
            p.call(V2UnderTest.RUN, 0, 1, 0);
        }
        assertEquals(HcallOutcome.L2_ENTERED, p.outcome);
        Vcpu v = p.vcpu(0);
        v.s.msr = 0x8000_0000_0000_1000L;
        v.mem.contextChanged(v.s);
        long word = v.mem.load64(L2_ADDRESS);
        v.exit().set(Interrupt.HYPERVISOR_DECREMENTER, 0, v.s.msr);
        p.hypervisor.nestedExit(v);
        return word;
    }
}
