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
    /** One chunk of a saved state: {@link KeyframeChunk}. */
    KEYFRAME(4),
    /** The last frame of a complete recording: counts and final digest as {@link PropertiesText}. */
    FOOTER(5);

    private final int number;

    FrameKind(int number) {
        this.number = number;
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
