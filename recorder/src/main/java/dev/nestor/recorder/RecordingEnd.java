package dev.nestor.recorder;

import dev.nestor.recorder.log.FooterFinder;
import dev.nestor.recorder.log.Frame;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.LogTooOldException;
import dev.nestor.recorder.log.RecordingLayout;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What tells a finished recording from every other one, read from its manifest and from the end of its log. Two of the
 * same end hold the same: {@code chain} is a digest over all frames before the footer, and {@code crc} the footer's
 * checksum. So what was made from a recording can be told to be of this one without reading all of its log.
 *
 * @param schemaFingerprint of the declared events and inputs
 * @param chain digest over the frames before the footer
 * @param crc checksum of the footer
 * @param summary what the footer says
 */
public record RecordingEnd(String schemaFingerprint, long chain, int crc, RecordingSummary summary) {

    /**
     * The end of the recording in {@code directory}; only the manifest's text and the footer are checked. Absent when
     * the recording is not finished, is repaired, is a pack or a ring of several files, or does not end with an intact
     * footer; {@link Recording#open} then says why.
     *
     * @throws RefusedException when there is no recording
     * @throws LogDamagedException when the manifest is damaged
     * @throws LogTooOldException when this build no longer reads its format
     * @throws LogTooNewException when this build does not yet read its format
     */
    public static Optional<RecordingEnd> of(Path directory) {
        Path log = RecordingLayout.queueFile(directory);
        Optional<FooterFinder.Footer> found = FooterFinder.find(directory);
        Optional<RecordingSummary> summary =
                found.flatMap(footer -> RecordingSummary.readUnlessLost(log, footer.text()));
        return summary.map(known -> {
            FooterFinder.Footer footer = found.orElseThrow();
            Path manifest = RecordingLayout.manifest(directory);
            String schema = RecordingManifest.read(manifest, RecordingFiles.readManifest(directory))
                    .schemaFingerprint();
            return new RecordingEnd(schema, footer.chain(), footer.crc(), known);
        });
    }

    /** The end of an open recording; absent while {@link Recording#isComplete()} is false. */
    public static Optional<RecordingEnd> of(Recording recording) {
        Frame last = recording.frames().get(recording.frames().size() - 1);
        String schema = recording.manifest().schemaFingerprint();
        return recording
                .summary()
                .map(known -> new RecordingEnd(schema, last.position().chain(), last.crc(), known));
    }
}
