package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on a recording that they made themselves. */
class RecordingCommandsTest {

    @TempDir
    private static Path shared;

    private static Path recording;

    @TempDir
    private Path directory;

    @BeforeAll
    static void recordHello() {
        recording = shared.resolve("hello-v2");
        CommandRun run = nestor("record", "--scenario", "hello", "--api", "v2", "-o", recording);
        assertEquals(ExitCode.DONE.number(), run.code(), run.err());
        run.prints(recording + ": powered off, ");
    }

    @Test
    void runPrintsTheConsoleAndItsSpeed() {
        CommandRun run = nestor("run", "--scenario", "hello", "--api", "v1");
        assertEquals("l2-hello: greetings from a little-endian L2\n", run.out());
        assertTrue(run.err().lines().reduce((first, last) -> last).orElse("").matches("powered off after .* MIPS"));
    }

    @Test
    void runEndsAtItsLimit() {
        CommandRun run = nestor("run", "--scenario", "hello", "--api", "v1", "--limit", "1000");
        assertEquals(ExitCode.DONE.number(), run.code());
        assertTrue(run.err().contains("limit reached after 1,000 instructions"), run.err());
    }

    @Test
    void replayComparesEveryEvent() {
        nestor("replay", recording).succeeds().prints(" 0 differences");
    }

    @Test
    void replayNamesTheFirstDifference() {
        Path changed = directory.resolve("changed");
        recordWithOneChangedValue(changed);
        CommandRun run = nestor("replay", changed)
                .prints("1 differences")
                .prints("first difference")
                .prints("event     hcall_returned")
                .prints("field     r4")
                .prints("go there  nestor events " + changed);
        assertEquals(ExitCode.DIFFERS.number(), run.code());
    }

    @Test
    void flippedBitIsNamed() {
        CommandRun run = nestor("replay", recording, "--flip", "1000000:0x3000012:7")
                .prints("bit 7 of 0x3000012 is flipped at moment 1000000")
                .prints("field     memory")
                .prints("byte 0x12): expected 00, actual 80 (one bit, 1 << 7)");
        assertEquals(ExitCode.DIFFERS.number(), run.code());
        assertTrue(nestor("replay", recording, "--flip", "3000000:gpr1:50")
                .prints("GPR1 of vCPU 0: ")
                .out()
                .contains("(one bit, 1 << 50)"));
    }

    @Test
    void flippedBitThatIsOverwrittenIsMasked() {
        nestor("replay", recording, "--flip", "1000000:GPR5:40").succeeds().prints("masked: at moment ");
    }

    @ParameterizedTest
    @CsvSource({
        "soon, is no bit; write MOMENT:REGISTER:BIT",
        "1000000:GPR77:1, there is no register GPR77",
        "1000000:GPR5:64, a register has bits 0 to 63",
        "1000000:GPR5@1:3, there is no vCPU 1",
        "1000000:0x3000012:8, no bit 8 of a byte",
        "1000000:0xFFFFFFFFFFFFFFFF:1, no bit 1 of a byte",
        "1000000:0xg:1, is no number",
        "1000000:0x3000012@0:1, memory belongs to no vCPU",
        "0:GPR5:1, moment 0 does not lie in",
        "99000000:GPR5:1, moment 99000000 does not lie in"
    })
    void bitThatIsNoneIsRefused(String flip, String reason) {
        nestor("replay", recording, "--flip", flip).failsWith(ExitCode.USER, reason);
    }

    @Test
    void unfinishedRecordingIsUsedAsFarAsItGoes() {
        Path unfinished = directory.resolve("unfinished");
        MachineConfig config = Scenario.named("hello").config(NestedApi.V1);
        MachineImages images = Scenario.named("hello").images();
        try (Recorder recorder = Recorder.create(unfinished, config, images, "hello")) {
            new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder).runUntil(3_350_000);
        }
        CommandRun replay = nestor("replay", unfinished).prints(" 0 differences");
        assertTrue(replay.err().contains("was not finished"), replay.err());
        nestor("info", unfinished).succeeds().prints("not finished");
        CommandRun answer =
                nestor("query", unfinished, "SELECT stop_reason IS NULL AS open FROM run", "--format", "csv");
        assertEquals("open\ntrue\n", answer.out());
    }

    @Test
    void recordingIsNeverOverwritten() {
        nestor("record", "--scenario", "hello", "--api", "v2", "-o", recording)
                .failsWith(ExitCode.USER, "holds a recording already");
    }

    @Test
    void infoShowsWhatWasRecorded() {
        nestor("info", recording)
                .succeeds()
                .prints("scenario                 hello")
                .prints("api                      v2")
                .prints("end                      powered off")
                .prints("0xc00 HCALL");
    }

    @Test
    void eventsAreFilteredAndLimited() {
        CommandRun all = nestor("events", recording).succeeds();
        assertTrue(all.out().lines().skip(1).findFirst().orElse("").contains("machine_started"), all.out());
        CommandRun some = nestor("events", recording, "--type", "nested_exited", "--from", "30", "--limit", "2")
                .succeeds();
        assertEquals(3, some.out().lines().count());
        assertTrue(some.out().lines().skip(1).allMatch(line -> line.contains("  nested_exited ")), some.out());
        CommandRun range =
                nestor("events", recording, "--from", "5", "--to", "7").succeeds();
        assertEquals(4, range.out().lines().count());
        assertEquals(
                1,
                nestor("events", recording, "--from", "1000000")
                        .succeeds()
                        .out()
                        .lines()
                        .count());
    }

    @Test
    void eventLineFitsATerminalAndNamesNumbers() {
        CommandRun narrow = nestor("events", recording).succeeds().prints("opcode=H_GUEST_RUN_VCPU code=H_SUCCESS");
        assertTrue(narrow.out().lines().allMatch(line -> line.length() <= EventLine.WIDTH), narrow.out());
        nestor("events", recording, "--wide").succeeds().prints("opcode=0x480 ").prints(" msr=80");
    }

    @Test
    void eventColumnsAreAligned() {
        CommandRun run = nestor("events", recording).succeeds();
        int facts = run.out().lines().findFirst().orElse("").indexOf("facts");
        run.out().lines().skip(1).forEach(line -> assertEquals(' ', line.charAt(facts - 1), line));
    }

    @ParameterizedTest
    @CsvSource({"exit,VM-EXIT,HCALL", "hcall,HCALL,H_GUEST_RUN_VCPU", "l2-hcall,HCALL,H_PUT_TERM_CHAR"})
    void statCountsByName(String event, String heading, String name) {
        nestor("stat", recording, "--event", event)
                .succeeds()
                .prints(heading)
                .prints("Samples  Samples%")
                .prints(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "table|'n  name\n-  ----\n1  a\n'",
                "csv|'n,name\n1,a\n'",
                "json|'[\n{\"n\":1,\"name\":\"a\"}\n]\n'"
            })
    void queryWritesEachFormat(String format, String expected) {
        CommandRun run = nestor("query", recording, "SELECT 1 AS n, 'a' AS name", "--format", format)
                .succeeds();
        assertEquals(expected, run.out());
    }

    @Test
    void queryTouchesNoFileAndAsksOneQuestion() {
        Path stolen = directory.resolve("stolen.csv");
        nestor("query", recording, "COPY run TO '" + stolen + "'")
                .failsWith(ExitCode.USER, "disabled by configuration");
        assertFalse(Files.exists(stolen));
        nestor("query", recording, "SELECT * FROM read_text('" + recording.resolve("recording.properties") + "')")
                .failsWith(ExitCode.USER, "disabled by configuration");
        nestor("query", recording, "SELECT 1; SELECT 2").failsWith(ExitCode.USER, "one statement");
        nestor("query", recording, "SELECT CAST(name AS INT) FROM state_element")
                .failsWith(ExitCode.USER, "Could not convert string '");
    }

    @Test
    void queryReadsAFile() throws IOException {
        Path question = Files.writeString(
                directory.resolve("q.sql"), "-- question: what?\nSELECT COUNT(*) > 0 AS ok FROM hcall");
        assertEquals(
                "ok\ntrue\n",
                nestor("query", recording, "--file", question, "--format", "csv")
                        .out());
        nestor("query", recording, "--file", directory.resolve("none.sql")).failsWith(ExitCode.USER, "none.sql");
        nestor("query", recording, "SELECT 1", "--file", question).failsWith(ExitCode.USER, "one of the two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELEC 1",
                "SELECT nothing FROM hcall",
                "SELECT * FROM nowhere",
                "SELECT CAST('x' AS INTEGER)",
                "INSTALL httpfs",
                "SET memory_limit = '1TB'",
                "ATTACH 'https://example.org/x.duckdb'",
                ""
            })
    void wrongSqlIsOneLine(String question) {
        nestor("query", recording, question).failsWith(ExitCode.USER, "nestor query: ");
    }

    @Test
    void comparisonNamesTheApis() {
        Path v1 = directory.resolve("hello-v1");
        nestor("record", "--scenario", "hello", "--api", "v1", "-o", v1);
        nestor("compare", v1, recording)
                .succeeds()
                .prints("exits v1  exits v2")
                .prints("state bytes out")
                .prints("100.00%");
    }

    @Test
    void cutLogIsLocated() throws IOException {
        Path copy = copyOfRecording();
        Path log = RecordingLayout.queueFile(copy);
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(bytes, bytes.length / 2));
        for (String command : new String[] {"info", "events", "stat", "replay"}) {
            nestor(command, copy).failsWith(ExitCode.DATA, log.toString(), "damaged", "expected", "found");
        }
    }

    @Test
    void flippedByteIsLocated() throws IOException {
        Path copy = copyOfRecording();
        Path log = RecordingLayout.queueFile(copy);
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length - 100] ^= 1;
        Files.write(log, bytes);
        nestor("query", copy, "SELECT 1").failsWith(ExitCode.DATA, log.toString(), "damaged");
        CommandRun sound = nestor("query", copy, "SELECT kind FROM loss", "--up-to-damage", "--format", "csv");
        assertEquals("kind\ndamaged\nunfinished\n", sound.out());
    }

    @Test
    void changedImageIsNamed() throws IOException {
        Path copy = copyOfRecording();
        Path image = copy.resolve("images").resolve("l1.elf");
        byte[] bytes = Files.readAllBytes(image);
        bytes[bytes.length / 2] ^= 1;
        Files.write(image, bytes);
        nestor("replay", copy).failsWith(ExitCode.DATA, "l1.elf");
    }

    private Path copyOfRecording() throws IOException {
        Path copy = directory.resolve("copy");
        try (var files = Files.walk(recording)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(recording.relativize(file).toString()));
            }
        }
        return copy;
    }

    /** A recording that claims something else than the machine did: r4 of the 20th return. */
    private static void recordWithOneChangedValue(Path changed) {
        MachineConfig config = Scenario.named("hello").config(NestedApi.V2);
        MachineImages images = Scenario.named("hello").images();
        int r4 = HcallReturned.TYPE.columns().stream()
                .map(column -> column.name())
                .toList()
                .indexOf("r4");
        int[] returns = new int[1];
        try (Recorder recorder = Recorder.create(changed, config, images, "hello")) {
            EventSink liar = (type, sequence, moment, values, payload, offset, length) -> {
                long[] told = values.clone();
                if (type == HcallReturned.TYPE && ++returns[0] == 20) {
                    told[r4] ^= 1;
                }
                recorder.event(type, sequence, moment, told, payload, offset, length);
            };
            Machine machine = new Machine(config, images, recorder.inputs(InputSource.SILENCE), liar);
            recorder.finish(machine.run(), machine);
        }
    }
}
