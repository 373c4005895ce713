package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.event.TraceEvent.HcallEntered;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.papr.HcallOutcome;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of hypercalls, and each row under hostile arguments. */
class HcallTableTest {
    private static final long[] HOSTILE = {
        0,
        1,
        2,
        3,
        -1,
        0x1000,
        0x1001,
        PartitionUnderTest.MEMORY_BYTES - 1,
        PartitionUnderTest.MEMORY_BYTES,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x8000_0000L,
        0x7100_0000L,
        1L << 45,
        0x4000_0000_0000_0000L
    };

    static Stream<HcallRow<?>> rows() {
        return HcallTable.rows().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void rowsAreComplete(HcallRow<?> row) {
        assertTrue(row.name().startsWith("H_"), row.name());
        assertFalse(row.source().isEmpty(), row.name() + " cites no source");
        assertEquals(row.isServed(), !row.answers().isEmpty(), row.name() + " lists no code");
        row.answers().forEach(answer -> assertFalse(answer.when().isEmpty(), row.name() + " " + answer.code()));
        assertEquals(row, HcallTable.row(row.opcode()));
        assertTrue(row.arguments().size() <= 9);
    }

    @Test
    void namesAreUsedOnce() {
        Set<String> names = new TreeSet<>();
        rows().forEach(row -> assertTrue(names.add(row.name()), row.name()));
    }

    @Test
    void declaresEveryCallOfTheNestedApis() {
        for (int opcode : new int[] {
            0x460, 0x464, 0x470, 0x474, 0x478, 0x47C, 0x480, 0x484, 0x488, 0xF800, 0xF804, 0xF808, 0xF80C, 0x448
        }) {
            assertNotNull(HcallTable.row(opcode), Integer.toHexString(opcode));
        }
        assertNull(HcallTable.row(0xF080));
        assertNull(HcallTable.row(-4));
        assertNull(HcallTable.row(0x461));
        assertNull(HcallTable.row(1L << 40));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void onlyDeclaredCodesComeBackFromHostileArguments(HcallRow<?> row) {
        for (NestedApi api : NestedApi.values()) {
            for (Profile profile : Profile.values()) {
                PartitionUnderTest p = new PartitionUnderTest(api, profile, 2);
                for (int position = 0; position < 7; position++) {
                    for (long value : HOSTILE) {
                        callHostile(p, profile, row, position, value);
                    }
                }
            }
        }
    }

    private static void callHostile(PartitionUnderTest p, Profile profile, HcallRow<?> row, int position, long value) {
        for (long background : new long[] {0, 1, 0x2000, -1}) {
            long[] arguments = {background, background, background, background, background, background, background};
            arguments[position] = value;
            long code = p.call(row.opcode(), arguments);
            if (p.outcome == HcallOutcome.L2_ENTERED) {
                throw new AssertionError("nothing was set up that could enter");
            }
            ReturnCode named = ReturnCode.byNumber(code);
            boolean declared = named != null && row.mayAnswer(named, profile) || named == ReturnCode.H_FUNCTION;
            assertTrue(declared, row.name() + " answered " + code + ", which its row does not list");
        }
    }

    @Tag("conformance")
    @ParameterizedTest
    @MethodSource("rows")
    void problemStateIsRefused(HcallRow<?> row) {
        for (NestedApi api : NestedApi.values()) {
            for (Profile profile : Profile.values()) {
                PartitionUnderTest p = new PartitionUnderTest(api, profile);
                p.vcpu(0).own().msr |= 0x4000;
                assertEquals(-3, p.call(row.opcode(), 0, 0, 0, 0, 0, 0));
            }
        }
    }

    @Tag("conformance")
    @ParameterizedTest
    @MethodSource("rows")
    void whatIsNotOfferedOrNotServedAnswersFunction(HcallRow<?> row) {
        for (NestedApi api : NestedApi.values()) {
            for (Profile profile : Profile.values()) {
                if (!row.isServed() || !row.offered().isUnder(api)) {
                    assertEquals(-2, new PartitionUnderTest(api, profile).call(row.opcode(), 0, -1, 1));
                }
            }
        }
    }

    @Test
    void theOtherApisCallsAnswerFunction() {
        PartitionUnderTest v2 = new PartitionUnderTest(NestedApi.V2, Profile.PAPR);
        PartitionUnderTest v1 = new PartitionUnderTest(NestedApi.V1, Profile.PAPR);
        assertEquals(-2, v2.call(0xF800, 0));
        assertEquals(-2, v2.call(0xF808, 0x90000, 1, 0x800));
        assertEquals(-2, v1.call(0x460, 0));
        assertEquals(-2, v1.call(0xF080));
        assertEquals(-2, v1.call(0x484));
        assertEquals(-2, v2.call(0x484));
    }

    @Test
    void aCallIsStatedAsItEntersAndReturns() {
        PartitionUnderTest p = new PartitionUnderTest(NestedApi.V2, Profile.PAPR);
        p.call(0x31C, 1, 4, 0, 0);
        HcallEntered entered = p.eventsOf(HcallEntered.class).get(0);
        HcallReturned returned = p.eventsOf(HcallReturned.class).get(0);
        assertEquals(0x31C, entered.opcode());
        assertEquals(1, entered.r4());
        assertEquals(4, entered.r5());
        assertEquals(0x1000, entered.nia());
        assertEquals(0, returned.code());
    }
}
