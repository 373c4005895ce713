package dev.nestor.replayer.crash;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.replayer.Guests;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EndlessRecorder} records: short runs, each of which goes through something that a recorder does, so
 * that it can be caught at it.
 */
enum CrashedRun {

    /** Many small batches and some large ones. */
    CALLS(NestedApi.V2, 20, RecorderOptions.DEFAULT, 4_000, 48_000),

    /** A keyframe behind every few events. */
    KEYFRAMES(NestedApi.V1, 20, RecorderOptions.DEFAULT.withKeyframeMoments(1_500), 1_000, 15_000),

    /** Five parts of a ring, the oldest of which are dropped. */
    RING(NestedApi.V2, 2_000, RecorderOptions.DEFAULT.withRingMoments(2_000_000), 250_000, 5_000_000),

    /** Inputs of a MiB, so many that the queue's file must grow by another block. */
    GROWTH(NestedApi.V1, 20, RecorderOptions.DEFAULT, 1_000, 20_000),

    /** An L2 under v1, with a keyframe while it lives. */
    NESTED_V1(NestedApi.V1, 0, RecorderOptions.DEFAULT.withKeyframeMoments(1_700_000), 100_000, 3_800_000),

    /** An L2 under v2, with a keyframe while it lives. */
    NESTED_V2(NestedApi.V2, 0, RecorderOptions.DEFAULT.withKeyframeMoments(1_700_000), 100_000, 3_800_000);

    /** Shortest part of a ring. */
    private static final long RING_PART_MOMENTS = 1_000_000;

    private static final int EDIT_BYTES = 1 << 20;
    private static final int EDITS = 18;
    private static final long EDITED_FROM = 16L << 20;

    private final MachineConfig config;
    private final int delay;
    private final RecorderOptions options;
    private final long stepMoments;
    private final long endMoment;

    CrashedRun(NestedApi api, int delay, RecorderOptions options, long stepMoments, long endMoment) {
        this.config = MachineConfig.of(api);
        this.delay = delay;
        this.options = options;
        this.stepMoments = stepMoments;
        this.endMoment = endMoment;
    }

    /** What recording number {@code number} of a process is of. */
    static CrashedRun of(int number) {
        return values()[number % values().length];
    }

    /** Whether recording number {@code number} is closed as it is and not finished. */
    static boolean isLeftOpen(int number) {
        return number % 5 == 4;
    }

    MachineConfig config() {
        return config;
    }

    /** Nestor's L1 and an L2, or a program that does nothing but call. */
    MachineImages images() {
        return delay == 0 ? Guests.images("exit-storm") : new MachineImages(callsFor(delay), new byte[0]);
    }

    RecorderOptions options() {
        return options;
    }

    /** Moments between two acknowledgements. */
    long stepMoments() {
        return stepMoments;
    }

    long endMoment() {
        return endMoment;
    }

    /** Whether something other than events comes in the step up to {@code moment}. */
    boolean isTurn(long moment) {
        if (this == GROWTH) {
            return moment == EDITS * 1_000L;
        }
        long distance = this == RING ? RING_PART_MOMENTS : options.keyframeMoments();
        return distance > 0 && moment / distance > (moment - stepMoments) / distance;
    }

    InputSource inputs() {
        return this == GROWTH ? new Edits() : InputSource.SILENCE;
    }

    /** An L1 that writes 16 other bytes to the console again and again, with so many turns of a loop between. */
    private static byte[] callsFor(int turns) {
        int[] program = {
            0x38E0_0000, // li r7,0
            0x3900_0000 | turns, // li r8,turns
            0x7D09_03A6, // mtctr r8
            0x4200_0000, // bdnz to itself
            0x38E7_0001, // addi r7,r7,1
            0x7CC6_3A14, // add r6,r6,r7
            0x3860_0058, // li r3,H_PUT_TERM_CHAR
            0x3C80_7100, // lis r4,0x7100: the console
            0x38A0_0010, // li r5,16
            0x4400_0022, // sc 1
            0x4BFF_FFDC // b to the second
        };
        int codeAt = 64 + 56;
        ByteBuffer elf = ByteBuffer.allocate(codeAt + 4 * program.length).order(ByteOrder.BIG_ENDIAN);
        // e_ident: 64 bits, big-endian, version 1; executable; 64-bit POWER; entered at 0, one segment behind the head
        elf.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 2, 1, 0}).putLong(0);
        elf.putShort((short) 2).putShort((short) 21).putInt(1);
        elf.putLong(0).putLong(64).putLong(0);
        elf.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        // PT_LOAD, readable and executable
        elf.putInt(1).putInt(5).putLong(codeAt).putLong(0).putLong(0);
        elf.putLong(4L * program.length).putLong(4L * program.length).putLong(4);
        for (int word : program) {
            elf.putInt(word);
        }
        return elf.array();
    }

    /** Overwrites memory that nobody uses, a MiB at every thousandth moment. */
    private static final class Edits implements InputSource {
        private final Random random = new Random(1);
        private int edits;

        @Override
        public long dueAt(long now) {
            return edits < EDITS ? (edits + 1) * 1_000L : Long.MAX_VALUE;
        }

        @Override
        public @Nullable MachineInput poll(long now) {
            if (now < dueAt(now)) {
                return null;
            }
            byte[] bytes = new byte[EDIT_BYTES];
            random.nextBytes(bytes);
            return new MachineInput.MemoryEdited(EDITED_FROM + (long) edits++ * EDIT_BYTES, bytes);
        }
    }
}
