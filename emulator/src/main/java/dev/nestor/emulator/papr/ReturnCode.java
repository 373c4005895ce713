package dev.nestor.emulator.papr;

import org.jspecify.annotations.Nullable;

/**
 * Every return code of a hypercall, as R3 carries it (sign-extended to 64 bits).
 *
 * @see "PAPR, section 14.1.3: hypercall return codes; numbers as in Linux arch/powerpc/include/asm/hvcall.h"
 */
public enum ReturnCode {
    H_SUCCESS(0, "the call did what was asked"),
    H_BUSY(1, "repeat the call"),
    H_CLOSED(2, "the other end is not there"),
    H_NOT_AVAILABLE(3, "the function or table is not available now"),
    H_CONSTRAINED(4, "done, but less than asked"),
    H_PARTIAL(5, "done in part"),
    H_PENDING(8, "not done yet"),
    H_IN_PROGRESS(14, "still being done"),
    H_CONTINUE(18, "the last thread that had not joined goes on"),
    H_LONG_BUSY_1_MS(9900, "repeat in 1 ms"),
    H_LONG_BUSY_10_MS(9901, "repeat in 10 ms"),
    H_LONG_BUSY_100_MS(9902, "repeat in 100 ms"),
    H_LONG_BUSY_1_S(9903, "repeat in 1 s"),
    H_LONG_BUSY_10_S(9904, "repeat in 10 s"),
    H_LONG_BUSY_100_S(9905, "repeat in 100 s"),
    H_TOO_HARD(9999, "internal to Linux's hypervisor; no call returns it"),
    H_HARDWARE(-1, "hardware error or no such hardware"),
    H_FUNCTION(-2, "no such call, or not offered"),
    H_PRIVILEGE(-3, "the caller is in problem state"),
    H_PARAMETER(-4, "the first argument, or some argument, is invalid"),
    H_BAD_MODE(-5, "not in the caller's present mode"),
    H_PTEG_FULL(-6, "hash table group full"),
    H_NOT_FOUND(-7, "what was named does not exist or cannot be reached"),
    H_RESERVED_DABR(-8, "reserved bits of the breakpoint register"),
    H_NO_MEM(-9, "no memory left"),
    H_AUTHORITY(-10, "not allowed for this caller"),
    H_PERMISSION(-11, "not permitted"),
    H_DROPPED(-12, "dropped"),
    H_S_PARM(-13, "source argument invalid"),
    H_D_PARM(-14, "destination argument invalid"),
    H_R_PARM(-15, "remote argument invalid"),
    H_RESOURCE(-16, "a resource that the call needs is missing"),
    H_NOT_ENOUGH_RESOURCES(-44, "resources exhausted"),
    H_R_STATE(-45, "wrong state"),
    H_ABORTED(-54, "aborted"),
    H_P2(-55, "the second argument is invalid"),
    H_P3(-56, "the third argument is invalid"),
    H_P4(-57, "the fourth argument is invalid"),
    H_P5(-58, "the fifth argument is invalid"),
    H_P6(-59, "the sixth argument is invalid"),
    H_P7(-60, "the seventh argument is invalid"),
    H_P8(-61, "the eighth argument is invalid"),
    H_P9(-62, "the ninth argument is invalid"),
    H_NOOP(-63, "nothing to do"),
    H_UNSUPPORTED(-67, "not supported in this configuration"),
    H_OVERLAP(-68, "overlaps something that exists"),
    H_INTERRUPT(-69, "interrupted; internal to Linux's hypervisor"),
    H_BAD_DATA(-70, "bad data"),
    H_STATE(-75, "not in the present state of the API"),
    H_IN_USE(-77, "in use already"),
    H_INVALID_ELEMENT_ID(-79, "a state element's id is unknown, or not legal in this call"),
    H_INVALID_ELEMENT_SIZE(-80, "a state element's size is wrong, or it does not fit the buffer"),
    H_INVALID_ELEMENT_VALUE(-81, "a state element's value has reserved bits or is out of range"),
    H_INPUT_BUFFER_NOT_DEFINED(-82, "no run input buffer is registered"),
    H_INPUT_BUFFER_TOO_SMALL(-83, "the run input buffer is too small"),
    H_OUTPUT_BUFFER_NOT_DEFINED(-84, "no run output buffer is registered"),
    H_OUTPUT_BUFFER_TOO_SMALL(-85, "the run output buffer is too small"),
    H_PARTITION_PAGE_TABLE_NOT_DEFINED(-86, "the guest has no partition-scoped table"),
    H_GUEST_VCPU_STATE_NOT_HV_OWNED(-87, "the L1 owns the state of the vCPU"),
    /** A range, -256 to -511; this is its first, which QEMU returns for every bad flag. */
    H_UNSUPPORTED_FLAG(-256, "a flag is not supported; -256 to -511, QEMU always answers -256");

    /** The last number of the range that {@link #H_UNSUPPORTED_FLAG} begins. */
    public static final int UNSUPPORTED_FLAG_LAST = -511;

    private final int number;
    private final String meaning;

    ReturnCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The number in R3. */
    public int number() {
        return number;
    }

    /** What it means, one phrase. */
    public String meaning() {
        return meaning;
    }

    /** The row with a number of R3, the range of {@link #H_UNSUPPORTED_FLAG} included; null for none. */
    public static @Nullable ReturnCode byNumber(long number) {
        if (number <= H_UNSUPPORTED_FLAG.number && number >= UNSUPPORTED_FLAG_LAST) {
            return H_UNSUPPORTED_FLAG;
        }
        for (ReturnCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return null;
    }
}
