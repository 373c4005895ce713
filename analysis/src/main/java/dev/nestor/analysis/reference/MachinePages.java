package dev.nestor.analysis.reference;

import static dev.nestor.analysis.reference.Page.code;
import static dev.nestor.analysis.reference.Page.name;
import static dev.nestor.analysis.reference.Page.plain;
import static dev.nestor.analysis.reference.Page.words;

import dev.nestor.analysis.arrow.TableColumn;
import dev.nestor.analysis.arrow.TableSchema;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.fault.FaultEffect;
import dev.nestor.emulator.input.InputId;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.papr.Defect;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine's two doors, and what can be put wrong in it on purpose. */
final class MachinePages {

    /** Run, sequence and moment, which every event's table begins with. */
    private static final int POSITION_COLUMNS = 3;

    private MachinePages() {}

    static String events() {
        Page page = new Page(
                "Events",
                "the records of `TraceEvent`",
                "Every fact that the machine can state. Each event is a table of its name, with a row for"
                        + " each time it was"
                        + " stated. A recording of level `full` keeps all, one of level `calls` those of level `calls`,"
                        + " one of level `inputs` none.");
        List<List<String>> index = new ArrayList<>();
        for (EventType type : EventType.all()) {
            index.add(List.of(
                    Integer.toString(type.id()),
                    code(type.name()),
                    code(type.level().text()),
                    plain(type.says())));
        }
        page.table(List.of("Number", "Event", "Level", "Stated when"), index);
        page.section("Position").says("Every table begins with these columns.");
        columns(page, TableSchema.ELEMENT_TRANSFERRED.columns().subList(0, POSITION_COLUMNS));
        for (TableSchema table : TableSchema.all()) {
            page.section(code(table.name())).says(plain(table.says()));
            columns(
                    page,
                    table.columns().subList(POSITION_COLUMNS, table.columns().size()));
        }
        return page.text();
    }

    private static void columns(Page page, List<TableColumn> columns) {
        List<List<String>> rows = new ArrayList<>();
        for (TableColumn column : columns) {
            rows.add(List.of(
                    code(column.name()), code(column.type().name()), words(column.unit()), plain(column.says())));
        }
        page.table(List.of("Column", "Type", "Unit", "Meaning"), rows);
    }

    static String inputs() {
        Page page = new Page(
                "Inputs",
                "the records of `MachineInput`",
                "Everything that the outside can say to the machine. An input is recorded with the moment at which it"
                        + " is applied; a replay applies it there again.");
        List<List<String>> rows = new ArrayList<>();
        for (Class<?> input : kinds()) {
            InputId id = Objects.requireNonNull(input.getAnnotation(InputId.class));
            String parts = Arrays.stream(input.getRecordComponents())
                    .map(MachinePages::part)
                    .collect(Collectors.joining(", "));
            rows.add(List.of(Integer.toString(id.value()), code(input.getSimpleName()), parts, plain(id.says())));
        }
        return page.table(List.of("Number", "Input", "Carries", "Meaning"), rows)
                .text();
    }

    private static List<Class<?>> kinds() {
        return Stream.<Class<?>>of(MachineInput.class.getPermittedSubclasses())
                .sorted(Comparator.comparingInt(input -> Objects.requireNonNull(input.getAnnotation(InputId.class))
                        .value()))
                .toList();
    }

    private static String part(RecordComponent component) {
        return code(component.getType().getSimpleName() + " " + component.getName());
    }

    static String faultsAndDefects() {
        Page page = new Page(
                "Faults and defects",
                "the rows of `FaultEffect` and `Defect`",
                "What can be put wrong on purpose: a fault strikes a correct L0 at a chosen place, a defect"
                        + " is a bug that"
                        + " a real L0 had, made again.");
        List<List<String>> effects = new ArrayList<>();
        for (FaultEffect effect : FaultEffect.values()) {
            effects.add(List.of(
                    Integer.toString(effect.number()),
                    name(effect),
                    words(effect.kind()),
                    words(effect.detail()),
                    effect.places().stream().map(Page::code).collect(Collectors.joining(", ")),
                    plain(effect.says())));
        }
        page.section("Faults")
                .says("An effect of `--fault`. The rule names a place and, where a detail stands here, that as well.")
                .table(List.of("Number", "Effect", "Kind", "Detail", "Places", "What happens"), effects);
        List<List<String>> defects = new ArrayList<>();
        for (Defect defect : Defect.values()) {
            defects.add(List.of(
                    code(defect.text()),
                    plain(defect.api().text()),
                    plain(defect.label()),
                    plain(defect.says()),
                    plain(defect.source())));
        }
        return page.section("Defects")
                .says("A machine has those that its configuration names, none by default.")
                .table(List.of("Defect", "API", "Label", "What is wrong", "Source"), defects)
                .text();
    }
}
