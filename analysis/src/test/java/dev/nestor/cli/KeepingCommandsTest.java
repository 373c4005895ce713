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
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.PropertiesText;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that keep recordings: check, repair, pack, unpack. */
class KeepingCommandsTest {

    @TempDir
    private static Path shared;

    private static Path recording;
    private static Path pack;

    @TempDir
    private Path directory;

    @BeforeAll
    static void recordAndPack() {
        recording = shared.resolve("hello-v2");
        pack = shared.resolve("hello-v2.nestor");
        nestor("record", "--scenario", "hello", "--api", "v2", "-o", recording);
        nestor("pack", recording, "-o", pack).succeeds().prints(pack + ": ");
    }

    @Test
    void checkSaysThatEveryPartIsIntact() {
        nestor("check", recording)
                .succeeds()
                .prints("manifest                 intact")
                .prints("image l1                 intact")
                .prints("events                   intact")
                .prints("complete                 yes")
                .prints("loss                     none");
    }

    @Test
    void aRingIsIntactWithoutTheKeyframesItDropped() {
        Path ring = directory.resolve("ring");
        nestor("record", "--scenario", "hello", "--api", "v2", "--keep-last", "1Km", "-o", ring)
                .succeeds();
        long there;
        try (Recording kept = Recording.open(ring)) {
            assertTrue(kept.droppedKeyframes() > 0, "nothing was dropped");
            there = kept.summary().orElseThrow().events() - kept.droppedEvents();
        }
        nestor("check", ring)
                .succeeds()
                .prints("footer                   intact")
                .prints(" frames, " + there + " events up to moment ");
        nestor("replay", ring).succeeds().prints(": " + there + " events compared");
        nestor("info", ring)
                .succeeds()
                .prints("dropped                  the first ")
                .prints("loss                     none");
    }

    @Test
    void aPackIsNotPackedAgain() {
        nestor("pack", pack, "-o", directory.resolve("again")).failsWith(ExitCode.USER, "is a pack already");
    }

    @Test
    void everyReadingCommandTakesAPack() throws IOException {
        String[] before = temporaries();
        nestor("check", pack).succeeds();
        nestor("info", pack).succeeds().prints("recording                " + pack);
        nestor("replay", pack).succeeds().prints(" 0 differences");
        nestor("stat", pack).succeeds().prints("HCALL");
        nestor("compare", pack, recording).succeeds();
        assertEquals(
                nestor("events", recording).succeeds().out(),
                nestor("events", pack).succeeds().out());
        nestor("query", pack, "SELECT COUNT(*) FROM hcall").succeeds();
        assertEquals(before.length, temporaries().length, "a temporary directory was left behind");
    }

    @Test
    void unpackGivesTheDirectoryBack() throws IOException {
        Path back = directory.resolve("back");
        nestor("unpack", pack, "-o", back).succeeds();
        try (Stream<Path> files = Files.walk(recording)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertEquals(-1, Files.mismatch(file, back.resolve(recording.relativize(file))));
            }
        }
        nestor("unpack", recording, "-o", directory.resolve("x")).failsWith(ExitCode.USER, "is no pack");
        nestor("unpack", pack, "-o", back).failsWith(ExitCode.USER, "holds a recording already");
        nestor("pack", recording, "-o", pack).failsWith(ExitCode.USER, "is there already");
    }

    @Test
    void damagedPackIsLocated() throws IOException {
        byte[] bytes = Files.readAllBytes(pack);
        bytes[bytes.length / 2] ^= 4;
        Path damaged = Files.write(directory.resolve("damaged.nestor"), bytes);
        for (String command : new String[] {"check", "info", "replay", "events", "stat"}) {
            nestor(command, damaged).failsWith(ExitCode.DATA, damaged.toString(), "damaged at byte", "expected");
        }
    }

    /** It is whole, and another build reads it: that is no damage. */
    @Test
    void aNewerRecordingIsNotCalledDamaged() throws IOException {
        Path newer = directory.resolve("newer");
        nestor("unpack", pack, "-o", newer).succeeds();
        Path manifest = RecordingLayout.manifest(newer);
        SortedMap<String, String> values = PropertiesText.read(manifest, Files.readAllBytes(manifest));
        values.remove("crc32c");
        values.put("capability.teleport", "required");
        Files.write(manifest, PropertiesText.write(values));
        CommandRun check = nestor("check", newer).prints("manifest                 NOT READ ");
        assertEquals(ExitCode.DATA.number(), check.code());
        assertTrue(check.out().contains("too new at capability.teleport"), check.out());
    }

    @Test
    void damagedRecordingIsRepairedAndReplaysToItsEnd() throws IOException {
        Path damaged = directory.resolve("damaged");
        nestor("unpack", pack, "-o", damaged).succeeds();
        // The only batch of so short a run: what is left is a recording without events.
        Frame batch = lastBatch(damaged);
        flip(RecordingLayout.queueFile(damaged), batch.fileOffset() + 60);
        CommandRun check = nestor("check", damaged)
                .prints("log                      DAMAGED")
                .prints("frame " + batch.position().sequence() + " (byte " + batch.fileOffset() + ")")
                .prints("complete                 no");
        assertEquals(ExitCode.DATA.number(), check.code());
        String question = "SELECT kind, missing FROM loss";
        String lost = nestor("query", damaged, question, "--up-to-damage", "--format", "csv")
                .out();
        assertEquals("kind,missing\ndamaged," + eventsOf(recording) + "\n", lost);
        Path clean = directory.resolve("clean");
        nestor("repair", damaged, "-o", clean).succeeds().prints(clean + ": loss: ");
        nestor("check", clean).succeeds().prints("loss                     ");
        nestor("info", clean).succeeds().prints("loss                     ").prints(" events behind event ");
        nestor("query", clean, question, "--format", "csv").prints("unfinished," + eventsOf(recording) + "\n");
        assertEquals(ExitCode.DONE.number(), nestor("stat", clean).code());
        CommandRun replay = nestor("replay", clean).prints(" 0 differences");
        assertEquals(ExitCode.DONE.number(), replay.code(), replay.err());
        nestor("repair", clean, "-o", directory.resolve("again")).failsWith(ExitCode.USER, "nothing to repair");
    }

    @Test
    void unfinishedRecordingIsRepairedAndPacked() throws IOException {
        Path open = directory.resolve("open");
        MachineConfig config = Scenario.named("hello").config(NestedApi.V1);
        MachineImages images = Scenario.named("hello").images();
        try (Recorder recorder = Recorder.create(open, config, images, "hello")) {
            new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder).runUntil(3_350_000);
        }
        nestor("check", open).succeeds().prints("complete                 no");
        nestor("query", open, "SELECT kind, missing IS NULL AS unknown FROM loss", "--format", "csv")
                .prints("kind,unknown\nunfinished,true\n");
        nestor("pack", open, "-o", directory.resolve("p")).failsWith(ExitCode.USER, "was not finished");
        Path clean = directory.resolve("clean");
        nestor("repair", open, "-o", clean).succeeds().prints("the recorder ended before");
        assertEquals(0, nestor("replay", clean).prints(" 0 differences").code());
        nestor("info", open)
                .succeeds()
                .prints("loss                     nothing that was committed; what its recorder still held");
        nestor("pack", "--lean", clean, "-o", directory.resolve("lean")).succeeds();
        nestor("unpack", directory.resolve("lean"), "-o", directory.resolve("back"))
                .succeeds();
        Path log = RecordingLayout.queueFile(directory.resolve("back"));
        assertEquals(-1, Files.mismatch(RecordingLayout.queueFile(clean), log));
    }

    @Test
    void checkAsJsonNamesTheDamage() throws IOException {
        nestor("check", recording, "--json")
                .succeeds()
                .prints("\"intact\": true")
                .prints("\"complete\": true")
                .prints("\"damage\": null");
        Path damaged = directory.resolve("damaged");
        nestor("unpack", pack, "-o", damaged).succeeds();
        flip(RecordingLayout.images(damaged).resolve("l1.elf"), 100);
        CommandRun run =
                nestor("check", damaged, "--json").prints("\"intact\": false").prints("l1.elf");
        assertEquals(ExitCode.DATA.number(), run.code());
        assertEquals("", run.err());
        assertTrue(run.out().contains("\"usable\": false"), run.out());
    }

    @Test
    void infoShowsSizesAndNeeds() {
        nestor("info", recording)
                .succeeds()
                .prints("  events                 ")
                .prints("  index                  ")
                .prints("  inputs                 0")
                .prints("needs                    machine revision ")
                .prints("loss                     none");
        CommandRun json = nestor("info", pack, "--json").succeeds();
        json.prints("\"scenario\": \"hello\"").prints("\"slack\": 0").prints("\"reason\": \"powered off\"");
        assertTrue(json.out().contains("\"loss\": null"), json.out());
    }

    @Test
    void replayReportsEveryRecordingToScripts() throws Exception {
        Path damaged = directory.resolve("a<b>&\"c");
        nestor("unpack", pack, "-o", damaged).succeeds();
        flip(RecordingLayout.queueFile(damaged), Files.size(RecordingLayout.queueFile(damaged)) / 2);
        Path report = directory.resolve("replay.xml");
        CommandRun run = nestor("replay", recording, damaged, "--json", "--junit", report)
                .prints("\"same\": true")
                .prints("\"same\": false")
                .prints("\"damage\": {");
        assertEquals(ExitCode.DATA.number(), run.code());
        var document = javax.xml.parsers.DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getDocumentElement();
        assertEquals("testsuite", document.getTagName());
        assertEquals("2", document.getAttribute("tests"));
        assertEquals("0", document.getAttribute("failures"));
        assertEquals("1", document.getAttribute("errors"));
        assertEquals(2, document.getElementsByTagName("testcase").getLength());
        assertEquals(1, document.getElementsByTagName("error").getLength());
        nestor("replay", recording, "--junit", directory.resolve("none/x.xml")).failsWith(ExitCode.USER, "--junit");
    }

    @Test
    void recordTwiceComparesTheSecondRun() {
        Path twice = directory.resolve("twice");
        nestor("record", "--scenario", "hello", "--api", "v2", "--twice", "-o", twice)
                .succeeds()
                .prints(twice + ": powered off")
                .prints(twice + ": run twice: ")
                .prints(" 0 differences");
    }

    @Test
    void wrongPlacesAndQuestionsAreTheUsersFault() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        nestor("record", "--scenario", "hello", "--api", "v2", "-o", file.resolve("x"))
                .failsWith(ExitCode.USER, "is a file");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        nestor("record", "--scenario", "hello", "--api", "v2", "-o", link).failsWith(ExitCode.USER, "leads nowhere");
        nestor("info", link).failsWith(ExitCode.USER, "no recording");
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        nestor("record", "--scenario", "hello", "--api", "v2", "-o", loop).failsWith(ExitCode.USER, "leads nowhere");
        Path sound = Files.createSymbolicLink(directory.resolve("sound"), recording);
        nestor("check", sound).succeeds();
        nestor("query", recording, "").failsWith(ExitCode.USER, "is empty");
        nestor("query", recording, "--file", directory.resolve("none.sql")).failsWith(ExitCode.USER, "none.sql");
        nestor("record", "--scenario", "hello", "--api", "v2", "--memory", "1", "-o", directory.resolve("m"))
                .failsWith(ExitCode.USER, "memory_bytes");
        nestor("events", recording, "--limit", "-3").failsWith(ExitCode.USER, "--limit");
        assertEquals("mine", Files.readString(file));
    }

    private static Frame lastBatch(Path directory) {
        try (Recording opened = Recording.open(directory)) {
            return opened.frames().stream()
                    .filter(frame -> frame.kind() == FrameKind.EVENT)
                    .reduce((first, last) -> last)
                    .orElseThrow();
        }
    }

    private static long eventsOf(Path directory) {
        try (Recording whole = Recording.open(directory)) {
            return whole.summary().orElseThrow().events();
        }
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 4;
        Files.write(file, bytes);
    }

    private static String[] temporaries() {
        String[] found = Path.of(System.getProperty("java.io.tmpdir"))
                .toFile()
                .list((parent, name) -> name.startsWith("nestor-"));
        return found == null ? new String[0] : found;
    }
}
