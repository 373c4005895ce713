package dev.nestor.cli;

import dev.nestor.emulator.event.TraceLevel;
import dev.nestor.recorder.RecorderOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a run is recorded; none of them changes what the machine does. */
final class RecordingOptions {

    private static final Pattern MOMENTS = Pattern.compile("([0-9]{1,15})([kKMG]?)");

    private static final long KEYFRAME_MOMENTS_MIN = 1_000;

    @Option(
            names = "--keyframes",
            paramLabel = "EVERY",
            description = "Moments (instructions and idle time) between two saved states, such as 50M (k 1,000, M, G); "
                    + "\"none\", or \"auto\": by what the run writes, 20 M moments and more. Default: auto.")
    private @Nullable String keyframes;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description =
                    "What is kept: \"inputs\" alone, \"calls\" and exits too, or \"full\": every byte of state moved "
                            + "and every digest. Each can be replayed. Default: full.")
    private @Nullable String level;

    @Option(
            names = "--keep-last",
            paramLabel = "SIZE|MOMENTS",
            description =
                    "Keep the last part of the run only, in about that size such as 64M (K 1,024 bytes, M, G), or for "
                            + "at least so many moments, such as 500Mm (with a final m; k 1,000, M, G); it begins "
                            + "with a saved state.")
    private @Nullable String keepLast;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            description = "End the run when its log has that size, such as 1G (K 1,024 bytes, M, G); the recording is "
                    + "complete and says so.")
    private @Nullable String maxSize;

    @Option(
            names = "--sync",
            paramLabel = "SIZE",
            description =
                    "Force the log to disk after every SIZE bytes of it, such as 1M (K 1,024 bytes, M, G): a power "
                            + "failure loses no more. Default: the host decides when.")
    private @Nullable String sync;

    /**
     * The options as the recorder takes them.
     *
     * @throws UserFault when one cannot be read
     */
    RecorderOptions options() {
        RecorderOptions options = RecorderOptions.DEFAULT;
        if (keyframes != null) {
            options = options.withKeyframeMoments(
                    switch (keyframes) {
                        case "none" -> 0;
                        case "auto" -> RecorderOptions.ADAPTIVE;
                        default -> keyframeMoments(keyframes);
                    });
        }
        if (level != null) {
            TraceLevel chosen = TraceLevel.parse(level);
            if (chosen == null) {
                throw new UserFault("--level: there is no level \"" + level + "\"; write inputs, calls or full");
            }
            options = options.withLevel(chosen);
        }
        if (keepLast != null) {
            options = keepLast.endsWith("m")
                    ? options.withRingMoments(moments("--keep-last", keepLast.substring(0, keepLast.length() - 1)))
                    : options.withRingBytes(size("--keep-last", keepLast));
        }
        if (maxSize != null) {
            options = options.withBytesMax(size("--max-size", maxSize));
        }
        if (sync != null) {
            options = options.withSyncBytes(ByteSize.parse("--sync", sync));
        }
        return options;
    }

    /** Less would hold little more than a saved state. */
    private static long size(String option, String text) {
        long bytes = ByteSize.parse(option, text);
        if (bytes < RecorderOptions.BYTES_MIN) {
            throw new UserFault(option + ": " + text + " is too small for a recording; write "
                    + ByteSize.text(RecorderOptions.BYTES_MIN) + " or more, such as 64M");
        }
        return bytes;
    }

    /** Saved states that lie closer cost so much more than the run that it would seem to hang. */
    private static long keyframeMoments(String text) {
        long moments = moments("--keyframes", text);
        if (moments < KEYFRAME_MOMENTS_MIN) {
            throw new UserFault("--keyframes: " + text + " is too close; write 1k or more");
        }
        return moments;
    }

    private static long moments(String option, String text) {
        Matcher matcher = MOMENTS.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new UserFault(option + ": \"" + text + "\" is no distance; write moments with k, M or G, as in 50M");
        }
        long factor = switch (matcher.group(2)) {
            case "k", "K" -> 1_000L;
            case "M" -> 1_000_000L;
            case "G" -> 1_000_000_000L;
            default -> 1L;
        };
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE / factor) {
            throw new UserFault(option + ": " + text + " is too large");
        }
        return number * factor;
    }
}
