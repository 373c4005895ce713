package dev.nestor.recorder.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The files of a log, which a recorder may still be changing. */
final class LogFiles {

    private LogFiles() {}

    /** Opens the files of a log, each of which is in the list as soon as it is open. */
    static void open(Path directory, List<QueueFile> files) {
        try {
            for (Path path : RecordingLayout.queueFiles(directory)) {
                files.add(QueueFile.open(path));
            }
            if (files.isEmpty()) {
                files.add(QueueFile.open(RecordingLayout.queueFile(directory)));
            }
        } catch (IOException e) {
            throw StorageFailedException.because(directory + ": cannot list its log", e);
        }
    }

    /**
     * Whether a recorder changed something beside the reader that may look like damage: it cuts a log to what is used
     * when it finishes, and a ring drops files.
     */
    static boolean wereChanged(Path directory, List<QueueFile> files) {
        try {
            List<Path> found = RecordingLayout.queueFiles(directory);
            if (!found.equals(files.stream().map(QueueFile::path).toList())) {
                return !found.isEmpty();
            }
            for (QueueFile file : files) {
                if (Files.size(file.path()) != file.lengthBytes()) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw StorageFailedException.because(directory + ": cannot look at its log", e);
        }
    }
}
