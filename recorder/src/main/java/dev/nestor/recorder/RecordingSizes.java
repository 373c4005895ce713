package dev.nestor.recorder;

import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.FrameKind;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.StorageFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the bytes of a recording are used for; together they are the length of all its files. {@code index} is
 * Chronicle's own part of the log, with what fills frames up to a multiple of four; {@code slack} is room behind the
 * last frame, and {@code other} are files that only a recorder needs, both of which an unfinished recording has.
 */
public final class RecordingSizes {

    /** Bytes before the payload of a frame: the excerpt's word and the frame's head. */
    private static final int HEAD_BYTES = 4 + 48;

    private RecordingSizes() {}

    /**
     * Bytes by section, by name; every section is there. Those of a pack are as in its unpacked directory.
     *
     * @throws StorageFailedException when the host does not let us look
     */
    public static SortedMap<String, Long> of(Recording recording) {
        SortedMap<String, Long> sizes = new TreeMap<>();
        for (FrameKind kind : FrameKind.values()) {
            sizes.put(sectionOf(kind), 0L);
        }
        Path directory = recording.filesDirectory();
        try {
            long log = 0;
            long lastFile = 0;
            for (Path file : RecordingLayout.queueFiles(directory)) {
                lastFile = Files.size(file);
                log += lastFile;
            }
            long frames = 0;
            for (Frame frame : recording.frames()) {
                long bytes = (long) HEAD_BYTES + frame.payloadLength();
                sizes.merge(sectionOf(frame.kind()), bytes, Long::sum);
                frames += bytes;
            }
            List<Frame> all = recording.frames();
            Frame last = all.get(all.size() - 1);
            long end = last.fileOffset() + HEAD_BYTES - 4 + last.payloadLength();
            long slack = recording.isComplete() ? 0 : lastFile - end;
            sizes.put("index", log - frames - slack);
            sizes.put("slack", slack);
            sizes.put(
                    "manifest and seal",
                    sizeOf(RecordingLayout.manifest(directory)) + sizeOf(RecordingLayout.seal(directory)));
            sizes.put(
                    "images",
                    recording.manifest().images().stream()
                            .mapToLong(RecordedImage::bytes)
                            .sum());
            long known = sizes.values().stream().mapToLong(Long::longValue).sum();
            sizes.put("other", allFiles(directory) - known);
            return Collections.unmodifiableSortedMap(sizes);
        } catch (IOException e) {
            throw StorageFailedException.because(directory + ": cannot look at its files", e);
        }
    }

    private static String sectionOf(FrameKind kind) {
        return switch (kind) {
            case HEADER -> "header";
            case INPUT -> "inputs";
            case EVENT -> "events";
            case RAW_STATE, PAGES, KEYFRAME -> "keyframes";
            case FOOTER -> "footer";
        };
    }

    private static long allFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
