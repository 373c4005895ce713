package dev.nestor.recorder;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineImages;
import dev.nestor.recorder.codec.MalformedBytesException;
import dev.nestor.recorder.codec.RecordedSchema;
import dev.nestor.recorder.codec.Schema;
import dev.nestor.recorder.codec.Sha256;
import dev.nestor.recorder.log.ForcedToDisk;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.LogTooOldException;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.StorageFailedException;
import dev.nestor.recorder.log.TraceReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the files of a recording that stand around its log, and the log's first frame. */
final class RecordingFiles {

    private RecordingFiles() {}

    /**
     * Refuses a directory in which nothing of a recording lies.
     *
     * @throws RefusedException that says so
     */
    static void requireRecording(Path directory) {
        try {
            readManifest(directory);
        } catch (LogDamagedException e) {
            // The log itself may still be whole, and it repeats the manifest.
            return;
        }
    }

    /**
     * Makes a recording of a directory: its manifest appears last and whole.
     *
     * @param isForced whether all of it shall outlive a power failure once this returns
     * @param above the nearest directory that was there before
     */
    static void placeManifest(Path directory, byte[] manifest, boolean isForced, @Nullable Path above)
            throws IOException {
        Path file = RecordingLayout.manifest(directory);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.write(part, manifest, StandardOpenOption.CREATE_NEW);
        if (isForced) {
            ForcedToDisk.tree(directory);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        if (isForced) {
            ForcedToDisk.directory(directory);
            ForcedToDisk.names(directory, above);
        }
    }

    /** The manifest's bytes, as they are. */
    static byte[] readManifest(Path directory) {
        Path file = RecordingLayout.manifest(directory);
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            if (Files.exists(RecordingLayout.seal(directory)) || holdsMoreThanItsBegin(directory)) {
                throw new LogDamagedException(file, "the directory", "the manifest", "no such file");
            }
            if (isBegun(directory)) {
                throw new RefusedException(
                        directory + " holds nothing yet: its recorder was ended before it began; remove it");
            }
            throw new RefusedException(directory + " is no recording: give a directory that was recorded to");
        } catch (IOException e) {
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw new RefusedException(directory + " is a file: give the directory of a recording");
            }
            throw StorageFailedException.because(file + ": cannot read", e);
        }
    }

    /** Whether there is what a recorder makes first, and nothing else, so that it may be removed. */
    private static boolean isBegun(Path directory) {
        boolean isMade =
                Files.exists(RecordingLayout.log(directory)) || Files.exists(RecordingLayout.images(directory));
        try (Stream<Path> files = Files.walk(directory, 2)) {
            return isMade && files.allMatch(file -> file.equals(directory) || isOfBegin(directory, file));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static boolean isOfBegin(Path directory, Path file) {
        Path images = RecordingLayout.images(directory);
        Path log = RecordingLayout.log(directory);
        if (file.equals(images) || file.equals(log)) {
            return Files.isDirectory(file);
        }
        String name = String.valueOf(file.getFileName());
        boolean isImage = images.equals(file.getParent()) && name.endsWith(".elf");
        boolean isLog = log.equals(file.getParent()) && name.matches(".*\\.cq4t?");
        return isImage || isLog || directory.equals(file.getParent()) && name.endsWith(".properties.part");
    }

    private static boolean holdsMoreThanItsBegin(Path directory) {
        if (!Files.exists(RecordingLayout.queueFile(directory))) {
            return false;
        }
        try (TraceReader reader = TraceReader.openUpToDamage(directory)) {
            return reader.frames().size() > 1;
        } catch (LogDamagedException e) {
            return false;
        }
    }

    /** All images. */
    static MachineImages readImages(Path directory, RecordingManifest manifest) {
        byte[] l1 = new byte[0];
        byte[] initrd = new byte[0];
        for (RecordedImage image : manifest.images()) {
            byte[] content = readImage(RecordingLayout.images(directory).resolve(image.file()), image);
            if (image.role().equals("l1")) {
                l1 = content;
            } else {
                initrd = content;
            }
        }
        return new MachineImages(l1, initrd);
    }

    /** The content of an image, compared with what the manifest says of it. */
    static byte[] readImage(Path file, RecordedImage image) {
        try {
            if (Files.size(file) != image.bytes()) {
                String place = "byte " + Math.min(Files.size(file), image.bytes());
                String found = Files.size(file) + " bytes";
                throw new LogDamagedException(file, place, "a length of " + image.bytes() + " bytes", found);
            }
            byte[] content = Files.readAllBytes(file);
            String sha256 = Sha256.of(content);
            if (!sha256.equals(image.sha256())) {
                String place = "bytes 0 to " + (content.length - 1);
                throw new LogDamagedException(file, place, "SHA-256 " + image.sha256(), sha256);
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new LogDamagedException(file, "the directory", "the image", "no such file");
        } catch (IOException e) {
            throw StorageFailedException.because(file + ": cannot read", e);
        }
    }

    /** What the log's first frame holds. */
    static LogHeader readHeader(TraceReader reader) {
        Frame first = reader.frames().get(0);
        try {
            return LogHeader.read(reader.read(first, new TraceReader.FramePayload()));
        } catch (MalformedBytesException e) {
            throw reader.damaged(first, e.expected(), e.found());
        }
    }

    /** Compares the manifest with the one in the log. */
    static void requireSameManifest(Path file, byte[] recorded, byte[] found) {
        int at = Arrays.mismatch(recorded, found);
        if (at >= 0) {
            throw new LogDamagedException(
                    file, "byte " + at, "the manifest that the log's HEADER frame repeats", "another one");
        }
    }

    /** What the recording says about its events and inputs. */
    static RecordedSchema schema(TraceReader reader, RecordingManifest manifest, String recorded) {
        Frame first = reader.frames().get(0);
        String fingerprint = Schema.fingerprintOf(recorded);
        if (!fingerprint.equals(manifest.schemaFingerprint())) {
            throw reader.damaged(first, "schema " + manifest.schemaFingerprint(), fingerprint);
        }
        try {
            RecordedSchema schema = RecordedSchema.of(recorded);
            Optional<RecordedSchema.Conflict> conflict = schema.conflict();
            if (conflict.isPresent()) {
                String here = conflict.get().here();
                String there = conflict.get().recorded();
                throw manifest.machineRevision() > Machine.REVISION
                        ? new LogTooNewException(reader.path(), "the schema", here, there)
                        : new LogTooOldException(reader.path(), "the schema", here, there);
            }
            return schema;
        } catch (MalformedBytesException e) {
            throw reader.damaged(first, e.expected(), e.found());
        }
    }
}
