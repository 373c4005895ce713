package dev.nestor.analysis;

import dev.nestor.analysis.arrow.TableSchema;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a recording lacks, as rows of the table {@code loss}: what was lost of it, and what it never held because of its
 * level or because the build that recorded it declared other events.
 */
final class Losses {

    private static final String NOT_KEPT = "not_kept";
    private static final String UNDECLARED = "undeclared";
    private static final String UNKNOWN = "unknown";

    /** What turns of L2s are followed by, so that their tables lack something where one of these is absent. */
    private static final List<EventType> BEHIND_TURNS = List.of(
            TraceEvent.NestedEntered.TYPE,
            TraceEvent.NestedExited.TYPE,
            TraceEvent.HcallEntered.TYPE,
            TraceEvent.HcallReturned.TYPE,
            TraceEvent.StateTransferred.TYPE,
            TraceEvent.VcpuDispatched.TYPE,
            TraceEvent.IdleSkipped.TYPE);

    /**
     * One of them.
     *
     * @param missing how many events, where they can be counted
     * @param detail which, and why
     */
    record Loss(OptionalLong missing, String detail) {}

    /** Columns of {@code l2_turn} that are summed up from transfers of state. */
    private static final List<String> OF_TRANSFERS = List.of("elements_out", "bytes_out", "elements_in", "bytes_in");

    /** Columns of tables that need to know who ran when. */
    private static final Map<TableSchema, List<String>> OF_TIME = Map.of(
            TableSchema.L2_TURN, List.of("l1_instructions"),
            TableSchema.L2_TURN_COUNT, List.of("l1_instructions"),
            TableSchema.L2_TURN_SLICE, List.of("l1_class", "l1_sum"));

    private Losses() {}

    /** What {@code recording} lacks, by kind. */
    static SortedMap<String, Loss> of(Recording recording) {
        SortedMap<String, Loss> losses = new TreeMap<>();
        boolean isDamaged = !recording.damage().isEmpty();
        if (recording.droppedEvents() > 0) {
            String detail = recording.droppedEvents() + " events before the first were dropped by a ring";
            losses.put("dropped", new Loss(OptionalLong.of(recording.droppedEvents()), detail));
        }
        if (isDamaged) {
            String detail = String.valueOf(recording.damage().get(0).getMessage());
            losses.put("damaged", new Loss(recording.eventsLost(), detail));
        }
        // What lies behind damage can be counted only up to an end, and then the recording was finished.
        if (!recording.isComplete() && !(isDamaged && recording.eventsLost().isPresent())) {
            String detail = recording
                    .loss()
                    .map(RecordingLoss::line)
                    .orElse("what came behind the last batch that is there is missing");
            losses.put("unfinished", new Loss(recording.eventsLost(), detail));
        }
        String level = recording.manifest().level().text();
        put(losses, NOT_KEPT, "level " + level + " keeps no ", notKept(recording));
        put(losses, UNDECLARED, "recorded by a build that declares no ", undeclared(recording));
        return losses;
    }

    /**
     * What {@code recording} never held, as properties of the recording: by kind, names of events and of columns
     * ({@code nested_exited.r4}) with blanks between them; no property where there are none.
     */
    static SortedMap<String, String> properties(Recording recording) {
        SortedMap<String, String> properties = new TreeMap<>();
        properties.put(NOT_KEPT, String.join(" ", notKept(recording)));
        properties.put(UNDECLARED, String.join(" ", undeclared(recording)));
        properties.values().removeIf(String::isEmpty);
        return properties;
    }

    /** Adds what reading showed: that many events are of types that this build does not declare. */
    static void addUnknown(SortedMap<String, Loss> losses, long events) {
        if (events > 0) {
            String detail = "events of a build that declares more than this one were passed over";
            losses.put(UNKNOWN, new Loss(OptionalLong.of(events), detail));
        }
    }

    /** The statements after which columns that {@code recording} does not declare read NULL in the rows of its run. */
    static List<String> nulls(Recording recording, int run, Content content) {
        List<String> statements = new ArrayList<>();
        for (EventType type : EventType.all()) {
            for (String column : absentColumns(recording, type)) {
                List<String> tables = new ArrayList<>(List.of(type.name()));
                if (type == TraceEvent.NestedExited.TYPE) {
                    tables.add(TableSchema.L2_TURN.name());
                }
                tables.removeIf(table -> !content.has(table));
                tables.forEach(table -> statements.add(setNull(table, column, run)));
            }
        }
        if (isAbsent(recording, TraceEvent.StateTransferred.TYPE) && content.has(TableSchema.L2_TURN.name())) {
            OF_TRANSFERS.forEach(column -> statements.add(setNull(TableSchema.L2_TURN.name(), column, run)));
        }
        if (isAbsent(recording, TraceEvent.VcpuDispatched.TYPE) || isAbsent(recording, TraceEvent.IdleSkipped.TYPE)) {
            OF_TIME.forEach((table, columns) -> columns.stream()
                    .filter(column -> content.has(table.name()))
                    .forEach(column -> statements.add(setNull(table.name(), column, run))));
        }
        return statements;
    }

    private static String setNull(String table, String column, int run) {
        return "UPDATE " + table + " SET \"" + column + "\" = NULL WHERE run = " + run;
    }

    private static boolean isAbsent(Recording recording, EventType type) {
        return isNotKept(recording, type) || !recording.schema().knows(type);
    }

    /** A line for each run that never held what {@code content} is made from: what is asked of it finds nothing. */
    static List<String> remarks(DuckDbSession session, Content content) {
        List<String> lines = new ArrayList<>();
        String question = "SELECT recording.name, kind, detail, property.value FROM loss JOIN recording USING (run)"
                + " LEFT JOIN recording_property AS property ON property.run = loss.run AND property.name = kind"
                + " ORDER BY loss.run, kind";
        try (QueryResult result = session.query(question)) {
            for (List<Object> row : result.rest()) {
                boolean isUnknown = String.valueOf(row.get(1)).equals(UNKNOWN);
                List<String> absent = row.get(3) == null
                        ? List.of()
                        : List.of(String.valueOf(row.get(3)).split(" "));
                if (isUnknown || absent.stream().anyMatch(name -> isAsked(name, content))) {
                    lines.add(row.get(0) + ": " + row.get(2));
                }
            }
        }
        return lines;
    }

    /** Whether {@code name}, of an event or of one of its columns, is of an event that {@code content} reads. */
    private static boolean isAsked(String name, Content content) {
        return EventType.all().stream()
                .anyMatch(type ->
                        isRead(type, content) && (name.equals(type.name()) || name.startsWith(type.name() + ".")));
    }

    private static boolean isRead(EventType type, Content content) {
        boolean isTurns = List.of(TableSchema.L2_TURN, TableSchema.L2_TURN_COUNT, TableSchema.L2_TURN_SLICE).stream()
                .anyMatch(table -> content.has(table.name()));
        boolean isElements = content.has(TableSchema.ELEMENT_TRANSFERRED.name());
        return content.has(type.name())
                || isTurns && BEHIND_TURNS.contains(type)
                || isElements && type == TraceEvent.StateTransferred.TYPE;
    }

    private static boolean isNotKept(Recording recording, EventType type) {
        return recording.schema().knows(type) && !recording.manifest().level().keeps(type);
    }

    private static List<String> notKept(Recording recording) {
        return names(type -> isNotKept(recording, type));
    }

    private static List<String> undeclared(Recording recording) {
        List<String> names = names(type -> !recording.schema().knows(type));
        for (EventType type : EventType.all()) {
            absentColumns(recording, type).forEach(column -> names.add(type.name() + "." + column));
        }
        return names;
    }

    /** Columns of events that the recording declares without them. */
    private static List<String> absentColumns(Recording recording, EventType type) {
        List<String> absent = new ArrayList<>();
        if (!recording.schema().knows(type)) {
            return absent;
        }
        long there = recording.schema().columnsOf(type);
        for (int i = 0; i < type.columns().size(); i++) {
            EventColumn column = type.columns().get(i);
            boolean isThere = i < type.valueCount()
                    ? (there >>> i & 1) != 0
                    : recording.schema().hasPayload(type);
            if (!isThere) {
                absent.add(column.name());
            }
        }
        return absent;
    }

    private static List<String> names(Predicate<EventType> wanted) {
        return EventType.all().stream()
                .filter(wanted)
                .map(EventType::name)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static void put(SortedMap<String, Loss> losses, String kind, String begin, List<String> names) {
        if (!names.isEmpty()) {
            losses.put(kind, new Loss(OptionalLong.empty(), begin + String.join(", ", names)));
        }
    }
}
