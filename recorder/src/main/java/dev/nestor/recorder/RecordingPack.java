package dev.nestor.recorder;

import dev.nestor.recorder.codec.BatchGrammar;
import dev.nestor.recorder.codec.DigestSource;
import dev.nestor.recorder.codec.Sha256;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogDigests;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.StorageFailedException;
import dev.nestor.recorder.log.TraceReader;
import dev.nestor.recorder.pack.PackReader;
import dev.nestor.recorder.pack.PackWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** A recording as one portable file and back, byte for byte. */
public final class RecordingPack {

    private RecordingPack() {}

    /** Whether {@code path} is a file that begins as a pack does. */
    public static boolean isPack(Path path) {
        return PackReader.isPack(path);
    }

    /**
     * Packs the recording in {@code directory}, which is intact, and complete or repaired. The same recording gives the
     * same bytes.
     *
     * @return length of the pack in bytes
     * @throws RefusedException when there is no recording, when it was not finished or when {@code pack} exists
     * @throws dev.nestor.recorder.log.LogException when the recording is damaged, too old or too new
     * @throws StorageFailedException when the host does not let it; then no pack is left
     */
    public static long pack(Path directory, Path pack) {
        return pack(directory, pack, false);
    }

    /**
     * As {@link #pack}, without the digests in the recording's events, which only running its machine gives again.
     */
    public static long packLean(Path directory, Path pack) {
        return pack(directory, pack, true);
    }

    private static long pack(Path directory, Path pack, boolean isLean) {
        if (isPack(directory)) {
            throw new RefusedException(directory + " is a pack already: copy the file");
        }
        Place.requireNothingAt(pack);
        try (Recording recording = Recording.open(directory)) {
            // A recorder that was killed behind its footer left no seal, which a pack must hold.
            boolean isSealed = Files.exists(RecordingLayout.seal(directory));
            boolean isWhole = recording.isComplete() || recording.loss().isPresent();
            if (!isWhole || !isSealed) {
                throw new RefusedException(directory + " was not finished: pack what nestor repair makes of it");
            }
        }
        String schema = schemaOf(directory);
        Path part = pack.resolveSibling(
                pack.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                PackWriter.write(directory, namesOf(directory), schema, isLean, out);
            }
            Files.move(part, pack);
            return Files.size(pack);
        } catch (IOException e) {
            deleteIfPresent(part);
            throw StorageFailedException.because(pack + ": cannot pack", e);
        }
    }

    /**
     * Gives back the directory that was packed.
     *
     * @param directory created unless it is there and empty
     * @throws RefusedException when {@code pack} is no pack, or one without digests, or the directory is not free
     * @throws LogDamagedException when the pack is not as it was written; then nothing is left in the directory
     * @throws LogTooNewException when its format is newer
     * @throws StorageFailedException when the host does not let it
     */
    public static void unpack(Path pack, Path directory) {
        unpack(pack, directory, recording -> {
            throw new RefusedException(pack + " was packed without digests: nestor unpack computes them");
        });
    }

    /**
     * The same, also for a pack without digests.
     *
     * @param computed gives the digests of a recording in which there are none
     * @throws LogDamagedException also when these are not those that were recorded
     */
    public static void unpack(Path pack, Path directory, Function<Recording, DigestSource> computed) {
        if (!isPack(pack)) {
            throw new RefusedException(pack + " is no pack: give a file that nestor pack made");
        }
        Place.requireFreeDirectory(directory);
        try (PackReader reader = PackReader.open(pack)) {
            List<String> names = new ArrayList<>(reader.names());
            // The manifest makes a recording of a directory, so it comes last.
            String manifest = RecordingLayout.manifest(directory).getFileName().toString();
            names.sort(Comparator.comparing(manifest::equals));
            Files.createDirectories(directory);
            if (Files.getFileStore(directory).getUsableSpace() < reader.bytes()) {
                throw new IOException("No space left on device: " + reader.bytes() + " bytes are needed");
            }
            for (String name : names) {
                Path file = directory.resolve(name);
                Files.createDirectories(file.getParent());
                try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
                    reader.copy(name, out);
                }
            }
            if (!reader.whole().isEmpty()) {
                putDigestsIn(directory, reader.whole(), computed);
            }
        } catch (IOException e) {
            clear(directory);
            throw StorageFailedException.because(directory + ": cannot unpack", e);
        } catch (RuntimeException e) {
            clear(directory);
            throw e;
        }
    }

    private static void putDigestsIn(
            Path directory, SortedMap<String, String> whole, Function<Recording, DigestSource> computed)
            throws IOException {
        try (Recording recording = Recording.openLazily(directory)) {
            BatchGrammar grammar = BatchGrammar.of(schemaOf(directory));
            List<Path> files = RecordingLayout.queueFiles(directory);
            LogDigests.putIn(files, recording.frames(), grammar, computed.apply(recording));
        }
        for (String name : whole.keySet()) {
            Path file = directory.resolve(name);
            String found = Sha256.of(file);
            if (!found.equals(whole.get(name))) {
                throw new LogDamagedException(file, "all of it", "SHA-256 " + whole.get(name), found);
            }
        }
    }

    /** Length of the files that make up the recording in {@code directory}, in bytes. */
    public static long sizeBytes(Path directory) {
        try {
            long bytes = 0;
            for (String name : namesOf(directory)) {
                bytes += Files.size(directory.resolve(name));
            }
            return bytes;
        } catch (IOException e) {
            throw StorageFailedException.because(directory + ": cannot read", e);
        }
    }

    private static String schemaOf(Path directory) {
        try (TraceReader reader = TraceReader.openLazily(directory)) {
            return LogHeader.read(reader.read(reader.frames().get(0), new TraceReader.FramePayload()))
                    .schema();
        }
    }

    /** The files that make up a recording; whatever else lies in its directory is not packed. */
    private static List<String> namesOf(Path directory) throws IOException {
        List<Path> files =
                new ArrayList<>(List.of(RecordingLayout.manifest(directory), RecordingLayout.seal(directory)));
        for (Path folder : List.of(RecordingLayout.images(directory), RecordingLayout.log(directory))) {
            try (Stream<Path> found = Files.list(folder)) {
                found.filter(file -> Files.isRegularFile(file)).forEach(files::add);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        return files.stream()
                .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                .toList();
    }

    /** Removes a directory with all that is in it, such as one that a pack was unpacked into. */
    static void remove(Path directory) {
        clear(directory);
        deleteIfPresent(directory);
    }

    /** Removes what is in a directory; the directory itself stays. */
    static void clear(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(directory)) {
                    Files.delete(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw StorageFailedException.because(directory + ": cannot remove what is in it", e);
        }
    }

    private static void deleteIfPresent(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw StorageFailedException.because(file + ": cannot remove", e);
        }
    }
}
