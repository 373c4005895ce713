package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.cpu.Timebase;
import dev.nestor.emulator.event.TraceEvent.FaultInjected;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.fault.FaultEffect;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.state.SavedState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every effect of a fault on purpose, at every place it fits. */
class FaultsTest {
    private static final int GET_CAPABILITIES = 0x460;
    private static final int CREATE = V2UnderTest.CREATE;
    private static final long FIRST = -1L;

    static List<String> answers() {
        List<String> all = new ArrayList<>();
        for (FaultEffect effect : FaultEffect.values()) {
            if (effect.kind() == FaultEffect.Kind.ANSWER) {
                effect.places().forEach(place -> all.add(place + " " + effect));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aCallIsAnsweredWithoutBeingServed(String placeAndEffect) {
        String place = placeAndEffect.split(" ")[0];
        FaultEffect effect = FaultEffect.valueOf(placeAndEffect.split(" ")[1]);
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        arrange(l0.p, "call=" + place + " occurrence=2 effect=" + effect);
        int opcode = HcallTable.rows().stream()
                .filter(row -> row.name().equals(place))
                .findFirst()
                .orElseThrow()
                .opcode();
        long first = l0.p.call(opcode, 0, FIRST);
        byte[] before = SavedState.of(l0.p.hypervisor);
        assertEquals(effect.code().number(), l0.p.call(opcode, 0, FIRST));
        assertNotEquals(effect.code().number(), first);
        assertEquals(1, l0.p.eventsOf(FaultInjected.class).size());
        FaultInjected stated = l0.p.eventsOf(FaultInjected.class).get(0);
        assertEquals(effect.number(), stated.effect());
        assertEquals(opcode, stated.opcode());
        assertEquals(2, stated.occurrence());
        assertEquals(before.length, SavedState.of(l0.p.hypervisor).length, "nothing was made");
        assertNotEquals(effect.code().number(), l0.p.call(opcode, 0, FIRST), "once");
    }

    @Test
    void creationContinuesFromTheLastTokenAlone() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        arrange(l0.p, "call=H_GUEST_CREATE effect=H_LONG_BUSY_10_MS times=3");
        assertEquals(9901, l0.p.call(CREATE, 0, FIRST));
        long token1 = l0.p.r(4);
        assertEquals(9901, l0.p.call(CREATE, 0, token1));
        long token2 = l0.p.r(4);
        assertNotEquals(token1, token2);
        assertEquals(-55, l0.p.call(CREATE, 0, token1), "a token that was taken");
        assertEquals(-55, l0.p.call(CREATE, 0, 0), "no token");
        assertEquals(9901, l0.p.call(CREATE, 0, token2));
        long token3 = l0.p.r(4);
        assertEquals(0, l0.p.call(CREATE, 0, token3));
        assertEquals(2, l0.p.r(4), "the id of the guest, made at last");
        assertEquals(-55, l0.p.call(CREATE, 0, token3), "the operation is over");
    }

    @Test
    void aBusySequenceGoesOnInARestoredMachine() {
        V2UnderTest here = new V2UnderTest(Profile.PAPR);
        arrange(here.p, "call=H_GUEST_CREATE effect=H_BUSY times=2");
        assertEquals(1, here.p.call(CREATE, 0, FIRST));
        long token = here.p.r(4);
        PartitionUnderTest there = new PartitionUnderTest(NestedApi.V2, Profile.PAPR);
        SavedState.into(there.hypervisor, SavedState.of(here.p.hypervisor));
        for (PartitionUnderTest p : List.of(here.p, there)) {
            assertEquals(1, p.call(CREATE, 0, token));
            assertEquals(0, p.call(CREATE, 0, p.r(4)));
            assertEquals(2, p.r(4));
        }
        assertEquals(List.of(SavedState.of(here.p.hypervisor).length), List.of(SavedState.of(there.hypervisor).length));
    }

    @Test
    void aRuleLooksAtItsGuestAndVcpuOnly() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        assertEquals(0, l0.p.call(V2UnderTest.CREATE_VCPU, 0, 1, 5));
        arrange(l0.p, "call=H_GUEST_GET_STATE guest=1 vcpu=5 times=any effect=H_BUSY");
        StateBufferBuilder nia = new StateBufferBuilder().element(0x1021, 8, 0);
        assertEquals(0, l0.get(0, 1, 0, nia));
        assertEquals(1, l0.get(0, 1, 5, nia));
        assertEquals(0, l0.get(0, 1, 0, nia));
    }

    @ParameterizedTest
    @CsvSource({
        "HDEC_LOST, V1",
        "HDEC_LOST, V2",
        "HDEC_AT_ONCE, V1",
        "HDEC_AT_ONCE, V2",
        "HDEC_EARLY, V1",
        "HDEC_EARLY, V2"
    })
    void theEndOfARunMoves(FaultEffect effect, NestedApi api) {
        String detail = effect == FaultEffect.HDEC_EARLY ? " ticks=400" : "";
        Vcpu v = entered(api, "call=L2_ENTRY effect=" + effect + detail, 0);
        long expiry = switch (effect) {
            case HDEC_LOST -> Long.MAX_VALUE;
            case HDEC_EARLY -> 1_000_000 - 400;
            default -> v.timebase();
        };
        assertEquals(expiry, v.hdecExpiry());
        assertEquals(effect == FaultEffect.HDEC_AT_ONCE ? Outcome.EXITED : Outcome.NEXT, v.takePending(false, false));
        v.setMoment(Timebase.momentReaching(1_000_000 - 400));
        assertEquals(effect == FaultEffect.HDEC_LOST ? Outcome.NEXT : Outcome.EXITED, v.takePending(false, false));
        v.setMoment(Timebase.momentReaching(2_000_000));
        assertEquals(effect == FaultEffect.HDEC_LOST ? Outcome.NEXT : Outcome.EXITED, v.takePending(false, false));
    }

    @ParameterizedTest
    @CsvSource({"V1", "V2"})
    void anExternalInterruptOfAnL2ComesLate(NestedApi api) {
        List<PartitionUnderTest> partition = new ArrayList<>();
        Vcpu v = entered(api, "call=L2_EXTERNAL effect=DELAYED moments=5000", LpcrBits.MER, partition);
        Hypervisor l0 = partition.get(0).hypervisor;
        v.s.msr |= 0x8000;
        v.s.decExpiry = Long.MAX_VALUE;
        long due = v.moment() + 5000;
        assertEquals(due, l0.nextRelease());
        assertEquals(Outcome.NEXT, v.takePending(false, false));
        v.setMoment(due - 1);
        l0.release(due - 1);
        assertEquals(Outcome.NEXT, v.takePending(false, false));
        v.setMoment(due);
        l0.release(due);
        assertEquals(Outcome.INTERRUPTED, v.takePending(false, false));
        assertEquals(0x500, v.delivered().vector());
        assertEquals(Long.MAX_VALUE, l0.nextRelease());
    }

    @Test
    void aHoldEndsWithTheRun() {
        List<PartitionUnderTest> partition = new ArrayList<>();
        Vcpu v = entered(NestedApi.V2, "call=L2_EXTERNAL effect=DELAYED moments=5000", LpcrBits.MER, partition);
        Hypervisor l0 = partition.get(0).hypervisor;
        l0.nestedHypercall(v);
        assertEquals(Long.MAX_VALUE, l0.nextRelease());
        long lpcr = v.own().spr[Spr.LPCR.ordinal()];
        l0.release(Long.MAX_VALUE);
        assertEquals(lpcr, v.own().spr[Spr.LPCR.ordinal()]);
    }

    @Test
    void anExternalInterruptOfTheL1ComesLate() {
        PartitionUnderTest p = new PartitionUnderTest(NestedApi.V2, Profile.PAPR);
        arrange(p, "call=L1_EXTERNAL vcpu=0 occurrence=2 effect=DELAYED moments=700");
        Vcpu v = p.vcpu(0);
        v.setMoment(100);
        assertEquals(0, p.call(0x68, 0xFF));
        assertEquals(0, p.call(0x6C, 0, 5));
        assertTrue(p.hypervisor.externalPending(v), "the first one");
        assertEquals(0, p.call(0x6C, 0, 0xFF));
        assertEquals(0, p.call(0x6C, 0, 5));
        assertFalse(p.hypervisor.externalPending(v), "the second one is held");
        assertEquals(0, p.call(0x74));
        assertEquals(0xFF00_0000L, p.r(4), "nothing to accept");
        assertEquals(800, p.hypervisor.nextRelease());
        p.hypervisor.release(799);
        assertFalse(p.hypervisor.externalPending(v));
        p.hypervisor.release(800);
        assertTrue(p.hypervisor.externalPending(v));
        assertEquals(0, p.call(0x74));
        assertEquals(0xFF00_0002L, p.r(4));
    }

    @Test
    void aValueIsCorruptedOnItsWayIn() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        arrange(l0.p, "call=H_GUEST_SET_STATE occurrence=2 effect=CORRUPTED_IN element=GPR3 bit=0");
        arrange(l0.p, "call=H_GUEST_SET_STATE effect=CORRUPTED_IN element=CR xor=0xf0");
        l0.set(0x1003, 7);
        assertEquals(7, l0.get(0x1003));
        l0.set(0x1003, 7);
        assertEquals(7 | Long.MIN_VALUE, l0.get(0x1003));
        assertEquals(0, l0.set(0, 1, 0, new StateBufferBuilder().element(0x2000, 4, 0x12)));
        List<StateTransferred> moved = l0.p.eventsOf(StateTransferred.class);
        byte[] last = moved.get(moved.size() - 1).bytes();
        assertEquals((byte) 0xE2, last[last.length - 1], "the bytes stated are those that crossed");
        FaultInjected stated = l0.p.eventsOf(FaultInjected.class).get(0);
        assertEquals(
                List.of(0x1003, 2L, 1L, 0L),
                List.of(stated.element(), stated.occurrence(), stated.guestId(), stated.l2Vcpu()));
    }

    @Test
    void aValueThatCorruptionMakesIllegalIsRefused() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        arrange(l0.p, "call=H_GUEST_SET_STATE effect=CORRUPTED_IN element=LPCR bit=63");
        long code = l0.set(0, 1, 0, new StateBufferBuilder().element(0x102C, 8, 0));
        assertEquals(ReturnCode.H_INVALID_ELEMENT_VALUE.number(), code);
    }

    @Test
    void aValueIsCorruptedOnItsWayOut() {
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        arrange(l0.p, "call=H_GUEST_RUN_VCPU effect=CORRUPTED_OUT element=GPR4 xor=0xff00");
        arrange(l0.p, "call=H_GUEST_GET_STATE effect=CORRUPTED_OUT element=VSR1 bit=127");
        l0.set(0x1004, 0x1234);
        l0.enter(0);
        l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
        assertEquals(0x1234 ^ 0xff00, l0.p.memory.readBe64(V2UnderTest.OUTPUT + 4 + 12 + 4));
        assertEquals(0, l0.get(0, 1, 0, new StateBufferBuilder().element(0x3001, 16, 9, 9)));
        assertEquals(0, l0.p.memory.readBe64(V2UnderTest.BUFFER + 8));
        assertEquals(1, l0.p.memory.readBe64(V2UnderTest.BUFFER + 16));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void fieldsOfV1AreCorruptedBothWays(boolean little) {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, little);
        arrange(l0.p, "call=H_ENTER_NESTED guest=5 vcpu=3 effect=CORRUPTED_IN element=GPR7 xor=0x3");
        arrange(l0.p, "call=H_ENTER_NESTED effect=CORRUPTED_IN element=SPRG0 bit=0");
        arrange(l0.p, "call=H_ENTER_NESTED effect=CORRUPTED_OUT element=NIP xor=0x100");
        l0.setRegister(8 * 7, 0x10);
        l0.setRegister(V1UnderTest.NIP, 0x2000);
        l0.enter();
        assertEquals(0x13, l0.p.vcpu(0).s.gpr[7]);
        assertEquals(Long.MIN_VALUE, l0.p.vcpu(0).s.spr[Spr.SPRG0.ordinal()]);
        l0.p.hypervisor.nestedHypercall(l0.p.vcpu(0));
        assertEquals(0x2100, l0.register(V1UnderTest.NIP));
        assertEquals(Long.MIN_VALUE, l0.get(HvGuestStateLayout.SPRG0));
    }

    @Test
    void aCorruptedVersionIsRefusedAsTheL1sOwn() {
        V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
        arrange(l0.p, "call=H_ENTER_NESTED effect=CORRUPTED_IN element=VERSION bit=0");
        assertEquals(-4, l0.call());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "V1 | call=H_GUEST_CREATE effect=H_BUSY | call=H_GUEST_CREATE is not offered under v1",
                "V2 | call=H_GUEST_CREATE guest=1 effect=H_BUSY | call=H_GUEST_CREATE names no guest; leave guest= out",
                "V2 | call=H_GUEST_DELETE vcpu=1 effect=H_BUSY | call=H_GUEST_DELETE names no vCPU; leave vcpu= out",
                "V2 | call=L1_EXTERNAL guest=1 effect=DELAYED moments=1"
                        + "| call=L1_EXTERNAL is of the L1, which is no guest; leave guest= out",
                "V2 | call=H_GUEST_SET_STATE effect=CORRUPTED_IN element=GPR32 bit=1"
                        + "| element=GPR32: no such value crosses in H_GUEST_SET_STATE under v2",
                "V2 | call=H_GUEST_SET_STATE effect=CORRUPTED_IN element=HDAR bit=1"
                        + "| element=HDAR: no such value crosses in H_GUEST_SET_STATE under v2",
                "V2 | call=H_GUEST_SET_STATE effect=CORRUPTED_IN element=CR bit=32"
                        + "| element=CR has 32 bits, fewer than this rule changes",
                "V2 | call=H_GUEST_SET_STATE effect=CORRUPTED_IN element=CR xor=0x100000000"
                        + "| element=CR has 32 bits, fewer than this rule changes",
                "V1 | call=H_ENTER_NESTED effect=CORRUPTED_IN element=NIA bit=1"
                        + "| element=NIA: no such value crosses in H_ENTER_NESTED under v1",
                "V2 | nonsense | \"nonsense\" is no part of a fault rule; write key=value with the keys call, guest,"
                        + " vcpu, occurrence, every, chance, seed, times, effect, ticks, moments, element, bit, xor"
            })
    void aRuleThatCannotStrikeIsRefused(NestedApi api, String text, String problem) {
        assertEquals(problem, new PartitionUnderTest(api, Profile.PAPR).hypervisor.faultProblem(text));
    }

    @Test
    void thereIsRoomForABoundedNumberOfRules() {
        PartitionUnderTest p = new PartitionUnderTest(NestedApi.V2, Profile.PAPR);
        for (int i = 0; i < 64; i++) {
            arrange(p, "call=H_GUEST_CREATE effect=H_BUSY");
        }
        assertEquals(
                "there are 64 faults already, no more find room",
                p.hypervisor.faultProblem("call=H_GUEST_CREATE effect=H_BUSY"));
        assertEquals(0, p.call(GET_CAPABILITIES, 0));
    }

    private static Vcpu entered(NestedApi api, String rule, long lpcr) {
        return entered(api, rule, lpcr, new ArrayList<>());
    }

    /** An L1 vCPU inside an L2 whose run ends at tick 1,000,000, entered at moment 1,000 under {@code rule}. */
    private static Vcpu entered(NestedApi api, String rule, long lpcr, List<PartitionUnderTest> partition) {
        if (api == NestedApi.V1) {
            V1UnderTest l0 = new V1UnderTest(Profile.PAPR, true);
            partition.add(l0.p);
            l0.p.vcpu(0).setMoment(1000);
            l0.set(HvGuestStateLayout.LPCR, lpcr);
            arrange(l0.p, rule);
            l0.enter();
            return l0.p.vcpu(0);
        }
        V2UnderTest l0 = new V2UnderTest(Profile.PAPR);
        partition.add(l0.p);
        l0.p.vcpu(0).setMoment(1000);
        l0.set(0x1020, 1_000_000);
        l0.set(0x102C, lpcr);
        arrange(l0.p, rule);
        l0.enter(0);
        return l0.p.vcpu(0);
    }

    private static void arrange(PartitionUnderTest p, String rule) {
        assertNull(p.hypervisor.faultProblem(rule), rule);
        p.hypervisor.arrangeFault(rule, 0);
    }
}
