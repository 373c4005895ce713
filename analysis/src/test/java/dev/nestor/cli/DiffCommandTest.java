package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventVoice;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.event.TraceEvent.HcallEntered;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two recordings that differ in known places. */
class DiffCommandTest {

    private static final int CALLS = 6000;

    @TempDir
    private Path directory;

    @Test
    void recordingDoesNotDifferFromItself() {
        Path one = record("one", voice -> calls(voice, 0, CALLS, 0));
        nestor("diff", one, one).succeeds().prints("6,000 events the same, 0 differences; moments of 0 differ");
    }

    @Test
    void insertionShiftsButDoesNotDiffer() {
        Path one = record("one", voice -> calls(voice, 0, CALLS, 0));
        Path two = record("two", voice -> {
            calls(voice, 0, 1000, 0);
            for (int i = 0; i < 3000; i++) {
                voice.begin(ConsoleWritten.TYPE, 1000).put(0).put(0).end(new byte[] {1}, 0, 1);
            }
            calls(voice, 1000, CALLS, 5);
        });
        nestor("diff", one, two)
                .succeeds()
                .prints("event 1000 at moment 1000, console_written")
                .prints("only in")
                .prints("6,000 events the same, 3,000 differences; moments of 5,000 differ, by up to 5");
        nestor("diff", two, one).succeeds().prints("6,000 events the same, 3,000 differences");
    }

    @Test
    void changedValueIsNamedWithItsCause() {
        Path one = record("one", voice -> exitAndCall(voice, 1));
        Path two = record("two", voice -> exitAndCall(voice, 2));
        nestor("diff", one, two)
                .succeeds()
                .prints("event 1 at moment 9, hcall_entered")
                .prints("r4       0000000000000001 / 0000000000000002")
                .prints(" hcall_entered                 0          1          0          0  r4");
    }

    @Test
    void nothingInCommonEnds() {
        Path one = record("one", voice -> calls(voice, 0, CALLS, 0));
        Path two = record("two", voice -> {
            for (int i = 0; i < CALLS; i++) {
                voice.begin(ConsoleWritten.TYPE, i).put(i).put(0).end(new byte[0], 0, 0);
            }
        });
        nestor("diff", one, two).succeeds().prints("0 events the same, 12,000 differences");
    }

    /** Hypercalls with ever other numbers. */
    private static void calls(EventVoice voice, int from, int to, int later) {
        for (int i = from; i < to; i++) {
            call(voice, i + later, i % 997, 0);
        }
    }

    private static void exitAndCall(EventVoice voice, long r4) {
        voice.begin(NestedExited.TYPE, 5);
        for (int i = 0; i < NestedExited.TYPE.valueCount(); i++) {
            boolean isVector = NestedExited.TYPE.columns().get(i).name().equals("vector");
            voice.put(isVector ? 0xE00 : 1);
        }
        voice.end();
        call(voice, 9, 7, r4);
    }

    private static void call(EventVoice voice, long moment, long opcode, long r4) {
        voice.begin(HcallEntered.TYPE, moment).put(0).put(opcode).put(r4);
        for (int i = 3; i < HcallEntered.TYPE.valueCount(); i++) {
            voice.put(0);
        }
        voice.end();
    }

    private Path record(String name, Consumer<EventVoice> events) {
        Path target = directory.resolve(name);
        MachineConfig config = MachineConfig.of(NestedApi.V2);
        MachineImages images = new MachineImages(new byte[] {1}, new byte[] {2});
        try (Recorder recorder = Recorder.create(target, config, images, "")) {
            EventSink sink = recorder;
            events.accept(new EventVoice(sink, 0));
        }
        return target;
    }
}
