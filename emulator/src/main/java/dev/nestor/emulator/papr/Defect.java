package dev.nestor.emulator.papr;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bugs that real L0s had, one row each, for making them again on purpose. A machine has those that its configuration
 * names, none by default; the code asks at the place where the bug lay, and the path without it is the correct one.
 *
 * <p>Bugs that {@link Profile#QEMU} reproduces as answers of its own are no rows here. The sources are commits of Linux
 * and QEMU, or for what was found by reading only, QEMU hw/ppc/spapr_nested.c as of 2025.
 */
public enum Defect {
    // spotless:off
    DPDES_UNKNOWN(NestedApi.V2, "B5",
            "element DPDES (0x1053) is not known: a newer L1's first run fails",
            "QEMU 1d7e6318afcf"),
    FLAG_CHECK_LOGICAL_NOT(NestedApi.V2, "B22",
            "GET_STATE and SET_STATE accept reserved flags: logical for bitwise NOT",
            "QEMU 58cb91b34d9b"),
    DEXCR_NARROWED(NestedApi.V2, "B23",
            "element DEXCR keeps its low 32 bits only; all aspects of privileged state are above",
            "QEMU 978897a572e9"),
    EARLY_DECREMENTER(NestedApi.V2, "Q2",
            "an exit turns the decrementers of L1 and L2 from future to past",
            "QEMU spapr_nested.c: expiry saved as now - DEC, restored as expiry - now"),
    SPURR_FROM_PURR(NestedApi.V2, "Q3",
            "an entry loads SPURR from PURR",
            "QEMU spapr_nested.c, the copy of SPRs at an entry"),
    STALE_GUESTS(NestedApi.V2, "Q6",
            "a guest made after deleteAllGuests gets what an old one left behind",
            "QEMU spapr_nested.c: the table is freed and its pointer kept; modelled without unsafe memory"),
    UNMAPPABLE_OUTPUT(NestedApi.V2, "Q9",
            "an output buffer outside memory is accepted; the run succeeds with R4 = H_P2",
            "QEMU spapr_nested.c, exit_process_output_buffer"),
    STALE_FACILITY_CAUSE(NestedApi.V2, "Q10",
            "a facility exit ORs its cause into HFSCR over the one before",
            "QEMU target/ppc/excp_helper.c"),
    DOORBELL_VECTOR(NestedApi.V1, "B17",
            "a doorbell instruction of an L2 exits as 0xE40, without HEIR, not as 0xF80",
            "Linux ed351c574321, 0d3c6b28896f, 26686db69917"),
    DPDES_OVERWRITTEN(NestedApi.V1, "B17",
            "an exit writes the L1's doorbell state over the L2's",
            "Linux ed351c574321, 0d3c6b28896f, 26686db69917"),
    LPES_FROM_STRUCTURE(NestedApi.V1, "B18",
            "LPES0 of an L2 comes from the L1's structure: interrupts go to the L2",
            "Linux 2852ebfa10af"),
    L1_INTERRUPTS_IN_L2(NestedApi.V1, "B19",
            "the L1's interrupt presentation stays loaded while its L2 runs",
            "Linux 11681b79b1ab");
    // spotless:on

    /** No defect. */
    public static final Set<Defect> NONE = Collections.unmodifiableSet(EnumSet.noneOf(Defect.class));

    private final NestedApi api;
    private final String label;
    private final String says;
    private final String source;

    Defect(NestedApi api, String label, String says, String source) {
        this.api = api;
        this.label = label;
        this.says = says;
        this.source = source;
    }

    /** The API whose calls it spoils. */
    public NestedApi api() {
        return api;
    }

    /** Its number among the collected bugs: B for reported ones, Q for those found by reading QEMU. */
    public String label() {
        return label;
    }

    /** What is wrong, one phrase. */
    public String says() {
        return says;
    }

    /** Where it was found. */
    public String source() {
        return source;
    }

    /** As the command line writes it, such as {@code early-decrementer}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The defect written so, or null. */
    public static @Nullable Defect parse(String text) {
        for (Defect defect : values()) {
            if (defect.text().equals(text)) {
                return defect;
            }
        }
        return null;
    }

    /**
     * The defects of a list of names separated by commas; none for an empty text.
     *
     * @throws IllegalArgumentException when a name is unknown; the message is one line that lists the known ones
     */
    public static Set<Defect> parseList(String text) {
        EnumSet<Defect> defects = EnumSet.noneOf(Defect.class);
        List<String> names = text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
        for (String name : names) {
            Defect defect = parse(name.strip());
            if (defect == null) {
                String known =
                        Arrays.stream(values()).map(Defect::text).sorted().collect(Collectors.joining(", "));
                throw new IllegalArgumentException("there is no defect \"" + name.strip() + "\"; there are " + known);
            }
            defects.add(defect);
        }
        return Collections.unmodifiableSet(defects);
    }

    /** The names of {@code defects}, sorted, separated by commas: what {@link #parseList} reads. */
    public static String listText(Set<Defect> defects) {
        TreeSet<String> names = new TreeSet<>();
        defects.forEach(defect -> names.add(defect.text()));
        return String.join(",", names);
    }
}
