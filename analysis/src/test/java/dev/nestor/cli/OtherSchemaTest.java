package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.codec.Schema;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.PropertiesText;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recordings of other schemas in one question with one of this build: what a recording never held reads as nothing, and
 * a line on standard error and the table {@code loss} say so; what means something else is refused.
 */
class OtherSchemaTest {

    private static final Path ROOT = Path.of(System.getProperty("nestor.root", ".."));
    private static final Path SAMPLE = ROOT.resolve("sample-traces/hello/v2");
    private static final Path FORMAT_1 = ROOT.resolve("recorder/src/test/resources/golden/format-1-v2");

    @TempDir
    private Path directory;

    @Test
    void eventThatARecordingDoesNotDeclareIsSaid() {
        CommandRun run = nestor(
                "query", SAMPLE, FORMAT_1, "SELECT run, COUNT(*) FROM state_refused GROUP BY run", "--format", "csv");
        assertEquals(ExitCode.DONE.number(), run.code());
        assertEquals(1, run.out().lines().count(), run.out());
        assertEquals(
                "format-1-v2: recorded by a build that declares no state_refused, fault_arranged, fault_injected\n",
                run.err());
    }

    @Test
    void whatBothDeclareIsAskedWithoutARemark() {
        CommandRun run = nestor("query", SAMPLE, FORMAT_1, "SELECT recording, l2_exits FROM run", "--format", "csv");
        assertEquals("recording,l2_exits\nv2,8\nformat-1-v2,8\n", run.succeeds().out());
        assertEquals("", run.err());
    }

    @Test
    void lossHasARowForIt() {
        nestor("query", SAMPLE, FORMAT_1, "SELECT run, kind, missing, detail FROM loss", "--format", "csv")
                .succeeds()
                .prints("2,undeclared,,\"recorded by a build that declares no state_refused");
    }

    @Test
    void columnThatARecordingDoesNotDeclareIsNull() throws IOException {
        Path other = recordedWith("nested_exited", "r4:LONG:REGISTER", "r4_once:LONG:REGISTER");
        String question = "SELECT recording, COUNT(*) AS exits, COUNT(nested_exited.r4) AS values, COUNT(l2_turn.r4)"
                + " AS turns FROM nested_exited JOIN l2_turn USING (run, sequence) JOIN run USING (run) GROUP BY ALL"
                + " ORDER BY ALL";
        CommandRun run = nestor("query", SAMPLE, other, question, "--format", "csv");
        assertEquals(ExitCode.DONE.number(), run.code());
        assertEquals("recording,exits,values,turns\nother,8,0,0\nv2,8,8,8\n", run.out());
        assertEquals("other: recorded by a build that declares no nested_exited.r4\n", run.err());
    }

    @Test
    void columnThatMeansSomethingElseIsRefused() throws IOException {
        Path other = recordedWith("nested_exited", "r4:LONG:REGISTER", "r4:LONG:COUNT");
        nestor("query", SAMPLE, other, "SELECT 1").failsWith(ExitCode.DATA, "r4:LONG:COUNT", "r4:LONG:REGISTER");
    }

    @Test
    void levelThatKeepsNoExitsIsSaid() {
        Path inputs = directory.resolve("inputs");
        nestor("record", "--scenario", "hello", "--api", "v2", "--level", "inputs", "-o", inputs)
                .succeeds();
        for (String[] command : new String[][] {{"stat"}, {"query", "SELECT COUNT(*) FROM l2_exit"}}) {
            Object[] words = Stream.concat(
                            Stream.of(command[0], inputs), Stream.of(command).skip(1))
                    .toArray();
            CommandRun run = nestor(words);
            assertEquals(ExitCode.DONE.number(), run.code());
            assertTrue(run.err().startsWith("inputs: level inputs keeps no "), run.err());
            assertEquals(1, run.err().lines().count(), run.err());
        }
    }

    /** Two vCPUs and idle time: without the events that tell them nobody knows what an L1 did after an exit. */
    @Test
    void whatALevelDoesNotKeepIsNullAndNotNought() {
        Path calls = directory.resolve("calls");
        nestor("record", "--scenario", "timer", "--api", "v2", "--level", "calls", "-o", calls)
                .succeeds();
        String question = "SELECT COUNT(*) > 0 AS exits, COUNT(l1_instructions) AS known, COUNT(elements_out) AS o,"
                + " COUNT(bytes_in) AS i, COUNT(hcalls) > 0 AS calls FROM l2_exit";
        assertEquals("exits,known,o,i,calls\ntrue,0,0,0,true\n", csv(calls, question));
        String totals = "SELECT l2_exits > 0 AS exits, idle, instructions, elements_in, bytes_out, interrupts FROM run";
        assertEquals("exits,idle,instructions,elements_in,bytes_out,interrupts\ntrue,,,,,\n", csv(calls, totals));
        String times = "SELECT SUM(exits) > 0 AS exits, COUNT(l1_instructions) AS known FROM l2_turn_count";
        assertEquals("exits,known\ntrue,0\n", csv(calls, times));
        CommandRun stat = nestor("stat", calls, "--format", "csv");
        assertTrue(stat.out().lines().anyMatch(line -> line.matches("HCALL,\\d+,[^,]*,[^,]*,,,")), stat.out());
        try (Recording recording = Recording.open(calls)) {
            assertTrue(recording.summary().orElseThrow().exitTimes().isEmpty());
        }
    }

    private static String csv(Path recording, String question) {
        CommandRun run = nestor("query", recording, question, "--format", "csv");
        assertEquals(ExitCode.DONE.number(), run.code(), run.err());
        assertTrue(run.err().contains("level calls keeps no "), run.err());
        return run.out();
    }

    /** The sample as a build would have recorded it whose line of the event {@code of} has other words. */
    private Path recordedWith(String of, String... words) throws IOException {
        Path other = directory.resolve("other");
        StringBuilder schema = new StringBuilder();
        Schema.text().lines().forEach(line -> {
            String changed = line;
            for (int i = 0; line.contains(of) && i < words.length; i += 2) {
                changed = changed.replace(words[i], words[i + 1]);
            }
            schema.append(changed).append('\n');
        });
        Path manifestFile = RecordingLayout.manifest(SAMPLE);
        SortedMap<String, String> manifest = PropertiesText.read(manifestFile, Files.readAllBytes(manifestFile));
        manifest.put("schema.sha256", Schema.fingerprintOf(schema.toString()));
        Files.createDirectories(RecordingLayout.log(other));
        Files.createDirectories(RecordingLayout.images(other));
        for (String image : new String[] {"l1.elf", "initrd.elf"}) {
            Files.copy(
                    RecordingLayout.images(SAMPLE).resolve(image),
                    RecordingLayout.images(other).resolve(image));
        }
        byte[] text = PropertiesText.write(manifest);
        Files.write(RecordingLayout.manifest(other), text);
        try (Recording recording = Recording.open(SAMPLE);
                TraceWriter writer =
                        TraceWriter.create(RecordingLayout.log(other), new LogHeader(text, schema.toString()))) {
            EventCursor cursor = recording.events();
            while (cursor.next()) {
                writer.event(
                        cursor.type(),
                        cursor.sequence(),
                        cursor.moment(),
                        cursor.values(),
                        cursor.payload(),
                        cursor.payloadOffset(),
                        cursor.payloadLength());
            }
            byte[] footer =
                    PropertiesText.write(recording.summary().orElseThrow().toProperties());
            writer.startFrame().putBytes(footer, 0, footer.length);
            writer.commitFrame(
                    FrameKind.FOOTER, recording.summary().orElseThrow().moment());
        }
        return other;
    }
}
