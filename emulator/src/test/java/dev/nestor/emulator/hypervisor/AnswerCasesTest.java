package dev.nestor.emulator.hypervisor;

import static dev.nestor.emulator.hypervisor.V2UnderTest.BUFFER;
import static dev.nestor.emulator.hypervisor.V2UnderTest.CREATE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.CREATE_VCPU;
import static dev.nestor.emulator.hypervisor.V2UnderTest.DELETE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.GET;
import static dev.nestor.emulator.hypervisor.V2UnderTest.GUEST_WIDE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.HOST_WIDE;
import static dev.nestor.emulator.hypervisor.V2UnderTest.INPUT;
import static dev.nestor.emulator.hypervisor.V2UnderTest.OUTPUT;
import static dev.nestor.emulator.hypervisor.V2UnderTest.RUN;
import static dev.nestor.emulator.hypervisor.V2UnderTest.SET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each return code of each nested call, under each profile: one row for each condition of {@link HcallRow#answers}. The
 * codes are written here as numbers of the document, of Linux and of QEMU, and not taken from the rows.
 */
@Tag("conformance")
class AnswerCasesTest {
    private static final long NO_BUFFER = PartitionUnderTest.MEMORY_BYTES;
    private static final int RPT = 0x448;

    /**
     * A condition.
     *
     * @param call number of the call
     * @param says the condition
     * @param codes what the call answers under papr, linux, qemu and papr2023; a code left out at the end of three is
     *     that of papr, of fewer the last
     * @param steps makes the call and gives R3
     */
    private record Case(int call, String says, int[] codes, Function<Profile, Long> steps) {
        int under(Profile profile) {
            boolean asPapr = profile == Profile.PAPR2023 && codes.length < Profile.values().length;
            return codes[asPapr ? 0 : Math.min(profile.ordinal(), codes.length - 1)];
        }

        @Override
        public String toString() {
            return Integer.toHexString(call) + " " + says;
        }
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        addLifeCycle(all);
        addState(all);
        addOwnership(all);
        addRuns(all);
        addInvalidations(all);
        addV1(all);
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachProfileAnswersItsCode(Case row) {
        HcallRow<?> declared = HcallTable.row(row.call);
        assertNotNull(declared);
        for (Profile profile : Profile.values()) {
            int expected = row.under(profile);
            assertEquals(expected, row.steps.apply(profile), row + " under " + profile);
            ReturnCode code = ReturnCode.byNumber(expected);
            assertTrue(code != null && declared.mayAnswer(code, profile), row + " is not declared under " + profile);
        }
    }

    private static int[] codes(int... codes) {
        return codes;
    }

    private static Case fresh(int call, String says, int[] codes, long... arguments) {
        return new Case(
                call, says, codes, profile -> new PartitionUnderTest(NestedApi.V2, profile).call(call, arguments));
    }

    private static Case v2(int call, String says, int[] codes, Function<V2UnderTest, Long> steps) {
        return new Case(call, says, codes, profile -> steps.apply(new V2UnderTest(profile, 2)));
    }

    private static Case v2(int call, String says, int[] codes, long... arguments) {
        return v2(call, says, codes, l0 -> l0.p.call(call, arguments));
    }

    private static Case v1(int call, String says, int[] codes, Function<V1UnderTest, Long> steps) {
        return new Case(call, says, codes, profile -> {
            V1UnderTest l0 = new V1UnderTest(profile, true);
            V1Trees.map(l0.p.memory);
            return steps.apply(l0);
        });
    }

    private static Case v1(int call, String says, int[] codes, long... arguments) {
        return v1(call, says, codes, l0 -> l0.p.call(call, arguments));
    }

    private static void addLifeCycle(List<Case> all) {
        long modes = 0x6000_0000_0000_0000L;
        all.add(fresh(0x460, "asked", codes(0), 0));
        all.add(fresh(0x460, "a flag", codes(-4), 1));
        all.add(fresh(0x464, "chosen", codes(0), 0, modes));
        all.add(fresh(0x464, "a flag", codes(-4), 1, modes));
        all.add(fresh(0x464, "no mode", codes(-55), 0, 0));
        all.add(fresh(0x464, "copy memory", codes(-55), 0, 1L << 63));
        all.add(v2(0x464, "chosen before", codes(-75), 0, modes));
        all.add(fresh(CREATE, "before capabilities", codes(-75), 0, -1));
        all.add(v2(CREATE, "made", codes(0), 0, -1));
        all.add(v2(CREATE, "a flag", codes(-256), 1, -1));
        all.add(v2(CREATE, "a token of no operation", codes(-55), 0, 0));
        all.add(v2(CREATE, "the 4096th guest", codes(-44, -44, -9), l0 -> {
            for (int id = 2; id <= 4095; id++) {
                assertEquals(0, l0.p.call(CREATE, 0, -1));
                assertEquals(id, l0.p.r(4));
            }
            return l0.p.call(CREATE, 0, -1);
        }));
        all.add(v2(CREATE_VCPU, "made", codes(0), 0, 1, 1));
        all.add(v2(CREATE_VCPU, "5 as the second", codes(0, 0, -56), 0, 1, 5));
        all.add(v2(CREATE_VCPU, "a flag", codes(-256), 1, 1, 1));
        all.add(v2(CREATE_VCPU, "no such guest", codes(-55), 0, 2, 0));
        all.add(v2(CREATE_VCPU, "2048", codes(-56), 0, 1, 2048));
        all.add(v2(CREATE_VCPU, "the id is used", codes(-77), 0, 1, 0));
        all.add(v2(CREATE_VCPU, "no memory left", codes(-44, -44, -9), AnswerCasesTest::exhaustMemory));
        all.add(v2(DELETE, "gone", codes(0), 0, 1));
        all.add(v2(DELETE, "all of them", codes(0), 1L << 63, 99));
        all.add(v2(DELETE, "a flag", codes(-256), 1, 1));
        all.add(v2(DELETE, "no such guest", codes(-55), 0, 2));
    }

    private static long exhaustMemory(V2UnderTest l0) {
        long code = 0;
        for (int guest = 2; code == 0; guest++) {
            assertEquals(0, l0.p.call(CREATE, 0, -1));
            for (int vcpu = 0; vcpu < 2048 && code == 0; vcpu++) {
                code = l0.p.call(CREATE_VCPU, 0, guest, vcpu);
            }
        }
        return code;
    }

    private static void addState(List<Case> all) {
        StateBufferBuilder gpr = new StateBufferBuilder().element(0x1000, 8, 7);
        StateBufferBuilder small = new StateBufferBuilder().element(0x1000, 4, 7);
        StateBufferBuilder unknown = new StateBufferBuilder().element(StateElementTest.UNKNOWN_ID, 8, 7);
        StateBufferBuilder reserved = new StateBufferBuilder().element(0x102C, 8, 1);
        all.add(v2(GET, "read", codes(0), l0 -> l0.get(0, 1, 0, gpr)));
        all.add(v2(SET, "stored", codes(0), l0 -> l0.set(0, 1, 0, gpr)));
        all.add(v2(GET, "runs elsewhere", codes(1), l0 -> whileItRuns(l0, GET, gpr)));
        all.add(v2(SET, "runs elsewhere", codes(1), l0 -> whileItRuns(l0, SET, gpr)));
        all.add(v2(GET, "both scopes", codes(-4), l0 -> l0.get(GUEST_WIDE | HOST_WIDE, 1, 0, gpr)));
        all.add(v2(GET, "a flag", codes(-4), l0 -> l0.get(1, 1, 0, gpr)));
        all.add(v2(SET, "a flag", codes(-4), l0 -> l0.set(1, 1, 0, gpr)));
        all.add(v2(SET, "bit 1", codes(-4), l0 -> l0.set(HOST_WIDE, 1, 0, gpr)));
        all.add(v2(GET, "no such guest", codes(-55), l0 -> l0.get(0, 2, 0, gpr)));
        all.add(v2(SET, "no such guest", codes(-55), l0 -> l0.set(0, 2, 0, gpr)));
        all.add(v2(GET, "no such vCPU", codes(-56), l0 -> l0.get(0, 1, 1, gpr)));
        all.add(v2(SET, "no such vCPU", codes(-56), l0 -> l0.set(0, 1, 1, gpr)));
        for (int call : new int[] {GET, SET}) {
            all.add(v2(call, "buffer outside memory", codes(-56), 0, 1, 0, NO_BUFFER, 16));
            all.add(v2(call, "buffer of 3 bytes", codes(-56), 0, 1, 0, BUFFER, 3));
            all.add(v2(call, "buffer over 1 MiB", codes(-56), 0, 1, 0, BUFFER, (1 << 20) + 1));
        }
        all.add(v2(GET, "unknown id", codes(-79, -79, -56), l0 -> l0.get(0, 1, 0, unknown)));
        all.add(v2(SET, "unknown id", codes(-79, -79, -56), l0 -> l0.set(0, 1, 0, unknown)));
        all.add(v2(GET, "wrong size", codes(-80, -80, -56), l0 -> l0.get(0, 1, 0, small)));
        all.add(v2(SET, "wrong size", codes(-80, -80, -56), l0 -> l0.set(0, 1, 0, small)));
        all.add(v2(SET, "reserved bit", codes(-81, -81, 0), l0 -> l0.set(0, 1, 0, reserved)));
    }

    /** What bit 1 of the flags does in the document of 2023; it reads host-wide elements, or is refused, elsewhere. */
    private static void addOwnership(List<Case> all) {
        all.add(v2(GET, "taken", codes(-80, -80, -56, 0), l0 -> take(l0, 8192)));
        all.add(v2(GET, "taken by a smaller buffer", codes(-80, -80, -56, -58), l0 -> take(l0, 8191)));
        all.add(v2(GET, "taken outside memory", codes(-56, -56, -56, -57), HOST_WIDE, 1, 0, NO_BUFFER, 8192));
        all.add(v2(GET, "taken with a flag", codes(-4), HOST_WIDE | 1, 1, 0, BUFFER, 8192));
        all.add(v2(GET, "taken of no guest", codes(-80, -80, -56, -55), l0 -> take(l0, 2, 0, 8192)));
        all.add(v2(GET, "taken of no vCPU", codes(-80, -80, -56, -56), l0 -> take(l0, 1, 1, 8192)));
        all.add(v2(GET, "taken twice", codes(-80, -80, -56, -87), l0 -> {
            take(l0, 8192);
            return take(l0, 8192);
        }));
        all.add(v2(GET, "taken while it runs", codes(-80, -80, -56, 1), l0 -> {
            l0.enter(0);
            badCount(l0);
            return l0.p.callOn(1, GET, HOST_WIDE, 1, 0, BUFFER, 8192);
        }));
        all.add(v2(SET, "given back", codes(-4, -4, -4, 0), l0 -> giveBack(l0, 8192, 0)));
        all.add(v2(SET, "given back, other data", codes(-4, -4, -4, -57), l0 -> giveBack(l0, 8192, 1)));
        all.add(v2(SET, "given back, too few bytes", codes(-4, -4, -4, -58), l0 -> giveBack(l0, 8191, 0)));
        StateBufferBuilder gpr = new StateBufferBuilder().element(0x1000, 8, 7);
        all.add(v2(GET, "while the L1 owns it", codes(0, 0, 0, -87), l0 -> {
            take(l0, 8192);
            return l0.get(0, 1, 0, gpr);
        }));
        all.add(v2(SET, "while the L1 owns it", codes(0, 0, 0, -87), l0 -> {
            take(l0, 8192);
            return l0.set(0, 1, 0, gpr);
        }));
        all.add(v2(RUN, "while the L1 owns it", codes(-80, -80, -56, -87), l0 -> {
            take(l0, 8192);
            new StateBufferBuilder().element(0x1000, 4, 7).put(l0.p.memory, INPUT);
            return l0.p.call(RUN, 0, 1, 0);
        }));
    }

    private static long take(V2UnderTest l0, long size) {
        return take(l0, 1, 0, size);
    }

    private static long take(V2UnderTest l0, long guest, long vcpu, long size) {
        badCount(l0);
        return l0.p.call(GET, HOST_WIDE, guest, vcpu, BUFFER, size);
    }

    /** The buffer has 9999 elements of which the first is truncated: no profile takes it for a host-wide request. */
    private static void badCount(V2UnderTest l0) {
        l0.p.memory.write(BUFFER, new byte[16384], 0, 16384);
        l0.p.memory.writeBe32(BUFFER, 9999);
    }

    private static long giveBack(V2UnderTest l0, long size, int difference) {
        take(l0, 8192);
        l0.p.memory.write8(BUFFER + 100, l0.p.memory.read8(BUFFER + 100) ^ difference);
        return l0.p.call(SET, HOST_WIDE, 1, 0, BUFFER, size);
    }

    private static long whileItRuns(V2UnderTest l0, int call, StateBufferBuilder buffer) {
        l0.enter(0);
        int size = buffer.put(l0.p.memory, BUFFER);
        return l0.p.callOn(1, call, 0, 1, 0, BUFFER, size);
    }

    private static void addRuns(List<Case> all) {
        all.add(v2(RUN, "ran", codes(0), l0 -> {
            l0.enter(0);
            l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
            return l0.p.r(3);
        }));
        all.add(v2(RUN, "a reserved flag", codes(-4), 1, 1, 0));
        all.add(v2(RUN, "no such guest", codes(-55), 0, 2, 0));
        all.add(v2(RUN, "no such vCPU", codes(-56), 0, 1, 1));
        all.add(v2(RUN, "runs elsewhere", codes(-77), l0 -> {
            l0.enter(0);
            return l0.p.callOn(1, RUN, 0, 1, 0);
        }));
        all.add(v2(RUN, "no input buffer", codes(-82, -82, -56), l0 -> bare(l0, new StateBufferBuilder())));
        all.add(v2(
                RUN,
                "no output buffer",
                codes(-84, -84, -56),
                l0 -> bare(l0, new StateBufferBuilder().element(0xC00, 16, INPUT, 128))));
        // QEMU's profile refuses such buffers when they are registered, and so runs without any
        all.add(v2(
                RUN,
                "input of 3 bytes",
                codes(-83, -83, -56),
                l0 -> bare(
                        l0,
                        new StateBufferBuilder().element(0xC00, 16, INPUT, 3).element(0xC01, 16, OUTPUT, 128))));
        all.add(v2(
                RUN,
                "output of 127 bytes",
                codes(-85, -85, -56),
                l0 -> bare(
                        l0,
                        new StateBufferBuilder().element(0xC00, 16, INPUT, 128).element(0xC01, 16, OUTPUT, 127))));
        all.add(v2(RUN, "no partition table", codes(-86, 3, 3), l0 -> {
            assertEquals(0, l0.p.call(CREATE, 0, -1));
            assertEquals(0, l0.p.call(CREATE_VCPU, 0, 2, 0));
            l0.buffers(2, 0, INPUT, OUTPUT);
            return l0.p.call(RUN, 0, 2, 0);
        }));
        all.add(input("unknown id", codes(-79, -79, -56), StateElementTest.UNKNOWN_ID, 8, 0));
        all.add(input("wrong size", codes(-80, -80, -56), 0x1000, 4, 0));
        all.add(input("out of range", codes(-81, -81, -56), 0xC01, 16, 0));
    }

    /** Runs a vCPU that has only what {@code registered} gave it. */
    private static long bare(V2UnderTest l0, StateBufferBuilder registered) {
        assertEquals(0, l0.p.call(CREATE_VCPU, 0, 1, 1));
        l0.set(0, 1, 1, registered);
        return l0.p.call(RUN, 0, 1, 1);
    }

    private static Case input(String says, int[] codes, int id, int size, long value) {
        return v2(RUN, "input with " + says, codes, l0 -> {
            new StateBufferBuilder()
                    .element(0x1000, 8, 0)
                    .element(id, size, value)
                    .put(l0.p.memory, INPUT);
            long code = l0.p.call(RUN, 0, 1, 0);
            assertEquals(code == -56 ? 0 : 16, l0.p.r(4), "offset of the bad element");
            return code;
        });
    }

    private static void addInvalidations(List<Case> all) {
        all.add(v2(RPT, "process", codes(0, 0, -2), 1, 1, 2, -1, 0, -1));
        all.add(v2(RPT, "everything of an L2", codes(0, 0, -2), 1, 1, 0xF, -1, 0, -1));
        all.add(v2(RPT, "no process id", codes(-4, -4, -2), 1L << 20, 1, 2, -1, 0, -1));
        all.add(v2(RPT, "an L2 on this vCPU alone", codes(-55, -55, -2), 1, 2, 3, -1, 0, -1));
        all.add(v2(RPT, "a range of an L2 without page size", codes(-57, -57, -2), 1, 1, 3, 0, 0, 0x1000));
        all.add(v2(RPT, "a range that ends before it starts", codes(-58, -58, -2), 1, 1, 2, -1, 1, 0));
    }

    private static void addV1(List<Case> all) {
        int table = V1UnderTest.SET_TABLE;
        int enter = V1UnderTest.ENTER;
        int invalidate = V1UnderTest.INVALIDATE;
        int copy = V1UnderTest.COPY;
        all.add(v1(table, "set", codes(0), V1UnderTest.TABLE | 4));
        all.add(v1(table, "too many entries", codes(-4), V1UnderTest.TABLE | 5));
        all.add(new Case(
                enter,
                "no table",
                codes(3),
                profile -> new PartitionUnderTest(NestedApi.V1, profile)
                        .call(enter, V1UnderTest.STATE, V1UnderTest.REGISTERS)));
        all.add(v1(enter, "state outside memory", codes(-4), NO_BUFFER, V1UnderTest.REGISTERS));
        all.add(v1(enter, "registers outside memory", codes(-4, -4, -55), V1UnderTest.STATE, NO_BUFFER));
        all.add(v1(enter, "version 3", codes(-4), l0 -> {
            l0.set(HvGuestStateLayout.VERSION, 3);
            return l0.call();
        }));
        all.add(v1(enter, "a transaction", codes(-5), l0 -> {
            l0.setRegister(V1UnderTest.MSR, 1L << 33);
            return l0.call();
        }));
        all.add(v1(invalidate, "an lpid", codes(0), 0x90000, 5, 0x800));
        all.add(v1(invalidate, "not radix", codes(-4, -4, 0), 0x80000, 5, 0x800));
        all.add(v1(copy, "copied", codes(0, 0, -2), 5, 0, 0x1FF8, 0, 0x50_0000, 16));
        all.add(v1(copy, "both directions", codes(-4, -4, -2), 5, 0, 0x1000, 1, 1, 16));
        all.add(v1(copy, "4 GiB", codes(-9, -9, -2), 5, 0, 0x1000, 0x1000, 0, 1L << 32));
        all.add(v1(copy, "not mapped", codes(-7, -7, -2), 5, 0, 0x40_0000, 0x60_0000, 0, 16));
        all.add(new Case(
                copy,
                "no table",
                codes(-2),
                profile -> new PartitionUnderTest(NestedApi.V1, profile).call(copy, 5, 0, 0x1000, 0x1000, 0, 16)));
    }
}
