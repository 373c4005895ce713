package dev.nestor.replayer.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.EventCursor;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.Recording;
import dev.nestor.replayer.verify.StatedEvents.Alteration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyingSinkTest {

    private static final long EVENTS = 100;

    @TempDir
    Path temporary;

    private Recording recording;

    @BeforeEach
    void record() {
        Path directory = temporary.resolve("r");
        MachineImages images = new MachineImages(new byte[] {1}, new byte[0]);
        try (Recorder recorder = Recorder.create(directory, MachineConfig.of(NestedApi.V2), images, "")) {
            StatedEvents.send(0, EVENTS, Alteration.NONE, recorder);
        }
        recording = Recording.open(directory);
    }

    @AfterEach
    void close() {
        recording.close();
    }

    @Test
    void endsWithoutDifferenceWhereAnIncompleteRecordingEnds() {
        VerifyingSink sink = sink(0);
        ReplayEnded ended = assertThrows(ReplayEnded.class, () -> StatedEvents.send(0, EVENTS, Alteration.NONE, sink));
        assertTrue(ended.divergence().isEmpty());
        assertEquals(EVENTS, sink.events());
    }

    @Test
    void anEventThatTheMachinePassedWithoutStatingItIsMissed() {
        EventCursor cursor = recording.events();
        assertTrue(cursor.next());
        VerifyingSink sink = sink(0);
        assertNull(sink.missedEvent(cursor.moment()));
        Divergence missed = sink.missedEvent(cursor.moment() + 1);
        assertEquals(cursor.moment(), missed == null ? -1 : missed.moment());
    }

    @Test
    void findsEveryAlteredField() {
        for (Alteration alteration : StatedEvents.everyField()) {
            Divergence found = divergenceOf(alteration);
            EventType type = StatedEvents.typeOf(alteration.sequence());
            assertEquals(alteration.sequence(), found.sequence(), alteration.toString());
            assertEquals(type.name(), found.event(), alteration.toString());
            assertEquals(fieldOf(alteration), found.field(), alteration.toString());
            assertTrue(!found.expected().equals(found.actual()), found.toString());
        }
    }

    @Test
    void saysWhatDiffersAndWhereToLook() {
        Divergence found = divergenceOf(Alteration.ofColumn(2, 1));
        assertEquals("event 2 at moment 200, hcall_entered.opcode: expected 0x3f, actual 0x3d", found.line());
        assertEquals("nestor events " + recording.directory() + " --from 0 --limit 16", found.command());
    }

    @Test
    void findsAnEventOfAnotherType() {
        VerifyingSink sink = sink(0);
        StatedEvents.send(0, 5, Alteration.NONE, sink);
        ReplayEnded ended = assertThrows(
                ReplayEnded.class,
                () -> sink.event(TraceEvent.IdleSkipped.TYPE, 5, 500, new long[24], new byte[0], 0, 0));
        Divergence found = ended.divergence().orElseThrow();
        assertEquals("type", found.field());
        assertEquals(StatedEvents.typeOf(5).name(), found.expected());
        assertEquals("idle_skipped", found.actual());
    }

    @Test
    void findsAnEventThatIsMissing() {
        VerifyingSink sink = sink(0);
        StatedEvents.send(0, 7, Alteration.NONE, sink);
        Divergence missing = sink.missingEvent(700);
        assertEquals(7, missing.sequence());
        assertEquals("end", missing.field());
        assertEquals("the machine stopped", missing.actual());
    }

    @Test
    void startsInTheMiddle() {
        VerifyingSink sink = sink(60);
        ReplayEnded ended = assertThrows(ReplayEnded.class, () -> StatedEvents.send(60, EVENTS, Alteration.NONE, sink));
        assertTrue(ended.divergence().isEmpty());
        assertEquals(EVENTS - 60, sink.events());
    }

    @Test
    void passesOverAnEditAndCountsItOut() {
        MachineInput edit = new MachineInput.RegisterEdited(0, 3, 1);
        RecordedInputs inputs = new RecordedInputs(List.of(), 0, List.of(new Edit(450, edit)));
        VerifyingSink sink = new VerifyingSink(recording, inputs, 0);
        sink.listen(0);
        StatedEvents.send(0, 5, Alteration.NONE, sink);
        assertEquals(edit, inputs.poll(450));
        sink.event(TraceEvent.InputApplied.TYPE, 5, 450, new long[] {0, 2}, new byte[0], 0, 0);
        // Every later event of the machine has a number that is one higher, and so has every later input.
        ReplayEnded ended = assertThrows(
                ReplayEnded.class,
                () -> StatedEvents.send(
                        5, EVENTS, Alteration.NONE, (type, sequence, moment, values, bytes, at, length) -> {
                            values[0] += type == TraceEvent.InputApplied.TYPE ? 1 : 0;
                            sink.event(type, sequence + 1, moment, values, bytes, at, length);
                        }));
        assertTrue(ended.divergence().isEmpty(), () -> ended.divergence().toString());
        assertEquals(EVENTS, sink.events());
    }

    private VerifyingSink sink(long firstSequence) {
        RecordedInputs inputs = new RecordedInputs(List.of(), 0, List.of());
        VerifyingSink sink = new VerifyingSink(recording, inputs, firstSequence);
        sink.listen(firstSequence);
        return sink;
    }

    private Divergence divergenceOf(Alteration alteration) {
        VerifyingSink sink = sink(0);
        ReplayEnded ended = assertThrows(
                ReplayEnded.class, () -> StatedEvents.send(0, EVENTS, alteration, sink), alteration.toString());
        return ended.divergence().orElseThrow();
    }

    private static String fieldOf(Alteration alteration) {
        EventType type = StatedEvents.typeOf(alteration.sequence());
        if (alteration.isMoment() || alteration.isSequence()) {
            return alteration.isMoment() ? "moment" : "sequence";
        }
        int column = alteration.isPayload() ? type.columns().size() - 1 : alteration.column();
        return type.columns().get(column).name();
    }
}
