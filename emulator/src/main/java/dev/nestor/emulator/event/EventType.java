package dev.nestor.emulator.event;

import dev.nestor.emulator.arch.Limits;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one kind of event: number, name and columns, all read off its record in {@link TraceEvent}.
 *
 * <p>The values of an event travel as one long per column in column order (an int is sign-extended); a payload, where
 * the record has one, is its last component and travels beside the values.
 *
 * <p>Who states an event needs only how many values it has. All else is read when something asks for it: to read the
 * annotations of all events takes 50 ms of a start.
 */
public final class EventType {

    private static final ClassValue<EventType> OF_RECORD = new ClassValue<>() {
        @Override
        protected EventType computeValue(Class<?> recordClass) {
            return new EventType(recordClass.asSubclass(TraceEvent.class));
        }
    };

    private final Class<? extends TraceEvent> recordClass;
    private final boolean hasPayload;
    private final int valueCount;
    private volatile @Nullable Declaration declaration;
    /** Of the record; found when the first is made, since writers never make one and each costs a start 1 ms. */
    private volatile @Nullable MethodHandle constructor;

    private EventType(Class<? extends TraceEvent> recordClass) {
        this.recordClass = recordClass;
        RecordComponent[] components = recordClass.getRecordComponents();
        this.hasPayload = components[components.length - 1].getType() == byte[].class;
        this.valueCount = hasPayload ? components.length - 1 : components.length;
        if (valueCount > Limits.EVENT_VALUES_MAX) {
            throw new IllegalStateException(
                    recordClass.getSimpleName() + " has more than " + Limits.EVENT_VALUES_MAX + " values");
        }
    }

    /** What the annotations of a record say. */
    private record Declaration(int id, String name, String says, TraceLevel level, List<EventColumn> columns) {
        static Declaration read(Class<? extends TraceEvent> recordClass) {
            EventId declared = recordClass.getAnnotation(EventId.class);
            if (declared == null) {
                throw new IllegalStateException(recordClass.getSimpleName() + " lacks @EventId");
            }
            String name = snakeCase(recordClass.getSimpleName());
            return new Declaration(declared.value(), name, declared.says(), declared.level(), readColumns(recordClass));
        }
    }

    /** The list of all, read when it is first asked for. */
    private static final class All {
        static final List<EventType> TYPES = readAll();
    }

    /** Every event there is, by ascending number. */
    public static List<EventType> all() {
        return All.TYPES;
    }

    /**
     * The type declared by {@code recordClass}.
     *
     * @throws IllegalArgumentException when the class is not an event
     */
    public static EventType of(Class<? extends TraceEvent> recordClass) {
        if (!recordClass.isRecord()) {
            throw new IllegalArgumentException(recordClass + " is no event");
        }
        return OF_RECORD.get(recordClass);
    }

    /** The number in the log, 1 to 254. */
    public int id() {
        return declaration().id();
    }

    /** The record's name in snake_case, as SQL shows it. */
    public String name() {
        return declaration().name();
    }

    /** When the machine states this event, one sentence. */
    public String says() {
        return declaration().says();
    }

    /** The lowest level of a recording that keeps this event. */
    public TraceLevel level() {
        return declaration().level();
    }

    /** The columns in order; a payload, if any, is the last one. */
    public List<EventColumn> columns() {
        return declaration().columns();
    }

    /** Whether the last column is a run of bytes. */
    public boolean hasPayload() {
        return hasPayload;
    }

    /** How many longs the event's values take: the columns without the payload. */
    public int valueCount() {
        return valueCount;
    }

    /** The record class that declares this event. */
    public Class<? extends TraceEvent> recordClass() {
        return recordClass;
    }

    /**
     * The event as a record, for readers.
     *
     * @param values one long per value column; only the first {@link #valueCount()} are read
     * @param payload the payload, kept as given; ignored when the event has none
     */
    public TraceEvent toRecord(long[] values, byte[] payload) {
        List<EventColumn> columns = columns();
        Object[] arguments = new Object[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            arguments[i] = switch (columns.get(i).kind()) {
                case INT -> (int) values[i];
                case LONG -> values[i];
                case BYTES -> payload;
            };
        }
        MethodHandle maker = constructor;
        if (maker == null) {
            maker = findConstructor(recordClass);
            constructor = maker;
        }
        try {
            return (TraceEvent) maker.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("constructor of " + name() + " failed", e);
        }
    }

    @Override
    public String toString() {
        return name();
    }

    private Declaration declaration() {
        Declaration read = declaration;
        if (read == null) {
            read = Declaration.read(recordClass);
            declaration = read;
        }
        return read;
    }

    private static List<EventType> readAll() {
        List<EventType> types = new ArrayList<>();
        for (Class<?> permitted : TraceEvent.class.getPermittedSubclasses()) {
            types.add(of(permitted.asSubclass(TraceEvent.class)));
        }
        types.sort(Comparator.comparingInt(EventType::id));
        for (int i = 1; i < types.size(); i++) {
            if (types.get(i).id() == types.get(i - 1).id()) {
                throw new IllegalStateException("event number " + types.get(i).id() + " is declared twice");
            }
        }
        return List.copyOf(types);
    }

    private static List<EventColumn> readColumns(Class<? extends TraceEvent> recordClass) {
        List<EventColumn> columns = new ArrayList<>();
        for (RecordComponent component : recordClass.getRecordComponents()) {
            Column column = component.getAnnotation(Column.class);
            if (column == null) {
                throw new IllegalStateException(
                        recordClass.getSimpleName() + "." + component.getName() + " lacks @Column");
            }
            EventColumn.Kind kind = kindOf(component);
            columns.add(new EventColumn(snakeCase(component.getName()), column.value(), column.says(), kind));
        }
        for (int i = 0; i < columns.size() - 1; i++) {
            if (columns.get(i).kind() == EventColumn.Kind.BYTES) {
                throw new IllegalStateException(recordClass.getSimpleName() + ": a payload must be the last column");
            }
        }
        return List.copyOf(columns);
    }

    private static EventColumn.Kind kindOf(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == int.class) {
            return EventColumn.Kind.INT;
        }
        if (type == long.class) {
            return EventColumn.Kind.LONG;
        }
        if (type == byte[].class) {
            return EventColumn.Kind.BYTES;
        }
        throw new IllegalStateException(component + ": an event column is an int, a long or a byte[]");
    }

    private static MethodHandle findConstructor(Class<? extends TraceEvent> recordClass) {
        Class<?>[] parameters = Arrays.stream(recordClass.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return MethodHandles.lookup().findConstructor(recordClass, MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no canonical constructor of " + recordClass, e);
        }
    }

    /** An underscore between a small letter or digit and a capital; without an expression, which costs a start 5 ms. */
    private static String snakeCase(String camelCase) {
        StringBuilder snake = new StringBuilder();
        boolean wordMayEnd = false;
        for (int i = 0; i < camelCase.length(); i++) {
            char c = camelCase.charAt(i);
            boolean capital = c >= 'A' && c <= 'Z';
            if (capital && wordMayEnd) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(c));
            wordMayEnd = !capital;
        }
        return snake.toString();
    }
}
