package dev.nestor.recorder.keyframe;

import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.StateReader;

/** Memory as {@link dev.nestor.emulator.memory.GuestMemory#load} reads it: its size, then pages with their numbers. */
final class StoredPages implements StateReader {

    private final long memoryBytes;
    private final int[] numbers;
    private final byte[][] pages;
    private int next;

    /** Memory of that size whose pages {@code numbers} hold {@code pages} and whose other pages are zeros. */
    StoredPages(long memoryBytes, int[] numbers, byte[][] pages) {
        this.memoryBytes = memoryBytes;
        this.numbers = numbers;
        this.pages = pages;
    }

    @Override
    public long getLong(String name) {
        return switch (name) {
            case "size_bytes" -> memoryBytes;
            case "page_count" -> numbers.length;
            case "page_number" -> numbers[next];
            default -> throw new StateFormatException("a keyframe stores no " + name + " of memory");
        };
    }

    @Override
    public void getLongs(String name, long[] into) {
        throw new StateFormatException("a keyframe stores no " + name + " of memory");
    }

    @Override
    public byte[] getBytes(String name) {
        return pages[next++];
    }

    @Override
    public void begin(String name) {}

    @Override
    public void end() {}
}
