package dev.nestor.cli;

import dev.nestor.emulator.event.TraceLevel;
import dev.nestor.recorder.RecorderOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how a run is recorded; none of them changes what the machine does. */
final class RecordingOptions {

    private static final Pattern MOMENTS = Pattern.compile("([0-9]{1,15})([kMG]?)");

    @Option(
            names = "--keyframes",
            paramLabel = "EVERY",
            description = "Moments (instructions and idle time) between two saved states, such as 50M; \"none\", or "
                    + "\"auto\": as close as costs about 1 %%. Default: auto.")
    private @Nullable String keyframes;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description =
                    "What is kept: \"inputs\" alone, \"calls\" and exits too, or \"full\": every byte of state moved "
                            + "and every digest. Each can be replayed. Default: full.")
    private @Nullable String level;

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
                        default -> moments("--keyframes", keyframes);
                    });
        }
        if (level != null) {
            TraceLevel chosen = TraceLevel.parse(level);
            if (chosen == null) {
                throw new UserFault("--level: there is no level \"" + level + "\"; write inputs, calls or full");
            }
            options = options.withLevel(chosen);
        }
        return options;
    }

    private static long moments(String option, String text) {
        Matcher matcher = MOMENTS.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new UserFault(option + ": \"" + text + "\" is no distance; write moments with k, M or G, as in 50M");
        }
        long factor = switch (matcher.group(2)) {
            case "k" -> 1_000L;
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
