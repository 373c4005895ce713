package dev.nestor.analysis.page;

import dev.nestor.analysis.compare.Comparison;
import dev.nestor.analysis.page.Figures.Labels;
import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One page about the runs of a database: what each did and, of two, how they compare. The page needs nothing else: no
 * script, no other file, no network; light or dark as its reader has it, and legible in print. The same database gives
 * the same bytes.
 */
public final class ReportPage {
    private static final String STYLE = "/dev/nestor/analysis/page/style.css";
    private static final List<String> TILES = List.of(
            "moments",
            "l2_instructions",
            "l2_exits",
            "hcalls",
            "elements_in",
            "elements_out",
            "bytes_in",
            "bytes_out",
            "interrupts");

    private final DuckDbSession session;
    private final Html html;

    private ReportPage(DuckDbSession session, Appendable out) {
        this.session = session;
        this.html = new Html(out);
    }

    /**
     * Writes the page.
     *
     * @param session holds one run or more
     */
    public static void write(DuckDbSession session, Appendable out) throws IOException {
        out.append("<!DOCTYPE html>\n");
        new ReportPage(session, out).page();
    }

    private void page() throws IOException {
        List<Run> runs = runs();
        html.open("html", "lang", "en").open("head");
        html.open("meta", "charset", "utf-8").close();
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .close();
        html.leaf(
                "title",
                "Nestor: " + String.join(", ", runs.stream().map(Run::name).toList()));
        html.open("style").verbatim(style()).close().close();
        html.open("body");
        html.open("header")
                .leaf(
                        "h1",
                        "Nestor: "
                                + String.join(
                                        " and ", runs.stream().map(Run::name).toList()));
        html.leaf(
                "p",
                "What the L0 saw. Time is counted in instructions; costs are a published model; nothing here is"
                        + " a time on real hardware.");
        navigation(runs);
        html.close().open("main");
        if (runs.size() == 2) {
            comparison(runs);
        }
        for (Run run : runs) {
            run(run);
        }
        html.close().close().close();
    }

    private void navigation(List<Run> runs) throws IOException {
        if (runs.size() < 2) {
            return;
        }
        html.open("nav", "aria-label", "Parts of this page").open("ul");
        if (runs.size() == 2) {
            html.open("li").leaf("a", "Side by side", "href", "#compare").close();
        }
        for (Run run : runs) {
            html.open("li")
                    .leaf("a", run.name(), "href", "#run-" + run.number())
                    .close();
        }
        html.close().close();
    }

    private void comparison(List<Run> runs) throws IOException {
        html.open("section", "id", "compare").leaf("h2", "Side by side");
        Figures figures = new Figures(html, "compare-");
        figures.pairs(
                Answer.of(Report.named("page/pair"), session),
                "Per exit",
                "per exit",
                List.of("first", "second"),
                runs.stream().map(Run::name).toList());
        Comparison.prepare(session);
        for (Report report : Comparison.reports(session)) {
            String title = report.name().replaceFirst("^.*/[0-9]+-", "");
            figures.table(Answer.of(report, session), Character.toUpperCase(title.charAt(0)) + title.substring(1));
        }
        html.close();
    }

    private void run(Run run) throws IOException {
        html.open("section", "id", "run-" + run.number()).leaf("h2", run.name());
        tiles(run);
        Figures figures = new Figures(html, "run-" + run.number() + "-");
        figures.timeline(ask("occupancy", run), "Who ran", List.of("L2", "L1", "idle"), "exits");
        Answer exits = ask("exits", run);
        figures.bars(exits, "Exits", "cause", List.of("exits"));
        figures.bars(exits, "What exits cost, modelled", "cause", List.of("L2 cost", "L1 cost", "L0 cost"));
        figures.heat(
                ask("latency", run),
                "How long the L1 took, columns in powers of 2",
                "cause",
                "exponent",
                "exits",
                Labels.NUMBERS);
        figures.table(ask("percentiles", run), "Percentiles");
        figures.bars(
                ask("elements", run),
                "State that crossed",
                "element",
                List.of("needed bytes", "unknown bytes", "redundant bytes"));
        figures.heat(ask("traffic", run), "When state crossed", "element", "slice", "bytes", Labels.NUMBERS);
        figures.heat(ask("flow", run), "Hypercall after hypercall", "from", "to", "times", Labels.NAMES);
        figures.table(ask("anomalies", run), "Anomalies");
        html.close();
    }

    private void tiles(Run run) throws IOException {
        html.open("p", "class", "what").text(run.description()).close();
        html.open("dl", "class", "tiles");
        try (QueryResult result =
                session.query("SELECT " + String.join(", ", TILES) + " FROM run WHERE run = " + run.number())) {
            List<@Nullable Object> row = Objects.requireNonNull(result.next());
            for (int k = 0; k < TILES.size(); k++) {
                Object value = row.get(k);
                html.open("div").leaf("dt", TILES.get(k).replace('_', ' '));
                html.leaf("dd", value instanceof Number number ? Answer.readable(number.doubleValue()) : "none");
                html.close();
            }
        }
        html.close();
    }

    private Answer ask(String report, Run run) {
        return Answer.of(Report.named("page/" + report), session, run.number());
    }

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        try (QueryResult result = session.query(
                "SELECT run, recording, scenario, api, profile, vcpus, stop_reason FROM run ORDER BY run")) {
            for (List<@Nullable Object> row : result.rest()) {
                String scenario = row.get(2) == null ? "" : "scenario " + row.get(2) + ", ";
                String stop = row.get(6) == null ? "the recording is cut short" : "stopped: " + row.get(6);
                runs.add(new Run(
                        ((Number) Objects.requireNonNull(row.get(0))).intValue(),
                        String.valueOf(row.get(1)),
                        scenario + "API " + row.get(3) + ", profile " + row.get(4) + ", L1 vCPUs: " + row.get(5) + ", "
                                + stop));
            }
        }
        return runs;
    }

    private static String style() throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(STYLE)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A run as the page names it. */
    private record Run(int number, String name, String description) {}
}
