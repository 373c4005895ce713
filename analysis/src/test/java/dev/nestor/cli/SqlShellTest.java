package dev.nestor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.TraceDatabase;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements over many lines, commands, mistakes and completion. */
class SqlShellTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            () -> 0);

    private String said(String input) throws IOException {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            SqlCommand.read(new SqlShell(database.session(), terminal), new BufferedReader(new StringReader(input)));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aStatementMayHaveManyLinesAndEndsWithASemicolon() throws IOException {
        assertEquals("a\n3\n", said(".format csv\nSELECT 1 -- not here;\n + 2\n AS a;\n"));
    }

    @Test
    void theLastStatementNeedsNoSemicolon() throws IOException {
        assertEquals("a\n1\n", said(".format csv\nSELECT 1 AS a"));
    }

    @Test
    void aMistakeIsOneRemarkAndTheNextStatementIsAsked() throws IOException {
        assertEquals("a\n1\n", said(".format csv\nSELECT nothing;\nSELECT 1 AS a;\n.format xml\n.columns\n"));
        assertEquals(3, err.toString(StandardCharsets.UTF_8).lines().count(), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void quittingLeavesTheRestUnread() throws IOException {
        assertEquals("", said(".quit\nSELECT 1;\n"));
    }

    @Test
    void listsTablesAndColumns() throws IOException {
        String said = said(".tables\n.columns l2_exit\n");
        assertTrue(said.contains("l2_exit"));
        assertTrue(said.contains("l2_hcall"));
    }

    @Test
    void completesTablesColumnsKeywordsAndCommands() {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            SqlShell shell = new SqlShell(database.session(), terminal);
            assertEquals(List.of("SELECT"), shell.candidates("selec"));
            assertTrue(shell.candidates("L2_ex").contains("l2_exit"));
            assertTrue(shell.candidates("next_entry").contains("next_entry_moment"));
            assertEquals(List.of(".tables"), shell.candidates(".t"));
        }
    }

    @Test
    void anInterruptForgetsTheStatement() throws IOException {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            SqlShell shell = new SqlShell(database.session(), terminal);
            assertTrue(shell.line("SELECT"));
            assertEquals(SqlShell.PROMPT_INSIDE, shell.prompt());
            shell.forget();
            assertEquals(SqlShell.PROMPT, shell.prompt());
            assertFalse(shell.line(".quit"));
        }
    }
}
