package dev.nestor.recorder.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things lie in the directory of a recording.
 *
 * <pre>
 * recording.properties   the manifest, written first and never changed
 * images/                the images the machine started from, named in the manifest with their SHA-256
 * log/19700101F.cq4      the Chronicle queue: one file, cut to the bytes in use when the recording was finished; a ring
 *                        has one for each of its parts, 19700102F.cq4 and so on
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

    /** Name of the queue file, the first one of a ring. */
    static final String QUEUE_FILE = queueFileName(0);

    private static final String QUEUE_FILE_END = "F.cq4";

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

    /** The file of the queue; of a ring the first one, which is dropped in time. */
    public static Path queueFile(Path directory) {
        return log(directory).resolve(QUEUE_FILE);
    }

    /** Name of the queue file numbered {@code segment}, from 0: the day of Chronicle's clock, which we set. */
    static String queueFileName(int segment) {
        return LocalDate.ofEpochDay(segment).format(DateTimeFormatter.BASIC_ISO_DATE) + QUEUE_FILE_END;
    }

    /**
     * The number that {@link #queueFileName} made a name of.
     *
     * @throws LogDamagedException when it made no such name
     */
    static int segmentOf(Path queueFile) {
        String name = queueFile.getFileName().toString();
        try {
            String day = name.substring(0, name.length() - QUEUE_FILE_END.length());
            long segment =
                    LocalDate.parse(day, DateTimeFormatter.BASIC_ISO_DATE).toEpochDay();
            if (segment >= 0 && segment <= Integer.MAX_VALUE) {
                return (int) segment;
            }
        } catch (DateTimeParseException e) {
            throw new LogDamagedException(queueFile, "its name", "a day like " + QUEUE_FILE, name);
        }
        throw new LogDamagedException(queueFile, "its name", "a day from " + QUEUE_FILE + " on", name);
    }

    /** The files of the queue that are there, oldest first. */
    public static List<Path> queueFiles(Path directory) throws IOException {
        if (!Files.isDirectory(log(directory))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(log(directory))) {
            return files.filter(file -> file.getFileName().toString().endsWith(QUEUE_FILE_END))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
