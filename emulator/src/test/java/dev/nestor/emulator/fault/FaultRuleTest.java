package dev.nestor.emulator.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.hypervisor.HcallTable;
import dev.nestor.emulator.papr.HcallRow;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultRuleTest {
    private static final long SEED = Long.getLong("nestor.test.seed", 57_721L);
    private static final String[] WORDS = {
        "call=", "guest=", "vcpu=", "occurrence=", "every=", "chance=", "seed=", "times=", "effect=", "ticks=",
        "moments=", "element=", "bit=", "xor=", "any", "1/", "0x", "-", "99999999999999999999", "H_GUEST_CREATE",
        "L2_ENTRY", "HDEC_EARLY", "CORRUPTED_IN", "GPR3", "=", " ", "\n", "\u00e9", "", "7"
    };

    @ParameterizedTest
    @EnumSource(FaultEffect.class)
    void everyEffectFitsEachOfItsPlacesAndNoOther(FaultEffect effect) {
        for (String place : FaultEffect.everyPlace()) {
            String text = "call=" + place + " effect=" + effect + detailOf(effect);
            if (effect.places().contains(place)) {
                FaultRule rule = FaultRule.parse(text);
                assertEquals(effect, rule.effect());
                assertEquals(rule, FaultRule.parse(rule.toString()), text);
            } else {
                assertEquals(
                        "effect=" + effect + " does not fit call=" + place + "; it fits "
                                + String.join(", ", effect.places()),
                        refusal(text));
            }
        }
    }

    @Test
    void everyPlaceIsAHypercallOrOneOfTheThreeOthers() {
        Set<String> known =
                new HashSet<>(HcallTable.rows().stream().map(HcallRow::name).toList());
        known.addAll(List.of(FaultEffect.L2_ENTRY, FaultEffect.L2_EXTERNAL, FaultEffect.L1_EXTERNAL));
        assertEquals(Set.of(), minus(FaultEffect.everyPlace(), known));
        Set<Integer> numbers = new HashSet<>();
        for (FaultEffect effect : FaultEffect.values()) {
            assertTrue(numbers.add(effect.number()), effect + " has a number of its own");
            assertFalse(effect.says().isBlank() || effect.says().endsWith("."), effect + " is said in a phrase");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "call=H_GUEST_CREATE effect=H_BUSY"
                        + "| call=H_GUEST_CREATE guest=any vcpu=any occurrence=1 effect=H_BUSY",
                "effect=H_LONG_BUSY_10_MS times=3 occurrence=2 call=H_GUEST_GET_STATE vcpu=0 guest=0x10"
                        + "| call=H_GUEST_GET_STATE guest=16 vcpu=0 occurrence=2 times=3 effect=H_LONG_BUSY_10_MS",
                "call=L2_ENTRY  chance=1/50 seed=7 effect=HDEC_EARLY ticks=100"
                        + "| call=L2_ENTRY guest=any vcpu=any chance=1/50 seed=7 effect=HDEC_EARLY ticks=100",
                "call=L1_EXTERNAL every=3 times=9 effect=DELAYED moments=5000"
                        + "| call=L1_EXTERNAL guest=any vcpu=any every=3 times=9 effect=DELAYED moments=5000",
                "call=H_GUEST_RUN_VCPU occurrence=4 times=any effect=CORRUPTED_OUT element=GPR3 bit=63"
                        + "| call=H_GUEST_RUN_VCPU guest=any vcpu=any occurrence=4 times=any effect=CORRUPTED_OUT"
                        + " element=GPR3 bit=63",
                "call=H_ENTER_NESTED effect=CORRUPTED_IN element=LPCR xor=0xFF"
                        + "| call=H_ENTER_NESTED guest=any vcpu=any occurrence=1 effect=CORRUPTED_IN element=LPCR"
                        + " xor=0xff"
            })
    void printsOneForm(String text, String printed) {
        assertEquals(printed, FaultRule.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "effect=H_BUSY | this fault rule lacks call=",
                "call=H_GUEST_CREATE | this fault rule lacks effect=",
                "call=H_GUEST_CREATE effect=H_BUSY times=0 | times=0 is no number of 1 to 1000000000000000",
                "call=H_GUEST_CREATE effect=H_BUSY ticks=1 | effect=H_BUSY of this rule takes no ticks=",
                "call=H_GUEST_CREATE effect=H_BUSY call=L2_ENTRY | a fault rule says call= once, this one twice",
                "call=L2_ENTRY effect=HDEC_EARLY | this fault rule lacks ticks=",
                "call=L2_ENTRY every=2 occurrence=3 effect=HDEC_LOST"
                        + "| effect=HDEC_LOST of this rule takes no occurrence=",
                "call=L2_ENTRY chance=0.5 effect=HDEC_LOST | chance=0.5 is no chance; write chance=1/N",
                "call=H_GUEST_SET_STATE effect=CORRUPTED_IN element=NIA xor=0x0"
                        + "| xor=0x0 is no mask; write 0x and 1 to 48 hexadecimal digits, not all 0",
                "call=H_GUEST_SET_STATE effect=CORRUPTED_IN element=NIA bit=1 xor=0x1"
                        + "| effect=CORRUPTED_IN of this rule takes no xor=",
                "call=H_GUEST_CREATE effect=H_BUSY guest=4096 | guest=4096 is no number of 0 to 4095"
            })
    void saysInOneLineWhatIsWrong(String text, String message) {
        assertEquals(message, refusal(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "busy", "what=1 call=H_GUEST_CREATE effect=H_BUSY"})
    void namesTheKeysForATextThatIsNone(String text) {
        assertTrue(refusal(text).contains("keys call, guest, vcpu, occurrence"), refusal(text));
    }

    @Test
    void anyTextIsARuleOrRefusedInOneShortLine() {
        Random chance = new Random(SEED);
        int rules = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            if (chance.nextInt(3) == 0) {
                FaultEffect effect = FaultEffect.values()[chance.nextInt(FaultEffect.values().length)];
                String place =
                        effect.places().get(chance.nextInt(effect.places().size()));
                text.append("call=")
                        .append(place)
                        .append(" effect=")
                        .append(effect)
                        .append(detailOf(effect));
            }
            for (int n = chance.nextInt(4); n > 0; n--) {
                text.insert(chance.nextInt(text.length() + 1), WORDS[chance.nextInt(WORDS.length)]);
            }
            try {
                FaultRule rule = FaultRule.parse(text.toString());
                assertEquals(rule, FaultRule.parse(rule.toString()), text.toString());
                rules++;
            } catch (MalformedRuleException e) {
                String message = String.valueOf(e.getMessage());
                assertTrue(message.length() < 500 && !message.contains("\n"), "seed " + SEED + ": " + message);
            }
        }
        assertTrue(rules > 1000, rules + " rules among them");
    }

    @Test
    void chanceIsAFunctionOfSeedAndOccurrence() {
        Occurrences one = FaultRule.parse("call=L2_ENTRY chance=1/10 seed=1 effect=HDEC_LOST")
                .occurrences();
        Occurrences other = FaultRule.parse("call=L2_ENTRY chance=1/10 seed=2 effect=HDEC_LOST")
                .occurrences();
        int strikes = 0;
        int differences = 0;
        for (int i = 1; i <= 10_000; i++) {
            strikes += one.strikes(i, 0) ? 1 : 0;
            differences += one.strikes(i, 0) != other.strikes(i, 0) ? 1 : 0;
        }
        assertTrue(strikes > 850 && strikes < 1150, strikes + " of 10,000");
        assertTrue(differences > 1000, differences + " differences");
    }

    private static String detailOf(FaultEffect effect) {
        return switch (effect.detail()) {
            case NONE -> "";
            case TICKS -> " ticks=100";
            case MOMENTS -> " moments=0x1000";
            case BITS -> " element=GPR5 bit=3";
        };
    }

    private static String refusal(String text) {
        return String.valueOf(assertThrows(MalformedRuleException.class, () -> FaultRule.parse(text))
                .getMessage());
    }

    private static Set<String> minus(List<String> names, Set<String> known) {
        Set<String> left = new HashSet<>(names);
        left.removeAll(known);
        return left;
    }
}
