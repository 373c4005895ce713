package dev.nestor.recorder.log;

import org.jspecify.annotations.Nullable;

/** The kinds of frame in a log; numbers are explicit and never reused. */
public enum FrameKind {
    /** The first frame: the manifest and the schema as text. */
    HEADER(1),
    /** What the input door said: {@link dev.nestor.recorder.codec.InputCodec}. */
    INPUT(2),
    /** A batch of events: {@link dev.nestor.recorder.codec.EventBatchEncoder}. */
    EVENT(3),
    /** Retired: a part of a raw saved state, which format 1 declared and no command wrote. Readers pass over it. */
    RAW_STATE(4, true),
    /** The last frame of a complete recording: counts and final digest as {@link PropertiesText}. */
    FOOTER(5),
    /** Contents of pages of memory for the keyframes that follow; drawn in the package {@code keyframe}. */
    PAGES(6, true),
    /** A part of a saved state without its pages; drawn in the package {@code keyframe}. */
    KEYFRAME(7, true);

    private final int number;
    private final boolean isOptional;

    FrameKind(int number) {
        this(number, false);
    }

    FrameKind(int number, boolean isOptional) {
        this.number = number;
        this.isOptional = isOptional;
    }

    /** Whether a reader that does not know the kind may pass over the frame; bit 0 of its flags says so. */
    boolean isOptional() {
        return isOptional;
    }

    /** The number in the log. */
    public int number() {
        return number;
    }

    /** The kind with that number, or null. */
    static @Nullable FrameKind ofNumber(int number) {
        for (FrameKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        return null;
    }
}
