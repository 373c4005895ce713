package dev.nestor.recorder;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.recorder.codec.Schema;
import dev.nestor.recorder.keyframe.KeyframeWriter;
import dev.nestor.recorder.log.LogHeader;
import dev.nestor.recorder.log.RecordingLayout;
import dev.nestor.recorder.log.StorageFailedException;
import dev.nestor.recorder.log.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The log of a recording while it is written; one thread uses it. */
record OpenLog(TraceWriter writer, KeyframeWriter keyframes) {

    /** What every file of the log begins with. */
    static LogHeader header(MachineConfig config, MachineImages images, String scenario, RecorderOptions options) {
        SortedMap<String, Boolean> capabilities = new TreeMap<>(Map.of(RecordingManifest.KEYFRAMES, false));
        if (options.isRing()) {
            capabilities.put(RecordingManifest.RING, true);
        }
        String schema = Schema.text();
        byte[] manifest = new RecordingManifest(
                        config,
                        RecordingManifest.imagesOf(images),
                        scenario,
                        RecordingManifest.versionOfThisBuild(),
                        Schema.fingerprintOf(schema),
                        options.level(),
                        Machine.REVISION,
                        capabilities)
                .toBytes();
        return new LogHeader(manifest, schema);
    }

    /**
     * Makes the log of the recording in {@code directory}, whose place is there and empty; then the manifest, which
     * makes a recording of the directory, appears whole.
     *
     * @param syncBytes 0 to leave to the host when anything is written to the disk
     * @param above the nearest directory that was there before the recording's
     * @throws StorageFailedException when the host does not let it
     */
    static OpenLog start(Path directory, LogHeader header, long syncBytes, @Nullable Path above) {
        TraceWriter writer = TraceWriter.create(RecordingLayout.log(directory), header, syncBytes);
        try {
            RecordingFiles.placeManifest(directory, header.manifest(), syncBytes > 0, above);
        } catch (IOException e) {
            writer.close();
            throw StorageFailedException.because(directory + ": cannot start a recording", e);
        }
        return new OpenLog(writer, new KeyframeWriter(writer));
    }

    /** Completes the keyframe whose pages were taken; {@code digest} makes that of all from that of memory. */
    void complete(long moment, LongUnaryOperator digest, byte[] rest, long memoryBytes) {
        keyframes.complete(moment, digest.applyAsLong(keyframes.memoryDigest()), rest, memoryBytes);
    }

    /** Whether nothing was said yet but perhaps events. */
    boolean holdsNoInputOrKeyframe() {
        return writer.inputEntries() == 0 && keyframes.keyframes() == 0;
    }
}
