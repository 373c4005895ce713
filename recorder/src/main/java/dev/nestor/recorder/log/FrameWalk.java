package dev.nestor.recorder.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a queue file from its first byte and lists the frames. Whatever the bytes are, it ends, and everything
 * that is not as a writer leaves it is found with its place.
 *
 * <p>Where the excerpts end there may be room that was never used, and in it the one frame a killed recorder was
 * writing. An early end made by damage differs from that: frames follow it. So behind the end no frame may begin,
 * except the next one directly at the end; if that one is whole it counts, and else it is what was being written. Any
 * other byte there belongs to no frame and is unused.
 */
final class FrameWalk {

    /** Longest excerpt of Chronicle's own: an index array with its names. */
    private static final int OWN_BYTES_MAX = 8300;

    private static final int SCAN_BYTES = 64 << 10;
    private static final byte[] ZEROS = new byte[SCAN_BYTES];

    /** Bytes that looking behind damage may check, in lengths of the file: overlapping frames are never meant. */
    private static final long CHECKED_TIMES_MOST = 2;

    private final QueueFile file;
    private final int fileNumber;
    private final boolean isSealed;
    private final boolean isTolerant;
    private final boolean takesAnyStart;
    private final boolean isFirst;
    private final List<Frame> frames;
    private final List<Frame> damaged;
    private final byte[] bytes;
    private final CRC32C crc = new CRC32C();
    private @Nullable Frame suspect;
    private @Nullable LogDamagedException suspicion;
    private long chain;
    private long nextSequence;
    private long end;

    /**
     * A walk through the log's first file.
     *
     * @param isSealed whether its bytes were compared before; then payloads are passed over
     * @param isTolerant whether to go on behind a frame of a keyframe whose payload is damaged
     * @param takesAnyStart whether frames went before that a ring dropped with their files
     */
    FrameWalk(QueueFile file, boolean isSealed, boolean isTolerant, boolean takesAnyStart) {
        this.file = file;
        this.fileNumber = 0;
        this.isFirst = true;
        this.isSealed = isSealed;
        this.isTolerant = isTolerant;
        this.takesAnyStart = takesAnyStart;
        this.frames = new ArrayList<>();
        this.damaged = new ArrayList<>();
        this.bytes = new byte[FrameHeader.BYTES + FrameHeader.PAYLOAD_BYTES_MAX];
    }

    /** The walk through the file that follows the one of {@code before}; their frames are one list. */
    FrameWalk(QueueFile file, FrameWalk before) {
        this.file = file;
        this.fileNumber = before.fileNumber + 1;
        this.isFirst = false;
        this.isSealed = before.isSealed;
        this.isTolerant = before.isTolerant;
        this.takesAnyStart = false;
        this.frames = before.frames;
        this.damaged = before.damaged;
        this.bytes = before.bytes;
        this.suspect = before.suspect;
        this.suspicion = before.suspicion;
        this.chain = before.chain;
        this.nextSequence = before.nextSequence;
    }

    /** Goes to the end of the file; called once. */
    void run() {
        if (!isFirst && !isBegun()) {
            return;
        }
        passExcerpts();
        while (!isSealed && end < file.lengthBytes() && goesOnBehindEnd()) {
            passExcerpts();
        }
    }

    /** Refuses a damaged frame that no sound one followed: nothing says that its head is true. */
    void finish() {
        LogDamagedException found = suspicion;
        if (suspect != null && found != null) {
            frames.remove(suspect);
            damaged.remove(suspect);
            throw found;
        }
    }

    /** The frames that only keyframes need and whose payload is damaged; they are among the others. */
    List<Frame> damaged() {
        return damaged;
    }

    /** The frames, in order. */
    List<Frame> frames() {
        return frames;
    }

    /**
     * Whole frames behind the place at which {@link #run} found damage; what lies between is lost. Frames that follow
     * no
     * other cannot be used, but they tell how much there was. The work is bounded whatever the bytes are.
     */
    List<Frame> framesBehindDamage() {
        List<Frame> found = new ArrayList<>();
        long bytesLeft = CHECKED_TIMES_MOST * file.lengthBytes();
        long at = findMagic(end + QueueFile.WORD_BYTES);
        while (at >= 0 && bytesLeft > 0) {
            int length = lengthOfFrameAt(at);
            bytesLeft -= Math.max(0, length);
            boolean isFrame = length >= 0 && isWhole(at, length) && isBehind(found);
            FrameKind kind = isFrame ? FrameKind.ofNumber(FrameHeader.kindNumber(bytes)) : null;
            if (kind != null) {
                FramePosition position = FrameHeader.position(bytes);
                int payloadLength = length - FrameHeader.BYTES;
                found.add(new Frame(kind, position, fileNumber, at, payloadLength, FrameHeader.crc(bytes)));
            }
            at = findMagic(at + (isFrame ? length + 3 & ~3 : QueueFile.WORD_BYTES));
        }
        return found;
    }

    /** Whether the frame just read has a higher sequence than all before; a stale copy has not. */
    private boolean isBehind(List<Frame> found) {
        long before = found.isEmpty()
                ? nextSequence - 1
                : found.get(found.size() - 1).position().sequence();
        return FrameHeader.position(bytes).sequence() > before;
    }

    /** Bytes of head and payload of the frame whose magic stands at {@code at}; negative when it cannot be one. */
    private int lengthOfFrameAt(long at) {
        if (at + FrameHeader.BYTES > file.lengthBytes()) {
            return -1;
        }
        file.read(at, bytes, 0, FrameHeader.BYTES);
        int payloadLength = FrameHeader.payloadLength(bytes);
        long left = file.lengthBytes() - at - FrameHeader.BYTES;
        boolean fits = payloadLength >= 0 && payloadLength <= Math.min(left, FrameHeader.PAYLOAD_BYTES_MAX);
        return fits ? FrameHeader.BYTES + payloadLength : -1;
    }

    /** Offset behind the last excerpt. */
    long end() {
        return end;
    }

    private void passExcerpts() {
        int word = wordAtEnd();
        while (word != 0 && word != QueueFile.END_OF_FILE) {
            end = passExcerpt(end, word);
            word = wordAtEnd();
        }
        end += word == 0 ? 0 : QueueFile.END_BYTES;
    }

    /** Whether Chronicle got as far as its own header; a recorder may be killed right when it starts another file. */
    private boolean isBegun() {
        int word = wordAtEnd();
        return word != 0 && QueueFile.isComplete(word);
    }

    private int wordAtEnd() {
        return end + QueueFile.WORD_BYTES <= file.lengthBytes() ? file.wordAt(end) : 0;
    }

    private long passExcerpt(long at, int word) {
        int length = QueueFile.length(word);
        if (length > file.lengthBytes() - at - QueueFile.WORD_BYTES) {
            file.refreshLength();
        }
        long left = file.lengthBytes() - at - QueueFile.WORD_BYTES;
        if (!QueueFile.isComplete(word)) {
            throw damaged(placeOf(at), "the word of a complete excerpt", Integer.toHexString(word));
        }
        if (length > left) {
            throw damaged(placeOf(at), "an excerpt of " + length + " bytes", left + " bytes to the end of the file");
        }
        long frameAt = at + QueueFile.WORD_BYTES;
        if (!QueueFile.isOwn(word)) {
            addFrame(frameAt, length);
        } else if (length > OWN_BYTES_MAX || length >= FrameHeader.BYTES && magicAt(frameAt) == FrameHeader.MAGIC) {
            throw damaged(placeOf(at), "an index of at most " + OWN_BYTES_MAX + " bytes", "other " + length + " bytes");
        }
        return QueueFile.next(at, length);
    }

    private void addFrame(long at, int length) {
        Frame frame = readFrame(at, length);
        if (frame != null) {
            frames.add(frame);
        }
    }

    /** The frame at {@code at}, checked; null when it may be skipped. */
    private @Nullable Frame readFrame(long at, int length) {
        if (length < FrameHeader.BYTES) {
            throw damaged(placeOf(at), "a frame of at least " + FrameHeader.BYTES + " bytes", length + " bytes");
        }
        file.read(at, bytes, 0, FrameHeader.BYTES);
        if (FrameHeader.magic(bytes) != FrameHeader.MAGIC) {
            throw damaged(placeOf(at), hex(FrameHeader.MAGIC), hex(FrameHeader.magic(bytes)));
        }
        int payloadLength = FrameHeader.payloadLength(bytes);
        if (payloadLength != length - FrameHeader.BYTES || payloadLength > FrameHeader.PAYLOAD_BYTES_MAX) {
            String expected = "a payload of " + (length - FrameHeader.BYTES) + " bytes";
            throw damaged(placeOf(at), expected, payloadLength + " bytes");
        }
        int stored = FrameHeader.crc(bytes);
        if (!isSealed) {
            file.read(at + FrameHeader.BYTES, bytes, FrameHeader.BYTES, payloadLength);
            int computed = FrameHeader.crcOf(bytes, length, crc);
            if (stored != computed) {
                LogDamagedException found = damaged(placeOf(at), "CRC32C " + hex(stored), hex(computed));
                if (!isTolerant || !holdsKeyframe()) {
                    throw found;
                }
                return suspect(found, new FrameFound(FrameHeader.position(bytes), at, payloadLength, stored));
            }
        }
        FramePosition position = FrameHeader.position(bytes);
        if (takesAnyStart && frames.isEmpty()) {
            nextSequence = position.sequence();
            chain = position.chain();
        }
        if (position.sequence() != nextSequence) {
            throw damaged(placeOf(at), "frame " + nextSequence, "frame " + position.sequence());
        }
        if (position.chain() != chain) {
            throw damaged(placeOf(at), "chain " + Long.toHexString(chain), Long.toHexString(position.chain()));
        }
        suspect = null;
        nextSequence++;
        chain = FrameHeader.chainAfter(chain, payloadLength, stored);
        return known(new FrameFound(position, at, payloadLength, stored));
    }

    private boolean holdsKeyframe() {
        FrameKind kind = FrameKind.ofNumber(FrameHeader.kindNumber(bytes));
        return kind == FrameKind.PAGES || kind == FrameKind.KEYFRAME;
    }

    /** A damaged frame whose length and checksum seem true: the next frame's chain confirms them. */
    private @Nullable Frame suspect(LogDamagedException why, FrameFound found) {
        if (suspect != null
                || found.position().sequence() != nextSequence
                || found.position().chain() != chain) {
            throw why;
        }
        nextSequence++;
        chain = FrameHeader.chainAfter(chain, found.payloadLength(), found.crc());
        Frame frame = known(found);
        suspect = frame;
        suspicion = why;
        if (frame != null) {
            damaged.add(frame);
        }
        return frame;
    }

    private @Nullable Frame known(FrameFound found) {
        int number = FrameHeader.kindNumber(bytes);
        FrameKind kind = FrameKind.ofNumber(number);
        if (kind == null && !FrameHeader.isOptional(bytes)) {
            int highest = FrameKind.values()[FrameKind.values().length - 1].number();
            String place = placeOf(found.position().sequence(), found.fileOffset());
            throw new LogTooNewException(file.path(), place, "a frame kind of 1 to " + highest, "kind " + number);
        }
        return kind == null || kind == FrameKind.RAW_STATE
                ? null
                : new Frame(kind, found.position(), fileNumber, found.fileOffset(), found.payloadLength(), found.crc());
    }

    /**
     * Whether the frames go on although a word of 0 was found at the end: a whole frame follows, or was just written.
     */
    private boolean goesOnBehindEnd() {
        long frameAt = end + QueueFile.WORD_BYTES;
        long unusedFrom = frameAt;
        if (frameAt + FrameHeader.BYTES <= file.lengthBytes() && magicAt(frameAt) == FrameHeader.MAGIC) {
            int length = lengthOfFrameAt(frameAt);
            if (length >= 0 && isWhole(frameAt, length)) {
                addFrame(frameAt, length);
                end = QueueFile.next(end, length);
                return true;
            }
            unusedFrom = frameAt + Math.max(length, FrameHeader.BYTES) + 3 & ~3L;
        }
        long other = findMagic(unusedFrom);
        if (other >= 0 && wordAtEnd() == 0) {
            throw damaged(placeOf(end), "an excerpt, since a frame follows at byte " + other, "a word of 0");
        }
        return other >= 0;
    }

    private boolean isWhole(long frameAt, int length) {
        file.read(frameAt, bytes, 0, length);
        return FrameHeader.crc(bytes) == FrameHeader.crcOf(bytes, length, crc);
    }

    /** The first multiple of four from {@code from} on at which a frame could begin, or -1. */
    private long findMagic(long from) {
        byte[] part = new byte[SCAN_BYTES];
        for (long at = from; at < file.lengthBytes(); at += SCAN_BYTES) {
            int count = (int) Math.min(SCAN_BYTES, file.lengthBytes() - at);
            file.read(at, part, 0, count);
            boolean isUnused = Arrays.equals(part, 0, count, ZEROS, 0, count);
            for (int i = 0; i + 4 <= count && !isUnused; i += 4) {
                if (part[i] == (byte) FrameHeader.MAGIC
                        && part[i + 1] == (byte) (FrameHeader.MAGIC >>> 8)
                        && part[i + 2] == (byte) (FrameHeader.MAGIC >>> 16)
                        && part[i + 3] == (byte) (FrameHeader.MAGIC >>> 24)) {
                    return at + i;
                }
            }
        }
        return -1;
    }

    private int magicAt(long at) {
        return file.wordAt(at);
    }

    private String placeOf(long at) {
        return placeOf(nextSequence, at);
    }

    /** A frame as errors name it, with the last event before it and a moment at which that or an earlier one lies. */
    private String placeOf(long sequence, long at) {
        String place = Frame.placeOf(sequence, at);
        if (frames.isEmpty()) {
            return place;
        }
        Frame last = frames.get(frames.size() - 1);
        long events = last.position().eventSequence() + eventsOf(last);
        String event = events == 0 ? "" : "event " + (events - 1) + " and ";
        return place + ", behind " + event + "moment " + last.position().moment();
    }

    /** Events in {@code frame}, as its payload begins; of a frame in another file of a ring only the first counts. */
    private long eventsOf(Frame frame) {
        if (frame.kind() != FrameKind.EVENT) {
            return 0;
        }
        boolean isCountHere = frame.file() == fileNumber && frame.payloadLength() >= Integer.BYTES;
        return isCountHere ? Integer.toUnsignedLong(file.wordAt(frame.fileOffset() + FrameHeader.BYTES)) : 1;
    }

    private LogDamagedException damaged(String place, String expected, String found) {
        return new LogDamagedException(file.path(), place, expected, found);
    }

    private static String hex(int value) {
        return String.format(Locale.ROOT, "%08x", value);
    }

    private record FrameFound(FramePosition position, long fileOffset, int payloadLength, int crc) {}
}
