package dev.nestor.replayer.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.input.MachineInput;
import dev.nestor.recorder.codec.InputEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedInputsTest {

    private static final MachineInput FIRST = new MachineInput.RegisterEdited(0, 1, 1);
    private static final MachineInput SECOND = new MachineInput.RegisterEdited(0, 2, 2);
    private static final MachineInput EDIT = new MachineInput.RegisterEdited(0, 3, 3);
    private static final List<InputEntry> RECORDED =
            List.of(new InputEntry(100, 5, null), new InputEntry(200, 9, FIRST), new InputEntry(200, 10, SECOND));

    @Test
    void isDueWhereTheRecordedSourceWasAsked() {
        RecordedInputs inputs = new RecordedInputs(RECORDED, 0, List.of());
        assertEquals(100, inputs.dueAt(0));
        assertNull(inputs.poll(100));
        assertEquals(200, inputs.dueAt(100));
        assertEquals(FIRST, inputs.poll(200));
        assertEquals(200, inputs.dueAt(200));
        assertEquals(SECOND, inputs.poll(200));
        assertNull(inputs.poll(200));
        assertEquals(Long.MAX_VALUE, inputs.dueAt(200));
    }

    @Test
    void startsBehindWhatAKeyframeHolds() {
        RecordedInputs inputs = new RecordedInputs(RECORDED, 2, List.of());
        assertEquals(SECOND, inputs.poll(200));
        assertNull(inputs.poll(200));
    }

    @Test
    void editsComeBehindRecordedInputsOfTheSameMoment() {
        RecordedInputs inputs = new RecordedInputs(RECORDED, 0, List.of(new Edit(200, EDIT), new Edit(50, EDIT)));
        assertEquals(50, inputs.dueAt(0));
        assertEquals(EDIT, inputs.poll(50));
        assertTrue(inputs.takeIsEdit());
        assertNull(inputs.poll(100));
        assertEquals(FIRST, inputs.poll(200));
        assertEquals(SECOND, inputs.poll(200));
        assertEquals(EDIT, inputs.poll(200));
        assertFalse(inputs.takeIsEdit());
        assertFalse(inputs.takeIsEdit());
        assertTrue(inputs.takeIsEdit());
        assertFalse(inputs.takeIsEdit());
    }
}
