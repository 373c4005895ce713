package dev.nestor.recorder.keyframe;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;

/** Some pages of memory as they are at a keyframe, copied so that the machine can go on. */
public final class PageChunk {

    /** Most pages of one chunk: 1 MiB. */
    public static final int PAGES_MAX = 256;

    private final int[] numbers = new int[PAGES_MAX];
    private final byte[] bytes = new byte[PAGES_MAX * Limits.PAGE_BYTES];
    private int count;

    /** An empty one. */
    public PageChunk() {}

    /** Copies a page that was written once. */
    public void add(GuestMemory memory, int pageNumber) {
        numbers[count] = pageNumber;
        System.arraycopy(memory.pageForRead(pageNumber), 0, bytes, count * Limits.PAGE_BYTES, Limits.PAGE_BYTES);
        count++;
    }

    /** Whether no more pages fit. */
    public boolean isFull() {
        return count == PAGES_MAX;
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
