package dev.nestor.cli.mutant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.RecordingRepair;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.RecordingLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames whose checksums are true but that no recorder writes: what was found by changing recordings at random. */
class TrueChecksumsTest {

    @TempDir
    private Path directory;

    /** A batch too short for its count, and one that holds no event of its number. */
    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void whatACopyWouldNotMendIsNotRepaired(int bytes) throws IOException {
        Path victim = record();
        Path queue = RecordingLayout.queueFile(victim);
        LogBytes log = LogBytes.parse(Files.readAllBytes(queue));
        for (MutableFrame frame : log.frames()) {
            if (frame.kind == MutableFrame.EVENT) {
                frame.payload = Arrays.copyOf(new byte[] {2, 0, 0, 0, 99, 99}, bytes);
            }
        }
        Files.write(queue, log.write().file());
        Path clean = directory.resolve("clean");
        assertThrows(LogDamagedException.class, () -> RecordingRepair.repair(victim, clean));
        assertFalse(Files.exists(clean));
    }

    @Test
    void aLogTakenApartAndPutTogetherIsTheSame() throws IOException {
        Path queue = RecordingLayout.queueFile(record());
        LogBytes log = LogBytes.parse(Files.readAllBytes(queue));
        LogBytes again = LogBytes.parse(log.write().file());
        assertEquals(log.frames().size(), again.frames().size());
        assertArrayEquals(log.write().file(), again.write().file());
    }

    private Path record() {
        Path victim = directory.resolve("victim");
        MachineImages images = new MachineImages(new byte[] {1}, new byte[0]);
        try (Recorder recorder = Recorder.create(victim, MachineConfig.of(NestedApi.V2), images, "")) {
            recorder.event(ConsoleWritten.TYPE, 0, 1, new long[ConsoleWritten.TYPE.valueCount()], new byte[1], 0, 1);
        }
        return victim;
    }
}
