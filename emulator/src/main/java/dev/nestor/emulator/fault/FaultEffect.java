package dev.nestor.emulator.fault;

import dev.nestor.emulator.papr.ReturnCode;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a fault on purpose does, one row each: where it can strike and what its rule must say beside the place.
 *
 * <p>Which calls may answer busy follows what Linux's L1 handles: H_GUEST_CREATE continues from a token, the others are
 * repeated as they were; RUN_VCPU and the v1 calls are never busy.
 *
 * @see "Linux arch/powerpc/include/asm/plpar_wrappers.h, plpar_guest_create and the functions after it"
 */
public enum FaultEffect {
    // spotless:off
    H_BUSY(1, Kind.ANSWER, Detail.NONE, Places.BUSY, "the call does nothing and answers H_BUSY"),
    H_LONG_BUSY_1_MS(2, Kind.ANSWER, Detail.NONE, Places.LONG_BUSY, "the call does nothing: repeat it in 1 ms"),
    H_LONG_BUSY_10_MS(3, Kind.ANSWER, Detail.NONE, Places.LONG_BUSY, "the call does nothing: repeat it in 10 ms"),
    H_LONG_BUSY_100_MS(4, Kind.ANSWER, Detail.NONE, Places.LONG_BUSY, "the call does nothing: repeat it in 100 ms"),
    H_LONG_BUSY_1_S(5, Kind.ANSWER, Detail.NONE, Places.LONG_BUSY, "the call does nothing: repeat it in 1 s"),
    H_LONG_BUSY_10_S(6, Kind.ANSWER, Detail.NONE, Places.LONG_BUSY, "the call does nothing: repeat it in 10 s"),
    H_LONG_BUSY_100_S(7, Kind.ANSWER, Detail.NONE, Places.LONG_BUSY, "the call does nothing: repeat it in 100 s"),
    H_NOT_ENOUGH_RESOURCES(8, Kind.ANSWER, Detail.NONE, Places.MAKING, "the call makes nothing: resources exhausted"),
    H_NO_MEM(9, Kind.ANSWER, Detail.NONE, Places.MAKING, "the call makes nothing and answers as QEMU does then"),
    HDEC_LOST(10, Kind.TIMER, Detail.NONE, Places.ENTRY, "the run's end by HDEC does not come"),
    HDEC_EARLY(11, Kind.TIMER, Detail.TICKS, Places.ENTRY, "the run's end by HDEC comes that many ticks early"),
    HDEC_AT_ONCE(12, Kind.TIMER, Detail.NONE, Places.ENTRY, "the run ends by HDEC before an instruction of the L2"),
    DELAYED(13, Kind.DELAY, Detail.MOMENTS, Places.EXTERNAL, "the external interrupt comes that many moments late"),
    CORRUPTED_IN(14, Kind.CORRUPTION_IN, Detail.BITS, Places.IN, "bits of a value flip in L1 memory before it is read"),
    CORRUPTED_OUT(15, Kind.CORRUPTION_OUT, Detail.BITS, Places.OUT, "bits of a value flip after the L0 wrote it");
    // spotless:on

    /** The place where an L2 is entered, under either API; its vCPU is the L2's. */
    public static final String L2_ENTRY = "L2_ENTRY";

    /** The place where an L2 is entered with LPCR[MER] set; its vCPU is the L2's. */
    public static final String L2_EXTERNAL = "L2_EXTERNAL";

    /** The place where the interrupt controller presents an interrupt to the L1; its vCPU is the L1's. */
    public static final String L1_EXTERNAL = "L1_EXTERNAL";

    /** At which point of the L0's work a fault strikes. */
    public enum Kind {
        /** A call is answered without being served. */
        ANSWER,
        /** A run's end is moved. */
        TIMER,
        /** An external interrupt is held back. */
        DELAY,
        /** State that the L0 is about to read is changed. */
        CORRUPTION_IN,
        /** State that the L0 has written is changed. */
        CORRUPTION_OUT
    }

    /** What a rule with the effect must say beside the place. */
    public enum Detail {
        /** Nothing. */
        NONE,
        /** Ticks of the time base. */
        TICKS,
        /** Moments. */
        MOMENTS,
        /** A state element or field, and a bit of its value or a mask. */
        BITS
    }

    private final int number;
    private final Kind kind;
    private final Detail detail;
    private final List<String> places;
    private final String says;

    FaultEffect(int number, Kind kind, Detail detail, List<String> places, String says) {
        this.number = number;
        this.kind = kind;
        this.detail = detail;
        this.places = places;
        this.says = says;
    }

    /** The number that events carry; explicit, never reused. */
    public int number() {
        return number;
    }

    /** Where it strikes. */
    public Kind kind() {
        return kind;
    }

    /** What a rule must say. */
    public Detail detail() {
        return detail;
    }

    /** The calls and other places it fits. */
    public List<String> places() {
        return places;
    }

    /** What happens, one phrase. */
    public String says() {
        return says;
    }

    /**
     * The code that the call answers.
     *
     * @throws IllegalStateException when the effect is not an answer
     */
    public ReturnCode code() {
        if (kind != Kind.ANSWER) {
            throw new IllegalStateException(this + " is no answer of a call");
        }
        return ReturnCode.valueOf(name());
    }

    /** Whether the caller is to repeat the call. */
    public boolean isBusy() {
        return kind == Kind.ANSWER && code().number() > 0;
    }

    /** The effect with a name, or null. */
    public static @Nullable FaultEffect byName(String name) {
        for (FaultEffect effect : values()) {
            if (effect.name().equals(name)) {
                return effect;
            }
        }
        return null;
    }

    /** Every place that some effect fits, in alphabetical order. */
    public static List<String> everyPlace() {
        TreeSet<String> all = new TreeSet<>();
        for (FaultEffect effect : values()) {
            all.addAll(effect.places);
        }
        return List.copyOf(all);
    }

    /** The places that rows share. */
    private static final class Places {
        static final List<String> LONG_BUSY = List.of(
                "H_GUEST_GET_CAPABILITIES",
                "H_GUEST_SET_CAPABILITIES",
                "H_GUEST_CREATE",
                "H_GUEST_CREATE_VCPU",
                "H_GUEST_GET_STATE",
                "H_GUEST_SET_STATE",
                "H_GUEST_DELETE");
        static final List<String> BUSY = List.of(
                "H_GUEST_GET_CAPABILITIES",
                "H_GUEST_SET_CAPABILITIES",
                "H_GUEST_CREATE",
                "H_GUEST_CREATE_VCPU",
                "H_GUEST_GET_STATE",
                "H_GUEST_SET_STATE",
                "H_GUEST_DELETE",
                "H_RPT_INVALIDATE");
        static final List<String> MAKING = List.of("H_GUEST_CREATE", "H_GUEST_CREATE_VCPU");
        static final List<String> ENTRY = List.of(L2_ENTRY);
        static final List<String> EXTERNAL = List.of(L1_EXTERNAL, L2_EXTERNAL);
        static final List<String> IN = List.of("H_GUEST_SET_STATE", "H_GUEST_RUN_VCPU", "H_ENTER_NESTED");
        static final List<String> OUT = List.of("H_GUEST_GET_STATE", "H_GUEST_RUN_VCPU", "H_ENTER_NESTED");

        private Places() {}
    }
}
