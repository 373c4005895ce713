package dev.nestor.recorder;

import java.util.ArrayDeque;

/**
 * Which parts of a ring are kept. A part is one queue file; the oldest is dropped as a whole, so a ring is a little
 * smaller than it may be, or holds a little more moments than asked for.
 */
final class Ring {

    /** How often size is looked at, in moments; what is stated in as many may go beyond a bound. */
    private static final long CHECK_MOMENTS = 1_000_000;

    private static final int PARTS = 4;

    private final RecorderOptions options;
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private long keptBytes;

    Ring(RecorderOptions options) {
        this.options = options;
        parts.add(new Part(0, 0, 0, 0));
    }

    /** The next moment after {@code moment} at which size is looked at; never where nothing bounds it. */
    long nextCheck(long moment) {
        boolean isBounded = options.isRing() || options.bytesMax() > 0;
        return isBounded ? (moment / CHECK_MOMENTS + 1) * CHECK_MOMENTS : Long.MAX_VALUE;
    }

    /** Whether the present part, whose file has so many bytes, has all it may have beside its keyframe. */
    boolean isPartFull(long moment, long writtenBytes) {
        Part part = parts.getLast();
        return options.ringBytes() > 0
                ? writtenBytes - part.keyframeBytes >= options.ringBytes() / PARTS
                : moment - part.moment >= Math.max(CHECK_MOMENTS, options.ringMoments() / PARTS);
    }

    /** The present part has its last byte. */
    void ended(long bytes) {
        Part part = parts.removeLast();
        parts.addLast(new Part(part.number, part.moment, part.keyframeBytes, bytes));
        keptBytes += bytes;
    }

    /** A part was begun with a keyframe that takes so many bytes. */
    void started(int number, long moment, long keyframeBytes) {
        parts.addLast(new Part(number, moment, keyframeBytes, 0));
    }

    /** Number of the oldest part if it must go, which it does then; else -1. */
    int takeTooOld(long moment) {
        if (parts.size() < 2 || !isTooOld(moment)) {
            return -1;
        }
        Part oldest = parts.removeFirst();
        keptBytes -= oldest.bytes;
        return oldest.number;
    }

    private boolean isTooOld(long moment) {
        if (options.ringMoments() > 0) {
            long nextMoment = parts.stream().skip(1).findFirst().orElseThrow().moment;
            return moment - nextMoment >= options.ringMoments();
        }
        return keptBytes + parts.getLast().keyframeBytes > options.ringBytes() - options.ringBytes() / PARTS;
    }

    /** A queue file: its first moment, what its keyframe takes, and its size once it is ended. */
    private record Part(int number, long moment, long keyframeBytes, long bytes) {}
}
