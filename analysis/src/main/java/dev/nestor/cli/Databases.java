package dev.nestor.cli;

import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.TraceDatabase.Content;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import java.nio.file.Path;
import java.util.List;

/** Opens recordings as tables, with progress. */
final class Databases {

    private Databases() {}

    /** A database that holds the recordings in {@code directories}, runs numbered in their order. */
    static TraceDatabase open(Terminal terminal, List<Path> directories) {
        return open(terminal, directories, Content.EVERYTHING);
    }

    /** The same for questions that do not ask for single state elements, which are most of what there is to load. */
    static TraceDatabase openWithoutElements(Terminal terminal, List<Path> directories) {
        return open(terminal, directories, Content.WITHOUT_ELEMENTS);
    }

    private static TraceDatabase open(Terminal terminal, List<Path> directories, Content content) {
        TraceDatabase database = TraceDatabase.inMemory(content);
        try {
            for (Path directory : directories) {
                load(terminal, database, directory);
            }
            return database;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    private static void load(Terminal terminal, TraceDatabase database, Path directory) {
        try (Recording recording = Recording.open(directory);
                Progress progress = new Progress(terminal, "loading " + directory)) {
            long total = recording.summary().map(RecordingSummary::events).orElse(0L);
            if (!recording.isComplete()) {
                terminal.remark("%s was not finished: the answer holds what was recorded", directory);
            }
            database.load(recording, events -> progress.at(events, total, "events"));
        }
    }
}
