package dev.nestor.analysis.reference;

import static dev.nestor.analysis.reference.Page.code;
import static dev.nestor.analysis.reference.Page.hex;
import static dev.nestor.analysis.reference.Page.name;
import static dev.nestor.analysis.reference.Page.plain;
import static dev.nestor.analysis.reference.Page.words;
import static dev.nestor.analysis.reference.Page.yesOrNo;

import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.v1.HvGuestStateLayout;
import dev.nestor.emulator.hypervisor.nested.v1.PtRegsLayout;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The state that crosses between an L1 and the L0, and the ways out of an L2 that carry it. */
final class StatePages {

    private StatePages() {}

    static String elements() {
        Page page = new Page(
                "State elements",
                "the rows of `GuestStateElement`, `HvGuestStateLayout` and `PtRegsLayout`",
                "The elements of v2's guest state buffers, and the fields of the two structures that v1"
                        + " moves instead.");
        List<List<String>> rows = new ArrayList<>();
        for (GuestStateElement row : GuestStateElement.values()) {
            ProfileChoice choice = row.choice();
            rows.add(List.of(
                    ids(row),
                    name(row),
                    sizes(row),
                    name(row.access()),
                    words(row.scope()),
                    hasMask(row) ? hex(row.mask()) : "",
                    plain(row.says()),
                    choice == null ? "" : plain(choice.topic()) + " " + name(choice)));
        }
        page.section("Guest state buffer, v2")
                .says("A row with several ids is a run of like elements; each has the row's name and its"
                        + " place in the run,"
                        + " such as `GPR3`. Bytes are those of the value, under every profile unless one is named; 0"
                        + " stands for any. `R` can be read, `RW` also set. A mask has the bits that the first"
                        + " doubleword may have. The last column leads to the [profiles](profiles.md).")
                .table(
                        List.of("Ids", "Element", "Bytes", "Access", "Scope", "Mask", "What it is", "Sources disagree"),
                        rows);
        List<List<String>> fields = new ArrayList<>();
        for (HvGuestStateLayout field : HvGuestStateLayout.values()) {
            fields.add(List.of(
                    hex(field.offset()),
                    name(field),
                    Integer.toString(field.sizeBytes()),
                    words(field.direction()),
                    plain(field.says())));
        }
        page.section("hv_guest_state, v1")
                .says("The first structure of `H_ENTER_NESTED`, in the byte order of the L1. In tables a field's id is "
                        + code(hex(HvGuestStateLayout.ID_FIRST)) + " and its offset.")
                .table(List.of("Offset", "Field", "Bytes", "Direction", "What it is"), fields);
        List<List<String>> registers = new ArrayList<>();
        for (PtRegsLayout field : PtRegsLayout.values()) {
            registers.add(
                    List.of(hex(field.offset()), name(field), Integer.toString(field.count()), plain(field.says())));
        }
        return page.section("pt_regs, v1")
                .says("The second structure, doublewords. In tables a field's id is " + code(hex(PtRegsLayout.ID_FIRST))
                        + " and its offset.")
                .table(List.of("Offset", "Field", "Doublewords", "What it is"), registers)
                .text();
    }

    private static String ids(GuestStateElement row) {
        String first = hexId(row.firstId());
        return row.count() == 1 ? first : first + " to " + hexId(row.id(row.count() - 1));
    }

    private static String hexId(int id) {
        return String.format(Locale.ROOT, "0x%04X", id);
    }

    private static boolean hasMask(GuestStateElement row) {
        boolean isWord = row.sizeBytes(Profile.PAPR) == Integer.BYTES;
        return isWord ? row.mask() != 0xFFFF_FFFFL : row.mask() != -1L;
    }

    private static String sizes(GuestStateElement row) {
        Set<Integer> sizes = new LinkedHashSet<>();
        for (Profile profile : Profile.values()) {
            sizes.add(row.sizeBytes(profile));
        }
        if (sizes.size() == 1) {
            return Integer.toString(row.sizeBytes(Profile.PAPR));
        }
        List<String> each = new ArrayList<>();
        for (Profile profile : Profile.values()) {
            each.add(profile.text() + " " + row.sizeBytes(profile));
        }
        return String.join(", ", each);
    }

    static String exits() {
        Page page = new Page(
                "Exits of an L2",
                "the rows of `NestedExit`",
                "Every way out of an L2: the vector that its L1 gets (in R4 under v2, in R3 under v1), the"
                        + " state elements of"
                        + " the v2 output buffer in order, and the fields of `hv_guest_state` that v1 writes for this"
                        + " exit alone. Names are those that `perf kvm stat` prints. See [state"
                        + " elements](elements.md).");
        List<List<String>> rows = new ArrayList<>();
        for (NestedExit exit : NestedExit.values()) {
            rows.add(List.of(
                    hex(exit.vector()),
                    code(exit.shortName()),
                    yesOrNo(exit.isUnder(NestedApi.V1)),
                    yesOrNo(exit.isUnder(NestedApi.V2)),
                    outputs(exit),
                    plain(exit.v1Fields())));
        }
        return page.table(List.of("Vector", "Exit", "v1", "v2", "Output under v2", "Written under v1"), rows)
                .text();
    }

    private static String outputs(NestedExit exit) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < exit.outputCount(); i++) {
            NestedExit.Output output = exit.output(i);
            GuestStateElement row = output.row();
            String first = code(row.nameOf(row.id(output.first())));
            String last = code(row.nameOf(row.id(output.first() + output.count() - 1)));
            names.add(output.count() == 1 ? first : first + " to " + last);
        }
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
