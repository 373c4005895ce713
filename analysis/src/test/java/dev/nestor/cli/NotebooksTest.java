package dev.nestor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cells of the notebooks give the stored outputs: once run here, and once by Jupyter with our kernel where it is
 * installed. {@code -Dnestor.bless=answers} writes the outputs anew.
 */
class NotebooksTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("nestor.root", "..")).resolve("notebooks");
    private static final boolean IS_BLESSED =
            !System.getProperty("nestor.bless", "").isEmpty();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    static Stream<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void everyCellGivesItsStoredOutput(Path notebook) throws IOException, NotebookCells.CellFailedException {
        ObjectNode content = (ObjectNode) JSON.readTree(notebook.toFile());
        List<ObjectNode> cells = codeCells(content);
        assertTrue(cells.size() >= 5, "few cells");
        try (NotebookCells running = new NotebookCells()) {
            for (ObjectNode cell : cells) {
                List<Notebook.Output> outputs = running.run(text(cell.get("source")));
                if (IS_BLESSED) {
                    cell.set("outputs", stored(outputs));
                }
                assertEquals(
                        canonical(stored(outputs)), canonical(cell.get("outputs")), () -> text(cell.get("source")));
            }
        }
        if (IS_BLESSED) {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
            printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
            Files.writeString(notebook, JSON.writer(printer).writeValueAsString(content) + "\n");
        }
    }

    @Test
    void jupyterGivesTheSameOutputs() throws IOException, InterruptedException {
        assumeTrue(isThere("jupyter-nbconvert"), "jupyter-nbconvert is not installed: .ci/run says which packages");
        NotebookKernel.install(directory);
        List<String> command = new ArrayList<>(
                List.of("jupyter-nbconvert", "--to", "notebook", "--execute", "--output-dir", directory.toString()));
        notebooks().forEach(notebook -> command.add(notebook.toString()));
        Path log = directory.resolve("log");
        ProcessBuilder jupyter =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        jupyter.environment().put("JUPYTER_PATH", directory.toString());
        jupyter.environment().put("HOME", directory.toString());
        int code = jupyter.start().waitFor();
        assertEquals(0, code, () -> read(log));
        for (Path notebook : notebooks().toList()) {
            List<ObjectNode> expected = codeCells(JSON.readTree(notebook.toFile()));
            Path executed = directory.resolve(String.valueOf(notebook.getFileName()));
            List<ObjectNode> actual = codeCells(JSON.readTree(executed.toFile()));
            assertEquals(expected.size(), actual.size());
            for (int k = 0; k < expected.size(); k++) {
                assertEquals(
                        canonical(expected.get(k).get("outputs")),
                        canonical(actual.get(k).get("outputs")),
                        text(expected.get(k).get("source")));
            }
        }
    }

    @Test
    void wrongCellsAreFailures() throws NotebookCells.CellFailedException {
        try (NotebookCells running = new NotebookCells()) {
            for (String cell : List.of("int x = ;", "int y = \"text\";", "throw new Error(\"no\");", "ask(")) {
                assertThrows(NotebookCells.CellFailedException.class, () -> running.run(cell), cell);
            }
            String unknown = "ask(shipped(\"sample-traces/hello/v2\"), \"SELECT colour FROM run\");";
            String message = assertThrows(NotebookCells.CellFailedException.class, () -> running.run(unknown))
                    .getMessage();
            assertTrue(message.contains("colour"), message);
        }
    }

    /** What a cell showed, as a page and as text. */
    private static String canonical(JsonNode outputs) {
        StringBuilder shown = new StringBuilder();
        for (JsonNode output : outputs) {
            shown.append(text(output.at("/data/text~1plain"))).append('\n');
            shown.append(text(output.at("/data/text~1html"))).append('\n');
        }
        return shown.toString();
    }

    private static ArrayNode stored(List<Notebook.Output> outputs) {
        ArrayNode stored = JSON.createArrayNode();
        for (Notebook.Output output : outputs) {
            ObjectNode node = stored.addObject();
            ObjectNode data = node.putObject("data");
            data.set("text/html", lines(output.html()));
            data.set("text/plain", lines(output.says()));
            node.putObject("metadata");
            node.put("output_type", "display_data");
        }
        return stored;
    }

    private static List<ObjectNode> codeCells(JsonNode notebook) {
        List<ObjectNode> cells = new ArrayList<>();
        for (JsonNode cell : notebook.get("cells")) {
            if (cell.get("cell_type").asText().equals("code")) {
                cells.add((ObjectNode) cell);
            }
        }
        return cells;
    }

    private static ArrayNode lines(String text) {
        ArrayNode lines = JSON.createArrayNode();
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at) + 1;
            lines.add(text.substring(at, end));
            at = end;
        }
        return lines;
    }

    /** A text in a notebook is a text or a list of lines. */
    private static String text(JsonNode lines) {
        if (lines.isTextual()) {
            return lines.asText();
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.asText()));
        return text.toString();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
