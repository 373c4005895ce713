package dev.nestor.cli;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;

/** Runs the cells of a notebook: Java, by the JDK's own shell, in this process. */
final class NotebookCells implements AutoCloseable {

    /** A cell that does not compile, or throws. */
    static final class CellFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        CellFailedException(String message) {
            super(message);
        }
    }

    private final JShell shell = JShell.builder()
            .executionEngine(new LocalExecutionControlProvider(), null)
            .build();

    NotebookCells() throws CellFailedException {
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            shell.addToClasspath(entry);
        }
        run("import static dev.nestor.cli.Notebook.*; import java.util.*;");
    }

    /** Runs one cell and returns what it showed. */
    List<Notebook.Output> run(String cell) throws CellFailedException {
        Notebook.shown();
        String rest = cell;
        while (!rest.isBlank()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (!next.completeness().isComplete()) {
                throw new CellFailedException("incomplete: " + rest);
            }
            for (SnippetEvent event : shell.eval(next.source())) {
                check(event);
            }
            rest = next.remaining();
        }
        return Notebook.shown();
    }

    private void check(SnippetEvent event) throws CellFailedException {
        JShellException thrown = event.exception();
        if (thrown != null) {
            throw new CellFailedException(thrown.getMessage());
        }
        if (event.status() == Snippet.Status.REJECTED) {
            List<String> faults = new ArrayList<>();
            shell.diagnostics(event.snippet()).forEach(fault -> faults.add(fault.getMessage(null)));
            throw new CellFailedException(String.join("; ", faults));
        }
    }

    @Override
    public void close() {
        shell.close();
    }
}
