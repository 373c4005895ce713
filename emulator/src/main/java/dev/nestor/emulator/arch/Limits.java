package dev.nestor.emulator.arch;

/** Every bound of the machine in one place; the static block asserts how the bounds relate. */
public final class Limits {

    /** Bytes in the smallest page and in a tracking unit of guest memory. */
    public static final int PAGE_BYTES = 4096;

    /** log2 of {@link #PAGE_BYTES}. */
    public static final int PAGE_SHIFT = 12;

    /** Smallest guest memory, in bytes: an L1 needs room for itself, its tree and an L2. */
    public static final long MEMORY_BYTES_MIN = 16L << 20;

    /** Largest guest memory, in bytes; page numbers stay within an int. */
    public static final long MEMORY_BYTES_MAX = 64L << 30;

    /** Most L1 virtual processors of one machine. */
    public static final int L1_VCPUS_MAX = 64;

    /** Highest guest id of the v2 API. Source: nested PAPR, H_GUEST_CREATE as QEMU bounds it. */
    public static final int GUEST_ID_MAX = 4095;

    /** Highest L2 vCPU id of the v2 API. Source: kernel document kvm-nested.rst. */
    public static final int L2_VCPU_ID_MAX = 2047;

    /** Largest guest state buffer of GET_STATE and SET_STATE, in bytes. */
    public static final int STATE_BUFFER_BYTES_MAX = 1 << 20;

    /** Smallest run buffer, in bytes, and the answer of element RUN_OUTPUT_MIN_SIZE. */
    public static final int RUN_BUFFER_BYTES_MIN = 128;

    /** Largest run buffer, in bytes. */
    public static final int RUN_BUFFER_BYTES_MAX = 16384;

    /** Most translations one vCPU holds; the one more that is needed empties the set first. */
    public static final int TRANSLATIONS_MAX = 16384;

    /** Address bits of a partition-scoped tree. */
    public static final int PARTITION_ADDRESS_BITS = 52;

    /** Most values one event carries beside its payload. */
    public static final int EVENT_VALUES_MAX = 24;

    /** Largest payload of one event, in bytes. */
    public static final int EVENT_PAYLOAD_BYTES_MAX = STATE_BUFFER_BYTES_MAX;

    /** Last moment of any run: at 10^9 instructions a second, eleven days; its ticks fit a long with room. */
    public static final long MOMENT_MAX = 1_000_000_000_000_000L;

    /** Bytes typed at the console that wait for the guest; more are lost, as on a full line. */
    public static final int TYPED_BYTES_MAX = 1 << 16;

    /** Largest ELF image or initial RAM disk, in bytes. */
    public static final int IMAGE_BYTES_MAX = 512 << 20;

    /** Most faults on purpose of one run; more are refused. */
    public static final int FAULT_RULES_MAX = 64;

    /** Longest text of a fault rule, in characters. */
    public static final int FAULT_RULE_CHARACTERS_MAX = 512;

    /** Most tokens of busy operations that wait to be given back; the one more forgets the oldest. */
    public static final int CONTINUE_TOKENS_MAX = 64;

    static {
        require(1 << PAGE_SHIFT == PAGE_BYTES, "page shift and page size");
        require(MEMORY_BYTES_MAX / PAGE_BYTES <= Integer.MAX_VALUE, "page numbers are ints");
        require(RUN_BUFFER_BYTES_MAX <= STATE_BUFFER_BYTES_MAX, "a run buffer is a state buffer");
        require(Integer.bitCount(TRANSLATIONS_MAX) == 1, "translations are a power of two");
    }

    private Limits() {}

    private static void require(boolean holds, String relation) {
        if (!holds) {
            throw new IllegalStateException("limits contradict each other: " + relation);
        }
    }
}
