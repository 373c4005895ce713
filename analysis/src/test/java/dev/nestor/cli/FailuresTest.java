package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nestor.analysis.sql.DatabaseFailedException;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.emulator.platform.MalformedImageException;
import dev.nestor.recorder.RefusedException;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.LogTooOldException;
import dev.nestor.recorder.log.StorageFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of failure has its exit code and is one line. */
class FailuresTest {

    private static final Path LOG = Path.of("hello", "log");

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new UserFault("what; how to mend"), ExitCode.USER),
                Arguments.of(new RefusedException("there is one already"), ExitCode.USER),
                Arguments.of(new QueryException("no such column"), ExitCode.USER),
                Arguments.of(new MalformedImageException("no segment"), ExitCode.USER),
                Arguments.of(new LogDamagedException(LOG, "byte 9", "1", "2"), ExitCode.DATA),
                Arguments.of(new LogTooOldException(LOG, "format", "2", "1"), ExitCode.DATA),
                Arguments.of(new LogTooNewException(LOG, "format", "1", "2"), ExitCode.DATA),
                Arguments.of(new StorageFailedException("disk full", new IOException()), ExitCode.HOST),
                Arguments.of(new DatabaseFailedException("disk full", new IOException()), ExitCode.HOST),
                Arguments.of(new IOException("broken"), ExitCode.HOST),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("gone")), ExitCode.HOST),
                Arguments.of(new OutOfMemoryError("Java heap space"), ExitCode.HOST),
                Arguments.of(new IllegalStateException("two\nlines"), ExitCode.OURS),
                Arguments.of(new NullPointerException(), ExitCode.OURS),
                Arguments.of(new StackOverflowError(), ExitCode.OURS));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failureHasItsCodeAndOneLine(Throwable failure, ExitCode expected) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(expected, Failures.report(terminal(err), "nestor test", failure, false));
        String text = err.toString(StandardCharsets.UTF_8);
        assertEquals(1, text.lines().count(), text);
        assertTrue(text.startsWith("nestor test: "), text);
    }

    @Test
    void debugShowsWhere() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Failures.report(terminal(err), "nestor test", new IllegalStateException("at moment 7"), true);
        String text = err.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("at moment 7") && text.contains("FailuresTest"), text);
    }

    @Test
    void debugIsUnderstoodByEveryCommand() {
        CommandRun run = nestor("run", "--scenario", "nope", "--api", "v2", "--debug");
        assertEquals(ExitCode.USER.number(), run.code());
        assertTrue(run.err().contains("\tat dev.nestor.cli.Scenario"), run.err());
    }

    @Test
    void placeThatTakesNoRecordingIsTheHostsFailure() {
        Path kernels = Path.of("/proc/self/nestor");
        assumeTrue(Files.isDirectory(kernels.getParent()), "needs a directory that takes no files");
        nestor("record", "--scenario", "hello", "--api", "v2", "-o", kernels)
                .failsWith(ExitCode.HOST, kernels.toString());
    }

    private static Terminal terminal(ByteArrayOutputStream err) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Terminal(stream, stream, false, false, () -> 0);
    }
}
