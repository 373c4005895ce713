package dev.nestor.replayer;

import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingPack;
import dev.nestor.recorder.RefusedException;
import java.nio.file.Path;

/**
 * Packs without digests: these have no redundancy, and are half of a pack and more, but running the machine gives them
 * again. What the pack keeps proves them: the checksum of every frame and the SHA-256 of the whole log.
 */
public final class LeanPack {

    private LeanPack() {}

    /**
     * Packs the recording in {@code directory} without its digests, after a replay has shown that this build gives them
     * again.
     *
     * @return length of the pack in bytes
     * @throws RefusedException when the replay differs, and as {@link RecordingPack#pack} does
     */
    public static long pack(Path directory, Path pack) {
        try (Recording recording = Recording.open(directory)) {
            ReplayResult result = Replayer.of(recording).run();
            if (!result.isEqual()) {
                throw new RefusedException(directory + ": its digests cannot be left out, since a replay differs at "
                        + result.divergence().orElseThrow().line());
            }
        }
        return RecordingPack.packLean(directory, pack);
    }

    /**
     * Gives back the directory that was packed, with or without digests, byte for byte.
     *
     * @throws dev.nestor.recorder.log.LogDamagedException also when this build's machine gives other digests, with the
     *     first frame that proves it; then nothing is left in the directory
     */
    public static void unpack(Path pack, Path directory) {
        RecordingPack.unpack(pack, directory, ComputedDigests::new);
    }
}
