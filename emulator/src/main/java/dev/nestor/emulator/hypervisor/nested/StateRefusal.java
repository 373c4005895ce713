package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.papr.ReturnCode;

/**
 * Why an element of a guest state buffer is refused, in the order in which the checks are made: the numbers of
 * dim_state_refusal.
 *
 * <p>The codes are those of the kernel document; a profile that does not index element errors answers H_P3 instead.
 */
public enum StateRefusal {
    /** The count names more elements than the buffer has. */
    NO_HEADER(1, ReturnCode.H_INVALID_ELEMENT_SIZE, "the buffer ends before the element's id and size"),
    /** No such id. */
    UNKNOWN_ID(2, ReturnCode.H_INVALID_ELEMENT_ID, "no element has this id under the profile"),
    /** Cut off. */
    PAST_END(3, ReturnCode.H_INVALID_ELEMENT_SIZE, "the element's value ends after the buffer"),
    /** Another size than the row's. */
    WRONG_SIZE(4, ReturnCode.H_INVALID_ELEMENT_SIZE, "the size is not the element's"),
    /** SET, or a run input, of an element that is only read. */
    READ_ONLY(5, ReturnCode.H_INVALID_ELEMENT_ID, "the element can only be read"),
    /** GET of an element that is only written. */
    WRITE_ONLY(6, ReturnCode.H_INVALID_ELEMENT_ID, "the element can only be written"),
    /** Flags and element do not fit. */
    WRONG_SCOPE(7, ReturnCode.H_INVALID_ELEMENT_ID, "the call's flags name another scope than the element's"),
    /** Bits outside the element's mask. */
    RESERVED_BITS(8, ReturnCode.H_INVALID_ELEMENT_VALUE, "the value has reserved bits"),
    /** A table, an address or a length that cannot be. */
    OUT_OF_RANGE(9, ReturnCode.H_INVALID_ELEMENT_VALUE, "the value is not one that the element can have");

    private final int number;
    private final ReturnCode code;
    private final String says;

    StateRefusal(int number, ReturnCode code, String says) {
        this.number = number;
        this.code = code;
        this.says = says;
    }

    /** The number that the event carries; explicit, never reused. */
    public int number() {
        return number;
    }

    /** The return code that the kernel document has for it. */
    public ReturnCode code() {
        return code;
    }

    /** What is wrong, one phrase. */
    public String says() {
        return says;
    }
}
