package dev.nestor.analysis.arrow;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.event.Unit;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A base table: what is loaded, as opposed to what a view derives. Every one begins with the same three columns, the
 * run and the position.
 *
 * @param name in snake_case, as SQL shows it
 * @param says what one row states, a sentence
 * @param columns in order
 */
public record TableSchema(String name, String says, List<TableColumn> columns) {

    /** Columns that every base table begins with. */
    static final List<TableColumn> POSITION = List.of(
            new TableColumn("run", ColumnType.INTEGER, Unit.ID, "recording, a number of the view run"),
            new TableColumn("sequence", ColumnType.BIGINT, Unit.COUNT, "place of the event in its run, from 0"),
            new TableColumn(
                    "moment",
                    ColumnType.BIGINT,
                    Unit.INSTRUCTIONS,
                    "attempted instructions plus idle time skipped since the start"));

    /** One row per state element that crossed between L1 memory and the L0; derived from {@code state_transferred}. */
    public static final TableSchema ELEMENT_TRANSFERRED = new TableSchema(
            "element_transferred",
            "One element of the state that a state_transferred of the same position moved.",
            withPosition(List.of(
                    new TableColumn("element_index", ColumnType.INTEGER, Unit.COUNT, "place in the transfer, from 0"),
                    new TableColumn("element", ColumnType.UINTEGER, Unit.HEX, "id, a number of dim_gsb_element"),
                    new TableColumn("size_bytes", ColumnType.INTEGER, Unit.BYTES, "size of its value"),
                    new TableColumn(
                            "value", ColumnType.BLOB, Unit.PAYLOAD, "its value, big-endian; none in a request"))));

    /** One row per exit of an L2, with what came of it; derived from all events of the run. */
    public static final TableSchema L2_TURN = new TableSchema(
            "l2_turn",
            "An exit of an L2 vCPU, as nested_exited states it, with what happened up to its next entry: the rows of"
                    + " the view l2_exit.",
            turnColumns());

    /** How often each kind of turn took each time; derived from all events of the run. */
    public static final TableSchema L2_TURN_COUNT = new TableSchema(
            "l2_turn_count",
            "How many rows of l2_turn are alike in these columns, at the position of the first. There can be several"
                    + " such rows: sum their exits.",
            countColumns());

    /** How often each kind of turn took a time of each class in each slice of the run; derived from all its events. */
    public static final TableSchema L2_TURN_SLICE = new TableSchema(
            "l2_turn_slice",
            "How many rows of l2_turn exited in one time slice and are alike in these columns, times by class: those"
                    + " whose highest 8 bits are alike. There can be several such rows: sum them.",
            sliceColumns());

    /** The table has its columns once and for all. */
    public TableSchema {
        columns = List.copyOf(columns);
    }

    /** The table of an event: the position, then the columns that the event's record declares. */
    public static TableSchema of(EventType type) {
        List<TableColumn> columns = new ArrayList<>();
        for (EventColumn column : type.columns()) {
            columns.add(new TableColumn(column.name(), ColumnType.of(column), column.unit(), column.says()));
        }
        return new TableSchema(type.name(), type.says(), withPosition(columns));
    }

    /** Every base table, events by ascending number first. */
    public static List<TableSchema> all() {
        List<TableSchema> tables = new ArrayList<>();
        EventType.all().forEach(type -> tables.add(of(type)));
        tables.add(ELEMENT_TRANSFERRED);
        tables.add(L2_TURN);
        tables.add(L2_TURN_COUNT);
        tables.add(L2_TURN_SLICE);
        return List.copyOf(tables);
    }

    /** The table's schema in Arrow. */
    public Schema arrowSchema() {
        List<Field> fields = new ArrayList<>();
        for (TableColumn column : columns) {
            ArrowType type = column.type().arrowType();
            FieldType field = column.isOptional() ? FieldType.nullable(type) : FieldType.notNullable(type);
            fields.add(new Field(column.name(), field, null));
        }
        return new Schema(fields);
    }

    private static List<TableColumn> turnColumns() {
        List<TableColumn> columns =
                new ArrayList<>(of(TraceEvent.NestedExited.TYPE).columns());
        columns.addAll(exitNames());
        columns.add(count("exit_index", Unit.COUNT, "exits of this L2 vCPU before this one"));
        columns.add(count("entry_sequence", Unit.COUNT, "position of the entry that this exit ends")
                .optional());
        columns.add(count("l2_run_instructions", Unit.INSTRUCTIONS, "attempted by this L2 vCPU since that entry")
                .optional());
        columns.add(count("next_entry_sequence", Unit.COUNT, "position of the next entry")
                .optional());
        columns.add(count("next_entry_moment", Unit.INSTRUCTIONS, "moment of the next entry")
                .optional());
        columns.add(l1Instructions());
        columns.add(count("hcalls", Unit.COUNT, "hypercalls of this L1 vCPU up to its next exit"));
        columns.add(count("elements_out", Unit.COUNT, "state elements that the L0 wrote to L1 memory meanwhile"));
        columns.add(count("bytes_out", Unit.BYTES, "bytes of state that the L0 wrote to L1 memory meanwhile"));
        columns.add(count("elements_in", Unit.COUNT, "state elements whose value the L0 read from L1 memory"));
        columns.add(count("bytes_in", Unit.BYTES, "bytes of state that the L0 read from L1 memory"));
        columns.add(count("table_reads", Unit.COUNT, "translation table entries that the L0 read"));
        return columns;
    }

    private static List<TableColumn> countColumns() {
        return countColumns(l1Instructions());
    }

    private static List<TableColumn> sliceColumns() {
        List<TableColumn> columns = new ArrayList<>(
                countColumns(count("l1_class", Unit.INSTRUCTIONS, "l1_instructions with its highest 8 bits only")
                        .optional()));
        columns.add(count("slice_moment", Unit.INSTRUCTIONS, "begin of the slice; 200 to 500 make up a long run"));
        columns.add(count("l1_sum", Unit.INSTRUCTIONS, "l1_instructions of all of them")
                .optional());
        columns.add(count("l1_min", Unit.INSTRUCTIONS, "their least").optional());
        columns.add(count("l1_max", Unit.INSTRUCTIONS, "their greatest").optional());
        return columns;
    }

    private static List<TableColumn> countColumns(TableColumn time) {
        List<TableColumn> columns = new ArrayList<>(exitNames());
        columns.add(count("guest_id", Unit.ID, "guest id (v2) or L1's lpid (v1)"));
        columns.add(count("l2_vcpu", Unit.ID, "L2 vCPU id (v2) or vCPU token (v1)"));
        columns.add(time);
        columns.add(new TableColumn(
                "is_complete", ColumnType.INTEGER, Unit.CODE, "1, or 0 when events behind the last could change it"));
        columns.add(count("exits", Unit.COUNT, "so many"));
        return withPosition(columns);
    }

    private static List<TableColumn> exitNames() {
        return List.of(
                new TableColumn("reason", ColumnType.VARCHAR, Unit.NAME, "why it exited, from dim_nested_exit"),
                new TableColumn("l2_hcall", ColumnType.VARCHAR, Unit.NAME, "the L2's hypercall, of a hypercall exit")
                        .optional());
    }

    private static TableColumn l1Instructions() {
        return count("l1_instructions", Unit.INSTRUCTIONS, "attempted by this L1 vCPU itself up to the next entry")
                .optional();
    }

    private static TableColumn count(String name, Unit unit, String says) {
        return new TableColumn(name, ColumnType.BIGINT, unit, says);
    }

    private static List<TableColumn> withPosition(List<TableColumn> columns) {
        List<TableColumn> all = new ArrayList<>(POSITION);
        all.addAll(columns);
        return all;
    }
}
