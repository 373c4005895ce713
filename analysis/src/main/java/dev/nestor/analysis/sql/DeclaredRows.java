package dev.nestor.analysis.sql;

import dev.nestor.analysis.sql.DimensionTable.DimensionColumn;
import dev.nestor.emulator.hypervisor.HcallTable;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.StateRefusal;
import dev.nestor.emulator.papr.HcallAnswer;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Offered;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ReturnCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the emulator declares about its hypercalls, state elements and exits, as tables: against them a question can ask
 * what of it a recording has shown.
 */
final class DeclaredRows {

    private static final DimensionColumn PROFILE = column("profile", "VARCHAR", "papr, papr2023, linux or qemu");

    private DeclaredRows() {}

    /** Every table. */
    static List<DimensionTable> all() {
        return List.of(refusals(), answers(), elements(), exitElements());
    }

    private static DimensionTable refusals() {
        List<List<Object>> rows = new ArrayList<>();
        for (StateRefusal refusal : StateRefusal.values()) {
            String name = refusal.name().toLowerCase(Locale.ROOT);
            rows.add(List.of(refusal.number(), name, (long) refusal.code().number(), refusal.says()));
        }
        return new DimensionTable(
                "dim_state_refusal",
                "A reason why an element of a guest state buffer is refused.",
                List.of(
                        column("reason", "INTEGER", "number that state_refused carries"),
                        column("name", "VARCHAR", "the reason in a word"),
                        column("code", "BIGINT", "return code that the document has for it"),
                        column("says", "VARCHAR", "what is wrong")),
                rows);
    }

    private static Map<String, List<Object>> answersUnder(Profile profile, HcallRow<?> row) {
        Map<String, List<Object>> merged = new LinkedHashMap<>();
        for (HcallAnswer answer : answersOf(row)) {
            if (answer.profiles().contains(profile)) {
                String api = apiOf(row, answer);
                String key = api + answer.code();
                merged.merge(key, answer(row, api, profile, answer), DeclaredRows::alsoWhen);
            }
        }
        return merged;
    }

    /** One row for each call, API, profile and code, with all the conditions under which it comes back. */
    private static DimensionTable answers() {
        List<List<Object>> rows = new ArrayList<>();
        for (HcallRow<?> row : HcallTable.rows()) {
            for (Profile profile : Profile.values()) {
                rows.addAll(answersUnder(profile, row).values());
            }
        }
        return new DimensionTable(
                "dim_hcall_answer",
                "A return code that a hypercall may answer, as its row lists it.",
                4,
                List.of(
                        column("opcode", "UBIGINT", "number in R3"),
                        column("api", "VARCHAR", "v1 or v2: only under this API; any: under either"),
                        PROFILE,
                        column("code", "BIGINT", "return code"),
                        column(
                                "is_reachable",
                                "BOOLEAN",
                                "false for a code that a source names and nothing here gives"),
                        column("says", "VARCHAR", "when it comes back, or why it cannot"),
                        column("source", "VARCHAR", "who says so")),
                rows);
    }

    private static List<HcallAnswer> answersOf(HcallRow<?> row) {
        List<HcallAnswer> all = new ArrayList<>(row.answers());
        for (HcallAnswer common : HcallRow.COMMON) {
            boolean everywhere = common.code() != ReturnCode.H_FUNCTION;
            if (everywhere || !row.isServed() || row.offered() != Offered.ALWAYS) {
                all.add(common);
            }
        }
        return all;
    }

    private static String apiOf(HcallRow<?> row, HcallAnswer answer) {
        if (row.offered() == Offered.ALWAYS) {
            return "any";
        }
        boolean notOffered = answer.code() == ReturnCode.H_FUNCTION && HcallRow.COMMON.contains(answer);
        boolean underV1 = row.offered().isUnder(NestedApi.V1) != notOffered;
        return (underV1 ? NestedApi.V1 : NestedApi.V2).text();
    }

    private static List<Object> answer(HcallRow<?> row, String api, Profile profile, HcallAnswer answer) {
        String source = answer.source().isEmpty() ? row.source() : answer.source();
        return List.of(
                (long) row.opcode(),
                api,
                profile.text(),
                (long) answer.code().number(),
                answer.reachable(),
                answer.when(),
                source);
    }

    private static List<Object> alsoWhen(List<Object> first, List<Object> more) {
        List<Object> both = new ArrayList<>(first);
        both.set(4, (boolean) first.get(4) || (boolean) more.get(4));
        both.set(5, first.get(5) + "; " + more.get(5));
        return List.copyOf(both);
    }

    private static DimensionTable elements() {
        List<List<Object>> rows = new ArrayList<>();
        for (GuestStateElement row : GuestStateElement.values()) {
            for (int i = 0; i < row.count(); i++) {
                for (Profile profile : Profile.values()) {
                    rows.add(List.of(
                            row.id(i),
                            profile.text(),
                            row.sizeBytes(profile),
                            Long.toUnsignedString(row.mask()),
                            row.isKnown(profile),
                            row.isWritable(),
                            row.isReadable(profile),
                            row.readsBack(profile),
                            row.scope() == GuestStateElement.Scope.ANY,
                            row.mask() != -1L && row.sizeBytes(profile) == Long.BYTES && row.isWritable(),
                            row.hasReservedBits(profile),
                            row.hasRange()));
                }
            }
        }
        return new DimensionTable(
                "dim_element_rule",
                "What is declared about an element of a guest state buffer under a profile.",
                2,
                List.of(
                        column("element", "UINTEGER", "id"),
                        PROFILE,
                        column("size_bytes", "INTEGER", "size of the value; 0 for any"),
                        column("mask", "UBIGINT", "bits that the value's first doubleword may have"),
                        column("is_known", "BOOLEAN", "whether the profile has the element"),
                        column("is_writable", "BOOLEAN", "whether SET may name it"),
                        column("is_readable", "BOOLEAN", "whether GET may name it"),
                        column("reads_back", "BOOLEAN", "whether GET gives what SET stored"),
                        column("is_padding", "BOOLEAN", "whether it is padding of any size, legal in every scope"),
                        column("has_mask", "BOOLEAN", "whether its value can have reserved bits"),
                        column("refuses_reserved", "BOOLEAN", "whether the profile refuses them"),
                        column("has_range", "BOOLEAN", "whether its value can be out of range")),
                rows);
    }

    private static DimensionTable exitElements() {
        List<List<Object>> rows = new ArrayList<>();
        for (NestedExit exit : NestedExit.values()) {
            int position = 0;
            for (int i = 0; i < exit.outputCount(); i++) {
                NestedExit.Output output = exit.output(i);
                for (int n = output.first(); n < output.first() + output.count(); n++) {
                    rows.add(List.of(exit.vector(), position++, output.row().id(n)));
                }
            }
        }
        return new DimensionTable(
                "dim_exit_element",
                "An element of the v2 output buffer of an exit.",
                2,
                List.of(
                        column("vector", "UINTEGER", "interrupt vector of the exit"),
                        column("element_index", "INTEGER", "place in the buffer, from 0"),
                        column("element", "UINTEGER", "id")),
                rows);
    }

    private static DimensionColumn column(String name, String type, String says) {
        return new DimensionColumn(name, type, says);
    }
}
