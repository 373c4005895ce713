package dev.nestor.cli;

import dev.nestor.analysis.Content;
import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.arrow.RunSoFar;
import dev.nestor.analysis.sql.CostModel;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingEnd;
import dev.nestor.recorder.RecordingSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens recordings as tables, with progress. */
final class Databases {

    /** From so many events on a recording's database is kept beside it: loading takes seconds then. */
    private static final long EVENTS_KEPT = 500_000;

    private Databases() {}

    /** One recording; of a large one the database is kept beside it. */
    static TraceDatabase open(Terminal terminal, Path directory, Content content) {
        TraceDatabase database = keptOrLoaded(terminal, directory, content);
        remarkAbsences(terminal, database);
        return database;
    }

    private static TraceDatabase keptOrLoaded(Terminal terminal, Path directory, Content content) {
        Optional<RecordingEnd> known = RecordingEnd.of(directory);
        Optional<TraceDatabase> kept = known.filter(end -> end.summary().events() >= EVENTS_KEPT)
                .flatMap(end -> TraceDatabase.keptBeside(directory, end, content));
        if (kept.isPresent()) {
            return kept.get();
        }
        try (Recording recording = Recording.open(directory);
                Progress progress = new Progress(terminal, "loading " + directory)) {
            long events = eventsOf(recording);
            if (events >= EVENTS_KEPT) {
                if (known.filter(end -> TraceDatabase.isStaleBeside(directory, end))
                        .isPresent()) {
                    terminal.remark(
                            "%s: the database kept beside it is of another recording or build: it is made anew",
                            directory);
                }
                return TraceDatabase.beside(recording, content, done -> progress.at(done, events, "events"));
            }
            TraceDatabase database = TraceDatabase.inMemory(content);
            load(terminal, database, List.of(recording));
            return database;
        }
    }

    /**
     * Length of the slices in which exits of the recording at {@code directory} are counted, in moments; 0 where it is
     * so short that every exit can be read.
     */
    static long slicesCounted(Path directory) {
        return RecordingEnd.of(directory)
                .map(RecordingEnd::summary)
                .filter(summary -> summary.events() >= EVENTS_KEPT)
                .map(summary -> RunSoFar.sliceMoments(summary.moment()))
                .orElse(0L);
    }

    /** One recording in memory, priced by {@code costs}: a kept database has the published costs. */
    static TraceDatabase priced(Terminal terminal, Path directory, Content content, CostModel costs) {
        if (costs.equals(CostModel.PUBLISHED)) {
            return open(terminal, directory, content);
        }
        try (Recording recording = Recording.open(directory)) {
            TraceDatabase database = inMemory(terminal, List.of(recording), content);
            database.price(costs);
            return database;
        }
    }

    /** What lies before the first damage of a recording; the table {@code loss} says what is missing. */
    static TraceDatabase upToDamage(Terminal terminal, Path directory, Content content) {
        try (Recording recording = Recording.openUpToDamage(directory)) {
            recording.damage().forEach(damage -> terminal.remark("%s", String.valueOf(damage.getMessage())));
            return inMemory(terminal, List.of(recording), content);
        }
    }

    /** Two recordings, runs 1 and 2. */
    static TraceDatabase openPair(Terminal terminal, Path first, Path second, Content content) {
        try (Recording one = Recording.open(first);
                Recording two = Recording.open(second)) {
            return inMemory(terminal, List.of(one, two), content);
        }
    }

    /** Some recordings with everything that is in them, as runs from 1. */
    static TraceDatabase openAll(Terminal terminal, List<Path> directories) {
        return openAll(terminal, directories, TraceDatabase.inMemory());
    }

    /** The same into {@code database}, which is empty. */
    static TraceDatabase openAll(Terminal terminal, List<Path> directories, TraceDatabase database) {
        List<Recording> recordings = new ArrayList<>();
        try {
            directories.forEach(directory -> recordings.add(Recording.open(directory)));
            return filled(terminal, recordings, database);
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        } finally {
            recordings.forEach(Recording::close);
        }
    }

    private static TraceDatabase inMemory(Terminal terminal, List<Recording> recordings, Content content) {
        return filled(terminal, recordings, TraceDatabase.inMemory(content));
    }

    /** Recordings that are open, as runs from 1 of {@code database}, which is empty and closed on a failure. */
    static TraceDatabase filled(Terminal terminal, List<Recording> recordings, TraceDatabase database) {
        load(terminal, database, recordings);
        remarkAbsences(terminal, database);
        return database;
    }

    private static void remarkAbsences(Terminal terminal, TraceDatabase database) {
        database.absences().forEach(absence -> terminal.remark("%s", absence));
    }

    private static void load(Terminal terminal, TraceDatabase database, List<Recording> recordings) {
        try {
            for (Recording recording : recordings) {
                load(terminal, database, recording);
            }
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private static void load(Terminal terminal, TraceDatabase database, Recording recording) {
        try (Progress progress = new Progress(terminal, "loading " + recording.directory())) {
            if (!recording.isComplete()) {
                terminal.remark("%s was not finished: the answer holds what was recorded", recording.directory());
            }
            long events = eventsOf(recording);
            database.load(recording, done -> progress.at(done, events, "events"));
        }
    }

    /** Events of a finished recording; 0 of another, which may still grow. */
    private static long eventsOf(Recording recording) {
        return recording.summary().map(RecordingSummary::events).orElse(0L);
    }
}
