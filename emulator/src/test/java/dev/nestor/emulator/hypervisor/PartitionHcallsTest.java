package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.platform.Rtas;
import dev.nestor.emulator.platform.RtasRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an ordinary partition asks for. */
@Tag("conformance")
@ParameterizedClass
@EnumSource(Profile.class)
class PartitionHcallsTest {
    private static final long AREA = 0x9000;
    private static final long ARGUMENTS = 0xA000;

    private final PartitionUnderTest p;

    PartitionHcallsTest(Profile profile) {
        p = new PartitionUnderTest(NestedApi.V2, profile, 3);
    }

    private long rtas(int token, int returns, int... arguments) {
        p.memory.writeBe32(ARGUMENTS, token);
        p.memory.writeBe32(ARGUMENTS + 4, arguments.length);
        p.memory.writeBe32(ARGUMENTS + 8, returns);
        for (int i = 0; i < arguments.length; i++) {
            p.memory.writeBe32(ARGUMENTS + 12 + 4L * i, arguments[i]);
        }
        p.call(0xF000, ARGUMENTS);
        return p.memory.readBe32(ARGUMENTS + 12 + 4L * arguments.length);
    }

    private int returned(int arguments, int index) {
        return p.memory.readBe32(ARGUMENTS + 12 + 4L * (arguments + index));
    }

    @Test
    void consoleWritesWhatTheRegistersHold() {
        assertEquals(0, p.call(0x58, 0x7100_0000, 10, 0x4865_6C6C_6F20_6C30L, 0x210A_0000_0000_0000L));
        ConsoleWritten event = p.eventsOf(ConsoleWritten.class).get(0);
        assertEquals("Hello l0!\n", new String(event.bytes(), StandardCharsets.US_ASCII));
        assertEquals(0, p.call(0x58, 0x7100_0000, 0, 0, 0));
        assertEquals(1, p.eventsOf(ConsoleWritten.class).size());
        assertEquals(-4, p.call(0x58, 0x7100_0000, 17, 0, 0));
        assertEquals(-4, p.call(0x58, 0x7100_0000, -1, 0, 0));
        assertEquals(-4, p.call(0x58, 0x7100_0001, 1, 0, 0));
    }

    @Test
    void consoleReadsWhatWasTyped() {
        p.typed = "typed by a human";
        assertEquals(0, p.call(0x54, 0x7100_0000));
        assertEquals(16, p.r(4));
        assertEquals(0x7479_7065_6420_6279L, p.r(5));
        assertEquals(0x2061_2068_756D_616EL, p.r(6));
        p.typed = "ab";
        assertEquals(0, p.call(0x54, 0x7100_0000));
        assertEquals(2, p.r(4));
        assertEquals(0x6162_0000_0000_0000L, p.r(5));
        assertEquals(0, p.call(0x54, 0x7100_0000));
        assertEquals(0, p.r(4));
        assertEquals(-4, p.call(0x54, 0));
    }

    @Test
    void aProddedVcpuDoesNotWait() {
        assertEquals(0, p.call(0xE0));
        assertEquals(HcallOutcome.WAITING, p.outcome);
        assertTrue((p.vcpu(0).own().msr & 0x8000) != 0);
        assertEquals(0, p.callOn(1, 0xE8, 0));
        assertEquals(List.of(0), p.woken);
        assertEquals(0, p.callOn(1, 0xE8, 0));
        assertEquals(0, p.call(0xE0));
        assertEquals(HcallOutcome.RETURNED, p.outcome);
        assertEquals(-4, p.call(0xE8, 3));
        assertEquals(-4, p.call(0xE8, -1));
    }

    @Test
    void theLastToJoinGoesOn() {
        p.setStopped(1, false);
        p.vcpu(0).own().msr &= ~0x8000L;
        assertEquals(0, p.call(0x298));
        assertEquals(HcallOutcome.WAITING, p.outcome);
        assertEquals(18, p.callOn(1, 0x298));
        p.vcpu(1).own().msr |= 0x8000;
        assertEquals(-5, p.callOn(1, 0x298));
        assertEquals(0, p.callOn(1, 0xE8, 0));
        p.vcpu(1).own().msr &= ~0x8000L;
        assertEquals(0, p.callOn(1, 0x298), "vCPU 0 goes on, so this one waits");
    }

    @Test
    void conferringGivesTheSliceAway() {
        assertEquals(0, p.call(0xE4, -1, 0));
        assertEquals(HcallOutcome.YIELDED, p.outcome);
        assertEquals(0, p.call(0xE4, 1, 0));
        assertEquals(HcallOutcome.YIELDED, p.outcome);
        assertEquals(-4, p.call(0xE4, 3, 0));
    }

    @Test
    void areasAreRegisteredInOrder() {
        long vpa = 1L << 45;
        p.memory.writeBe32(AREA + 4, 640);
        assertEquals(-16, p.call(0xDC, 3L << 45, 0, AREA));
        p.memory.writeBe16(AREA + 4, 640);
        assertEquals(0, p.call(0xDC, vpa, 0, AREA));
        assertEquals(2, p.memory.read8(AREA + 9) & 2, "a shared processor");
        p.memory.writeBe32(0xB004, 4096);
        assertEquals(0, p.call(0xDC, 2L << 45, 0, 0xB000));
        assertEquals(-16, p.call(0xDC, 5L << 45, 0, 0), "a log is still there");
        assertEquals(0, p.call(0xDC, 6L << 45, 0, 0));
        p.memory.writeBe32(0xB004, 8);
        assertEquals(0, p.call(0xDC, 3L << 45, 0, 0xB000));
        assertEquals(0, p.call(0xDC, 7L << 45, 0, 0));
        assertEquals(0, p.call(0xDC, 5L << 45, 0, 0));
    }

    @Test
    void areasAreChecked() {
        long vpa = 1L << 45;
        p.memory.writeBe16(AREA + 4, 640);
        assertEquals(-4, p.call(0xDC, vpa, 3, AREA));
        assertEquals(-4, p.call(0xDC, vpa | 1, 0, AREA));
        assertEquals(-4, p.call(0xDC, 4L << 45, 0, AREA));
        assertEquals(-4, p.call(0xDC, vpa, 0, 0));
        assertEquals(-4, p.call(0xDC, vpa, 0, AREA + 64));
        assertEquals(-4, p.call(0xDC, vpa, 0, -128));
        p.memory.writeBe16(AREA + 4, 639);
        assertEquals(-4, p.call(0xDC, vpa, 0, AREA));
        p.memory.writeBe16(AREA + 0xF80 + 4, 640);
        assertEquals(-4, p.call(0xDC, vpa, 0, AREA + 0xF80), "crosses a page");
    }

    @Test
    void modesReachEveryVcpu() {
        assertEquals(0, p.call(0x31C, 1, 4, 0, 0));
        assertEquals(0, p.call(0x31C, 3, 3, 0, 0));
        for (int i = 0; i < 3; i++) {
            assertEquals(0x0380_0000L, p.vcpu(i).own().spr[Spr.LPCR.ordinal()] & 0x0380_0000L);
        }
        assertEquals(0, p.call(0x31C, 0, 4, 0, 0));
        assertEquals(0x0180_0000L, p.vcpu(2).own().spr[Spr.LPCR.ordinal()] & 0x0380_0000L);
        assertEquals(-256, p.call(0x31C, 2, 4, 0, 0));
        assertEquals(-256, p.call(0x31C, 1, 3, 0, 0));
        assertEquals(-56, p.call(0x31C, 1, 4, 1, 0));
        assertEquals(-57, p.call(0x31C, 1, 4, 0, 1));
        assertEquals(-55, p.call(0x31C, 0, 6, 0, 0));
        assertEquals(-55, p.call(0x31C, 0, 0, 0, 0));
    }

    @Test
    void breakpointsCannotReachTheHypervisor() {
        assertEquals(0, p.call(0x31C, 0, 2, 0x1238, 0x3));
        assertEquals(0x1238, p.vcpu(0).own().spr[Spr.DAWR0.ordinal()]);
        assertEquals(-57, p.call(0x31C, 0, 5, 0x1238, 0x4));
        assertEquals(-256, p.call(0x31C, 1, 2, 0, 0));
        assertEquals(0, p.call(0x31C, 0, 1, 0x1001, 0));
        assertEquals(-56, p.call(0x31C, 0, 1, 0x1003, 0));
        assertEquals(-57, p.call(0x31C, 0, 1, 0, 1));
        assertEquals(-1, p.call(0x28, 0));
        assertEquals(-1, p.call(0x134, 0, 0));
        assertEquals(0, p.call(0x24, 99));
        assertEquals(99, p.vcpu(0).own().spr[Spr.SPRG0.ordinal()]);
    }

    @Test
    void aProcessTableReachesEveryVcpu() {
        assertEquals(0, p.call(0x37C, 0x1D, 0x1_0000, 0, 4));
        for (int i = 0; i < 3; i++) {
            assertEquals(0x8000_0000_0001_0004L, p.vcpu(i).mem.scope().dword1);
        }
        assertEquals(-4, p.call(0x37C, 0x20, 0, 0, 0));
        assertEquals(-4, p.call(0x37C, 0x18, 0x1_0000, 0, 4), "a hash table");
        assertEquals(-55, p.call(0x37C, 0x1D, 0x1_0800, 0, 4));
        assertEquals(-56, p.call(0x37C, 0x1D, 0x1_0000, 1, 4));
        assertEquals(-57, p.call(0x37C, 0x1D, 0x1_0000, 0, 25));
        assertEquals(0, p.call(0x37C, 0x05, 0, 0, 0));
        assertEquals(0x8000_0000_0001_0004L, p.vcpu(0).mem.scope().dword1, "kept");
        assertEquals(0, p.call(0x37C, 0x10, 0, 0, 0));
        assertEquals(0, p.vcpu(0).mem.scope().dword1);
    }

    @Test
    void pagesAreZeroedAndCopied() {
        p.memory.writeBe64(0xC000, 5);
        assertEquals(0, p.call(0x2C, 1L << 14, 0xD000, 0xC000));
        assertEquals(5, p.memory.readBe64(0xD000));
        assertEquals(0, p.call(0x2C, 1L << 15, 0xD000, -1));
        assertEquals(0, p.memory.readBe64(0xD000));
        assertEquals(-4, p.call(0x2C, 1L << 15, 0xD008, 0));
        assertEquals(-4, p.call(0x2C, 1L << 14, 0xD000, PartitionUnderTest.MEMORY_BYTES));
        assertEquals(-4, p.call(0x2C, 1, 0xD000, 0));
    }

    @Test
    void platformAnswers() {
        assertEquals(0, p.call(0x300));
        long first = p.r(4);
        assertEquals(0, p.call(0x300));
        assertNotEquals(first, p.r(4));
        assertEquals(0, p.call(0x1C8));
        assertEquals(0, p.r(4) | p.r(5));
        assertEquals(0, p.call(0x2EC, 1, 2));
        assertEquals(0x8000_8002_FFFF_FFFFL, p.r(4));
        assertEquals(-1, p.r(9));
        assertEquals(-55, p.call(0x2EC, 1, 3));
        assertEquals(-2, p.call(0x2EC, 0, 0));
    }

    @Test
    void interProcessorInterruptsArePresented() {
        assertEquals(0, p.callOn(1, 0x68, 0xFF));
        assertEquals(0, p.call(0x6C, 1, 5));
        assertEquals(HcallOutcome.YIELDED, p.outcome, "the receiver should see it soon");
        assertTrue(p.hypervisor.externalPending(p.vcpu(1)));
        assertFalse(p.hypervisor.externalPending(p.vcpu(0)));
        assertEquals(0, p.call(0x70, 1));
        assertEquals(0xFF00_0002L, p.r(4));
        assertEquals(5, p.r(5));
        assertEquals(0, p.callOn(1, 0x74));
        assertEquals(0xFF00_0002L, p.vcpu(1).own().gpr[4]);
        assertFalse(p.hypervisor.externalPending(p.vcpu(1)));
        assertEquals(0, p.callOn(1, 0x6C, 1, 0xFF));
        assertEquals(0, p.callOn(1, 0x64, 0xFF00_0002L));
        assertFalse(p.hypervisor.externalPending(p.vcpu(1)));
        assertEquals(-4, p.call(0x6C, 3, 5));
        assertEquals(-4, p.call(0x70, -1));
        assertEquals(0, p.call(0x2FC));
    }

    static List<RtasRow> rtasRows() {
        return Rtas.ROWS;
    }

    @ParameterizedTest
    @MethodSource("rtasRows")
    void rtasRowsCheckTheirCounts(RtasRow row) {
        assertEquals(-3, rtas(row.token(), row.returnCount(), new int[row.argumentCount() + 1]), row.name());
        assertEquals(0, p.r(3));
        assertEquals(0, p.powerOffReason);
        p.memory.writeBe32(ARGUMENTS + 4, row.argumentCount());
        p.memory.writeBe32(ARGUMENTS + 8, 0);
        assertEquals(0, p.call(0xF000, ARGUMENTS), "no room even for the status");
    }

    @Test
    void rtasBuffersAreChecked() {
        assertEquals(-4, p.call(0xF000, -4));
        assertEquals(-4, p.call(0xF000, PartitionUnderTest.MEMORY_BYTES - 8));
        assertEquals(-3, rtas(0x1234, 1));
        assertEquals(-4, p.r(3));
        p.memory.writeBe32(ARGUMENTS + 4, 17);
        assertEquals(-4, p.call(0xF000, ARGUMENTS));
        p.memory.writeBe32(ARGUMENTS + 4, -1);
        assertEquals(-4, p.call(0xF000, ARGUMENTS));
        long end = PartitionUnderTest.MEMORY_BYTES - 16;
        p.memory.writeBe32(end, 0x2001);
        p.memory.writeBe32(end + 8, 8);
        assertEquals(-4, p.call(0xF000, end));
    }

    @Test
    void rtasTellsTheTimeOfTheMoment() {
        p.vcpu(0).setMoment(86_400L * 1_000_000_000L + 1_500_000_000L);
        assertEquals(0, rtas(0x2001, 8));
        int[] expected = {2025, 1, 2, 0, 0, 1, 500_000_000};
        int[] found = new int[7];
        for (int i = 0; i < 7; i++) {
            found[i] = returned(0, i + 1);
        }
        assertArrayEquals(expected, found);
    }

    @Test
    void rtasStartsAndStopsVcpus() {
        assertEquals(0, rtas(0x2005, 2, 1));
        assertEquals(0, returned(1, 1), "stopped");
        assertEquals(0, rtas(0x2006, 1, 1, 0x4000, 7));
        assertEquals(0x4000, p.vcpu(1).own().nia);
        assertEquals(-1, rtas(0x2006, 1, 1, 0x4000, 7), "runs already");
        assertEquals(-3, rtas(0x2006, 1, 3, 0, 0));
        assertEquals(0, rtas(0x2005, 2, 1));
        assertEquals(2, returned(1, 1));
        assertEquals(-3, rtas(0x2005, 2, -1));
        rtas(0x2007, 1);
        assertEquals(HcallOutcome.STOPPED, p.outcome);
        assertTrue(p.isStopped(0));
    }

    @Test
    void rtasEndsTheMachine() {
        rtas(0x2003, 1, 0, 0);
        assertEquals(HcallOutcome.STOPPED, p.outcome);
        assertEquals(StopReason.POWERED_OFF.number(), p.powerOffReason);
        rtas(0x2004, 1);
        assertEquals(StopReason.REBOOTED.number(), p.powerOffReason);
        rtas(0x201F, 1, 0);
        assertEquals(StopReason.OS_TERMINATED.number(), p.powerOffReason);
        assertEquals(PartitionControl.OS_TERMINATED, p.powerOffReason);
    }

    @Test
    void rtasServesTheRest() {
        assertEquals(0, rtas(0x2000, 1, 'x'));
        assertEquals(1, p.eventsOf(ConsoleWritten.class).size());
        assertEquals(0, rtas(0x2008, 1, 20, 0xC000, 200));
        assertEquals('M', p.memory.read8(0xC002));
        assertEquals(-3, rtas(0x2008, 1, 20, 0xC000, 1));
        assertEquals(-3, rtas(0x2008, 1, 20, -16, 200));
        assertEquals(-3, rtas(0x2008, 1, 21, 0xC000, 200));
        assertEquals(0, rtas(0x200A, 1, 0x1000, 2, 5));
        assertEquals(0, rtas(0x200B, 3, 0x1000));
        assertEquals(2, returned(1, 1));
        assertEquals(5, returned(1, 2));
        assertEquals(0, rtas(0x200C, 1, 0x1000));
        assertEquals(0, rtas(0x200B, 3, 0x1000));
        assertEquals(0xFF, returned(1, 2));
        assertEquals(0, rtas(0x200D, 1, 0x1000));
        assertEquals(-3, rtas(0x200D, 1, 7));
        assertEquals(-3, rtas(0x200A, 1, 0x1000, 9, 5));
        assertEquals(1, rtas(0x200F, 1, 0, 0, 0, 0));
        assertEquals(-3, rtas(0x2012, 2, 0, 0, 0));
        assertEquals(-3, rtas(0x202B, 1, 0, 0));
    }

    /** As Linux drives it: set-xive, int-on, H_XIRR, H_EOI. */
    @Test
    void theConsoleInterruptsWhenBytesAreTyped() {
        p.hypervisor.consoleTyped(0);
        assertFalse(pending(0), "masked");
        assertEquals(0, p.callOn(1, 0x68, 0xFF));
        assertEquals(0, rtas(0x200A, 1, 0x1100, 1, 5));
        assertFalse(pending(0), "goes to another server");
        assertTrue(pending(1), "what waited is presented when the source is routed");
        assertEquals(0, p.callOn(1, 0x74));
        assertEquals(0xFF00_1100L, p.vcpu(1).own().gpr[4]);
        assertFalse(pending(1), "accepted");
        p.hypervisor.consoleTyped(0);
        assertFalse(pending(1), "the priority is that of the interrupt in service");
        assertEquals(0, p.callOn(1, 0x64, 0xFF00_1100L));
        assertTrue(pending(1), "presented at the end of the one before");
        assertEquals(0, rtas(0x200C, 1, 0x1100));
        assertFalse(pending(1), "masked");
        assertEquals(0, rtas(0x200D, 1, 0x1100));
        assertTrue(pending(1), "unmasked, and not lost");
        assertEquals(0, p.callOn(0, 0x6C, 1, 4));
        assertEquals(0, p.callOn(1, 0x74));
        assertEquals(0xFF00_0002L, p.vcpu(1).own().gpr[4], "the more favoured one first");
        assertEquals(0, p.callOn(0, 0x6C, 1, 0xFF));
        assertEquals(0, p.callOn(1, 0x64, 0xFF00_0002L));
        assertEquals(0, p.callOn(1, 0x74));
        assertEquals(0xFF00_1100L, p.vcpu(1).own().gpr[4]);
    }

    private boolean pending(int vcpu) {
        return p.hypervisor.externalPending(p.vcpu(vcpu));
    }
}
