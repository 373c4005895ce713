package dev.nestor.recorder.keyframe;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Some pages of memory as they are at a keyframe, copied so that the machine can go on. It grows with what is added and
 * is used again, so that a keyframe of few pages costs the machine's thread little.
 */
public final class PageChunk {

    /** Most pages of one chunk: 1 MiB. */
    public static final int PAGES_MAX = 256;

    private static final int PAGES_AT_FIRST = 16;

    private final int[] numbers = new int[PAGES_MAX];
    private byte[] bytes = new byte[PAGES_AT_FIRST * Limits.PAGE_BYTES];
    private int count;

    /** An empty one. */
    public PageChunk() {}

    /**
     * Copies the pages written since the last call, or all that were ever written, and hands them to {@code taker}.
     *
     * @param empty gives chunks that nobody else holds, with nothing in them
     * @return how many pages there were
     */
    public static long copy(GuestMemory memory, boolean isWhole, Supplier<PageChunk> empty, Consumer<PageChunk> taker) {
        BitSet written = memory.takeDirtySinceKeyframe();
        PageChunk chunk = empty.get();
        long count = 0;
        int page = isWhole ? memory.nextPresentPage(0) : written.nextSetBit(0);
        while (page >= 0) {
            chunk.add(memory, page);
            count++;
            if (chunk.count == PAGES_MAX) {
                taker.accept(chunk);
                chunk = empty.get();
            }
            page = isWhole ? memory.nextPresentPage(page + 1) : written.nextSetBit(page + 1);
        }
        taker.accept(chunk);
        return count;
    }

    /** Forgets its pages. */
    public void clear() {
        count = 0;
    }

    /** Copies a page that was written once. */
    public void add(GuestMemory memory, int pageNumber) {
        if ((count + 1) * Limits.PAGE_BYTES > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
        numbers[count] = pageNumber;
        System.arraycopy(memory.pageForRead(pageNumber), 0, bytes, count * Limits.PAGE_BYTES, Limits.PAGE_BYTES);
        count++;
    }

    /** Pages in the chunk. */
    public int count() {
        return count;
    }

    /** Number of the page at {@code index}. */
    int number(int index) {
        return numbers[index];
    }

    /** All pages, one behind the other. */
    byte[] bytes() {
        return bytes;
    }
}
