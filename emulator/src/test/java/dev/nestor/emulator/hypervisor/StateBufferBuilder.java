package dev.nestor.emulator.hypervisor;

import dev.nestor.emulator.memory.GuestMemory;
import java.io.ByteArrayOutputStream;

/** Builds a guest state buffer, right or wrong. */
public final class StateBufferBuilder {
    private final ByteArrayOutputStream elements = new ByteArrayOutputStream();
    private int count;

    /** An element of {@code size} bytes: the low bytes of the last word given, preceded by the others. */
    public StateBufferBuilder element(int id, int size, long... words) {
        half(id);
        half(size);
        for (int i = 0; i < size; i++) {
            int word = size <= 8 ? 0 : i / 8;
            int shift = size <= 8 ? 8 * (size - 1 - i) : 56 - 8 * (i % 8);
            long value = word < words.length ? words[word] : 0;
            elements.write((int) (shift > 63 ? 0 : value >>> shift));
        }
        count++;
        return this;
    }

    /** Bytes of the buffer so far. */
    public int size() {
        return 4 + elements.size();
    }

    /** Puts the buffer into memory with its true count; gives its size. */
    public int put(GuestMemory memory, long address) {
        return put(memory, address, count);
    }

    /** Puts the buffer into memory with any count; gives its size. */
    public int put(GuestMemory memory, long address, int claimedCount) {
        memory.writeBe32(address, claimedCount);
        byte[] bytes = elements.toByteArray();
        memory.write(address + 4, bytes, 0, bytes.length);
        return size();
    }

    private void half(int value) {
        elements.write(value >>> 8);
        elements.write(value);
    }
}
