package dev.nestor.recorder;

import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent.HcallEntered;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.event.TraceEvent.MachineStarted;
import dev.nestor.emulator.event.TraceEvent.MachineStopped;
import dev.nestor.emulator.event.TraceEvent.NestedEntered;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.event.TraceEvent.StateDigested;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.event.TraceEvent.VcpuDispatched;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A recording of as many L2 exits as one asks for, which no machine made: the real recorder writes it, with digests,
 * checksums, footer and seal, so that everything but a replay can be measured on it. Two guests with two vCPUs each run
 * under v2 on two L1 vCPUs that take turns; reasons, times and calls are mixed as in a Linux guest. One seed, one log.
 *
 * <pre>
 * java FLAGS -cp analysis/target/nestor.jar:recorder/target/test-classes dev.nestor.recorder.SyntheticExits \
 *     DIRECTORY EXITS [SEED [MOVES]]
 *     MOVES: every so many exits states its transfers and its digest; 1 for all, 0 for none
 * </pre>
 */
public final class SyntheticExits {

    private static final int L1_VCPUS = 2;
    private static final int L2_VCPUS_EACH = 2;
    private static final long H_GUEST_RUN_VCPU = 0x480;
    private static final long H_EOI = 0x64;
    private static final int BUFFER_FORMAT = 1;
    private static final long L2_MSR = 0x8000_0000_0000_D033L;

    /** Vectors, so many of a hundred exits, and the least time that the L1 takes for one. */
    private static final int[][] REASONS = {
        {0xE00, 38, 2200},
        {0xC00, 30, 3600},
        {0x980, 14, 900},
        {0xEA0, 9, 1500},
        {0xE20, 5, 4000},
        {0xE40, 2, 5200},
        {0xE80, 1, 700},
        {0xF80, 1, 1100},
    };

    /** What L2s call, each as often: H_CEDE, H_PUT_TERM_CHAR, H_IPI, H_EOI, H_RTAS. */
    private static final long[] L2_CALLS = {0xE0, 0x58, 0x6C, 0x64, 0xF000};

    private final SplittableRandom random;
    private final EventVoice voice;
    private final int movesEvery;
    private final long[][] l2Instructions = new long[L1_VCPUS][L2_VCPUS_EACH];
    private final ByteBuffer in = ByteBuffer.allocate(4 + 2 * 12);
    private final ByteBuffer out = ByteBuffer.allocate(4 + 5 * 12);
    private long moment;
    private int vcpu;

    private SyntheticExits(Recorder recorder, long seed, int movesEvery) {
        this.random = new SplittableRandom(seed);
        this.voice = new EventVoice(recorder, 0);
        this.movesEvery = movesEvery;
    }

    /** See the class. */
    public static void main(String[] arguments) {
        Recorder.prepareHost();
        long exits = Long.parseLong(arguments[1]);
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        int movesEvery = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
        RecordingSummary made = record(Path.of(arguments[0]), exits, seed, movesEvery);
        System.out.printf(Locale.ROOT, "%d exits, %d events, moment %d%n", exits, made.events(), made.moment());
    }

    /** Records that many exits. */
    public static RecordingSummary record(Path directory, long exits, long seed, int movesEvery) {
        try (Recorder recorder =
                Recorder.create(directory, SyntheticRun.CONFIG, SyntheticRun.IMAGES, "synthetic-exits")) {
            SyntheticExits run = new SyntheticExits(recorder, seed, movesEvery);
            run.speak(exits);
            return recorder.finish(StopReason.POWERED_OFF, run.moment, run.moment, SyntheticRun.DIGEST);
        }
    }

    private void speak(long exits) {
        voice.begin(MachineStarted.TYPE, moment)
                .put(L1_VCPUS)
                .put(256L << 20)
                .put(0x40_0000)
                .put(0x800_0000)
                .end();
        voice.begin(VcpuDispatched.TYPE, moment).put(vcpu).end();
        for (long i = 0; i < exits; i++) {
            if (random.nextInt(64) == 0) {
                vcpu = 1 - vcpu;
                voice.begin(VcpuDispatched.TYPE, moment).put(vcpu).end();
            }
            boolean isMoving = movesEvery > 0 && i % movesEvery == 0;
            exit(REASONS[reason()], random.nextInt(L2_VCPUS_EACH), isMoving);
        }
        voice.begin(MachineStopped.TYPE, moment).put(1).put(-1).end();
    }

    /** The L1 enters an L2, which runs, exits and is handled. */
    private void exit(int[] reason, int l2Vcpu, boolean isMoving) {
        int vector = reason[0];
        call(H_GUEST_RUN_VCPU, l2Vcpu);
        if (isMoving) {
            moved(0, l2Vcpu, in, 0x1003, 2);
        }
        long guest = 1 + vcpu;
        long nia = 0xC000_0000_0010_0000L + random.nextInt(1 << 10) * 4;
        voice.begin(NestedEntered.TYPE, moment)
                .put(vcpu)
                .put(2)
                .put(guest)
                .put(l2Vcpu)
                .put(nia)
                .put(L2_MSR)
                .put(0x1)
                .put(-1)
                .put(l2Instructions[vcpu][l2Vcpu])
                .end();
        long ran = 50 + spread(9);
        moment += ran;
        l2Instructions[vcpu][l2Vcpu] += ran;
        boolean isStorage = vector == 0xE00 || vector == 0xE20;
        long page = isStorage ? random.nextLong(1 << 18) << 12 : 0;
        voice.begin(NestedExited.TYPE, moment)
                .put(vcpu)
                .put(2)
                .put(guest)
                .put(l2Vcpu)
                .put(vector)
                .put(nia + 4 * (ran & 255))
                .put(L2_MSR)
                .put(vector == 0xC00 ? L2_CALLS[random.nextInt(L2_CALLS.length)] : random.nextInt(16))
                .put(random.nextInt(1 << 12))
                .put(vector == 0xE00 ? 0xC000_0000_0000_0000L + page : 0)
                .put(vector == 0xE00 ? 0x4000_0000 : 0)
                .put(page)
                .put(l2Instructions[vcpu][l2Vcpu])
                .end();
        if (isMoving) {
            moved(1, l2Vcpu, out, 0x1003, 5);
            voice.begin(StateDigested.TYPE, moment)
                    .put(vcpu)
                    .put(random.nextLong())
                    .put(random.nextLong())
                    .put(0)
                    .end();
        }
        returned(H_GUEST_RUN_VCPU, vector, isMoving);
        moment += reason[2] / 2;
        if (random.nextInt(16) == 0) {
            call(H_EOI, 0);
            returned(H_EOI, 0, false);
        }
        moment += reason[2] / 2 + spread(12);
    }

    private void call(long opcode, long l2Vcpu) {
        voice.begin(HcallEntered.TYPE, moment)
                .put(vcpu)
                .put(opcode)
                .put(0)
                .put(1 + vcpu)
                .put(l2Vcpu)
                .put(0)
                .put(0)
                .put(0)
                .put(0xC000_0000_0000_4000L + opcode)
                .put(0x8000_0000_0000_1033L)
                .end();
    }

    private void returned(long opcode, long r4, boolean isMoving) {
        voice.begin(HcallReturned.TYPE, moment)
                .put(vcpu)
                .put(opcode)
                .put(0)
                .put(r4)
                .put(0)
                .put(isMoving ? 7 : 0)
                .put(isMoving ? in.capacity() : 0)
                .put(isMoving ? out.capacity() : 0)
                .put(isMoving ? 12 : 0)
                .end();
    }

    /** A guest state buffer of general purpose registers, whose low halves are what the L2 worked on. */
    private void moved(int direction, long l2Vcpu, ByteBuffer buffer, int firstElement, int elements) {
        buffer.clear();
        buffer.putInt(elements);
        for (int i = 0; i < elements; i++) {
            buffer.putShort((short) (firstElement + i)).putShort((short) 8).putLong(random.nextInt() & 0xFFFF_FFFFL);
        }
        voice.begin(StateTransferred.TYPE, moment)
                .put(vcpu)
                .put(H_GUEST_RUN_VCPU)
                .put(1 + vcpu)
                .put(l2Vcpu)
                .put(direction)
                .put(BUFFER_FORMAT)
                .put(0x50_0000 + 0x1_0000 * vcpu)
                .put(elements)
                .end(buffer.array(), 0, buffer.capacity());
    }

    private int reason() {
        int left = random.nextInt(100);
        int row = 0;
        while (left >= REASONS[row][1]) {
            left -= REASONS[row++][1];
        }
        return row;
    }

    /** Often little, now and then up to two to the {@code bits} - 1. */
    private long spread(int bits) {
        return random.nextInt(1 << random.nextInt(bits + 1));
    }
}
