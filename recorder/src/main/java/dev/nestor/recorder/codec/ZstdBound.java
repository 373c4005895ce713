package dev.nestor.recorder.codec;

/** How much zstd data can hold at most, so that nobody allocates what a damaged length asks for. */
public final class ZstdBound {

    /** A block of zstd has at least 4 bytes and gives at most 128 KiB (RFC 8878, 3.1.1.2). */
    private static final long EXPANSION_MAX = (128 << 10) / 4;

    private ZstdBound() {}

    /** Bytes that {@code packedBytes} bytes of zstd data give at most. */
    public static long bytesMost(int packedBytes) {
        return packedBytes * EXPANSION_MAX;
    }
}
