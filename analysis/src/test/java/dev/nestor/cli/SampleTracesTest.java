package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.analysis.sql.SqlFile;
import dev.nestor.analysis.sql.ViewCatalog;
import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The recordings that ship: they replay with this build, and every stored question has the stored answer.
 *
 * <p>{@code -Dnestor.bless=answers} writes the answers anew, {@code -Dnestor.bless=recordings} records anew before; the
 * module's README has the commands.
 */
class SampleTracesTest {

    private static final Path SAMPLES =
            Path.of(System.getProperty("nestor.root", "..")).resolve("sample-traces");
    private static final Path HELLO = SAMPLES.resolve("hello");
    private static final List<String> APIS = List.of("v1", "v2");
    private static final String BLESS = System.getProperty("nestor.bless", "");
    private static final long FILE_BYTES_MAX = 1 << 20;

    static {
        if (BLESS.equals("recordings")) {
            APIS.forEach(SampleTracesTest::recordAnew);
        }
    }

    static Stream<Path> recordings() {
        return APIS.stream().map(HELLO::resolve);
    }

    static Stream<Path> questions() throws IOException {
        try (Stream<Path> files = Files.list(HELLO.resolve("queries"))) {
            return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void recordingReplaysWithThisBuild(Path recording) {
        nestor("replay", recording).succeeds().prints(" 0 differences");
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void recordingIsIntactAndComplete(Path recording) {
        nestor("info", recording).succeeds().prints("powered off");
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void recordingIsSmall(Path recording) throws IOException {
        try (Stream<Path> files = Files.walk(recording)) {
            assertTrue(files.allMatch(file -> file.toFile().length() < FILE_BYTES_MAX));
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void questionHasTheStoredAnswer(Path question) throws IOException {
        for (String api : APIS) {
            String answer = nestor("query", HELLO.resolve(api), "--file", question, "--format", "csv")
                    .succeeds()
                    .out();
            String name = question.getFileName().toString().replace(".sql", "." + api + ".csv");
            compareOrBless(question.resolveSibling(name), answer);
        }
    }

    @Test
    void comparisonIsTheStoredOne() throws IOException {
        String answer = nestor("compare", HELLO.resolve("v1"), HELLO.resolve("v2"))
                .succeeds()
                .out();
        compareOrBless(HELLO.resolve("queries").resolve("compare.txt"), answer);
    }

    @Test
    void coverageIsTheStoredOne() throws IOException {
        String answer = nestor("coverage", HELLO.resolve("v1"), HELLO.resolve("v2"))
                .succeeds()
                .out();
        for (Report report : Report.ofFolder("coverage")) {
            assertTrue(answer.contains(report.file().question()), report.name());
        }
        compareOrBless(HELLO.resolve("queries").resolve("coverage.txt"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "hcall", "l2-hcall", "fault"})
    void statIsTheStoredOne(String event) throws IOException {
        for (String api : APIS) {
            String answer = nestor("stat", HELLO.resolve(api), "--event", event)
                    .succeeds()
                    .out();
            compareOrBless(HELLO.resolve("queries").resolve("stat-" + event + "." + api + ".txt"), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void reportsOfThePageHaveTheStoredAnswers(int run) throws IOException {
        StringBuilder answers = new StringBuilder();
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            for (String api : APIS) {
                try (Recording recording = Recording.open(HELLO.resolve(api))) {
                    database.load(recording, events -> {});
                }
            }
            for (Report report : Report.ofFolder("page")) {
                answers.append(report.file().question()).append('\n');
                report.write(database.session(), run, ResultFormat.CSV, answers);
            }
        }
        compareOrBless(HELLO.resolve("queries/report-page." + APIS.get(run - 1) + ".txt"), answers.toString());
    }

    /** Those of coverage are also asked by CoverageTest, of every conformance case: nothing is missing there. */
    @Test
    void everyReportIsAskedByATest() {
        List<String> stat = Report.ofFolder("stat").stream().map(Report::name).toList();
        assertEquals(List.of("stat/exit", "stat/fault", "stat/hcall", "stat/l2-hcall"), stat);
        List<String> silent = Report.all().stream()
                .map(Report::name)
                .filter(name -> !name.matches("(stat|compare|page|coverage)/.*"))
                .toList();
        assertEquals(List.of(), silent, "ask these reports here, and bless");
    }

    @Test
    void everyViewIsAskedByAStoredQuestion() throws IOException {
        StringBuilder asked = new StringBuilder();
        for (Path question : questions().toList()) {
            asked.append(Files.readString(question));
        }
        List<String> silent = ViewCatalog.load().views().stream()
                .map(SqlFile::name)
                .filter(name -> !asked.toString().matches("(?s).*\\b(?:FROM|JOIN) " + name + "\\b.*"))
                .toList();
        assertEquals(List.of(), silent, "ask these views in a .sql file of sample-traces/hello/queries, and bless");
    }

    private static void compareOrBless(Path stored, String answer) throws IOException {
        if (!BLESS.isEmpty()) {
            Files.writeString(stored, answer);
        }
        String mend = stored + " is out of step; if the new answer is right: mvn test -pl analysis -am"
                + " -Dtest=SampleTracesTest -Dsurefire.failIfNoSpecifiedTests=false -Dnestor.bless=answers";
        assertEquals(Files.exists(stored) ? Files.readString(stored) : "", answer, mend);
    }

    private static void recordAnew(String api) {
        Path recording = HELLO.resolve(api);
        try {
            if (Files.exists(recording)) {
                try (Stream<Path> files = Files.walk(recording)) {
                    files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        nestor("record", "--scenario", "hello", "--api", api, "-o", recording);
    }
}
