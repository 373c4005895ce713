package dev.nestor.emulator.fault;

import java.math.BigInteger;
import java.util.Locale;

/**
 * One fault on purpose. Its text is parsed by {@link #parse} and printed by {@link #toString}, and nowhere else:
 *
 * <pre>
 * call=PLACE [guest=N] [vcpu=N] [occurrence=N | every=N | chance=1/N [seed=N]] [times=N] effect=EFFECT [DETAIL]
 *
 * PLACE       a hypercall, L2_ENTRY, L2_EXTERNAL or L1_EXTERNAL, as the row of the effect lists them
 * guest       guest id (v2) or lpid (v1); any when left out
 * vcpu        L2 vCPU id (v2) or vCPU token (v1); of L1_EXTERNAL, L1 vCPU; any when left out
 * occurrence  strikes from the nth time on that the place is reached so: 1 when left out
 * every       strikes every nth time
 * chance      strikes each time with chance 1 in N
 * times       how often in all, or any; left out, once with occurrence, without end otherwise
 * DETAIL      ticks=N, moments=N, or element=NAME with bit=N (0 is the value's most significant) or xor=MASK
 * </pre>
 *
 * <p>Numbers are decimal, or hexadecimal after 0x. The order of the parts is free; one blank or more stands between.
 *
 * @param call the place
 * @param guest guest, or {@link #EVERYBODY}
 * @param vcpu vCPU, or {@link #EVERYBODY}
 * @param occurrences when it strikes
 * @param effect what it does
 * @param amount ticks or moments; 0 for effects without
 * @param element name of the state element or field; empty for effects without
 * @param bit of the value, 0 the most significant; -1 where {@code xor} is given, or for effects without
 * @param xor mask over the value, its low bits over the value's low bits; 0 where {@code bit} is given
 */
public record FaultRule(
        String call,
        long guest,
        long vcpu,
        Occurrences occurrences,
        FaultEffect effect,
        long amount,
        String element,
        int bit,
        BigInteger xor) {

    /** Any guest, any vCPU. */
    public static final long EVERYBODY = -1;

    /** How texts write {@link #EVERYBODY}, and times without end. */
    static final String ANY = "any";

    /**
     * The rule that {@code text} writes.
     *
     * @throws MalformedRuleException when it writes none, or one whose effect does not fit its place
     */
    public static FaultRule parse(String text) {
        return new FaultRuleParser(text).rule();
    }

    /** Whether the rule looks at a place reached by a guest and vCPU. */
    boolean looksAt(FaultEffect.Kind kind, String place, long guestId, long vcpuId, String elementName) {
        return effect.kind() == kind
                && call.equals(place)
                && (guest == EVERYBODY || guest == guestId)
                && (vcpu == EVERYBODY || vcpu == vcpuId)
                && element.equals(elementName);
    }

    /** The mask over a value of {@code sizeBytes} bytes. */
    public BigInteger mask(int sizeBytes) {
        return bit < 0 ? xor : BigInteger.ONE.shiftLeft(8 * sizeBytes - 1 - bit);
    }

    /** The text; {@link #parse} gives an equal rule back. */
    @Override
    public String toString() {
        String detail = switch (effect.detail()) {
            case NONE -> "";
            case TICKS, MOMENTS -> " " + effect.detail().name().toLowerCase(Locale.ROOT) + "=" + amount;
            case BITS -> " element=" + element + (bit < 0 ? " xor=0x" + xor.toString(16) : " bit=" + bit);
        };
        return "call=" + call + " guest=" + who(guest) + " vcpu=" + who(vcpu) + " " + occurrences + " effect="
                + effect.name() + detail;
    }

    private static String who(long id) {
        return id == EVERYBODY ? ANY : Long.toString(id);
    }
}
