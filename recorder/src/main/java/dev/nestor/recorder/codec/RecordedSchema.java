package dev.nestor.recorder.codec;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a recording says about its own events and inputs: the schema text in its header, set beside what this build
 * declares.
 *
 * <p>A recording may lack events and columns that this build has: they are absent, and values of absent columns read as
 * 0. It may have events and columns that this build lacks: they are passed over. What both have must mean the same: the
 * same number, name, kind and unit; {@link #conflict()} names the first declaration that does not.
 */
public final class RecordedSchema {

    private static final int IDS = 256;
    private static final int COLUMNS_MAX = 63;

    /** What nearly every recording says. */
    private static final String TEXT = Schema.text();

    /** Nothing in it changes once it is read, so all recordings of this build share it. */
    private static final RecordedSchema THIS_BUILD = parsed(TEXT);

    private final @Nullable RecordedEvent[] events = new RecordedEvent[IDS];
    private final Map<Integer, String> inputs = new TreeMap<>();
    private Optional<Conflict> conflict = Optional.empty();

    private RecordedSchema() {}

    /**
     * Reads a schema text.
     *
     * @throws MalformedBytesException when a line is no declaration
     */
    public static RecordedSchema of(String text) {
        return text.equals(TEXT) ? THIS_BUILD : parsed(text);
    }

    private static RecordedSchema parsed(String text) {
        RecordedSchema schema = new RecordedSchema();
        for (String line : text.split("\n")) {
            schema.addLine(line, Arrays.asList(line.split(" ")));
        }
        schema.conflict = schema.firstConflict();
        return schema;
    }

    /** The schema of this build. */
    public static RecordedSchema ofThisBuild() {
        return THIS_BUILD;
    }

    /** Whether the recording knows events of {@code type}. */
    public boolean knows(EventType type) {
        return events[type.id()] != null;
    }

    /** The value columns of {@code type} that the recording has, one bit each; bits of absent ones are 0. */
    public long columnsOf(EventType type) {
        RecordedEvent event = events[type.id()];
        long columns = 0;
        for (int i = 0; event != null && i < event.target.length; i++) {
            columns |= event.target[i] < 0 ? 0 : 1L << event.target[i];
        }
        return columns;
    }

    /** Whether the recording keeps the payload of {@code type}. */
    public boolean hasPayload(EventType type) {
        RecordedEvent event = events[type.id()];
        return event != null && event.hasPayload && type.hasPayload();
    }

    /** The first declaration that means something else in this build, as a sentence; empty when there is none. */
    public Optional<Conflict> conflict() {
        return conflict;
    }

    private Optional<Conflict> firstConflict() {
        for (RecordedEvent event : events) {
            Conflict found = event == null ? null : event.conflict();
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** The declaration of the input numbered {@code id}, or null when the recording has none. */
    @Nullable
    String input(int id) {
        return inputs.get(id);
    }

    @Nullable
    RecordedEvent event(int id) {
        return events[id];
    }

    private void addLine(String line, List<String> words) {
        if (line.isEmpty()) {
            return;
        }
        int id = words.size() < 3 ? -1 : number(words.get(1));
        boolean isEvent = words.get(0).equals("event");
        if (id < 1 || id > IDS - 1 || !isEvent && !words.get(0).equals("input")) {
            throw new MalformedBytesException(0, "the declaration of an event or input", "\"" + line + "\"");
        }
        if (isEvent) {
            events[id] = RecordedEvent.of(id, words.get(2), line, words.subList(3, words.size()));
        } else {
            inputs.put(id, line);
        }
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }

    /**
     * A declaration that changed its meaning.
     *
     * @param recorded what the recording says
     * @param here what this build says
     */
    public record Conflict(String recorded, String here) {}

    /** One event as a recording declares it. */
    static final class RecordedEvent {
        private final int id;
        private final String name;
        private final String line;
        private final List<String> columns;
        private final boolean hasPayload;
        private final long rawColumns;
        private final @Nullable EventType known;
        private final int[] target;

        private RecordedEvent(int id, String name, String line, List<String> columns) {
            this.id = id;
            this.name = name;
            this.line = line;
            this.columns = List.copyOf(columns);
            this.hasPayload = !columns.isEmpty()
                    && kindOf(columns.get(columns.size() - 1)).equals("BYTES");
            this.known = EventType.all().stream()
                    .filter(type -> type.id() == id)
                    .findFirst()
                    .orElse(null);
            this.target = new int[hasPayload ? columns.size() - 1 : columns.size()];
            long raw = 0;
            for (int i = 0; i < target.length; i++) {
                target[i] = known == null ? -1 : columnOf(known, nameOf(columns.get(i)));
                raw |= unitOf(columns.get(i)).equals(Unit.DIGEST.name()) ? 1L << i : 0;
            }
            this.rawColumns = raw;
        }

        static RecordedEvent of(int id, String name, String line, List<String> columns) {
            boolean fits = columns.size() <= COLUMNS_MAX;
            for (int i = 0; i < columns.size(); i++) {
                String kind = columns.get(i).split(":").length == 3 ? kindOf(columns.get(i)) : "";
                fits &= kind.equals("INT") || kind.equals("LONG") || kind.equals("BYTES") && i == columns.size() - 1;
            }
            if (!fits) {
                throw new MalformedBytesException(0, "columns as name:kind:unit", "\"" + line + "\"");
            }
            return new RecordedEvent(id, name, line, columns);
        }

        /** The type in this build, or null. */
        @Nullable
        EventType known() {
            return known;
        }

        int valueCount() {
            return target.length;
        }

        boolean hasPayload() {
            return hasPayload;
        }

        /** The columns whose values stand raw, one bit each. */
        long rawColumns() {
            return rawColumns;
        }

        /** For each recorded value column its index in this build, or -1; null where the two are the same. */
        int @Nullable [] mapping() {
            boolean isSame = known == null || known.valueCount() == target.length;
            for (int i = 0; i < target.length && known != null; i++) {
                isSame &= target[i] == i;
            }
            return isSame ? null : target;
        }

        private @Nullable Conflict conflict() {
            if (known == null) {
                for (EventType type : EventType.all()) {
                    if (type.name().equals(name)) {
                        return new Conflict(line, "event " + type.id() + " " + name);
                    }
                }
                return null;
            }
            if (!known.name().equals(name)) {
                return new Conflict(line, "event " + id + " " + known.name());
            }
            for (String column : columns) {
                for (EventColumn here : known.columns()) {
                    String declared = here.name() + ":" + here.kind() + ":" + here.unit();
                    if (here.name().equals(nameOf(column)) && !declared.equals(column)) {
                        return new Conflict("event " + id + " " + name + " " + column, declared);
                    }
                }
            }
            return null;
        }

        private static int columnOf(EventType type, String name) {
            for (int i = 0; i < type.valueCount(); i++) {
                if (type.columns().get(i).name().equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        private static String nameOf(String column) {
            return column.split(":")[0];
        }

        private static String kindOf(String column) {
            return column.split(":")[1];
        }

        private static String unitOf(String column) {
            return column.split(":")[2];
        }
    }
}
