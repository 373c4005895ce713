package dev.nestor.recorder.codec;

import dev.nestor.emulator.input.InputId;
import dev.nestor.emulator.input.MachineInput;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What is known of one kind of input: number, name and components, all read off its record in {@link MachineInput}. */
public final class InputType {

    private static final List<InputType> ALL = readAll();

    private final Class<? extends MachineInput> recordClass;
    private final int id;
    private final String name;
    private final String says;
    private final RecordComponent[] components;

    private InputType(Class<? extends MachineInput> recordClass) {
        this.recordClass = recordClass;
        InputId declared = recordClass.getAnnotation(InputId.class);
        if (declared == null) {
            throw new IllegalStateException(recordClass.getSimpleName() + " lacks @InputId");
        }
        this.id = declared.value();
        this.says = declared.says();
        this.name = snakeCase(recordClass.getSimpleName());
        this.components = recordClass.getRecordComponents();
        for (RecordComponent component : components) {
            Class<?> type = component.getType();
            if (type != int.class && type != long.class && type != byte[].class) {
                throw new IllegalStateException(component + ": a part of an input is an int, a long or a byte[]");
            }
        }
    }

    /** Every input there is, by ascending number. */
    public static List<InputType> all() {
        return ALL;
    }

    /** The type of {@code input}. */
    public static InputType of(MachineInput input) {
        for (InputType type : ALL) {
            if (type.recordClass == input.getClass()) {
                return type;
            }
        }
        throw new IllegalArgumentException(input.getClass() + " is no input");
    }

    /** The number in the log, 1 to 254. */
    public int id() {
        return id;
    }

    /** The record's name in snake_case. */
    public String name() {
        return name;
    }

    /** What this input is, one sentence. */
    public String says() {
        return says;
    }

    /** The record class that declares this input. */
    public Class<? extends MachineInput> recordClass() {
        return recordClass;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Name and stored kind of every component, as the schema lists them. */
    List<String> declaredComponents() {
        return Arrays.stream(components)
                .map(component -> snakeCase(component.getName()) + ":" + kindOf(component))
                .toList();
    }

    /** Writes the components of {@code input} in order: numbers as zigzag, bytes as varint length and the bytes. */
    void write(MachineInput input, PackedWriter out) {
        for (RecordComponent component : components) {
            Object value = valueOf(component, input);
            if (value instanceof byte[] bytes) {
                out.putVarint(bytes.length);
                out.putBytes(bytes, 0, bytes.length);
            } else {
                out.putZigzag(((Number) value).longValue());
            }
        }
    }

    /** Reads the components back and makes the record. */
    MachineInput read(PackedReader in) {
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = readValue(components[i], in);
        }
        try {
            Class<?>[] parameters =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return recordClass.getDeclaredConstructor(parameters).newInstance(values);
        } catch (InvocationTargetException e) {
            throw new MalformedBytesException(in.at(), "values that " + name + " takes", String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no canonical constructor of " + recordClass, e);
        }
    }

    private static Object readValue(RecordComponent component, PackedReader in) {
        Class<?> type = component.getType();
        if (type == byte[].class) {
            int count = in.getCount("length of " + component.getName(), in.remaining());
            return in.getBytes(component.getName(), count);
        }
        int at = in.at();
        long value = in.getZigzag(component.getName());
        if (type == long.class) {
            return value;
        }
        if (value != (int) value) {
            throw new MalformedBytesException(at, component.getName() + " of 32 bits", Long.toString(value));
        }
        return (int) value;
    }

    private static Object valueOf(RecordComponent component, MachineInput input) {
        try {
            return component.getAccessor().invoke(input);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static List<InputType> readAll() {
        List<InputType> types = new ArrayList<>();
        for (Class<?> permitted : MachineInput.class.getPermittedSubclasses()) {
            types.add(new InputType(permitted.asSubclass(MachineInput.class)));
        }
        types.sort(Comparator.comparingInt(InputType::id));
        for (int i = 1; i < types.size(); i++) {
            if (types.get(i).id == types.get(i - 1).id) {
                throw new IllegalStateException("input number " + types.get(i).id + " is declared twice");
            }
        }
        return List.copyOf(types);
    }

    private static String kindOf(RecordComponent component) {
        Class<?> type = component.getType();
        return type == byte[].class ? "BYTES" : type.getName().toUpperCase(Locale.ROOT);
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
