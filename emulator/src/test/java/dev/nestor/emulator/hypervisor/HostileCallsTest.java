package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.event.TraceEvent.NestedEntered;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.state.SavedState;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An L1 that calls everything with random, boundary and nearly right arguments: declared answers, no Java exception,
 * and a consistent L0 after each. Repeat a failure with -Dnestor.seed=N and the number of calls that the message
 * names.
 */
class HostileCallsTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_251_122L);
    private static final int VCPUS = 3;
    private static final long BUFFERS = 0x10_0000;

    static Stream<Arguments> worlds() {
        return Stream.of(NestedApi.values())
                .flatMap(api -> Stream.of(Profile.values()).map(profile -> Arguments.of(api, profile)));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void staysSound(NestedApi api, Profile profile) {
        attack(api, profile, SEED, 20_000);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("worlds")
    void staysSoundForLong(NestedApi api, Profile profile) {
        for (int round = 0; round < 17; round++) {
            attack(api, profile, SEED + 1 + round, 100_000);
        }
    }

    private static void attack(NestedApi api, Profile profile, long seed, int calls) {
        PartitionUnderTest p = new PartitionUnderTest(api, profile, VCPUS);
        Random random = new Random(seed);
        if (api == NestedApi.V2) {
            p.call(0x464, 0, 1L << 62);
        } else {
            p.call(0xF800, 0x20_0004);
        }
        int done = 0;
        int entries = 0;
        try {
            for (; done < calls; done++) {
                step(p, random, api);
                entries += p.eventsOf(NestedEntered.class).size();
                p.events.clear();
            }
            assertTrue(entries > calls / 200, "only " + entries + " L2s were entered");
            byte[] saved = SavedState.of(p.hypervisor);
            PartitionUnderTest other = new PartitionUnderTest(api, profile, VCPUS);
            SavedState.into(other.hypervisor, saved);
            assertEquals(saved.length, SavedState.of(other.hypervisor).length);
        } catch (RuntimeException | AssertionError e) {
            fail("after " + done + " calls under " + api + " and " + profile + ", seed " + seed, e);
        }
    }

    private static void step(PartitionUnderTest p, Random random, NestedApi api) {
        Vcpu v = p.vcpu(random.nextInt(VCPUS));
        v.setMoment(v.moment() + random.nextInt(1000));
        if (v.isNested()) {
            leave(p, v, random);
            return;
        }
        assertSame(v.own(), v.s);
        prepare(p, random, api);
        HcallRow<?> row = HcallTable.rows().get(random.nextInt(HcallTable.rows().size()));
        long[] arguments = new long[7];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(random);
        }
        boolean nearlyRight = random.nextInt(4) != 0;
        long opcode = row.opcode();
        if (nearlyRight && api == NestedApi.V2) {
            opcode = nearlyRightV2(random, arguments);
        } else if (nearlyRight) {
            opcode = nearlyRightV1(random, arguments);
        }
        if (random.nextInt(50) == 0) {
            restore(p, v, api);
        }
        long problemState = random.nextInt(50) == 0 ? 0x4000 : 0;
        v.own().msr = 0x8000_0000_0000_1000L | (random.nextInt(4) == 0 ? 0 : 1) | problemState;
        long code = p.callOn(v.index(), opcode, arguments);
        check(p, v, opcode, code);
    }

    /** What the attack destroyed is built again, as far as it can be, so that L2s enter often. */
    private static void restore(PartitionUnderTest p, Vcpu v, NestedApi api) {
        v.own().msr = 0x8000_0000_0000_1000L;
        if (api == NestedApi.V1) {
            p.callOn(v.index(), 0xF800, 0x20_0004);
            return;
        }
        long scratch = 0x18_0000;
        StateBufferBuilder tables =
                new StateBufferBuilder().element(5, 24, 0x30_0000, 52, 65536).element(6, 16, 0, 4096);
        StateBufferBuilder buffers =
                new StateBufferBuilder().element(0xC00, 16, BUFFERS, 4096).element(0xC01, 16, BUFFERS + 0x2000, 128);
        p.callOn(v.index(), 0x470, 0, -1);
        for (int guest = 1; guest <= 2; guest++) {
            p.callOn(v.index(), 0x47C, 1L << 63, guest, 0, scratch, tables.put(p.memory, scratch));
            for (int vcpu = 0; vcpu < 3; vcpu++) {
                p.callOn(v.index(), 0x474, 0, guest, vcpu);
                p.callOn(v.index(), 0x47C, 0, guest, vcpu, scratch, buffers.put(p.memory, scratch));
            }
        }
    }

    private static void leave(PartitionUnderTest p, Vcpu v, Random random) {
        assertTrue(v.mem.scope().nested);
        v.s.gpr[random.nextInt(32)] = random.nextLong();
        v.s.instructions += random.nextInt(100);
        if (random.nextInt(3) == 0) {
            v.s.msr ^= random.nextInt(2) == 0 ? 0x4000 : 0;
            p.hypervisor.nestedHypercall(v);
            return;
        }
        NestedExit[] exits = NestedExit.values();
        int vector = exits[random.nextInt(exits.length)].vector();
        Interrupt interrupt = Interrupt.HYPERVISOR_DECREMENTER;
        for (Interrupt candidate : Interrupt.values()) {
            interrupt = candidate.vector() == vector ? candidate : interrupt;
        }
        v.exit().set(interrupt, random.nextLong(), random.nextLong());
        p.hypervisor.nestedExit(v);
        assertSame(v.own(), v.s);
        assertTrue(!v.mem.scope().nested && v.mem.scope().lpid == 0);
    }

    private static void check(PartitionUnderTest p, Vcpu v, long opcode, long code) {
        assertEquals(p.outcome == HcallOutcome.L2_ENTERED, v.isNested());
        if (v.isNested()) {
            return;
        }
        assertSame(v.own(), v.s);
        HcallRow<?> row = HcallTable.row(opcode);
        ReturnCode named = ReturnCode.byNumber(code);
        boolean usual = named == ReturnCode.H_FUNCTION || named == ReturnCode.H_PRIVILEGE;
        boolean listed = row != null && row.answers().stream().anyMatch(a -> a.reachable() && a.code() == named);
        assertTrue(usual || listed, () -> row + " answered " + code);
    }

    private static long argument(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextInt(5);
            case 2 -> -1 - random.nextInt(3);
            case 3 -> BUFFERS + 0x1000L * random.nextInt(4);
            case 4 -> PartitionUnderTest.MEMORY_BYTES - random.nextInt(600);
            case 5 -> 1L << random.nextInt(64);
            case 6 -> random.nextInt(1 << 21);
            default -> random.nextLong();
        };
    }

    private static long nearlyRightV2(Random random, long[] arguments) {
        long[] flags = {0, 0, 0, 0, 1L << 63, 1L << 62, 1L << 61, 1};
        arguments[0] = flags[random.nextInt(flags.length)];
        arguments[1] = 1 + random.nextInt(3);
        arguments[2] = random.nextInt(3);
        arguments[3] = BUFFERS + 0x1000L * random.nextInt(4);
        arguments[4] = random.nextInt(10) == 0 ? random.nextInt(300) : 4096;
        int[] opcodes = {0x470, 0x474, 0x478, 0x47C, 0x47C, 0x47C, 0x480, 0x480, 0x480, 0x488, 0x448};
        int opcode = opcodes[random.nextInt(opcodes.length)];
        if (opcode == 0x470 && random.nextBoolean()) {
            arguments[1] = -1;
        }
        if (opcode == 0x488 && random.nextInt(10) != 0) {
            arguments[1] = 3;
        }
        return opcode;
    }

    private static long nearlyRightV1(Random random, long[] arguments) {
        int[] opcodes = {0xF800, 0xF804, 0xF804, 0xF804, 0xF804, 0xF808, 0xF80C, 0x448};
        int opcode = opcodes[random.nextInt(opcodes.length)];
        if (opcode == 0xF800) {
            arguments[0] = random.nextInt(10) == 0 ? 0 : 0x20_0000 | random.nextInt(6);
        } else if (opcode == 0xF804) {
            arguments[0] = BUFFERS + 0x1000L * random.nextInt(4);
            arguments[1] = BUFFERS + 0x1000L * random.nextInt(4) + 512;
        } else {
            arguments[0] = random.nextInt(4);
            arguments[1] = random.nextInt(4);
        }
        return opcode;
    }

    /** Puts something nearly right where the arguments point. */
    private static void prepare(PartitionUnderTest p, Random random, NestedApi api) {
        long address = BUFFERS + 0x1000L * random.nextInt(4);
        if (api == NestedApi.V1) {
            boolean little = random.nextInt(4) != 0;
            long version = random.nextInt(8) == 0 ? random.nextInt(4) : 2;
            p.memory.writeBe64(address, little ? Long.reverseBytes(version) : version);
            int lpid = random.nextInt(5);
            p.memory.writeBe32(address + HvGuestStateLayout.LPID.offset(), little ? Integer.reverseBytes(lpid) : lpid);
            p.memory.writeBe32(address + 12, 0);
            p.memory.writeBe64(address + 512 + 264, random.nextInt(10) == 0 ? random.nextLong() : 0x80);
            p.memory.writeBe64(address + 8L * random.nextInt(60) + 16, random.nextLong());
            p.memory.writeBe64(0x20_0000 + 8L * random.nextInt(20), random.nextLong());
            return;
        }
        StateBufferBuilder buffer = new StateBufferBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            element(buffer, random);
        }
        int size = buffer.put(p.memory, address);
        if (random.nextInt(10) == 0) {
            p.memory.writeBe32(address, random.nextInt());
        }
        if (random.nextInt(10) == 0) {
            p.memory.write8(address + random.nextInt(size), random.nextInt());
        }
    }

    private static void element(StateBufferBuilder buffer, Random random) {
        List<GuestStateElement> rows = List.of(GuestStateElement.values());
        GuestStateElement row = rows.get(random.nextInt(rows.size()));
        int id = row.id(random.nextInt(row.count()));
        int size = row.sizeBytes(Profile.PAPR);
        switch (random.nextInt(12)) {
            case 0 -> buffer.element(id + 1, size, random.nextLong());
            case 1 -> buffer.element(id, random.nextInt(30), random.nextLong());
            case 2 -> buffer.element(5, 24, 0x30_0000, 52, 65536);
            case 3 -> buffer.element(0xC00, 16, BUFFERS, 4096);
            case 4 -> buffer.element(0xC01, 16, BUFFERS + 0x2000, 128);
            case 5 -> buffer.element(0xC01, 16, argument(random), random.nextInt(300));
            case 6 -> buffer.element(0xC00, 16, argument(random), random.nextInt(300));
            default -> buffer.element(id, size, random.nextLong(), random.nextLong());
        }
    }
}
