package dev.nestor.recorder.keyframe;

import dev.nestor.emulator.state.StateDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Which page contents were stored, by their hash: 64 bits of {@link StateDigest} and 32 of CRC32C, two functions that
 * have nothing in common. Open addressing; it stops remembering at {@link #ENTRIES_MAX} contents, from where on equal
 * pages are stored again.
 */
final class SlotTable {

    /** Contents remembered at most: 4 GiB of different pages. */
    private static final int ENTRIES_MAX = 1 << 20;

    private static final int ENTRIES_MIN = 1 << 12;

    private final CRC32C crc = new CRC32C();
    private long[] hashes = new long[ENTRIES_MIN];
    private long[] crcsAndSlots = new long[ENTRIES_MIN];
    private int count;
    private long lastHash;
    private int lastCrc;

    /** Forgets everything. */
    void clear() {
        Arrays.fill(crcsAndSlots, 0);
        count = 0;
    }

    /** The slot, from 1, in which that content was stored, or 0. */
    int find(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        lastCrc = (int) crc.getValue();
        lastHash = StateDigest.ofBytes(bytes, offset, length);
        int mask = hashes.length - 1;
        for (int i = (int) lastHash & mask; crcsAndSlots[i] != 0; i = i + 1 & mask) {
            if (hashes[i] == lastHash && (int) (crcsAndSlots[i] >>> Integer.SIZE) == lastCrc) {
                return (int) crcsAndSlots[i];
            }
        }
        return 0;
    }

    /** Digest of what was last looked for. */
    long digestOfLast() {
        return lastHash;
    }

    /** Remembers that what was last looked for is stored in {@code slot}. */
    void put(int slot) {
        if (count == ENTRIES_MAX) {
            return;
        }
        if (++count > hashes.length / 2) {
            grow();
        }
        insert(lastHash, (long) lastCrc << Integer.SIZE | slot);
    }

    private void insert(long hash, long crcAndSlot) {
        int mask = hashes.length - 1;
        int i = (int) hash & mask;
        while (crcsAndSlots[i] != 0) {
            i = i + 1 & mask;
        }
        hashes[i] = hash;
        crcsAndSlots[i] = crcAndSlot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        long[] old = crcsAndSlots;
        hashes = new long[2 * old.length];
        crcsAndSlots = new long[2 * old.length];
        for (int i = 0; i < old.length; i++) {
            if (old[i] != 0) {
                insert(oldHashes[i], old[i]);
            }
        }
    }
}
