package dev.nestor.analysis.reference;

import static dev.nestor.analysis.reference.Page.code;
import static dev.nestor.analysis.reference.Page.hex;
import static dev.nestor.analysis.reference.Page.plain;

import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.sql.CostModel;
import dev.nestor.analysis.sql.DimensionTable;
import dev.nestor.analysis.sql.DimensionTable.DimensionColumn;
import dev.nestor.analysis.sql.Dimensions;
import dev.nestor.analysis.sql.PortableFunctions;
import dev.nestor.analysis.sql.ResourceFolder;
import dev.nestor.analysis.sql.SqlFile;
import dev.nestor.analysis.sql.SqlFile.Heading;
import dev.nestor.analysis.sql.ViewCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What SQL can be asked of, read off the headings of its files and the tables of names. */
final class SqlPages {

    /** Tables of names whose rows no other page shows. */
    private static final Set<String> SHOWN = Set.of(
            "dim_stop_reason",
            "dim_interrupt",
            "dim_vpa_function",
            "dim_fault_cause",
            "dim_state_format",
            "dim_state_refusal");

    private SqlPages() {}

    static String views() {
        ViewCatalog catalog = ViewCatalog.load();
        List<SqlFile> views = catalog.views().stream()
                .sorted(Comparator.comparing(SqlFile::name))
                .toList();
        Page page = new Page(
                "Views and tables of names",
                "the headings of `views/*.sql` and `macros/*.sql`, `Dimensions` and `CostModel`",
                "What stands on top of the [events](events.md), for `nestor query`, `sql`, `stat` and"
                        + " `compare`. Every row"
                        + " has its run and position where it has one.");
        page.table(List.of("View", "Question", "Spark"), index(views));
        page.says("A view with a yes under Spark keeps to the SQL that DuckDB and Apache Spark have in common, and"
                + " stands in the `spark.sql` of a dataset; of another one the heading says why not.");
        page.section("Views");
        views.forEach(view -> file(page, "### " + code(view.name()), view));
        page.section("Table macros");
        for (SqlFile macro : catalog.macros()) {
            String parameters = macro.parameters().stream().map(Heading::column).collect(Collectors.joining(", "));
            file(page, "### " + code(macro.name() + "(" + parameters + ")"), macro);
        }
        page.section("Functions").says("Of our own names, where DuckDB and Spark differ.");
        page.table(
                List.of("Function", "Gives"),
                PortableFunctions.all().stream()
                        .map(each -> List.of(code(each.name() + "(" + each.parameters() + ")"), plain(each.says())))
                        .toList());
        page.section("Tables of names").says("A number that an event carries, joined with its table, has a name.");
        Dimensions.all().forEach(table -> dimension(page, table));
        return page.section("`cost_model`")
                .says("What work is taken to cost, in modelled cycles; `--cost NAME=CYCLES` changes one.")
                .table(List.of("Parameter", "Value", "Unit", "Reason"), costs())
                .text();
    }

    private static List<List<String>> index(List<SqlFile> files) {
        return files.stream()
                .map(file -> List.of(code(file.name()), plain(file.question()), file.isPortable() ? "yes" : "no"))
                .toList();
    }

    private static void file(Page page, String heading, SqlFile file) {
        page.says(heading).says(plain(file.question()));
        if (!file.remarks().isEmpty()) {
            page.says(plain(String.join("\n", file.remarks())));
        }
        page.table(List.of("Parameter", "Unit", "Meaning"), headings(file.parameters()));
        page.table(List.of("Column", "Unit", "Meaning"), headings(file.columns()));
    }

    private static List<List<String>> headings(List<Heading> headings) {
        return headings.stream()
                .map(each -> List.of(code(each.column()), plain(each.unit()), plain(each.says())))
                .toList();
    }

    private static void dimension(Page page, DimensionTable table) {
        page.says("### " + code(table.name())).says(plain(table.says()));
        page.table(
                List.of("Column", "Type", "Meaning"),
                table.columns().stream()
                        .map(column -> List.of(code(column.name()), code(column.type()), plain(column.says())))
                        .toList());
        if (SHOWN.contains(table.name())) {
            page.table(
                    table.columns().stream().map(DimensionColumn::name).toList(),
                    table.rows().stream()
                            .map(row -> cells(table.columns(), row))
                            .toList());
        }
    }

    private static List<String> cells(List<DimensionColumn> columns, List<Object> row) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            boolean isPattern = columns.get(i).type().startsWith("U");
            Object value = row.get(i);
            cells.add(isPattern && value instanceof Number bits ? hex(bits.longValue()) : plain(value.toString()));
        }
        return cells;
    }

    private static List<List<String>> costs() {
        return CostModel.PUBLISHED.parameters().stream()
                .map(each -> List.of(
                        code(each.name()), Double.toString(each.value()), plain(each.unit()), plain(each.reason())))
                .toList();
    }

    static String reports() {
        Page page = new Page(
                "Reports",
                "the headings of `reports/*/*.sql` and `compare/*.sql`",
                "The questions that ship, by the folder of the command that asks them: `stat`, `compare`,"
                        + " `coverage`, and"
                        + " `page` for `nestor report`. A name in braces is given by the command, such as a"
                        + " recording's."
                        + " They stand on the [views](views.md).");
        page.table(
                List.of("Report", "Question"),
                Report.all().stream()
                        .map(report ->
                                List.of(code(report.name()), plain(report.file().question())))
                        .toList());
        page.section("Reports");
        Report.all().forEach(report -> file(page, "### " + code(report.name()), report.file()));
        page.section("Working tables of `compare`").says("Made once for all its reports, in this order.");
        ResourceFolder.texts("compare", ".sql").forEach((path, text) -> {
            SqlFile table = SqlFile.parse(path.substring(path.indexOf('-') + 1, path.length() - ".sql".length()), text);
            file(page, "### " + code(table.name()), table);
        });
        return page.text();
    }
}
