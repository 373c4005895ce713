package dev.nestor.replayer.verify;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown out of the machine by the sink: there is nothing more to compare, so that no further instruction matters. Not
 * an error; {@code Replayer} catches it and throws the machine away.
 */
public final class ReplayEnded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Divergence divergence;

    ReplayEnded(@Nullable Divergence divergence) {
        super(divergence == null ? "the recording ends here" : divergence.line(), null, false, false);
        this.divergence = divergence;
    }

    /** The difference, or nothing when an incomplete recording came to its end. */
    public Optional<Divergence> divergence() {
        return Optional.ofNullable(divergence);
    }
}
