package dev.nestor.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import dev.nestor.analysis.report.Report;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.emulator.hypervisor.PartitionUnderTest;
import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * What the conformance cases of the L0 cover, asked by SQL of recordings of them: every pair of hypercall and return
 * code, every state element, every exit. The recordings stay in {@code target/conformance}.
 */
class CoverageTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("nestor.root", ".."), "analysis", "target", "conformance");
    private static final String CASES = "dev.nestor.emulator.hypervisor";

    private static TraceDatabase database;

    @BeforeAll
    static void recordTheCases() throws IOException {
        removeFolder();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        List<Path> directories;
        try (ConformanceRecordings recordings = new ConformanceRecordings(FOLDER)) {
            PartitionUnderTest.witnessedBy(recordings);
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectPackage(CASES))
                    .filters(TagFilter.includeTags("conformance"))
                    .build();
            LauncherFactory.create().execute(request, summary);
            directories = recordings.directories();
        } finally {
            PartitionUnderTest.witnessedBy(config -> (type, sequence, moment, values, payload, offset, length) -> {});
        }
        assertTrue(summary.getSummary().getTestsSucceededCount() > 0, "no case was found in " + CASES);
        assertEquals(0, summary.getSummary().getTotalFailureCount(), "cases that fail: run emulator's tests");
        database = TraceDatabase.inMemory();
        for (Path directory : directories) {
            try (Recording recording = Recording.open(directory)) {
                database.load(recording, done -> {});
            }
        }
    }

    @AfterAll
    static void close() {
        if (database != null) {
            database.close();
        }
    }

    static Stream<Report> measures() {
        return Report.ofFolder("coverage").stream()
                .filter(report -> report.file().columns().stream()
                        .anyMatch(column -> column.column().equals("missing")));
    }

    @ParameterizedTest
    @MethodSource("measures")
    void everythingThatCanBeReachedIsReached(Report measure) {
        try (QueryResult result = database.session().query(measure.file().query())) {
            int missing = result.columns().size() - 1;
            List<List<Object>> rows = result.rest();
            assertTrue(!rows.isEmpty(), measure.name() + " measured nothing");
            for (List<Object> row : rows) {
                assertEquals("", row.get(missing), measure.file().question() + " " + row.subList(0, missing));
            }
        }
    }

    @Test
    void whatCannotBeReachedHasAReason() {
        try (QueryResult result = database.session()
                .query(Report.named("coverage/6-unreachable").file().query())) {
            List<List<Object>> rows = result.rest();
            assertTrue(!rows.isEmpty());
            rows.forEach(row -> assertTrue(String.valueOf(row.get(1)).length() > 10, row.toString()));
        }
    }

    private static void removeFolder() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> files = Files.walk(FOLDER)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(FOLDER);
    }
}
