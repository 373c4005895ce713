package dev.nestor.analysis.arrow;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.Unit;
import java.util.ArrayList;
import java.util.List;
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
        return List.copyOf(tables);
    }

    /** The table's schema in Arrow. */
    public Schema arrowSchema() {
        List<Field> fields = new ArrayList<>();
        for (TableColumn column : columns) {
            fields.add(
                    new Field(column.name(), FieldType.notNullable(column.type().arrowType()), null));
        }
        return new Schema(fields);
    }

    private static List<TableColumn> withPosition(List<TableColumn> columns) {
        List<TableColumn> all = new ArrayList<>(POSITION);
        all.addAll(columns);
        return all;
    }
}
