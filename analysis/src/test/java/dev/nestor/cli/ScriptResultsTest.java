package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** What scripts get of recordings that are sound, damaged, differ or are not there: exit code, JSON, JUnit's XML. */
class ScriptResultsTest {

    @TempDir
    private static Path directory;

    private static Path sound;
    private static Path damaged;
    private static Path differing;
    /** Without the heads of its later frames, which is all that a summary reads of them. */
    private static Path headless;

    private static Path brokenPack;
    private static Path absent;
    private static Path guest;

    @BeforeAll
    static void record() throws IOException {
        guest = TinyGuest.write(directory.resolve("tiny.elf"));
        sound = directory.resolve("sound");
        nestor("record", "--l1", guest, "--api", "v2", "--limit", "1000", "-o", sound)
                .succeeds();
        damaged = directory.resolve("a<b>&\"c");
        nestor("pack", sound, "-o", directory.resolve("p")).succeeds();
        nestor("unpack", directory.resolve("p"), "-o", damaged).succeeds();
        flip(RecordingLayout.queueFile(damaged));
        headless = directory.resolve("headless");
        nestor("unpack", directory.resolve("p"), "-o", headless).succeeds();
        zeroSecondHalf(RecordingLayout.queueFile(headless));
        brokenPack = Files.copy(directory.resolve("p"), directory.resolve("broken"));
        flip(brokenPack);
        differing = directory.resolve("differing");
        recordAnotherThanItSays(differing);
        absent = directory.resolve("absent");
    }

    /** Its manifest names another seed than the one its machine had, so that every replay differs. */
    private static void recordAnotherThanItSays(Path output) throws IOException {
        MachineConfig config = MachineConfig.of(NestedApi.V2).withInstructionLimit(1000);
        MachineImages images = new MachineImages(Files.readAllBytes(guest), new byte[0]);
        try (Recorder recorder = Recorder.create(output, config, images, "")) {
            Machine machine = new Machine(config.withSeed(2), images, recorder.inputs(InputSource.SILENCE), recorder);
            recorder.finish(recorder.run(machine), machine);
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 4;
        Files.write(file, bytes);
    }

    private static void zeroSecondHalf(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
        Files.write(file, bytes);
    }

    @Test
    void checkAsJson() {
        CommandRun run = nestor("check", sound, damaged, brokenPack, "--json");
        assertEquals(ExitCode.DATA.number(), run.code());
        assertEquals(List.of("true", "false", "false"), values(run, "intact"));
        assertEquals(List.of("true", "true"), values(run, "complete"), "finished, whatever became of it later");
        run.prints("\"expected\": ").prints("\"place\": ");
        assertTrue(values(run, "damage").contains("null"), run.out());
        assertNothingPrinted(nestor("check", sound, absent, "--json"));
    }

    @Test
    void replayAsJson() {
        CommandRun differs = nestor("replay", sound, differing, "--json");
        assertEquals(ExitCode.DIFFERS.number(), differs.code());
        assertEquals("", differs.err());
        assertEquals(List.of("true", "false"), values(differs, "same"));
        for (String name : List.of("event_sequence", "event", "field", "expected", "actual", "command")) {
            assertEquals(1, values(differs, name).size(), name + " in " + differs.out());
        }
        CommandRun worse = nestor("replay", differing, damaged, "--json");
        assertEquals(ExitCode.DATA.number(), worse.code());
        assertEquals(List.of("false", "false"), values(worse, "same"));
        assertNothingPrinted(nestor("replay", sound, absent, "--json"));
    }

    @Test
    void infoAsJson() {
        nestor("info", sound, "--json").succeeds().prints("\"complete\": true");
        CommandRun run = nestor("info", headless, "--json").failsWith(ExitCode.DATA, headless.toString(), "damaged at");
        assertEquals("", run.out());
        assertNothingPrinted(nestor("info", absent, "--json"));
    }

    @Test
    void recordAsJson() {
        Path output = directory.resolve("limited");
        CommandRun run = nestor("record", "--l1", guest, "--api", "v2", "--limit", "50", "--json", "-o", output)
                .succeeds();
        assertEquals(List.of("\"limit reached\""), values(run, "reason"));
        assertNothingPrinted(nestor("record", "--l1", absent, "--api", "v2", "--json", "-o", directory.resolve("no")));
    }

    @Test
    void checkAsJunit() throws Exception {
        Path report = directory.resolve("check.xml");
        CommandRun run = nestor("check", sound, damaged, brokenPack, "--junit", report);
        assertEquals(ExitCode.DATA.number(), run.code());
        Element suite = suite(report);
        assertEquals("nestor check", suite.getAttribute("name"));
        assertEquals("3", suite.getAttribute("tests"));
        assertEquals("0", suite.getAttribute("failures"));
        assertEquals("2", suite.getAttribute("errors"));
        Element second = (Element) suite.getElementsByTagName("testcase").item(1);
        assertEquals(damaged.toString(), second.getAttribute("name"));
        Element error = (Element) second.getElementsByTagName("error").item(0);
        assertTrue(error.getAttribute("message").contains(": damaged at "), error.getAttribute("message"));
        nestor("check", sound, "--junit", report).succeeds();
        assertEquals("0", suite(report).getAttribute("errors"));
        nestor("check", sound, "--junit", directory.resolve("none/x.xml")).failsWith(ExitCode.USER, "--junit");
    }

    @Test
    void replayAsJunit() throws Exception {
        Path report = directory.resolve("replay.xml");
        assertEquals(
                ExitCode.DATA.number(),
                nestor("replay", sound, differing, damaged, "--junit", report).code());
        Element suite = suite(report);
        assertEquals("3", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals("1", suite.getAttribute("errors"));
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertTrue(failure.getAttribute("message").contains("expected "), failure.getAttribute("message"));
    }

    @Test
    void aNameOfNothingIsRefusedBeforeTheOthersAreRead() {
        for (String command : List.of("check", "replay")) {
            CommandRun run = nestor(command, sound, absent).failsWith(ExitCode.USER, absent + " is no recording");
            assertEquals("", run.out());
        }
    }

    @Test
    void explainOfTwoApisPointsToCompare() {
        Path other = directory.resolve("v1");
        nestor("record", "--l1", guest, "--api", "v1", "--limit", "50", "-o", other)
                .succeeds();
        nestor("explain", other, sound).failsWith(ExitCode.USER, "nestor compare " + other + " " + sound);
    }

    private static void assertNothingPrinted(CommandRun run) {
        run.failsWith(ExitCode.USER);
        assertEquals("", run.out());
    }

    private static Element suite(Path report) throws Exception {
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getDocumentElement();
        assertEquals("testsuite", root.getTagName());
        return root;
    }

    /** The values behind a name, as they are written, in order. */
    private static List<String> values(CommandRun run, String name) {
        List<String> values = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            String text = line.strip();
            // Those of a recording, not of its parts, which stand deeper.
            if (text.startsWith("\"" + name + "\": ") && line.indexOf('"') < 10) {
                values.add(text.substring(name.length() + 4).replaceAll(",$", ""));
            }
        }
        return values;
    }
}
