package dev.nestor.emulator.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much of what the machine states is kept. It never changes what the machine does; every event declares in
 * {@link EventId#level()} from which level on it is kept.
 */
public enum TraceLevel {
    /** No event: what came in, saved states and the final digest are enough to run everything again. */
    INPUTS,
    /** Calls, entries, exits, console: who asked whom for what, and what came back. */
    CALLS,
    /** Everything: also every byte of state moved and every digest. */
    FULL;

    /** The name in manifests and on command lines. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether events of {@code type} are kept. */
    public boolean keeps(EventType type) {
        return type.level().compareTo(this) <= 0;
    }

    /** The level of that name, or null. */
    public static @Nullable TraceLevel parse(String text) {
        for (TraceLevel level : values()) {
            if (level.text().equals(text)) {
                return level;
            }
        }
        return null;
    }
}
