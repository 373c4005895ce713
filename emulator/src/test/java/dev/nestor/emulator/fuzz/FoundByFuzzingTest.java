package dev.nestor.emulator.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.hypervisor.HypervisorConfig;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.state.SavedState;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** One test for each fault that a fuzzer, or the work on one, found. */
class FoundByFuzzingTest {
    private static final long BUFFER = Landscape.BUFFERS;
    private static final int ELEMENT_NIA = 0x1021;
    private static final int ELEMENT_MSR = 0x1022;

    @Test
    void anEditedMsrOfARunningVcpuIsInForceAtOnceAndAfterRestoringToo() {
        FuzzPartition partition = insideL2();
        Vcpu v = partition.vcpu(0);
        partition.edit(1, 0, ELEMENT_MSR, bytes(MsrBits.SF | MsrBits.LE));
        FuzzPartition restored = partition.sibling();
        SavedState.into(restored, SavedState.of(partition));
        assertTrue(restored.vcpu(0).mem.isLittleEndian());
        assertTrue(v.mem.isLittleEndian());
    }

    @Test
    void anEditOfARunningVcpuGivesItNoBitsThatAnEntryWouldRefuse() {
        FuzzPartition partition = insideL2();
        partition.edit(1, 0, ELEMENT_MSR, bytes(-1L));
        partition.edit(1, 0, ELEMENT_NIA, bytes(0x1003));
        assertEquals(MsrBits.IMPLEMENTED, partition.vcpu(0).s.msr);
        assertEquals(0x1000, partition.vcpu(0).s.nia);
    }

    @Test
    void aVcpuStartedAtAnOddAddressBeginsAtAWord() {
        FuzzPartition partition = new FuzzPartition(new HypervisorConfig(NestedApi.V2, Profile.PAPR), 2);
        partition.stopVcpu(1);
        int[] arguments = {0x2006, 3, 1, 1, 0x1003, 7, -1};
        for (int i = 0; i < arguments.length; i++) {
            partition.memory.writeBe32(BUFFER + 4L * i, arguments[i]);
        }
        assertEquals(0, call(partition, 0xF000, BUFFER));
        assertEquals(0, partition.memory.readBe32(BUFFER + 24));
        assertEquals(0x1000, partition.vcpu(1).own().nia);
    }

    /** A v2 partition whose vCPU 0 carries vCPU 0 of guest 1. */
    private static FuzzPartition insideL2() {
        FuzzPartition partition = new FuzzPartition(new HypervisorConfig(NestedApi.V2, Profile.PAPR), 1);
        Landscape.build(partition.memory, new Chance(1));
        assertEquals(0, call(partition, 0x464, 0, 1L << 61));
        assertEquals(0, call(partition, 0x470, 0, -1));
        assertEquals(0, call(partition, 0x474, 0, 1, 0));
        poke(partition, "00000001" + "00050018" + "0000000000040000" + "0000000000000034" + "0000000000010000");
        assertEquals(0, call(partition, 0x47C, Long.MIN_VALUE, 1, 0, BUFFER, 4096));
        poke(
                partition,
                "00000003" + "0c000010" + "00000000000a1000" + "0000000000001000" + "0c010010" + "00000000000a2000"
                        + "0000000000001000" + "10200008" + "7000000000000000");
        assertEquals(0, call(partition, 0x47C, 0, 1, 0, BUFFER, 4096));
        call(partition, 0x480, 0, 1, 0);
        assertTrue(partition.vcpu(0).isNested());
        return partition;
    }

    private static long call(FuzzPartition partition, long... registers) {
        Vcpu v = partition.vcpu(0);
        System.arraycopy(registers, 0, v.own().gpr, 3, registers.length);
        partition.hypercall(v);
        return v.own().gpr[3];
    }

    private static void poke(FuzzPartition partition, String hex) {
        for (int i = 0; i < hex.length(); i += 2) {
            partition.memory.write8(BUFFER + i / 2, Integer.parseInt(hex.substring(i, i + 2), 16));
        }
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
