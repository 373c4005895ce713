package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong, the command says it in one line and ends with the promised code. */
class RefusalsTest {

    @TempDir
    private Path directory;

    @Test
    void unknownCommand() {
        nestor("frobnicate").failsWith(ExitCode.USER, "there is no command \"frobnicate\"", "nestor --help");
    }

    @Test
    void unknownNameOfScenarios() {
        nestor("scenarios", "nosuch").failsWith(ExitCode.USER, "NAME: there is no scenario \"nosuch\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--max-size", "--keep-last"})
    void recordingTooSmall(String option) {
        nestor("record", "--scenario", "hello", "--api", "v2", option, "256K", "-o", directory.resolve("x"))
                .failsWith(ExitCode.USER, option + ": 256K is too small", "1 MiB or more");
        assertFalse(Files.exists(directory.resolve("x")));
    }

    @Test
    void noCommandShowsWhatThereIs() {
        CommandRun run = nestor();
        assertEquals(ExitCode.USER.number(), run.code());
        assertEquals("", run.out());
        assertFalse(run.err().isEmpty());
    }

    @Test
    void missingOptionsAreNamed() {
        nestor("record").failsWith(ExitCode.USER, "--api", "--output");
    }

    @Test
    void nothingToRun() {
        nestor("run", "--api", "v2").failsWith(ExitCode.USER, "--scenario", "--l1");
    }

    @Test
    void unknownScenarioListsTheKnownOnes() {
        nestor("run", "--scenario", "nope", "--api", "v2").failsWith(ExitCode.USER, "nope", "exit-storm, hello");
    }

    @Test
    void unknownApi() {
        nestor("run", "--scenario", "hello", "--api", "v3").failsWith(ExitCode.USER, "v3", "v1 or v2");
    }

    @Test
    void keyframesTooCloseForARunToEnd() {
        nestor("record", "--scenario", "hello", "--api", "v2", "--keyframes", "1", "-o", directory.resolve("x"))
                .failsWith(ExitCode.USER, "--keyframes", "1k");
        assertFalse(Files.exists(directory.resolve("x")));
    }

    @Test
    void reportIsRefusedBeforeAnythingIsRead() throws IOException {
        Path page = Files.createFile(directory.resolve("page.html"));
        nestor("report", "no-recording", "-o", page).failsWith(ExitCode.USER, "page.html", "exists");
        nestor("report", "a", "b", "c", "-o", directory.resolve("new")).failsWith(ExitCode.USER, "one recording or");
    }

    @Test
    void registersAreNoPartOfAReplayAsJson() {
        nestor("replay", "no-recording", "--json", "--state").failsWith(ExitCode.USER, "--state and --json");
    }

    @Test
    void unknownProfile() {
        nestor("run", "--scenario", "hello", "--api", "v2", "--profile", "kvm")
                .failsWith(ExitCode.USER, "kvm", "papr, linux or qemu");
    }

    @Test
    void unknownDefect() {
        nestor("run", "--scenario", "hello", "--api", "v2", "--defect", "early")
                .failsWith(ExitCode.USER, "\"early\"", "early-decrementer", "stale-guests");
    }

    @Test
    void defectOfTheOtherApi() {
        nestor("run", "--scenario", "hello", "--api", "v1", "--defect", "early-decrementer")
                .failsWith(ExitCode.USER, "early-decrementer", "v2");
    }

    @Test
    void scenarioAndImagesExcludeEachOther() {
        nestor("run", "--scenario", "hello", "--l1", "x.elf", "--api", "v2").failsWith(ExitCode.USER, "exclude");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12Q", "", "M", "-1", "1.5G", "99999999999T", "1e9"})
    void badMemorySize(String size) {
        nestor("run", "--scenario", "hello", "--api", "v2", "--memory", size).failsWith(ExitCode.USER, "--memory");
    }

    @Test
    void everyFaultOfAMachineIsNamed() {
        nestor("run", "--scenario", "hello", "--api", "v2", "--memory", "3M", "--load-offset", "3")
                .failsWith(ExitCode.USER, "memory_bytes", "load_offset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--seed", "--load-offset", "--limit"})
    void badNumber(String option) {
        nestor("run", "--scenario", "hello", "--api", "v2", option, "many").failsWith(ExitCode.USER, option, "many");
    }

    @Test
    void missingImage() {
        nestor("run", "--l1", directory.resolve("none.elf"), "--api", "v1")
                .failsWith(ExitCode.USER, "none.elf", "does not exist");
    }

    @Test
    void directoryAsImage() {
        nestor("run", "--l1", directory, "--api", "v1").failsWith(ExitCode.USER, "is a directory");
    }

    @Test
    void imageThatIsNoElf() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no image\n".repeat(20));
        nestor("run", "--l1", text, "--api", "v1").failsWith(ExitCode.USER, "is no ELF file");
    }

    @Test
    void imageForAnotherMachine() throws IOException {
        byte[] header = new byte[64];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, header, 0, 7);
        header[18] = 62;
        Path image = Files.write(directory.resolve("x86.elf"), header);
        nestor("run", "--l1", image, "--api", "v1").failsWith(ExitCode.USER, "machine 62", "64-bit POWER");
    }

    @Test
    void imageCutShort() throws IOException {
        byte[] image = Guests.shipped("l1-hypervisor");
        Path cut = Files.write(directory.resolve("cut.elf"), java.util.Arrays.copyOf(image, 200));
        nestor("run", "--l1", cut, "--api", "v1").failsWith(ExitCode.USER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "events", "stat", "replay"})
    void missingRecording(String command) {
        nestor(command, directory.resolve("none")).failsWith(ExitCode.USER, "none", "recording");
    }

    @Test
    void directoryThatIsNoRecording() {
        nestor("query", directory, "SELECT 1").failsWith(ExitCode.USER, "no recording");
    }

    @Test
    void fileInPlaceOfARecording() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        nestor("info", file).failsWith(ExitCode.USER, "is a file");
    }

    @Test
    void foreignManifest() throws IOException {
        Path manifest = RecordingLayout.manifest(directory);
        Files.write(manifest, "colour=blue\n".getBytes(StandardCharsets.UTF_8));
        nestor("info", directory)
                .failsWith(ExitCode.DATA, manifest.getFileName().toString());
    }

    @Test
    void unknownFormat() {
        nestor("query", directory, "SELECT 1", "--format", "xml").failsWith(ExitCode.USER, "xml", "table, csv, json");
    }

    @Test
    void unknownEventOfStat() {
        nestor("stat", directory, "--event", "vmexit").failsWith(ExitCode.USER, "vmexit", "exit, hcall, l2-hcall");
    }

    @Test
    void unknownEventType() {
        nestor("events", directory, "--type", "hcall").failsWith(ExitCode.USER, "hcall_entered");
    }

    @Test
    void placeThatIsNoNumber() {
        nestor("events", directory, "--from", "start").failsWith(ExitCode.USER, "--from", "start");
    }

    @Test
    void demoReplacesRecordingsOnly() throws IOException {
        Path mine = Files.createDirectories(directory.resolve("hello-v1"));
        Files.writeString(mine.resolve("letter.txt"), "do not lose");
        nestor("demo", "-o", directory).failsWith(ExitCode.USER, "hello-v1", "no recording");
        assertEquals("do not lose", Files.readString(mine.resolve("letter.txt")));
    }
}
