package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.sql.SqlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of {@code sample-traces/bugs}: the bug shows, the same way when it is run again (which is what a replay
 * does, to the final digest), and does not show without it. {@code -Dnestor.bless=answers} writes the rows anew.
 */
class BugScenariosTest {

    private static final Path SAMPLES =
            Path.of(System.getProperty("nestor.root", "..")).resolve("sample-traces");
    private static final boolean IS_BLESSED =
            !System.getProperty("nestor.bless", "").isEmpty();
    private static final String ROW = "| `%s` |";

    static Stream<Scenario> bugs() {
        return Scenario.all().stream().filter(scenario -> !scenario.group().isEmpty());
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource("names")
    void failsWithTheBugAndNotWithoutIt(String name, @TempDir Path scratch) throws IOException {
        Scenario scenario = Scenario.named(name);
        Path buggy = record(scenario, scratch.resolve("buggy"));
        Path fixed = record(scenario, scratch.resolve("fixed"), "--fixed");
        nestor("replay", buggy).succeeds().prints(" 0 differences");
        nestor("replay", fixed).succeeds().prints(" 0 differences");

        String none = failure(scenario, fixed);
        assertEquals(1, none.lines().count(), "rows without the bug: " + none);
        String rows = failure(scenario, buggy);
        assertTrue(rows.lines().count() > 1, "no row with the bug");
        Path stored = folder(scenario).resolve("failure.csv");
        if (IS_BLESSED) {
            Files.writeString(stored, rows);
        }
        assertEquals(
                Files.exists(stored) ? Files.readString(stored) : "",
                rows,
                stored + " is out of step; sample-traces/README.md says how to take it anew");
    }

    static Stream<String> names() {
        return bugs().map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void hasAllThatOneNeedsToFollowIt(Scenario scenario) {
        assertTrue(scenario.hasBug(), "there is nothing to fix");
        assertNotNull(scenario.api());
        SqlFile failure = scenario.failure();
        assertNotNull(failure, "no failure.sql");
        assertTrue(failure.question().endsWith("?") && !failure.columns().isEmpty(), "heading of failure.sql");
        assertTrue(scenario.story().length() > 200, "a story that short explains nothing");
        nestor("scenarios", scenario.name()).succeeds().prints(failure.question());
    }

    @Test
    void namesAreTakenOnce() {
        List<String> names = Scenario.all().stream().map(Scenario::name).toList();
        assertEquals(names.stream().distinct().toList(), names);
    }

    @Test
    void readmeNamesEveryFolderOnce() throws IOException {
        String readme = Files.readString(SAMPLES.resolve("README.md"));
        List<String> wrong = new ArrayList<>();
        for (Scenario scenario : Scenario.all()) {
            String row = ROW.formatted(scenario.name());
            if (readme.lines().filter(line -> line.startsWith(row)).count() != 1) {
                wrong.add(scenario.name());
            }
        }
        assertEquals(List.of(), wrong, "sample-traces/README.md has not one row for each of these");
    }

    @Test
    void everyFolderIsAScenario() throws IOException {
        try (Stream<Path> folders = Files.list(SAMPLES.resolve("bugs"))) {
            assertEquals(
                    names().sorted().toList(),
                    folders.map(folder -> folder.getFileName().toString())
                            .sorted(Comparator.naturalOrder())
                            .toList());
        }
    }

    @Test
    void theOtherApiIsRefused(@TempDir Path scratch) {
        nestor("record", "--scenario", "mer-stuck", "--api", "v1", "-o", scratch.resolve("x"))
                .failsWith(ExitCode.USER, "mer-stuck is about API v2");
    }

    @Test
    void fixedNeedsABug(@TempDir Path scratch) {
        nestor("record", "--scenario", "hello", "--api", "v1", "--fixed", "-o", scratch.resolve("x"))
                .failsWith(ExitCode.USER, "--fixed: there is no bug");
    }

    private static Path record(Scenario scenario, Path recording, Object... options) {
        List<Object> words = new ArrayList<>(
                List.of("record", "--scenario", scenario.name(), "--api", api(scenario), "-o", recording));
        words.addAll(List.of(options));
        nestor(words.toArray()).succeeds();
        return recording;
    }

    private static String api(Scenario scenario) {
        return Objects.requireNonNull(scenario.api()).text();
    }

    private static String failure(Scenario scenario, Path recording) {
        return nestor("query", recording, "--file", folder(scenario).resolve("failure.sql"), "--format", "csv")
                .succeeds()
                .out();
    }

    private static Path folder(Scenario scenario) {
        return SAMPLES.resolve(scenario.group()).resolve(scenario.name());
    }
}
