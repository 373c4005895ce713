package dev.nestor.emulator;

import dev.nestor.emulator.state.StateDigest;

/**
 * What {@link Machine#digest} is made of but for memory. Memory is by far the most to be hashed; who copies its pages
 * anyway, as a recorder does, hashes the copies while the machine goes on.
 *
 * @param state digest of vCPUs, L0 and scheduler
 * @param own digest of the machine's own fields
 */
public record DigestBesidesMemory(long state, long own) {

    /** The digest of the whole machine, whose memory has this digest. */
    public long with(long memoryDigest) {
        return StateDigest.mix(StateDigest.mix(state ^ memoryDigest) ^ own);
    }
}
