package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the file system does: one clear line and the promised exit code, or the right answer. */
class HostileFilesTest {

    private static final List<String> READERS = List.of("check", "info", "replay", "events", "stat");

    @TempDir
    private Path directory;

    private Path recording = Path.of("");
    private Path guest = Path.of("");

    @BeforeEach
    void record() throws IOException {
        guest = TinyGuest.write(directory.resolve("tiny.elf"));
        recording = directory.resolve("tiny");
        record(recording).succeeds();
    }

    @Test
    void aReadOnlyDiskIsReadAndNotWritten() throws IOException, InterruptedException {
        try (MountedDisk disk = MountedDisk.tmpfs(directory, 4)) {
            Path copy = disk.root().resolve("copy");
            copyTo(copy);
            disk.makeReadOnly();
            READERS.forEach(command -> nestor(command, copy).succeeds());
            Path output = disk.root().resolve("x");
            record(output).failsWith(ExitCode.HOST, output + ": cannot start a recording", "Read-only");
            nestor("pack", copy, "-o", output).failsWith(ExitCode.HOST, output + ": cannot pack", "Read-only");
        }
    }

    @Test
    void readOnlyFilesAreRead() throws IOException {
        try (Stream<Path> files = Files.walk(recording)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            }
        }
        READERS.forEach(command -> nestor(command, recording).succeeds());
    }

    @Test
    void linksAreFollowed() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), recording);
        READERS.forEach(command -> nestor(command, link).succeeds());
        record(link).failsWith(ExitCode.USER, link + " holds a recording already");
        for (Path file : List.of(
                RecordingLayout.queueFile(recording),
                RecordingLayout.seal(recording),
                RecordingLayout.manifest(recording),
                RecordingLayout.images(recording).resolve("l1.elf"))) {
            Path away = Files.move(file, directory.resolve(file.getFileName()));
            Files.createSymbolicLink(file, away);
        }
        READERS.forEach(command -> nestor(command, recording).succeeds());
    }

    @Test
    void linksThatLeadNowhereAreNamed() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        READERS.forEach(command -> nestor(command, link).failsWith(ExitCode.USER, link.toString()));
        record(link).failsWith(ExitCode.USER, link + " is a symbolic link that leads nowhere");
        Path image = RecordingLayout.images(recording).resolve("l1.elf");
        Files.delete(image);
        Files.createSymbolicLink(image, directory.resolve("nowhere"));
        nestor("replay", recording).failsWith(ExitCode.DATA, image.toString(), "no such file");
    }

    @Test
    void loopsOfLinksAreNamed() throws IOException {
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        READERS.forEach(command -> nestor(command, loop).failsWith(ExitCode.HOST, loop.toString()));
        record(loop).failsWith(ExitCode.USER, loop.toString());
        record(loop.resolve("x")).failsWith(ExitCode.USER, loop.toString());
        Path image = RecordingLayout.images(recording).resolve("l1.elf");
        Files.delete(image);
        Files.createSymbolicLink(image, image.getFileName());
        nestor("replay", recording).failsWith(ExitCode.HOST, image.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"recording.properties", "seal.properties", "log/19700101F.cq4", "images/l1.elf"})
    void aDirectoryInPlaceOfAFileIsNamed(String name) throws IOException {
        Path file = recording.resolve(name);
        Files.delete(file);
        Files.createDirectory(file);
        CommandRun run = nestor("replay", recording);
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(file.toString()), run.err());
        assertTrue(run.code() == ExitCode.HOST.number() || run.code() == ExitCode.DATA.number(), run.err());
    }

    @Test
    void emptyAndForeignDirectoriesAreNoRecordings() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Path letter = Files.writeString(foreign.resolve("letter.txt"), "mine");
        for (Path place : List.of(empty, foreign)) {
            READERS.forEach(command -> nestor(command, place).failsWith(ExitCode.USER, place + " is no recording"));
            nestor("repair", place, "-o", directory.resolve("x")).failsWith(ExitCode.USER, place + " is no recording");
            nestor("pack", place, "-o", directory.resolve("x")).failsWith(ExitCode.USER, place + " is no recording");
        }
        record(foreign).failsWith(ExitCode.USER, foreign + " is not empty");
        assertEquals("mine", Files.readString(letter));
        record(empty).succeeds();
    }

    @Test
    void oneRecorderAtATimeAndReadersBesideIt() {
        Path live = directory.resolve("live");
        MachineConfig config = Scenario.named("hello").config(NestedApi.V2);
        MachineImages images = Scenario.named("hello").images();
        try (Recorder recorder = Recorder.create(live, config, images, "hello")) {
            Machine machine = new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder);
            for (long moment = 3_300_000; moment < 3_375_000; moment += 25_000) {
                recorder.runUntil(machine, moment);
                recorder.flush();
                record(live).failsWith(ExitCode.USER, live + " holds a recording already");
                nestor("check", live).succeeds().prints("complete                 no");
                CommandRun replay = nestor("replay", live).prints(" 0 differences");
                assertEquals(ExitCode.DONE.number(), replay.code(), replay.err());
            }
            recorder.finish(recorder.run(machine), machine);
        }
        nestor("check", live).succeeds().prints("complete                 yes");
    }

    @Test
    void aFullDiskInMemoryKeepsWhatWasRecorded() throws IOException, InterruptedException {
        try (MountedDisk disk = MountedDisk.tmpfs(directory, 6)) {
            fill(disk);
        }
    }

    @Test
    void aFullDiskOfExt4KeepsWhatWasRecorded() throws IOException, InterruptedException {
        try (MountedDisk disk = MountedDisk.ext4(directory, 7)) {
            fill(disk);
        }
    }

    private static void fill(MountedDisk disk) {
        Path full = disk.root().resolve("full");
        nestor("record", "--scenario", "exit-storm", "--api", "v1", "-o", full)
                .failsWith(ExitCode.HOST, full.toString(), "No space left on device", "what was written is intact");
        nestor("check", full).succeeds().prints("complete                 no");
        Path repaired = disk.root().resolve("repaired");
        nestor("repair", full, "-o", repaired).failsWith(ExitCode.HOST, "No space left on device");
        assertFalse(Files.exists(repaired), "a part of a copy was left behind");
        CommandRun replay = nestor("replay", full).prints(" 0 differences");
        assertEquals(ExitCode.DONE.number(), replay.code(), replay.err());
        assertFalse(replay.out().contains(" 0 events compared"), replay.out());
    }

    private CommandRun record(Path output) {
        return nestor("record", "--l1", guest, "--api", "v2", "--limit", "1000", "-o", output);
    }

    private void copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(recording)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(recording.relativize(file).toString()));
            }
        }
    }
}
