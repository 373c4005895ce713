package dev.nestor.emulator.papr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Return codes and the rows of disagreements. */
class PaprTablesTest {
    @Test
    void returnCodesHaveNumbersOfTheirOwn() {
        Set<Integer> numbers = new TreeSet<>();
        for (ReturnCode code : ReturnCode.values()) {
            assertTrue(numbers.add(code.number()), code + " repeats " + code.number());
            assertSame(code, ReturnCode.byNumber(code.number()));
            assertFalse(code.meaning().isEmpty());
        }
    }

    /** Numbers as nested-PAPR users see them: Linux arch/powerpc/include/asm/hvcall.h. */
    @ParameterizedTest
    @CsvSource({
        "H_SUCCESS,0",
        "H_BUSY,1",
        "H_NOT_AVAILABLE,3",
        "H_LONG_BUSY_100_S,9905",
        "H_FUNCTION,-2",
        "H_PRIVILEGE,-3",
        "H_PARAMETER,-4",
        "H_NO_MEM,-9",
        "H_NOT_ENOUGH_RESOURCES,-44",
        "H_ABORTED,-54",
        "H_P2,-55",
        "H_P9,-62",
        "H_STATE,-75",
        "H_IN_USE,-77",
        "H_INVALID_ELEMENT_ID,-79",
        "H_INVALID_ELEMENT_VALUE,-81",
        "H_INPUT_BUFFER_NOT_DEFINED,-82",
        "H_OUTPUT_BUFFER_TOO_SMALL,-85",
        "H_GUEST_VCPU_STATE_NOT_HV_OWNED,-87"
    })
    void returnCodesHaveTheirNumbers(ReturnCode code, int number) {
        assertEquals(number, code.number());
    }

    @Test
    void unsupportedFlagsAreARange() {
        assertSame(ReturnCode.H_UNSUPPORTED_FLAG, ReturnCode.byNumber(-511));
        assertNull(ReturnCode.byNumber(-512));
        assertNull(ReturnCode.byNumber(-255));
    }

    @ParameterizedTest
    @EnumSource(ProfileChoice.class)
    void choicesReadAsTheirKindSays(ProfileChoice choice) {
        assertTrue(choice.topic().matches("[DQE]\\d+"), choice.topic());
        assertTrue(choice.says().length() > 20, "says who says what");
        for (Profile profile : Profile.values()) {
            switch (choice.kind()) {
                case CODE -> assertNotNull(choice.code(profile));
                case TRUTH -> assertTrue(choice.number(profile) == 0 || choice.number(profile) == 1);
                case NUMBER -> assertTrue(choice.number(profile) > 0);
            }
        }
    }

    @Test
    void everyDisagreementHasARow() {
        Set<String> topics = new TreeSet<>();
        for (ProfileChoice choice : ProfileChoice.values()) {
            topics.add(choice.topic());
        }
        for (int i = 1; i <= 23; i++) {
            assertTrue(topics.contains("D" + i), "D" + i + " has no row");
        }
    }

    @Test
    void aChoiceThatIsNoCodeHasNone() {
        assertThrows(IllegalStateException.class, () -> ProfileChoice.HEIR_BYTES.code(Profile.PAPR));
    }
}
