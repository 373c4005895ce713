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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one kind of event: number, name and columns, all read off its record in {@link TraceEvent}.
 *
 * <p>The values of an event travel as one long per column in column order (an int is sign-extended); a payload, where
 * the record has one, is its last component and travels beside the values.
 */
public final class EventType {

    private static final List<EventType> ALL = readAll();

    private final Class<? extends TraceEvent> recordClass;
    private final int id;
    private final String name;
    private final String says;
    private final TraceLevel level;
    private final List<EventColumn> columns;
    private final boolean hasPayload;
    /** Of the record; found when the first is made, since writers never make one and each costs a start 1 ms. */
    private volatile @Nullable MethodHandle constructor;

    private EventType(Class<? extends TraceEvent> recordClass) {
        this.recordClass = recordClass;
        EventId declared = recordClass.getAnnotation(EventId.class);
        if (declared == null) {
            throw new IllegalStateException(recordClass.getSimpleName() + " lacks @EventId");
        }
        this.id = declared.value();
        this.says = declared.says();
        this.level = declared.level();
        this.name = snakeCase(recordClass.getSimpleName());
        this.columns = readColumns(recordClass);
        this.hasPayload = columns.get(columns.size() - 1).kind() == EventColumn.Kind.BYTES;
        if (valueCount() > Limits.EVENT_VALUES_MAX) {
            throw new IllegalStateException(name + " has more than " + Limits.EVENT_VALUES_MAX + " values");
        }
    }

    /** Every event there is, by ascending number. */
    public static List<EventType> all() {
        return ALL;
    }

    /**
     * The type declared by {@code recordClass}.
     *
     * @throws IllegalArgumentException when the class is not an event
     */
    public static EventType of(Class<? extends TraceEvent> recordClass) {
        for (EventType type : ALL) {
            if (type.recordClass == recordClass) {
                return type;
            }
        }
        throw new IllegalArgumentException(recordClass + " is no event");
    }

    /** The number in the log, 1 to 254. */
    public int id() {
        return id;
    }

    /** The record's name in snake_case, as SQL shows it. */
    public String name() {
        return name;
    }

    /** When the machine states this event, one sentence. */
    public String says() {
        return says;
    }

    /** The lowest level of a recording that keeps this event. */
    public TraceLevel level() {
        return level;
    }

    /** The columns in order; a payload, if any, is the last one. */
    public List<EventColumn> columns() {
        return columns;
    }

    /** Whether the last column is a run of bytes. */
    public boolean hasPayload() {
        return hasPayload;
    }

    /** How many longs the event's values take: the columns without the payload. */
    public int valueCount() {
        return hasPayload ? columns.size() - 1 : columns.size();
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
            throw new IllegalStateException("constructor of " + name + " failed", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private static List<EventType> readAll() {
        List<EventType> types = new ArrayList<>();
        for (Class<?> permitted : TraceEvent.class.getPermittedSubclasses()) {
            types.add(new EventType(permitted.asSubclass(TraceEvent.class)));
        }
        types.sort(Comparator.comparingInt(EventType::id));
        for (int i = 1; i < types.size(); i++) {
            if (types.get(i).id == types.get(i - 1).id) {
                throw new IllegalStateException("event number " + types.get(i).id + " is declared twice");
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

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
