package dev.nestor.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nestor.emulator.input.MachineInput;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputCodecTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 20_261_122L);

    @Test
    void givesBackEveryKindOfInput() throws ReflectiveOperationException {
        Random random = new Random(SEED);
        List<InputEntry> written = new ArrayList<>();
        PackedWriter out = new PackedWriter(16);
        long moment = 1000;
        for (int round = 0; round < 50; round++) {
            for (InputType type : InputType.all()) {
                moment += random.nextInt(500);
                written.add(new InputEntry(moment, 3L * written.size(), randomInput(type, random)));
            }
            written.add(new InputEntry(moment, 3L * written.size(), null));
        }
        InputEntry before = written.get(0);
        long firstMoment = before.moment();
        for (InputEntry entry : written) {
            InputCodec.write(out, entry, before.moment(), before.eventSequence());
            before = entry;
        }
        PackedReader in = new PackedReader().open(out.array(), 0, out.length());
        List<InputEntry> read = InputCodec.readAll(in, RecordedSchema.ofThisBuild(), firstMoment, 0);
        assertEquals(written.size(), read.size());
        for (int i = 0; i < read.size(); i++) {
            assertEquals(text(written.get(i)), text(read.get(i)), "seed " + SEED);
        }
    }

    @Test
    void keepsAnAnswerThatHeldNothing() {
        PackedWriter out = new PackedWriter(16);
        InputCodec.write(out, new InputEntry(5, 1, null), 5, 1);
        PackedReader in = new PackedReader().open(out.array(), 0, out.length());
        assertNull(InputCodec.readAll(in, RecordedSchema.ofThisBuild(), 5, 1)
                .get(0)
                .input());
    }

    @Test
    void refusesAKindThatIsNotDeclared() {
        PackedReader in = new PackedReader().open(new byte[] {(byte) 200, 0, 0}, 0, 3);
        MalformedBytesException refused = assertThrows(
                MalformedBytesException.class, () -> InputCodec.readAll(in, RecordedSchema.ofThisBuild(), 0, 0));
        assertEquals("200", refused.found());
    }

    private static MachineInput randomInput(InputType type, Random random) throws ReflectiveOperationException {
        RecordComponent[] components = type.recordClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Class<?> kind = components[i].getType();
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            values[i] = kind == int.class ? (Object) random.nextInt() : kind == long.class ? random.nextLong() : bytes;
        }
        return type.recordClass()
                .getDeclaredConstructor(
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
                .newInstance(values);
    }

    /** Records compare arrays by identity; their text with the arrays spelled out compares contents. */
    private static String text(InputEntry entry) throws ReflectiveOperationException {
        StringBuilder text = new StringBuilder(entry.moment() + " " + entry.eventSequence());
        MachineInput input = entry.input();
        if (input == null) {
            return text.append(" nothing").toString();
        }
        text.append(input.getClass());
        for (RecordComponent component : input.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(input);
            text.append(' ').append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
        }
        return text.toString();
    }
}
