package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One L2 in and out under each API. */
@Tag("conformance")
class RoundTripTest {
    private static final long BUFFER = 0x10_0000;
    private static final long INPUT = 0x10_1000;
    private static final long OUTPUT = 0x10_2000;
    private static final long TABLE = 0x20_0000;
    private static final long STATE = 0x10_3000;
    private static final long REGISTERS = 0x10_4000;

    @Test
    void runsAnL2UnderV2() {
        PartitionUnderTest p = new PartitionUnderTest(NestedApi.V2, Profile.PAPR);
        assertEquals(0, p.call(0x460, 0));
        assertEquals(0, p.call(0x464, 0, p.r(4)));
        assertEquals(0, p.call(0x470, 0, -1));
        assertEquals(1, p.r(4));
        p.poke(BUFFER, WireVectorTest.T5);
        assertEquals(0, p.call(0x47C, 1L << 63, 1, 0, BUFFER, 64));
        assertEquals(0, p.call(0x474, 0, 1, 7));
        p.poke(BUFFER, "000000020c00001000000000001010000000000000001000" + "0c01001000000000001020000000000000000080");
        assertEquals(0, p.call(0x47C, 0, 1, 7, BUFFER, 64));
        p.poke(INPUT, "000000011003000800000000cafef00d");
        assertEquals(0x480, p.call(0x480, 0, 1, 7));
        assertEquals(HcallOutcome.L2_ENTERED, p.outcome);
        Vcpu v = p.vcpu(0);
        assertTrue(v.isNested());
        assertEquals(0xCAFEF00DL, v.s.gpr[3]);
        v.s.nia = 0x500;
        assertEquals(HcallOutcome.RETURNED, p.hypervisor.nestedHypercall(v));
        assertFalse(v.isNested());
        assertEquals(0, p.r(3));
        assertEquals(0xC00, p.r(4));
        assertEquals("0000000a1003000800000000cafef00d", p.peek(OUTPUT, 16));
        NestedExited exited = p.eventsOf(NestedExited.class).get(0);
        assertEquals(0xC00, exited.vector());
        HcallReturned returned = p.events.stream()
                .filter(e -> e instanceof HcallReturned r && r.opcode() == 0x480)
                .map(e -> (HcallReturned) e)
                .findFirst()
                .orElseThrow();
        assertEquals(11, returned.elements());
        assertEquals(16, returned.bytesIn());
        assertEquals(124, returned.bytesOut());
    }

    @Test
    void runsAnL2UnderV1() {
        PartitionUnderTest p = new PartitionUnderTest(NestedApi.V1, Profile.PAPR);
        assertEquals(0, p.call(0xF800, TABLE | 4));
        p.memory.writeBe64(TABLE + 16 * 5, 0xC000_0000_0000_00ADL | 0x30_0000);
        p.memory.writeLe64(STATE, 2);
        p.memory.writeLe32(STATE + 8, 5);
        p.memory.writeLe32(STATE + 12, 3);
        p.memory.writeLe64(STATE + 88, 1_000_000);
        p.memory.writeLe64(REGISTERS + 8 * 9, 0x1234);
        p.memory.writeLe64(REGISTERS + 256, 0x100);
        p.memory.writeLe64(REGISTERS + 264, 1);
        Vcpu v = p.vcpu(0);
        v.own().gpr[20] = 77;
        p.call(0xF804, STATE, REGISTERS);
        assertEquals(HcallOutcome.L2_ENTERED, p.outcome);
        assertTrue(v.isNested());
        assertEquals(0x1234, v.s.gpr[9]);
        assertEquals(0x100, v.s.nia);
        assertEquals(1_000_000, v.hdecExpiry());
        v.s.gpr[9]++;
        v.exit().set(Interrupt.HYPERVISOR_DECREMENTER, 0x104, v.s.msr);
        p.hypervisor.nestedExit(v);
        assertFalse(v.isNested());
        assertEquals(0x980, p.r(3));
        assertEquals(77, p.r(20));
        assertEquals(0x1000, v.own().nia);
        assertEquals(0x1235, p.memory.readLe64(REGISTERS + 8 * 9));
        assertEquals(0x104, p.memory.readLe64(REGISTERS + 256));
        assertEquals(4, p.eventsOf(StateTransferred.class).size());
    }
}
