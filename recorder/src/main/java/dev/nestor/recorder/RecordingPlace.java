package dev.nestor.recorder;

import dev.nestor.recorder.log.StorageFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A recording wherever it is: a directory as it is, a pack unpacked into a directory of its own, which is removed on
 * closing.
 */
public final class RecordingPlace implements AutoCloseable {

    private final Path path;
    private final Path directory;

    private RecordingPlace(Path path, Path directory) {
        this.path = path;
        this.directory = directory;
    }

    /**
     * The recording at {@code path}; whether there is one is found out by whoever opens it.
     *
     * @throws dev.nestor.recorder.log.LogException when it is a pack that is damaged or too new
     * @throws StorageFailedException when the host does not let it
     */
    public static RecordingPlace of(Path path) {
        if (!RecordingPack.isPack(path)) {
            return new RecordingPlace(path, path);
        }
        RecordingPlace unpacked;
        try {
            unpacked = new RecordingPlace(path, Files.createTempDirectory("nestor-"));
        } catch (IOException e) {
            throw StorageFailedException.because(path + ": cannot unpack into a temporary directory", e);
        }
        try {
            RecordingPack.unpack(path, unpacked.directory);
            return unpacked;
        } catch (RuntimeException | Error e) {
            unpacked.close();
            throw e;
        }
    }

    /**
     * Refuses a directory to record into that is anything but absent or empty, as the recorder does.
     *
     * @throws RefusedException with what is in the way
     * @throws StorageFailedException when the host does not let us look
     */
    public static void requireFree(Path directory) {
        Place.requireFreeDirectory(directory);
    }

    /**
     * Removes a directory with all that is in it, such as a recording that nobody wants; nothing when it is not there.
     *
     * @throws StorageFailedException when the host does not let it
     */
    public static void remove(Path directory) {
        RecordingPack.remove(directory);
    }

    /** The path, as given: what the recording is called. */
    public Path path() {
        return path;
    }

    /** The directory of the recording. */
    public Path directory() {
        return directory;
    }

    /** Whether the recording is a pack, so that the directory is gone when this is closed. */
    public boolean isPacked() {
        return !directory.equals(path);
    }

    @Override
    public void close() {
        if (isPacked()) {
            RecordingPack.remove(directory);
        }
    }
}
