package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The SQL cells of the notebooks run on the recording that their notebook names, and give the stored outputs. {@code
 * -Dnestor.bless=answers} writes the outputs anew.
 */
class NotebooksTest {

    private static final Path ROOT = Path.of(System.getProperty("nestor.root", ".."));
    private static final boolean IS_BLESSED =
            !System.getProperty("nestor.bless", "").isEmpty();
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("notebooks"))) {
            return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void everySqlCellGivesItsStoredOutput(Path notebook) throws IOException {
        ObjectNode content = (ObjectNode) JSON.readTree(notebook.toFile());
        Path recording = ROOT.resolve(content.at("/metadata/nestor/recording").asText());
        List<ObjectNode> cells = sqlCells(content);
        assertTrue(cells.size() >= 5, "few SQL cells");
        for (ObjectNode cell : cells) {
            String answer = nestor("query", recording, text(cell.get("source")))
                    .succeeds()
                    .out();
            if (IS_BLESSED) {
                cell.set("outputs", output(answer));
            }
            assertEquals(text(cell.at("/outputs/0/text")), answer, text(cell.get("source")));
        }
        if (IS_BLESSED) {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
            printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
            Files.writeString(notebook, JSON.writer(printer).writeValueAsString(content) + "\n");
        }
    }

    private static List<ObjectNode> sqlCells(JsonNode notebook) {
        return StreamSupport.stream(notebook.get("cells").spliterator(), false)
                .filter(cell -> cell.at("/metadata/tags").toString().contains("\"sql\""))
                .map(ObjectNode.class::cast)
                .toList();
    }

    private static ArrayNode output(String answer) {
        ArrayNode lines = JSON.createArrayNode();
        answer.lines().forEach(line -> lines.add(line + "\n"));
        ObjectNode stream = JSON.createObjectNode();
        stream.put("name", "stdout").put("output_type", "stream").set("text", lines);
        return JSON.createArrayNode().add(stream);
    }

    /** A text in a notebook is a list of lines. */
    private static String text(JsonNode lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.asText()));
        return text.toString();
    }
}
