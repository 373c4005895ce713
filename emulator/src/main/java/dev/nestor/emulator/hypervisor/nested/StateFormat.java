package dev.nestor.emulator.hypervisor.nested;

import org.jspecify.annotations.Nullable;

/** Layouts of the bytes that {@code StateTransferred} carries: the numbers of dim_state_format. */
public enum StateFormat {
    /** Guest state buffer: count, then id, size and value of each element, big-endian. */
    GUEST_STATE_BUFFER(1, false, "guest state buffer"),
    /** v1 hv_guest_state of a big-endian L1. */
    HV_GUEST_STATE_BE(2, false, "v1 hv_guest_state, big-endian"),
    /** v1 hv_guest_state of a little-endian L1. */
    HV_GUEST_STATE_LE(3, true, "v1 hv_guest_state, little-endian"),
    /** v1 pt_regs of a big-endian L1. */
    PT_REGS_BE(4, false, "v1 pt_regs, big-endian"),
    /** v1 pt_regs of a little-endian L1. */
    PT_REGS_LE(5, true, "v1 pt_regs, little-endian"),
    /** As {@link #GUEST_STATE_BUFFER}, but only ids and sizes mean something: what GET_STATE asks for. */
    GUEST_STATE_REQUEST(6, false, "guest state buffer, request without values"),
    /** State of a vCPU in the L0's own format, which an L1 that takes ownership gets. */
    L0_INTERNAL(7, false, "vCPU state in the L0's own format"),
    /** Bytes of an L2's memory that H_COPY_TOFROM_GUEST moves, in address order. */
    L2_MEMORY(8, false, "bytes of L2 memory");

    private static final StateFormat[] ALL = values();

    private final int number;
    private final boolean littleEndian;
    private final String says;

    StateFormat(int number, boolean littleEndian, String says) {
        this.number = number;
        this.littleEndian = littleEndian;
        this.says = says;
    }

    /** The number that the event carries; explicit, never reused. */
    public int number() {
        return number;
    }

    /** Whether its values are little-endian. */
    public boolean isLittleEndian() {
        return littleEndian;
    }

    /** Whether values of elements or fields travel. */
    public boolean hasValues() {
        return this != GUEST_STATE_REQUEST && this != L0_INTERNAL && this != L2_MEMORY;
    }

    /** A name for people. */
    public String says() {
        return says;
    }

    /** The format with a number, or null. */
    public static @Nullable StateFormat byNumber(int number) {
        for (StateFormat format : ALL) {
            if (format.number == number) {
                return format;
            }
        }
        return null;
    }
}
