package dev.nestor.emulator.fault;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.fault.FaultEffect.Detail;
import dev.nestor.emulator.fault.Occurrences.Pattern;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the text of one {@link FaultRule}; each key is taken out of what is left, and nothing may be left over. */
final class FaultRuleParser {
    private static final List<String> KEYS = List.of(
            "call",
            "guest",
            "vcpu",
            "occurrence",
            "every",
            "chance",
            "seed",
            "times",
            "effect",
            "ticks",
            "moments",
            "element",
            "bit",
            "xor");
    private static final int ELEMENT_BITS_MAX = 192;

    private final Map<String, String> left = new TreeMap<>();

    FaultRuleParser(String text) {
        if (text.length() > Limits.FAULT_RULE_CHARACTERS_MAX) {
            throw new MalformedRuleException("a fault rule has at most " + Limits.FAULT_RULE_CHARACTERS_MAX
                    + " characters, this one " + text.length());
        }
        for (String part : text.strip().split(" +")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key)) {
                throw new MalformedRuleException(
                        "\"" + printable(part) + "\" is no part of a fault rule; write key=value" + " with the keys "
                                + String.join(", ", KEYS));
            }
            if (left.put(key, part.substring(equals + 1)) != null) {
                throw new MalformedRuleException("a fault rule says " + key + "= once, this one twice");
            }
        }
    }

    FaultRule rule() {
        String call = needed("call");
        if (!FaultEffect.everyPlace().contains(call)) {
            throw new MalformedRuleException("call=" + printable(call) + ": no fault strikes there; there are "
                    + String.join(", ", FaultEffect.everyPlace()));
        }
        FaultEffect effect = effect(needed("effect"));
        if (!effect.places().contains(call)) {
            throw new MalformedRuleException("effect=" + effect + " does not fit call=" + call + "; it fits "
                    + String.join(", ", effect.places()));
        }
        long guest = who("guest", Limits.GUEST_ID_MAX);
        long vcpu = who("vcpu", Limits.L2_VCPU_ID_MAX);
        Occurrences occurrences = occurrences();
        long amount = 0;
        if (effect.detail() == Detail.TICKS) {
            amount = number("ticks", needed("ticks"), 1, Limits.MOMENT_MAX);
        } else if (effect.detail() == Detail.MOMENTS) {
            amount = number("moments", needed("moments"), 1, Limits.MOMENT_MAX);
        }
        boolean bits = effect.detail() == Detail.BITS;
        String element = bits ? needed("element") : "";
        int bit = bits && left.containsKey("bit") ? (int) number("bit", needed("bit"), 0, ELEMENT_BITS_MAX - 1) : -1;
        BigInteger xor = bits && bit < 0 ? mask(needed("xor")) : BigInteger.ZERO;
        if (!left.isEmpty()) {
            throw new MalformedRuleException(
                    "effect=" + effect + " of this rule takes no " + String.join("=, no ", left.keySet()) + "=");
        }
        return new FaultRule(call, guest, vcpu, occurrences, effect, amount, element, bit, xor);
    }

    private Occurrences occurrences() {
        String every = left.remove("every");
        String chance = left.remove("chance");
        String times = left.remove("times");
        if (every != null) {
            long number = number("every", every, 1, Limits.MOMENT_MAX);
            return new Occurrences(Pattern.EVERY, number, 0, times(times, Occurrences.WITHOUT_END));
        }
        if (chance != null) {
            if (!chance.startsWith("1/")) {
                throw new MalformedRuleException("chance=" + printable(chance) + " is no chance; write chance=1/N");
            }
            long number = number("chance", chance.substring(2), 1, Limits.MOMENT_MAX);
            String seed = left.remove("seed");
            long seedNumber = seed == null ? 0 : number("seed", seed, 0, Long.MAX_VALUE);
            return new Occurrences(Pattern.CHANCE, number, seedNumber, times(times, Occurrences.WITHOUT_END));
        }
        String occurrence = left.remove("occurrence");
        long from = occurrence == null ? 1 : number("occurrence", occurrence, 1, Limits.MOMENT_MAX);
        return new Occurrences(Pattern.FROM, from, 0, times(times, 1));
    }

    private static long times(@Nullable String text, long unsaid) {
        if (text == null) {
            return unsaid;
        }
        return text.equals(FaultRule.ANY) ? Occurrences.WITHOUT_END : number("times", text, 1, Limits.MOMENT_MAX);
    }

    private long who(String key, long most) {
        String text = left.remove(key);
        return text == null || text.equals(FaultRule.ANY) ? FaultRule.EVERYBODY : number(key, text, 0, most);
    }

    private static FaultEffect effect(String name) {
        FaultEffect effect = FaultEffect.byName(name);
        if (effect == null) {
            List<String> names =
                    Arrays.stream(FaultEffect.values()).map(FaultEffect::name).toList();
            throw new MalformedRuleException(
                    "effect=" + printable(name) + ": there is no such effect; there are " + String.join(", ", names));
        }
        return effect;
    }

    private String needed(String key) {
        String value = left.remove(key);
        if (value == null || value.isEmpty()) {
            throw new MalformedRuleException("this fault rule lacks " + key + "=");
        }
        return value;
    }

    private static BigInteger mask(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : "";
        boolean legal = !digits.isEmpty() && digits.length() <= ELEMENT_BITS_MAX / 4 && isHexadecimal(digits);
        BigInteger mask = legal ? new BigInteger(digits, 16) : BigInteger.ZERO;
        if (mask.signum() == 0) {
            throw new MalformedRuleException("xor=" + printable(text) + " is no mask; write 0x and 1 to "
                    + ELEMENT_BITS_MAX / 4 + " hexadecimal digits, not all 0");
        }
        return mask;
    }

    private static long number(String key, String text, long least, long most) {
        boolean hexadecimal = text.startsWith("0x");
        String digits = hexadecimal ? text.substring(2) : text;
        boolean legal = !digits.isEmpty()
                && digits.length() <= 19
                && (hexadecimal ? isHexadecimal(digits) : digits.chars().allMatch(c -> c >= '0' && c <= '9'));
        BigInteger value = legal ? new BigInteger(digits, hexadecimal ? 16 : 10) : BigInteger.valueOf(-1);
        if (value.compareTo(BigInteger.valueOf(least)) < 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new MalformedRuleException(key + "=" + printable(text) + " is no number of " + least + " to " + most);
        }
        return value.longValueExact();
    }

    private static boolean isHexadecimal(String digits) {
        return digits.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F');
    }

    /** What a message may quote: it stays one short line whatever was sent. */
    private static String printable(String text) {
        String kept = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        return kept.replaceAll("[^ -~]", "?");
    }
}
