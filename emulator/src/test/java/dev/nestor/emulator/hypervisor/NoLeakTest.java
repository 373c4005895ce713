package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A new guest and its vCPU begin as the first ones did, whatever was in those that had the same ids before. */
class NoLeakTest {
    private static final long DELETE_ALL = 1L << 63;

    @ParameterizedTest
    @CsvSource({"PAPR,false", "PAPR,true", "LINUX,false", "QEMU,false", "QEMU,true"})
    void everyElementOfANewGuestIsAsNew(Profile profile, boolean all) {
        PartitionUnderTest untouched = new PartitionUnderTest(NestedApi.V2, profile);
        assertEquals(0, untouched.call(0x464, 0, 1L << 62));
        String asNew = dumpOfNewGuest(untouched, profile);

        V2UnderTest l0 = new V2UnderTest(profile);
        V1Trees.map(l0.p.memory, V2UnderTest.ROOT);
        fill(l0, profile);
        assertNotEquals(asNew, dump(l0.p, profile));
        assertEquals(0, l0.p.call(V2UnderTest.DELETE, all ? DELETE_ALL : 0, 1));
        assertEquals(0, l0.p.vcpu(0).mem.translations().size(), "translations of the deleted guest");
        assertEquals(asNew, dumpOfNewGuest(l0.p, profile));
    }

    /** Gives every element of guest 1 and its vCPU 0 a value, those too that only an exit writes. */
    private static void fill(V2UnderTest l0, Profile profile) {
        for (GuestStateElement row : GuestStateElement.values()) {
            boolean buffers = row == GuestStateElement.RUN_INPUT || row == GuestStateElement.RUN_OUTPUT;
            for (int i = 0; i < row.count() && row.isWritable() && row.isKnown(profile) && !buffers; i++) {
                boolean tables = row == GuestStateElement.PARTITION_TABLE;
                int size = row.sizeBytes(profile);
                long[] value = tables ? new long[] {V2UnderTest.ROOT, 52, 65536} : StateElementTest.sample(row, i);
                StateBufferBuilder buffer = new StateBufferBuilder().element(row.id(i), size, value);
                assertEquals(0, l0.set(StateElementTest.flagOf(row), 1, 0, buffer), row.nameOf(row.id(i)));
            }
        }
        Vcpu v = l0.p.vcpu(0);
        l0.enter(0);
        v.s.msr = 0x8000_0000_0000_1000L;
        v.mem.contextChanged(v.s);
        v.mem.load8(0x6000);
        v.mem.store8(0x40_5678, 1);
        v.storageFault();
        l0.p.hypervisor.nestedExit(v);
        l0.enter(0);
        v.illegal(0x0123_4567);
        l0.p.hypervisor.nestedExit(v);
    }

    private static String dumpOfNewGuest(PartitionUnderTest p, Profile profile) {
        assertEquals(0, p.call(V2UnderTest.CREATE, 0, -1));
        assertEquals(1, p.r(4));
        assertEquals(0, p.call(V2UnderTest.CREATE_VCPU, 0, 1, 0));
        return dump(p, profile);
    }

    /** Everything that GET gives of guest 1 and its vCPU 0. */
    private static String dump(PartitionUnderTest p, Profile profile) {
        StringBuilder text = new StringBuilder();
        for (GuestStateElement row : GuestStateElement.values()) {
            boolean asked = row.isKnown(profile) && row.isReadable(profile) && row.scope() != Scope.ANY;
            for (int i = 0; i < row.count() && asked && row.scope() != Scope.HOST; i++) {
                StateBufferBuilder request = new StateBufferBuilder().element(row.id(i), row.sizeBytes(profile), 0);
                int size = request.put(p.memory, V2UnderTest.BUFFER);
                long flag = StateElementTest.flagOf(row);
                assertEquals(0, p.call(V2UnderTest.GET, flag, 1, 0, V2UnderTest.BUFFER, size), row.name());
                text.append(row.nameOf(row.id(i))).append(' ');
                text.append(p.peek(V2UnderTest.BUFFER + 8, size - 8)).append('\n');
            }
        }
        return text.toString();
    }
}
