package dev.nestor.emulator.isa;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The instruction fields: where each lies in the word and how its bits make a value. Instruction patterns name fields
 * as the manual does; a field that lies in several places is written at each of them. Fields of one name differ in
 * where they begin.
 *
 * @see "Power ISA 3.1, Book I, section 1.6.3: instruction fields"
 */
public enum Field {
    AA("AA", "30"),
    /** An accumulator. */
    AT("AT", "6:8"),
    BA("BA", "11:15"),
    BB("BB", "16:20"),
    BC("BC", "21:25"),
    BD("BD", "16:29", 2),
    BF("BF", "6:8"),
    BFA("BFA", "11:13"),
    BH("BH", "19:20"),
    BHRBE("BHRBE", "11:20"),
    BI("BI", "11:15"),
    BM_DX("bm", "16:25,11:15,31"),
    BO("BO", "6:10"),
    BT("BT", "6:10"),
    CT("CT", "7:10"),
    CY("CY", "21:22"),
    D("D", "16:31", 0),
    /** The high part of a prefixed instruction's displacement or immediate, in the prefix. */
    D0("d0", "14:31", 0),
    /** The low part, in the suffix. */
    D1("d1", "16:31"),
    DCM("DCM", "16:21"),
    /** The data group mask. */
    DGM("DGM", "16:21"),
    DCMX("DCMX", "9:15"),
    /** The data class mask of the vector forms. */
    DCMX_XV("dcmx", "25,29,11:15"),
    DM("DM", "22:23"),
    DRM("DRM", "18:20"),
    /** The immediate of DX-form. */
    D_DX("D", "16:25,11:15,31", 0),
    DQ("DQ", "16:27", 4),
    DS("DS", "16:29", 2),
    DSH("DSH", "16:21"),
    EH("EH", "31"),
    EX("EX", "31"),
    /** The function code of an atomic memory operation. */
    FC("FC", "16:20"),
    FLM("FLM", "7:14"),
    FRA("FRA", "11:15"),
    /** The even first register of a pair, as in the other fields that end in P. */
    FRAP("FRAp", "11:15"),
    FRB("FRB", "16:20"),
    FRBP("FRBp", "16:20"),
    FRC("FRC", "21:25"),
    FRS("FRS", "6:10"),
    FRSP("FRSp", "6:10"),
    FRT("FRT", "6:10"),
    FRTP("FRTp", "6:10"),
    FXM("FXM", "12:19"),
    IH("IH", "8:10"),
    IMM_11("IMM", "11:15"),
    IMM_13("IMM", "13:20"),
    IMM_24("IMM", "24:31"),
    /** The high half of a prefixed instruction's 32-bit immediate, in the prefix. */
    IMM0("imm0", "16:31"),
    /** The low half, in the suffix. */
    IMM1("imm1", "16:31"),
    IX("IX", "14"),
    L_6("L", "6"),
    L_8("L", "8:10"),
    L_9("L", "9:10"),
    L_10("L", "10"),
    L_14("L", "14:15"),
    L_15("L", "15"),
    LEV("LEV", "20:26"),
    LI("LI", "6:29", 2),
    LK("LK", "31"),
    MB("MB", "21:25"),
    /** The six-bit mask begin or end of MD-form and MDS-form. */
    MB_MD("mb", "26,21:25"),
    ME("ME", "26:30"),
    ME_MD("me", "26,21:25"),
    MP("MP", "15"),
    N("N", "13:15"),
    NB("NB", "16:20"),
    OE("OE", "21"),
    PL("PL", "14:15"),
    /** A mask of products: eight, four or two. */
    PMSK("PMSK", "16:23"),
    PMSK_4("PMSK4", "16:19"),
    PMSK_2("PMSK2", "16:17"),
    PRS("PRS", "14"),
    PS("PS", "22"),
    /** The hash instructions' displacement: 8 times (-64 + this field). */
    HASH_D("hd", "31,6:10"),
    R("R", "15"),
    /** Whether a prefixed instruction's address is relative to its own. */
    R_11("R", "11"),
    RA("RA", "11:15"),
    RB("RB", "16:20"),
    RC("RC", "21:25"),
    /** The record bit of vector comparisons. */
    RECORD_VC("Rc", "21"),
    RIC("RIC", "12:13"),
    RM("RM", "19:20"),
    RMC("RMC", "21:22"),
    RO("RO", "31"),
    RS("RS", "6:10"),
    /** The record bit. */
    RECORD("Rc", "31"),
    RT("RT", "6:10"),
    S("S", "20"),
    S_11("S", "11"),
    SC("SC", "14:15"),
    SH("SH", "16:20"),
    SHB("SHB", "22:25"),
    SHW("SHW", "22:23"),
    /** The six-bit shift amount of MD-form and XS-form. */
    SH_MD("sh", "30,16:20"),
    SH_VN("SH", "23:25"),
    SI("SI", "16:31", 0),
    SIM("SIM", "11:15", 0),
    SIX("SIX", "17:20"),
    SPR("spr", "16:20,11:15"),
    SP("SP", "11:12"),
    ST("ST", "16"),
    TBR("tbr", "16:20,11:15"),
    TE("TE", "11:15", 0),
    TH("TH", "6:10"),
    TO("TO", "6:10"),
    U("U", "16:19"),
    UI("UI", "16:31"),
    UIM("UIM", "16:20"),
    UIM_10("UIM", "10:15"),
    UIM_11("UIM", "11:15"),
    UIM_12("UIM", "12:15"),
    UIM_13("UIM", "13:15"),
    UIM_14("UIM", "14:15"),
    UIM_29("UIM", "29:31"),
    VRA("VRA", "11:15"),
    VRB("VRB", "16:20"),
    VRC("VRC", "21:25"),
    VRS("VRS", "6:10"),
    VRT("VRT", "6:10"),
    W("W", "15"),
    WC("WC", "9:10"),
    XA("XA", "29,11:15"),
    /** The even first of a pair of VSX registers, by its number. */
    XAP("XAp", "29,11:15"),
    XB("XB", "30,16:20"),
    XC("XC", "28,21:25"),
    XMSK("XMSK", "24:27"),
    XS("XS", "31,6:10"),
    /** The VSX source of a prefixed store, whose high bit is bit 5. */
    XS_5("XSl", "5,6:10"),
    /** The even first register of a pair of VSX registers. */
    XSP("XSp", "10,6:9"),
    /** The VSX source of DQ-form, whose high bit is bit 28. */
    XS_DQ("XSq", "28,6:10"),
    XT("XT", "31,6:10"),
    /** The VSX target of a prefixed load, whose high bit is bit 5. */
    XT_5("XTl", "5,6:10"),
    /** The VSX target of a prefixed splat, whose high bit is bit 15. */
    XT_15("XTs", "15,6:10"),
    XTP("XTp", "10,6:9"),
    /** The VSX target of DQ-form, whose high bit is bit 28. */
    XT_DQ("XTq", "28,6:10"),
    YMSK("YMSK", "28:31"),
    YMSK_2("YMSK2", "28:29");

    private static final int WORD_BITS = 32;
    private static final Map<String, List<Field>> BY_NAME = byName();

    private final String manualName;
    private final int[] firstBits;
    private final int[] lastBits;
    private final int width;
    private final boolean signed;
    private final int shift;
    private final int mask;

    Field(String manualName, String bits) {
        this(manualName, bits, false, 0);
    }

    /** A signed field, multiplied by 2 to the power of {@code shift}. */
    Field(String manualName, String bits, int shift) {
        this(manualName, bits, true, shift);
    }

    Field(String manualName, String bits, boolean signed, int shift) {
        String[] pieces = bits.split(",");
        this.manualName = manualName;
        this.signed = signed;
        this.shift = shift;
        this.firstBits = new int[pieces.length];
        this.lastBits = new int[pieces.length];
        int bitCount = 0;
        int places = 0;
        for (int k = 0; k < pieces.length; k++) {
            String[] ends = pieces[k].split(":");
            firstBits[k] = Integer.parseInt(ends[0]);
            lastBits[k] = Integer.parseInt(ends[ends.length - 1]);
            bitCount += lastBits[k] - firstBits[k] + 1;
            for (int bit = firstBits[k]; bit <= lastBits[k]; bit++) {
                places |= Integer.MIN_VALUE >>> bit;
            }
        }
        this.width = bitCount;
        this.mask = places;
    }

    /** The name that patterns and assembly text use. */
    public String manualName() {
        return manualName;
    }

    /** The bits of the word that belong to the field. */
    public int mask() {
        return mask;
    }

    /** Bits of the field. */
    public int width() {
        return width;
    }

    /** Smallest value the field can hold. */
    public int min() {
        return signed ? -(1 << width - 1) << shift : 0;
    }

    /** Largest value the field can hold. */
    public int max() {
        return (signed ? (1 << width - 1) - 1 : (1 << width) - 1) << shift;
    }

    /** The distance between two values the field can hold: 1, or what an implied shift makes of it. */
    public int step() {
        return 1 << shift;
    }

    /** The field's value in {@code word}. */
    public int get(int word) {
        int value = 0;
        for (int k = 0; k < firstBits.length; k++) {
            int bits = lastBits[k] - firstBits[k] + 1;
            value = value << bits | word >>> WORD_BITS - 1 - lastBits[k] & (1 << bits) - 1;
        }
        int unused = WORD_BITS - width;
        return (signed ? value << unused >> unused : value) << shift;
    }

    /**
     * {@code word} with the field set to {@code value}.
     *
     * @throws IllegalArgumentException when the field cannot hold the value
     */
    public int put(int word, int value) {
        if (value < min() || value > max() || value % step() != 0) {
            throw new IllegalArgumentException("field " + manualName + " cannot hold " + value);
        }
        int rest = value >> shift;
        int result = word & ~mask;
        for (int k = firstBits.length - 1; k >= 0; k--) {
            int bits = lastBits[k] - firstBits[k] + 1;
            result |= (rest & (1 << bits) - 1) << WORD_BITS - 1 - lastBits[k];
            rest >>= bits;
        }
        return result;
    }

    /** Bits of the run of the field that begins at bit {@code start}, or 0 when none begins there. */
    int runWidth(int start) {
        if (!covers(start) || covers(start - 1)) {
            return 0;
        }
        int end = start;
        while (covers(end)) {
            end++;
        }
        return end - start;
    }

    private boolean covers(int bit) {
        return bit >= 0 && bit < WORD_BITS && (mask & Integer.MIN_VALUE >>> bit) != 0;
    }

    /** The field called {@code name} that has a run of bits beginning at bit {@code start}, or null. */
    static @Nullable Field at(String name, int start) {
        for (Field field : BY_NAME.getOrDefault(name, List.of())) {
            if (field.runWidth(start) > 0) {
                return field;
            }
        }
        return null;
    }

    private static Map<String, List<Field>> byName() {
        Map<String, List<Field>> fields = new LinkedHashMap<>();
        for (Field field : values()) {
            List<Field> before = fields.get(field.manualName);
            if (before == null) {
                fields.put(field.manualName, List.of(field));
            } else {
                List<Field> all = new ArrayList<>(before);
                all.add(field);
                fields.put(field.manualName, all);
            }
        }
        return fields;
    }
}
