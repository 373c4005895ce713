package dev.nestor.emulator.papr;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whose view the L0 takes where the sources of the nested APIs disagree. */
public enum Profile {
    /** The kernel document's, which says of itself that it follows PAPR. */
    PAPR,
    /** The document's, bent where Linux's L1 would otherwise fail. */
    LINUX,
    /** QEMU's, without its crashes. */
    QEMU,
    /** The kernel document's of 2023, where an L1 can own the state of a vCPU; otherwise as {@link #PAPR}. */
    PAPR2023;

    /** As the command line writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The profile written as its lower-case name, or null. */
    public static @Nullable Profile parse(String text) {
        for (Profile profile : values()) {
            if (profile.text().equals(text)) {
                return profile;
            }
        }
        return null;
    }
}
