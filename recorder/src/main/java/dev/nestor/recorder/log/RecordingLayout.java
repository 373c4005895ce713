package dev.nestor.recorder.log;

import java.nio.file.Path;

/**
 * Where things lie in the directory of a recording.
 *
 * <pre>
 * recording.properties   the manifest, written first and never changed
 * images/                the images the machine started from, named in the manifest with their SHA-256
 * log/19700101F.cq4      the Chronicle queue: one file, cut to the bytes in use when the recording was finished
 * seal.properties        written last: length and checksums of the queue file; absent while a recording is incomplete
 * </pre>
 *
 * <p>The queue file's name is the day of a clock that stands still at 0. While a recording is written Chronicle keeps
 * {@code log/metadata.cq4t} beside it; finishing removes that file and no reader looks at it.
 */
public final class RecordingLayout {

    /** Version of the format that this build writes, and the newest it reads. */
    public static final int FORMAT = 2;

    /** Oldest version of the format that this build reads. */
    public static final int FORMAT_OLDEST = 1;

    /** Name of the queue file. */
    static final String QUEUE_FILE = "19700101F.cq4";

    /** Name of Chronicle's own table beside the queue file. */
    static final String METADATA_FILE = "metadata.cq4t";

    private RecordingLayout() {}

    /** The manifest of the recording in {@code directory}. */
    public static Path manifest(Path directory) {
        return directory.resolve("recording.properties");
    }

    /** The seal of the recording in {@code directory}. */
    public static Path seal(Path directory) {
        return directory.resolve("seal.properties");
    }

    /** The directory of the images. */
    public static Path images(Path directory) {
        return directory.resolve("images");
    }

    /** The directory of the queue. */
    public static Path log(Path directory) {
        return directory.resolve("log");
    }

    /** The one file of the queue. */
    public static Path queueFile(Path directory) {
        return log(directory).resolve(QUEUE_FILE);
    }
}
