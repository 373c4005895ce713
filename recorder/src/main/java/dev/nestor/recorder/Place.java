package dev.nestor.recorder;

import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.StorageFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Whether something new may be written at a place that the user named. */
final class Place {

    private Place() {}

    /**
     * Refuses a directory that is anything but absent or empty.
     *
     * @throws RefusedException with what is in the way
     * @throws StorageFailedException when the host does not let us look
     */
    static void requireFreeDirectory(Path directory) {
        requireReachable(directory);
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new RefusedException(directory + " is a file: give a new directory");
        }
        if (Files.exists(RecordingLayout.manifest(directory))) {
            throw new RefusedException(directory + " holds a recording already: give a new directory, or remove it");
        }
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw new RefusedException(directory + " is not empty: give a new directory");
            }
        } catch (IOException e) {
            throw StorageFailedException.because(directory + ": cannot list", e);
        }
    }

    /**
     * Refuses a name that is taken.
     *
     * @throws RefusedException with what is in the way
     */
    static void requireNothingAt(Path file) {
        requireReachable(file);
        if (Files.exists(file)) {
            throw new RefusedException(file + " is there already: give another name");
        }
    }

    /** What stands above the place must be directories, as far as it is there. */
    private static void requireReachable(Path place) {
        if (Files.isSymbolicLink(place) && !Files.exists(place)) {
            throw new RefusedException(place + " is a symbolic link that leads nowhere: give another name");
        }
        Path above = place.toAbsolutePath().getParent();
        while (above != null && !Files.exists(above)) {
            requireNoDeadLink(place, above);
            above = above.getParent();
        }
        if (above != null && !Files.isDirectory(above)) {
            throw new RefusedException(place + ": " + above + " is a file: give a name in a directory");
        }
    }

    private static void requireNoDeadLink(Path place, Path above) {
        if (Files.isSymbolicLink(above)) {
            throw new RefusedException(place + ": " + above + " is a symbolic link that leads nowhere");
        }
    }
}
