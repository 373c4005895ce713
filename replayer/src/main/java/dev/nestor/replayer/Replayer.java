package dev.nestor.replayer;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.RecordedImage;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RefusedException;
import dev.nestor.recorder.codec.Sha256;
import dev.nestor.replayer.verify.Edit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.function.LongConsumer;

/**
 * Runs a recorded run again and compares every event and digest with the recording.
 *
 * <p>It starts from the image, or from a keyframe (of a ring that dropped its begin, from the first one), and ends
 * where the recording ends: at its footer, where final state and stop reason are compared as well, or at the last event
 * of an incomplete one.
 */
public final class Replayer {

    /**
     * Least work of a slice that gains by running beside another, in instructions and
     * {@link RecorderOptions#MOMENTS_PER_EVENT} for each event: about five seconds of it. Each slice has its regions
     * translated and compiled anew, which takes two to five seconds of CPU time.
     */
    public static final long SLICE_WORK_MIN = 5_000_000_000L;

    private final Recording recording;
    private List<Edit> edits = List.of();
    private Optional<Keyframe> start = Optional.empty();
    private EngineKind engine = EngineKind.DEFAULT;
    private long untilMoment = Long.MAX_VALUE;
    private LongConsumer progress = moment -> {};
    private int slicesMax = Integer.MAX_VALUE;
    private long sliceWorkMin = 1;

    private Replayer(Recording recording) {
        this.recording = recording;
    }

    /** Replays {@code recording}, which stays open for as long. */
    public static Replayer of(Recording recording) {
        return new Replayer(recording);
    }

    /**
     * Insists on a configuration.
     *
     * @throws RefusedException when the recording was made with another; names each value that differs
     */
    public Replayer withConfig(MachineConfig config) {
        SortedMap<String, String> recorded = recording.config().toProperties();
        StringBuilder differences = new StringBuilder();
        config.toProperties().forEach((name, value) -> {
            if (!value.equals(recorded.get(name))) {
                differences.append(differences.isEmpty() ? "" : ", ");
                differences
                        .append(name)
                        .append(' ')
                        .append(recorded.get(name))
                        .append(" and not ")
                        .append(value);
            }
        });
        if (!differences.isEmpty()) {
            throw new RefusedException(recording.directory() + " was recorded with " + differences
                    + ": replay it with its own configuration, or record again");
        }
        return this;
    }

    /**
     * Insists on images.
     *
     * @throws RefusedException when the recording was made from another; names it
     */
    public Replayer withImages(MachineImages images) {
        for (RecordedImage image : recording.manifest().images()) {
            requireSameImage(image, image.role().equals("l1") ? images.l1() : images.initrd());
        }
        if (recording.images().initrd().length == 0 && images.initrd().length > 0) {
            throw new RefusedException(recording.directory() + " was recorded without initrd: replay it without one");
        }
        return this;
    }

    /** Lets inputs in that the recording does not hold; what they change is found as a difference. */
    public Replayer withEdits(List<Edit> inputs) {
        edits = List.copyOf(inputs);
        return this;
    }

    /** Starts from a keyframe of the recording instead of the image. */
    public Replayer fromKeyframe(Keyframe keyframe) {
        start = Optional.of(keyframe);
        return this;
    }

    /** Ends at {@code moment} at the latest; then the final state is not compared. */
    public Replayer until(long moment) {
        untilMoment = moment;
        return this;
    }

    /** Tells {@code listener} the moment now and then. */
    public Replayer withProgress(LongConsumer listener) {
        progress = listener;
        return this;
    }

    /**
     * Makes no more than about {@code slices} slices, at least 1, of a replay on threads, and none but the last with
     * less work than {@code workMin}, at least 1: an engine that translates begins cold in each. Work is counted in
     * instructions, an event counting as {@link RecorderOptions#MOMENTS_PER_EVENT}. Without it, every keyframe begins
     * one.
     */
    public Replayer inSlices(int slices, long workMin) {
        slicesMax = slices;
        sliceWorkMin = workMin;
        return this;
    }

    /** Replays by this engine; every engine does the same. */
    public Replayer withEngine(EngineKind kind) {
        engine = kind;
        return this;
    }

    /**
     * Replays, up to the first difference. The state is compared with every keyframe on the way as well.
     *
     * @throws dev.nestor.recorder.log.LogDamagedException when the recording changed since it was opened
     */
    public ReplayResult run() {
        return new ReplaySlice(plan(), start(), Optional.empty(), progress).run();
    }

    /**
     * Replays slices between keyframes at the same time, on {@code threads}; the result is that of {@link #run()}. The
     * progress listener is told the moments done in all, from several threads, one at a time. Without keyframes, or
     * with edits, there is one slice.
     *
     * @throws dev.nestor.recorder.log.LogDamagedException when the recording changed since it was opened
     */
    public ReplayResult run(ExecutorService threads) {
        if (!edits.isEmpty()) {
            return run();
        }
        return new SlicedReplay(plan(), start(), slicesMax, sliceWorkMin, threads, progress)
                .run()
                .orElseGet(this::run);
    }

    private Optional<Keyframe> start() {
        boolean isRing = start.isEmpty() && recording.beginsAtKeyframe();
        return isRing ? recording.keyframes().stream().findFirst() : start;
    }

    private ReplaySlice.Plan plan() {
        return new ReplaySlice.Plan(
                recording, List.copyOf(recording.inputs()), recording.keyframes(), edits, engine, untilMoment);
    }

    private void requireSameImage(RecordedImage image, byte[] content) {
        String sha256 = Sha256.of(content);
        if (!sha256.equals(image.sha256())) {
            throw new RefusedException(recording.directory() + " was recorded with another " + image.role()
                    + " image: SHA-256 " + image.sha256() + " and not " + sha256
                    + "; replay it with its own images, or record again");
        }
    }
}
