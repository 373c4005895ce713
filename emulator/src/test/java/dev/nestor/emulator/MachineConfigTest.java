package dev.nestor.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.NestedApi;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A configuration and its defects as names and values. */
class MachineConfigTest {
    private static final MachineConfig V2 = MachineConfig.of(NestedApi.V2);

    @Test
    void defectsAreSortedNamesAndComeBack() {
        MachineConfig config = V2.withDefects(Set.of(Defect.SPURR_FROM_PURR, Defect.EARLY_DECREMENTER));
        assertEquals("early-decrementer,spurr-from-purr", config.toProperties().get("defects"));
        assertEquals(config, MachineConfig.fromProperties(config.toProperties()));
        assertEquals(Set.of(), V2.defects());
        assertEquals(V2, config.withDefects(Set.of()));
    }

    @Test
    void aConfigurationFromBeforeThereWereDefectsHasNone() {
        Map<String, String> old = new TreeMap<>(V2.toProperties());
        old.remove("defects");
        assertEquals(V2, MachineConfig.fromProperties(old));
    }

    @Test
    void anUnknownDefectIsRefused() {
        Map<String, String> wrong = new TreeMap<>(V2.toProperties());
        wrong.put("defects", "early-decrementer,none-such");
        Exception e = assertThrows(IllegalArgumentException.class, () -> MachineConfig.fromProperties(wrong));
        assertTrue(e.getMessage().contains("none-such") && e.getMessage().contains("stale-guests"), e.getMessage());
    }

    @Test
    void aDefectOfTheOtherApiIsAProblem() {
        List<String> problems = V2.withDefects(Set.of(Defect.DPDES_OVERWRITTEN)).problems();
        assertEquals(List.of("defect dpdes-overwritten is one of API v1, the machine offers v2"), problems);
    }

    @Test
    void saysWhatIsWrongWithBootArguments() {
        assertEquals(List.of(), V2.withBootArguments("a".repeat(1024)).problems());
        assertEquals(
                List.of("the length of boot_arguments is 1025, expected at most 1024"),
                V2.withBootArguments("a".repeat(1025)).problems());
        assertEquals(
                List.of("character 6 of boot_arguments is U+00E4, expected printable ASCII"),
                V2.withBootArguments("quiet\u00e4 b\n").problems());
    }
}
