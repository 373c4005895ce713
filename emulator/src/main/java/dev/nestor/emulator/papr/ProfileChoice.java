package dev.nestor.emulator.papr;

/**
 * Where the sources of the nested APIs disagree, one row each, and what each {@link Profile} does about it. Code asks
 * the row; nothing else looks at the profile.
 *
 * <p>A value is a number, a truth value (0 or 1) or the number of a {@link ReturnCode}, as {@link #kind} says. The
 * sources are the Linux kernel document kvm-nested.rst ("document"), Linux arch/powerpc/kvm ("Linux") and QEMU
 * hw/ppc/spapr_nested.c ("QEMU"); where none says anything all three columns hold what this L0 does.
 */
public enum ProfileChoice {
    // spotless:off
    GET_FLAG_BIT_1_IS_HOST_WIDE("D1", Kind.TRUTH, 1, 1, 1, 0,
            "bit 1 of GET_STATE's flags: ownership in the document of 2023, host-wide in that of 2025 and in code"),
    STATE_CAN_BE_OWNED("D1", Kind.TRUTH, 0, 0, 0, 1,
            "taking and returning ownership of a vCPU's state: in the document of 2023, implemented by nobody else"),
    SET_FLAG_BIT_1("D2", Kind.CODE, -4, -4, -4,
            "bit 1 of SET_STATE's flags: returnOwnership in the document; H_PARAMETER in QEMU; never set by Linux"),
    ELEMENT_ERRORS_ARE_INDEXED("D3", Kind.TRUTH, 1, 1, 0,
            "a bad element: H_INVALID_ELEMENT_* and its index in R4 (document, Linux), or H_P3, R4 untouched (QEMU)"),
    HEIR_BYTES("D4", Kind.NUMBER, 4, 8, 4,
            "size of element HEIR: 4 in the document and QEMU, 8 in Linux, whose L1 fails the run on 4"),
    LPCR_GTSE_IS_SETTABLE("D5", Kind.TRUTH, 1, 1, 0,
            "GTSE in element LPCR: Linux sends it; QEMU's declared mask has it not"),
    DUPLICATES_ARE_LEGAL("D6", Kind.TRUTH, 1, 1, 1,
            "an element twice in one buffer: Linux does so with LPCR; the last one wins"),
    TB_OFFSET_IS_RELATIVE_TO_L1("D7", Kind.TRUTH, 1, 1, 1,
            "TB_OFFSET: a Linux comment says relative to the L0; the values are relative to the L1"),
    RUN_READS_BUFFER_ARGUMENTS("D8", Kind.TRUTH, 0, 0, 0,
            "RUN_VCPU's prototype in the document lists buffer and size, its text says they are not passed"),
    RUN_FLAGS_INJECT("D9", Kind.TRUTH, 1, 1, 0,
            "RUN_VCPU's flags for three interrupts: in the document; H_PARAMETER in QEMU"),
    VCPU_IDS_ARE_FREE("D10", Kind.TRUTH, 1, 1, 0,
            "ids of vCPUs in any order: document; QEMU aborts on a gap, here H_P3 then"),
    VPA_ELEMENT_IS_KNOWN("D11", Kind.TRUTH, 1, 1, 0,
            "element 0x0C02: document and Linux; unknown to QEMU"),
    HOST_STATE_SIZE_IS_KNOWN("D12", Kind.TRUTH, 1, 1, 0,
            "element 0x0001: document; unknown to QEMU"),
    PROBLEM_STATE_SC1_IS_REFLECTED("D13", Kind.TRUTH, 1, 1, 0,
            "sc 1 in an L2's problem state: Linux's v2 L1 relies on the L0; QEMU exits anyway"),
    DELETE_ENDS_A_RUN("D14", Kind.TRUTH, 1, 1, 1,
            "a guest deleted while it runs: its run returns with the document's reason 0x000; QEMU does not guard"),
    TOO_MANY_GUESTS("D15", Kind.CODE, -44, -44, -9,
            "no guest id or memory left: H_NOT_ENOUGH_RESOURCES in the document; QEMU's H_NO_MEM is misread by Linux"),
    BAD_LIFE_CYCLE_FLAG("D16", Kind.CODE, -256, -256, -256,
            "bad flags of CREATE, CREATE_VCPU and DELETE: only QEMU says"),
    BAD_STATE_FLAG("D16", Kind.CODE, -4, -4, -4,
            "bad flags of capabilities, GET_STATE, SET_STATE and RUN_VCPU: only QEMU says"),
    NO_PARTITION_TABLE("D17", Kind.CODE, -86, 3, 3,
            "RUN_VCPU without a partition table: a name of its own exists in Linux; QEMU answers H_NOT_AVAILABLE"),
    NO_INPUT_BUFFER("D18", Kind.CODE, -82, -82, -56,
            "RUN_VCPU without an input buffer: a name of its own exists in Linux; QEMU answers H_P3"),
    NO_OUTPUT_BUFFER("D18", Kind.CODE, -84, -84, -56,
            "RUN_VCPU without an output buffer: a name of its own exists in Linux; QEMU answers H_P3"),
    RPT_INVALIDATE_IS_OFFERED("D19", Kind.TRUTH, 1, 1, 0,
            "H_RPT_INVALIDATE: QEMU does not offer it, and has no H_TLB_INVALIDATE under v2 either"),
    SWITCH_FLUSHES_TRANSLATIONS("D19", Kind.TRUTH, 0, 0, 1,
            "QEMU flushes at each switch, and so lives without invalidations"),
    MSR_IS_SANITISED("D20", Kind.TRUTH, 1, 1, 0,
            "ME forced at an entry: Linux leaves it out of the element; QEMU loads as given (here without HV and S)"),
    HISI_SENDS_HDAR("D21", Kind.TRUTH, 1, 1, 1,
            "HDAR in the output of a HISI exit: as needed in the document; sent by QEMU; Linux replaces it by NIA"),
    V1_BYTE_ORDER_FOLLOWS_MSR("D22", Kind.TRUTH, 1, 1, 0,
            "byte order of the v1 structures: MSR[LE] of the L1 (Linux); that of QEMU's host, taken as little-endian"),
    V1_REGISTER_BYTES("D23", Kind.NUMBER, 352, 384, 352,
            "bytes of the v1 register structure: Linux moves its kernel's part too, QEMU the first 352"),
    VALUE_MASKS_ARE_ENFORCED("Q1", Kind.TRUTH, 1, 1, 0,
            "reserved bits in an element: H_INVALID_ELEMENT_VALUE in the document; QEMU's guard never fires"),
    TB_OFFSET_REACHES_LATER_VCPUS("Q4", Kind.TRUTH, 1, 1, 0,
            "TB_OFFSET and PCR of vCPUs made after the SET; QEMU reaches existing ones only and reads TB_OFFSET as 0"),
    LAST_ELEMENT_IS_BOUNDED("Q5", Kind.TRUTH, 1, 1, 0,
            "an element that ends after the buffer: QEMU moves it all the same (only inside L1 memory here)"),
    BAD_CAPABILITY_GIVES_BIT("Q7", Kind.TRUTH, 0, 0, 1,
            "R5 of a refused SET_CAPABILITIES: index of the bad bitmap (document), a bit number in QEMU, which also"
                    + " lets bits pass that it did not offer"),
    SMALL_RUN_BUFFERS_FAIL_AT_SET("Q8", Kind.TRUTH, 0, 0, 1,
            "a run buffer below 128 bytes: named codes for RUN_VCPU exist; QEMU aborts at SET_STATE, here H_P3 then"),
    PROCESS_TABLE_SIZES_ARE_FREE("Q8", Kind.TRUTH, 1, 1, 0,
            "sizes of PROCESS_TABLE: QEMU aborts on others than 2^12 and 2^24, here H_P3 then"),
    LATE_PMU_ELEMENTS_ARE_KEPT("Q11", Kind.TRUTH, 1, 1, 0,
            "MMCR3, SIER2, SIER3, WORT: QEMU drops them and leaves the caller's bytes on GET"),
    PPR_IS_READABLE("E1", Kind.TRUTH, 0, 1, 1,
            "access of element PPR: W in the document; Linux and QEMU read it"),
    TABLES_ARE_READABLE("E2", Kind.TRUTH, 1, 1, 0,
            "GET of PARTITION_TABLE, PROCESS_TABLE, RUN_INPUT, RUN_OUTPUT: RW in the document; QEMU aborts, here H_P3"),
    V1_LPID_IS_BOUNDED("E3", Kind.TRUTH, 1, 1, 0,
            "lpid beyond the v1 partition table: H_PARAMETER in Linux, found at the first fault by QEMU"),
    V1_UNREADABLE_REGISTERS("E4", Kind.CODE, -4, -4, -55,
            "v1 register structure outside memory: H_PARAMETER in Linux, H_P2 in QEMU"),
    V1_CONTROL_IS_SANITISED("E5", Kind.TRUTH, 1, 1, 0,
            "HFSCR, PCR, DAWRX, CIABR and MSR of a v1 entry: filtered by Linux; as given in QEMU"),
    V1_WRITES_BACK_CONTROL("E6", Kind.TRUTH, 0, 0, 1,
            "LPCR, PCR and HFSCR in the v1 structure at an exit: written by QEMU; Linux merges the HFSCR cause only"),
    V1_COPY_IS_SERVED("E7", Kind.TRUTH, 1, 1, 0,
            "H_COPY_TOFROM_GUEST: Linux; H_FUNCTION in QEMU"),
    V1_TLB_INVALIDATE_CHECKS("E8", Kind.TRUTH, 1, 1, 0,
            "H_TLB_INVALIDATE of a malformed instruction: H_PARAMETER in Linux; QEMU always succeeds"),
    LOGICAL_PVR_IS_CHECKED("E9", Kind.TRUTH, 1, 1, 0,
            "logical PVR 0 or above the L0's: PowerVM refuses it (Linux 20c8c4dafe93, linuxppc/issues 498)");
    // spotless:on

    /** How a row's values read. */
    public enum Kind {
        /** A number. */
        NUMBER,
        /** 0 or 1. */
        TRUTH,
        /** The number of a return code. */
        CODE
    }

    private final String topic;
    private final Kind kind;
    private final int papr;
    private final int linux;
    private final int qemu;
    private final int papr2023;
    private final String says;

    /** A row in which the document of 2023 says what that of 2025 does. */
    ProfileChoice(String topic, Kind kind, int papr, int linux, int qemu, String says) {
        this(topic, kind, papr, linux, qemu, papr, says);
    }

    ProfileChoice(String topic, Kind kind, int papr, int linux, int qemu, int papr2023, String says) {
        this.topic = topic;
        this.kind = kind;
        this.papr = papr;
        this.linux = linux;
        this.qemu = qemu;
        this.papr2023 = papr2023;
        this.says = says;
    }

    /** The disagreement's label: D, Q and E numbers; several rows may share one. */
    public String topic() {
        return topic;
    }

    /** How the values read. */
    public Kind kind() {
        return kind;
    }

    /** Who says what. */
    public String says() {
        return says;
    }

    /** The value under {@code profile}. */
    public int number(Profile profile) {
        return switch (profile) {
            case PAPR -> papr;
            case LINUX -> linux;
            case QEMU -> qemu;
            case PAPR2023 -> papr2023;
        };
    }

    /** The truth value under {@code profile}. */
    public boolean holds(Profile profile) {
        return number(profile) != 0;
    }

    /** The return code under {@code profile}; the row's kind must be {@code CODE}. */
    public ReturnCode code(Profile profile) {
        ReturnCode code = kind == Kind.CODE ? ReturnCode.byNumber(number(profile)) : null;
        if (code == null) {
            throw new IllegalStateException(name() + " holds no return code");
        }
        return code;
    }
}
