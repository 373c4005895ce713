package dev.nestor.cli;

import dev.nestor.recorder.log.StorageFailedException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A text file that a command makes: whole, or not at all. */
final class NewFile {

    /** What stands in it. */
    interface Content {
        /** Writes it. */
        void writeTo(Appendable out) throws IOException;
    }

    private NewFile() {}

    /** Writes all of {@code content} in UTF-8, or leaves no file. */
    static void write(Path file, Content content) throws IOException {
        // The writer does not close what is below it when its last bytes cannot be written.
        try (OutputStream bytes = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Writer out = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
            content.writeTo(out);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            String reason = StorageFailedException.reasonOf(e);
            throw new IOException(file + ": " + reason + "; nothing was written, free space or name another", e);
        }
    }
}
