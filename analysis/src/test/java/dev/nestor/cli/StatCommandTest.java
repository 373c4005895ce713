package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.Content;
import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.report.FooterStat;
import dev.nestor.analysis.report.ResultFormat;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exit table and its options. */
class StatCommandTest {

    @TempDir
    private static Path shared;

    private static Path recording;

    @BeforeAll
    static void recordHello() {
        recording = shared.resolve("hello");
        nestor("record", "--scenario", "hello", "--api", "v2", "-o", recording).succeeds();
    }

    @Test
    void percentilesAreTimesThatSoManyDoNotExceed() {
        String[] lines = stat("--percentiles", "--format", "csv").lines().toArray(String[]::new);
        assertEquals("VM-EXIT,Samples,Samples%,Time%,Min Time,Max Time,Avg time,P50,P90,P99,P99.9", lines[0]);
        String[] hcall = lines[1].split(",");
        assertEquals("HCALL", hcall[0]);
        assertEquals("4", hcall[1]);
        assertEquals(hcall[5], hcall[10]);
    }

    @Test
    void plainFiguresAreThoseOfTheReport() {
        String plain = stat("--format", "csv");
        String extended = stat("--percentiles", "--format", "csv");
        assertEquals(plain, extended.replaceAll("(?m)(,[^,\n]*){4}$", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "name,HCALL H_DATA_STORAGE H_INST_STORAGE",
        "samples,HCALL H_DATA_STORAGE H_INST_STORAGE",
        "sample,HCALL H_DATA_STORAGE H_INST_STORAGE",
        "max,H_INST_STORAGE HCALL H_DATA_STORAGE",
        "time,HCALL H_DATA_STORAGE H_INST_STORAGE",
        "p99.9,H_INST_STORAGE HCALL H_DATA_STORAGE"
    })
    void rowsAreInOrderOfTheKey(String key, String names) {
        String answer = stat("--key", key, "--format", "csv");
        assertEquals(
                names,
                String.join(
                        " ",
                        answer.lines().skip(1).map(line -> line.split(",")[0]).toList()));
    }

    @Test
    void groupsAndFiltersAreOfTheGuestsVcpu() {
        stat("--by", "guest,vcpu").lines().skip(2).forEach(line -> assertTrue(line.matches(" +1 +0 .*"), line));
        assertEquals(1, stat("--vcpu", "7", "--format", "csv").lines().count());
        assertEquals(stat("--guest", "1", "--vcpu", "0"), stat("--percentiles"));
    }

    @Test
    void slicesAddUpToAll() {
        long all = samples(stat("--percentiles", "--format", "csv"), 1);
        assertEquals(8, all);
        assertEquals(all, samples(stat("--slice", "10000", "--format", "csv"), 2));
        assertEquals(7, samples(stat("--histogram", "--format", "csv"), 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "smp", "timer"})
    void footerKnowsWhatTheDatabaseCounts(String scenario) throws IOException {
        Path directory = shared.resolve("footer-" + scenario);
        nestor("record", "--scenario", scenario, "--api", "v2", "-o", directory).succeeds();
        StringBuilder known = new StringBuilder();
        RecordingSummary summary = RecordingSummary.ofFooter(directory).orElseThrow();
        ResultFormat.CSV.write(FooterStat.of(summary).orElseThrow(), known);
        String counted = nestor("stat", directory, "--percentiles", "--format", "csv")
                .succeeds()
                .out();
        assertEquals(counted.replaceAll("(?m)(,[^,\\n]*){4}$", ""), known.toString());
    }

    @Test
    void histogramBucketsDouble() {
        String answer = stat("--histogram", "--event", "hcall", "--by", "vcpu");
        assertTrue(answer.contains("vCPU") && answer.contains("####"), answer);
        assertTrue(stat("--histogram").lines().anyMatch(line -> line.contains("2048  4095")), stat("--histogram"));
    }

    @Test
    void faultsAreCountedByWhatWasWanted() {
        assertTrue(stat("--event", "fault").contains("store, no translation"));
    }

    @ParameterizedTest
    @CsvSource({
        "--key,p95,there is no key",
        "--by,day,there is no \"day\"",
        "--event,exits,write exit",
        "--slice,0,count from 1",
        "--interval,0,count from 1"
    })
    void wrongOptionIsOneLine(String option, String value, String text) {
        nestor("stat", recording, option, value).failsWith(ExitCode.USER, text);
    }

    @Test
    void liveTableEndsAsThePlainOne() {
        assertEquals(stat(), stat("--live").stripTrailing() + "\n");
    }

    @Test
    void liveFollowsARecorderToItsEnd() throws Exception {
        Path growing = shared.resolve("growing");
        CountDownLatch isHalfWay = new CountDownLatch(1);
        Thread recorder = new Thread(() -> record(growing, isHalfWay));
        recorder.start();
        isHalfWay.await();
        CommandRun live = nestor("stat", growing, "--live", "--interval", "1", "--format", "csv");
        recorder.join();
        assertEquals(ExitCode.DONE.number(), live.code(), live.err());
        String last = live.out().substring(live.out().lastIndexOf("VM-EXIT"));
        assertEquals(nestor("stat", growing, "--format", "csv").out().stripTrailing(), last.stripTrailing());
    }

    /** What was seen of a look that failed is neither kept nor counted twice. */
    @Test
    void aFailedLookIsMadeAgainFromTheBegin() throws IOException {
        Path growing = shared.resolve("failed-look");
        record(growing, new CountDownLatch(1));
        Path log = RecordingLayout.queueFile(growing);
        byte[] intact = Files.readAllBytes(log);
        byte[] damaged = intact.clone();
        damaged[(int) lastBatch(growing).fileOffset() + 60] ^= 4;
        String question = "SELECT l2_exit.*, exits FROM l2_exit CROSS JOIN (SELECT SUM(exits) AS exits FROM"
                + " l2_turn_count) ORDER BY sequence";
        try (TraceDatabase database = TraceDatabase.inMemory(Content.of(question))) {
            Files.write(log, damaged);
            try (Recording lazily = Recording.openLazily(growing)) {
                assertThrows(LogDamagedException.class, () -> database.follow(lazily));
            }
            Files.write(log, intact);
            try (Recording opened = Recording.open(growing)) {
                database.follow(opened);
                database.follow(opened);
            }
            StringBuilder found = new StringBuilder();
            ResultFormat.CSV.write(database.session().query(question), found);
            String whole = nestor("query", growing, question, "--format", "csv")
                    .succeeds()
                    .out();
            assertEquals(whole, found.toString());
        }
    }

    private static Frame lastBatch(Path directory) {
        try (Recording opened = Recording.open(directory)) {
            List<Frame> batches = opened.frames().stream()
                    .filter(frame -> frame.kind() == FrameKind.EVENT)
                    .toList();
            assertTrue(batches.size() > 2, "only one look's worth");
            return batches.get(batches.size() - 1);
        }
    }

    private static void record(Path directory, CountDownLatch isHalfWay) {
        MachineConfig config = Scenario.named("hello").config(NestedApi.V1);
        MachineImages images = Scenario.named("hello").images();
        try (Recorder recorder = Recorder.create(directory, config, images, "hello")) {
            Machine machine = new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder);
            StopReason reason = machine.runUntil(3_330_000);
            recorder.flush();
            isHalfWay.countDown();
            while (!reason.isFinal()) {
                reason = machine.runUntil(machine.moment() + 2_000);
                recorder.flush();
            }
            recorder.finish(reason, machine);
        } finally {
            isHalfWay.countDown();
        }
    }

    private static long samples(String csv, int column) {
        return csv.lines()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split(",")[column]))
                .sum();
    }

    private static String stat(Object... options) {
        Object[] arguments = new Object[options.length + 2];
        arguments[0] = "stat";
        arguments[1] = recording;
        System.arraycopy(options, 0, arguments, 2, options.length);
        return nestor(arguments).succeeds().out();
    }
}
