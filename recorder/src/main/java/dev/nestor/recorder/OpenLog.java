package dev.nestor.recorder;

import dev.nestor.recorder.keyframe.KeyframeWriter;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.StorageFailedException;
import dev.nestor.recorder.log.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The log of a recording while it is written; one thread uses it. */
record OpenLog(TraceWriter writer, KeyframeWriter keyframes) {

    /**
     * Makes the log of the recording in {@code directory}, whose place is there and empty; then the manifest, which
     * makes a recording of the directory, appears whole.
     *
     * @throws StorageFailedException when the host does not let it
     */
    static OpenLog start(Path directory, LogHeader header, long syncBytes) {
        TraceWriter writer = TraceWriter.create(RecordingLayout.log(directory), header, syncBytes);
        Path file = RecordingLayout.manifest(directory);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(part, header.manifest(), StandardOpenOption.CREATE_NEW);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            writer.close();
            throw new StorageFailedException(file + ": cannot start a recording: " + e, e);
        }
        return new OpenLog(writer, new KeyframeWriter(writer));
    }

    /** Whether nothing was said yet but perhaps events. */
    boolean holdsNoInputOrKeyframe() {
        return writer.inputEntries() == 0 && keyframes.keyframes() == 0;
    }
}
