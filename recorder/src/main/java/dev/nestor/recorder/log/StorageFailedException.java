package dev.nestor.recorder.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** The host failed: disk full, no permission, an error of input or output. The message says what stayed intact. */
public final class StorageFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With one line that names the place and what was saved. */
    public StorageFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** With a line such as {@code FILE: cannot read: no permission: FILE}; {@code what} is its begin. */
    public static StorageFailedException because(String what, Exception cause) {
        return new StorageFailedException(what + ": " + reasonOf(cause), cause);
    }

    /** Why the host refused, in words and not by the name of a class, and the file where it is known. */
    public static String reasonOf(Exception failure) {
        if (failure instanceof UncheckedIOException unchecked) {
            IOException cause = Objects.requireNonNull(unchecked.getCause());
            return reasonOf(cause);
        }
        if (failure instanceof FileSystemException inFile) {
            return reasonInFile(inFile) + (inFile.getFile() == null ? "" : ": " + inFile.getFile());
        }
        return Objects.requireNonNullElse(
                failure.getMessage(), failure.getClass().getSimpleName());
    }

    private static String reasonInFile(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission";
        }
        return Objects.requireNonNullElse(
                failure.getReason(), failure.getClass().getSimpleName());
    }
}
