package dev.nestor.analysis.reference;

import static dev.nestor.analysis.reference.Page.code;
import static dev.nestor.analysis.reference.Page.hex;
import static dev.nestor.analysis.reference.Page.name;
import static dev.nestor.analysis.reference.Page.plain;
import static dev.nestor.analysis.reference.Page.words;
import static dev.nestor.analysis.reference.Page.yesOrNo;

import dev.nestor.emulator.hypervisor.HcallTable;
import dev.nestor.emulator.papr.HcallAnswer;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.emulator.papr.Profile;
import dev.nestor.emulator.papr.ProfileChoice;
import dev.nestor.emulator.papr.ReturnCode;
import dev.nestor.emulator.platform.Rtas;
import dev.nestor.emulator.platform.RtasRow;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What an L1 can ask for, what it can get as an answer, and on whose word. */
final class HcallPages {

    private static final List<String> ANSWERS = List.of("Code", "Profiles", "When", "Source");

    private HcallPages() {}

    static String hypercalls() {
        Page page = new Page(
                "Hypercalls",
                "the rows of `HcallTable`, `ReturnCode` and `Rtas`",
                "Every call that has a number here. One that is not served answers `H_FUNCTION`, and so"
                        + " does one that is"
                        + " offered under the other nested API only.");
        List<List<String>> index = new ArrayList<>();
        for (HcallRow<?> row : HcallTable.rows()) {
            index.add(List.of(
                    hex(row.opcode()),
                    code(row.name()),
                    words(row.offered()),
                    yesOrNo(row.isServed()),
                    plain(String.join(", ", row.arguments())),
                    plain(String.join(", ", row.outputs())),
                    plain(row.source())));
        }
        page.table(
                List.of("R3", "Call", "Offered", "Served", "R4, R5, ...", "Returns in R4, R5, ...", "Source"), index);
        page.section("Answers")
                .says("What each call may answer and under which [profiles](profiles.md); a recording with any other"
                        + " answer is refused by the tests. A source is given where it is not the call's own."
                        + " *Never* marks a code that a source names and that cannot come back here.");
        page.says("Of every call:").table(ANSWERS, answers(HcallRow.COMMON));
        for (HcallRow<?> row : HcallTable.rows()) {
            if (!row.answers().isEmpty()) {
                page.says("### " + code(row.name())).table(ANSWERS, answers(row.answers()));
            }
        }
        page.section("Return codes").table(List.of("R3", "Code", "Meaning"), codes());
        return page.section("RTAS")
                .says("Calls of `H_RTAS`; the device tree announces each.")
                .table(List.of("Token", "Call", "Arguments", "Return words", "Source"), rtas())
                .text();
    }

    /** Answers that differ in their profiles alone stand in one row. */
    private static List<List<String>> answers(List<HcallAnswer> answers) {
        Map<List<String>, Set<Profile>> profiles = new LinkedHashMap<>();
        for (HcallAnswer answer : answers) {
            String when = plain(answer.when());
            List<String> facts = List.of(
                    name(answer.code()), answer.reachable() ? when : "*Never:* " + when, plain(answer.source()));
            profiles.computeIfAbsent(facts, first -> EnumSet.noneOf(Profile.class))
                    .addAll(answer.profiles());
        }
        List<List<String>> rows = new ArrayList<>();
        profiles.forEach((facts, under) -> rows.add(List.of(facts.get(0), listOf(under), facts.get(1), facts.get(2))));
        return rows;
    }

    private static String listOf(Set<Profile> profiles) {
        return profiles.size() == Profile.values().length
                ? "all"
                : profiles.stream().map(Profile::text).collect(Collectors.joining(", "));
    }

    private static List<List<String>> codes() {
        List<List<String>> rows = new ArrayList<>();
        for (ReturnCode code : ReturnCode.values()) {
            rows.add(List.of(Integer.toString(code.number()), name(code), plain(code.meaning())));
        }
        return rows;
    }

    private static List<List<String>> rtas() {
        List<List<String>> rows = new ArrayList<>();
        for (RtasRow row : Rtas.ROWS) {
            rows.add(List.of(
                    hex(row.token()),
                    code(row.name()),
                    Integer.toString(row.argumentCount()),
                    Integer.toString(row.returnCount()),
                    plain(row.source())));
        }
        return rows;
    }

    static String profiles() {
        Page page = new Page(
                "Profiles",
                "the rows of `ProfileChoice`",
                "Where the sources of the nested APIs disagree, and what each profile (`--profile`) does"
                        + " about it: `papr`"
                        + " follows the kernel document, `papr2023` its edition of 2023, `linux` bends it where Linux's"
                        + " L1 would fail, `qemu` is QEMU without its crashes.");
        List<String> headings = new ArrayList<>(List.of("Topic", "Choice"));
        for (Profile profile : Profile.values()) {
            headings.add(profile.text());
        }
        headings.add("Who says what");
        List<List<String>> rows = new ArrayList<>();
        for (ProfileChoice choice : ProfileChoice.values()) {
            List<String> row = new ArrayList<>(List.of(plain(choice.topic()), name(choice)));
            for (Profile profile : Profile.values()) {
                row.add(value(choice, profile));
            }
            row.add(plain(choice.says()));
            rows.add(row);
        }
        return page.table(headings, rows).text();
    }

    private static String value(ProfileChoice choice, Profile profile) {
        return switch (choice.kind()) {
            case NUMBER -> Integer.toString(choice.number(profile));
            case TRUTH -> yesOrNo(choice.holds(profile));
            case CODE -> name(choice.code(profile));
        };
    }
}
