package dev.nestor.cli.mutant;

import dev.nestor.emulator.papr.NestedApi;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A small L1 that runs an L2: it takes its hypercalls from a table, so that a few hundred instructions state every kind
 * of event that a large one does. Its L2 is the same program at the same addresses, whose calls are the L1's to answer;
 * the L1 only goes on with its table.
 *
 * <pre>
 * 0x00000 program          0x00A00 hv_guest_state (v1)
 * 0x00100 table of calls   0x00B00 pt_regs (v1)
 * 0x00400 guest's state    0x01000 L2's page table, second level: 1 GiB mapped to itself
 * 0x00480 run buffers      0x10000 its root
 * 0x00500 state to get     0x20000 partition table (v1)
 * 0x00600 run input        0x00700 run output
 * 0x00900 decrementer interrupt
 * </pre>
 */
final class RoundTripGuest {

    private static final int TABLE = 0x100;
    private static final int GUEST_STATE = 0x400;
    private static final int RUN_BUFFERS = 0x480;
    private static final int ASKED_STATE = 0x500;
    private static final int RUN_INPUT = 0x600;
    private static final int RUN_OUTPUT = 0x700;
    private static final int RUN_BYTES = 0x80;
    private static final int DECREMENTER = 0x900;
    private static final int V1_STATE = 0xA00;
    private static final int V1_REGISTERS = 0xB00;
    private static final int SECOND_LEVEL = 0x1000;
    private static final int ROOT = 0x1_0000;
    private static final int ROOT_BYTES = 0x1_0000;
    private static final int PARTITION_TABLE = 0x2_0000;
    private static final int LPID = 5;
    private static final long GUEST_WIDE = 1L << 63;

    /** Time base at which the L2 is no longer entered. */
    private static final long L2_TICKS = 10_000_000;

    /** Valid, next level of 2^9 entries. */
    private static final long DIRECTORY = 1L << 63 | SECOND_LEVEL | 9;

    /** Valid leaf, referenced, changed, everything allowed. */
    private static final long LEAF = 3L << 62 | 0x187;

    /** Radix, 52 bits, a root of 2^13 entries. */
    private static final long PARTITION_ENTRY = 0xC000_0000_0000_00ADL | ROOT;

    /** Arguments of a call: R3 to R9. */
    private static final int WORDS = 7;

    private static final int HEADER_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final int MACHINE_PPC64 = 21;

    private record Segment(int address, byte[] bytes) {}

    private RoundTripGuest() {}

    /**
     * An ELF file for big-endian 64-bit POWER, entered at address 0.
     *
     * @param isIdle whether each turn through the table ends with idle time of half a million moments
     */
    static byte[] elf(NestedApi api, boolean isIdle) {
        List<long[]> calls = new ArrayList<>();
        ByteBuffer low = ByteBuffer.allocate(SECOND_LEVEL + Long.BYTES).order(ByteOrder.BIG_ENDIAN);
        low.putLong(SECOND_LEVEL, LEAF);
        int once = api == NestedApi.V2 ? v2(calls, low) : v1(calls, low);
        calls.add(new long[] {0x58, 0x7100_0000, 16, 0x6162_6364_6566_6768L, 0x696A_6B6C_6D6E_6F0AL});
        if (isIdle) {
            calls.add(new long[] {0xE0});
        }
        for (int i = 0; i < calls.size(); i++) {
            for (int j = 0; j < calls.get(i).length; j++) {
                low.putLong(TABLE + 8 * (WORDS * i + j), calls.get(i)[j]);
            }
        }
        program(low, TABLE + 8 * WORDS * once);
        ByteBuffer root = ByteBuffer.allocate(Long.BYTES).putLong(DIRECTORY);
        ByteBuffer partition = ByteBuffer.allocate(16 * (LPID + 1)).putLong(16 * LPID, PARTITION_ENTRY);
        return elf(List.of(
                new Segment(0, low.array()),
                new Segment(ROOT, root.array()),
                new Segment(PARTITION_TABLE, partition.array())));
    }

    /** Calls of the second API; gives how many of them are made once. */
    private static int v2(List<long[]> calls, ByteBuffer low) {
        low.position(GUEST_STATE);
        low.putInt(1).putShort((short) 0x0005).putShort((short) 24);
        low.putLong(ROOT).putLong(52).putLong(ROOT_BYTES);
        low.position(RUN_BUFFERS);
        low.putInt(3).putShort((short) 0x1020).putShort((short) 8).putLong(L2_TICKS);
        low.putShort((short) 0x0C00).putShort((short) 16).putLong(RUN_INPUT).putLong(RUN_BYTES);
        low.putShort((short) 0x0C01).putShort((short) 16);
        low.putLong(RUN_OUTPUT).putLong(RUN_BYTES);
        low.position(ASKED_STATE);
        low.putInt(1).putShort((short) 0x1003).putShort((short) 8);
        calls.add(new long[] {0x460, 0});
        calls.add(new long[] {0x464, 0, 1L << 61});
        calls.add(new long[] {0x470, 0, -1});
        calls.add(new long[] {0x47C, GUEST_WIDE, 1, 0, GUEST_STATE, 64});
        calls.add(new long[] {0x474, 0, 1, 0});
        calls.add(new long[] {0x47C, 0, 1, 0, RUN_BUFFERS, 64});
        int once = calls.size();
        calls.add(new long[] {0x480, 0, 1, 0});
        calls.add(new long[] {0x478, 0, 1, 0, ASKED_STATE, 64});
        return once;
    }

    /** Calls of the first API; gives how many of them are made once. */
    private static int v1(List<long[]> calls, ByteBuffer low) {
        low.putLong(V1_STATE, 2).putInt(V1_STATE + 8, LPID).putInt(V1_STATE + 12, 3);
        low.putLong(V1_STATE + 88, L2_TICKS);
        calls.add(new long[] {0xF800, PARTITION_TABLE | 4});
        int once = calls.size();
        calls.add(new long[] {0xF804, V1_STATE, V1_REGISTERS});
        calls.add(new long[] {0xF80C, LPID, 0, 0x40, RUN_INPUT, 0, 64});
        return once;
    }

    private static void program(ByteBuffer low, int again) {
        low.position(0);
        low.putInt(0x3BE0_0000 | TABLE); // li r31,TABLE
        int loop = low.position();
        for (int i = 0; i < WORDS; i++) {
            low.putInt(0xE81F_0000 | 3 + i << 21 | 8 * i); // ld r3+i,8*i(r31)
        }
        low.putInt(0x3BFF_0000 | 8 * WORDS); // addi r31,r31,56
        low.putInt(0x2C23_0000); // cmpdi r3,0
        low.putInt(0x4082_000C); // bne to the third from here
        low.putInt(0x3BE0_0000 | again); // li r31,again
        low.putInt(branch(low.position(), loop));
        low.putInt(0x3D40_0004).putInt(0x7D56_03A6); // lis r10,4; mtdec r10
        low.putInt(0x4400_0022); // sc 1
        low.putInt(branch(low.position(), loop));
        low.position(DECREMENTER);
        low.putInt(0x3D40_0004).putInt(0x7D56_03A6).putInt(0x4C00_0024); // lis r10,4; mtdec r10; rfid
    }

    private static int branch(int from, int to) {
        return 0x4800_0000 | to - from & 0x03FF_FFFC;
    }

    private static byte[] elf(List<Segment> segments) {
        int at = HEADER_BYTES + SEGMENT_BYTES * segments.size();
        int length = at + segments.stream().mapToInt(each -> each.bytes.length).sum();
        ByteBuffer elf = ByteBuffer.allocate(length).order(ByteOrder.BIG_ENDIAN);
        // e_ident: 64 bits, big-endian, version 1; executable; 64-bit POWER; entered at 0; program headers behind
        elf.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 2, 1, 0}).putLong(0);
        elf.putShort((short) 2).putShort((short) MACHINE_PPC64).putInt(1);
        elf.putLong(0).putLong(HEADER_BYTES).putLong(0);
        elf.putInt(0).putShort((short) HEADER_BYTES).putShort((short) SEGMENT_BYTES);
        elf.putShort((short) segments.size());
        elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        for (Segment each : segments) {
            // PT_LOAD, readable, writable and executable
            elf.putInt(1).putInt(7).putLong(at).putLong(each.address).putLong(each.address);
            elf.putLong(each.bytes.length).putLong(each.bytes.length).putLong(8);
            at += each.bytes.length;
        }
        segments.forEach(each -> elf.put(each.bytes));
        return elf.array();
    }
}
