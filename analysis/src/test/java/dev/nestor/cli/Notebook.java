package dev.nestor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestor.recorder.RecordingPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the cells of a notebook call: the command, and pictures of the answers to questions. Paths of recordings are
 * relative to the repository; what a notebook records is written to a directory of its own and forgotten.
 */
public final class Notebook {

    /**
     * What a cell shows.
     *
     * @param html what stands there, as a page shows it
     * @param says the same as text
     */
    record Output(String html, String says) {}

    private static final Path ROOT = Path.of(System.getProperty("nestor.root", ".."));
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The cells run one after the other, in one thread. */
    private static final List<Output> SHOWN = new ArrayList<>();

    private static final Path RECORDED = temporary();

    private Notebook() {}

    /** What was shown since the last call. */
    static List<Output> shown() {
        List<Output> shown = List.copyOf(SHOWN);
        SHOWN.clear();
        return shown;
    }

    /** A recording that ships, by its path in the repository. */
    public static String shipped(String path) {
        return ROOT.resolve(path).toString();
    }

    /** A new place for a recording. */
    public static String place(String name) {
        return RECORDED.resolve(name).toString();
    }

    /** Runs {@code nestor} and shows what it prints. */
    public static void nestor(String... words) {
        show(run(words));
    }

    /** Asks a question in SQL and shows the answer as a table. */
    public static void ask(String recording, String question) {
        show(run("query", recording, question));
    }

    /** Draws a bar for each number: the first column names a group, each further column is a number of its own. */
    public static void bars(String title, String recording, String question) {
        draw(title, recording, question, answer -> NotebookPicture.bars(title, answer));
    }

    /** Draws stretches in lanes: columns lane, name, first and last. */
    public static void lanes(String title, String recording, String question) {
        draw(title, recording, question, answer -> NotebookPicture.lanes(title, answer));
    }

    private static void draw(String title, String recording, String question, Function<JsonNode, String> picture) {
        try {
            JsonNode answer = JSON.readTree(run("query", recording, question, "--format", "json"));
            SHOWN.add(new Output(picture.apply(answer), "picture: " + title));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(String... words) {
        CommandRun run = CommandRun.nestor((Object[]) words);
        if (run.code() != ExitCode.DONE.number()) {
            throw new IllegalStateException(run.err().strip());
        }
        return run.out();
    }

    private static void show(String text) {
        String plain = text.replace(RECORDED + "/", "").replace(ROOT + "/", "");
        // A page breaks the lines of plain text, and a table with them.
        String html = "<pre style=\"white-space: pre; overflow-x: auto\">" + NotebookPicture.escaped(plain) + "</pre>";
        SHOWN.add(new Output(html, plain));
    }

    private static Path temporary() {
        try {
            Path directory = Files.createTempDirectory("nestor-notebook");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> RecordingPlace.remove(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
