package dev.nestor.cli;

import dev.nestor.analysis.sql.DatabaseFailedException;
import dev.nestor.analysis.sql.QueryException;
import dev.nestor.emulator.platform.MalformedImageException;
import dev.nestor.recorder.RefusedException;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogException;
import dev.nestor.recorder.log.StorageFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;

/** Turns whatever stopped a command into one line on standard error and an exit code. */
final class Failures {

    private Failures() {}

    /** Says what went wrong and returns how the command ends. */
    static ExitCode report(Terminal terminal, String command, Throwable failure, boolean isDebug) {
        ExitCode code = codeOf(failure);
        terminal.remark(command + ": " + oneLine(textOf(failure, code)));
        if (isDebug) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            terminal.err().print(trace);
        }
        return code;
    }

    /** The kinds of error of the house. */
    private static ExitCode codeOf(Throwable failure) {
        if (failure instanceof UserFault
                || failure instanceof QueryException
                || failure instanceof RefusedException
                || failure instanceof MalformedImageException) {
            return ExitCode.USER;
        }
        if (failure instanceof LogException) {
            return ExitCode.DATA;
        }
        if (failure instanceof StorageFailedException
                || failure instanceof DatabaseFailedException
                || failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof OutOfMemoryError) {
            return ExitCode.HOST;
        }
        return ExitCode.OURS;
    }

    private static String textOf(Throwable failure, ExitCode code) {
        Throwable cause =
                failure instanceof UncheckedIOException && failure.getCause() != null ? failure.getCause() : failure;
        if (failure instanceof OutOfMemoryError) {
            return "no memory left (" + failure.getMessage() + "); give Java more with java -Xmx4g -jar ...";
        }
        if (cause instanceof FileSystemException inFile) {
            return StorageFailedException.reasonOf(inFile);
        }
        String message = failure.getMessage();
        if (failure instanceof LogDamagedException) {
            return message + "; nestor check shows what is intact, query --up-to-damage asks it, repair copies it";
        }
        if (code == ExitCode.OURS) {
            String what = message == null ? failure.getClass().getName() : message;
            return "a fault of Nestor's own: " + what + "; the same command with --debug shows where";
        }
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** Whatever a library says, a failure is one line. */
    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
