package dev.nestor.recorder.keyframe;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.nestor.recorder.codec.MalformedBytesException;
import dev.nestor.recorder.codec.ZstdBound;

/**
 * Compression of keyframes: zstd at one fixed level, without dictionary and on one thread, so that the same bytes
 * always
 * become the same bytes.
 */
final class ZstdBytes {

    /**
     * The fastest of the ordinary levels: pages shrink almost as far as at higher ones, and recording must not wait.
     */
    private static final int LEVEL = 1;

    private ZstdBytes() {}

    /**
     * Refuses a length that no zstd data of {@code packedBytes} bytes can have, before anybody allocates it.
     *
     * @throws MalformedBytesException that says so
     */
    static void requirePossible(int packedBytes, int rawBytes) {
        long most = ZstdBound.bytesMost(packedBytes);
        if (rawBytes > most) {
            throw new MalformedBytesException(0, "at most " + most + " bytes from " + packedBytes, rawBytes + " bytes");
        }
    }

    /** Most bytes that {@code rawBytes} bytes can become. */
    static int bound(int rawBytes) {
        return (int) Zstd.compressBound(rawBytes);
    }

    /** Compresses and returns the number of bytes written to {@code into}, which has room for {@link #bound}. */
    static int compress(byte[] raw, int rawBytes, byte[] into, int at) {
        long written = Zstd.compressByteArray(into, at, into.length - at, raw, 0, rawBytes, LEVEL);
        if (Zstd.isError(written)) {
            throw new IllegalStateException(
                    "zstd cannot compress " + rawBytes + " bytes: " + Zstd.getErrorName(written));
        }
        return (int) written;
    }

    /**
     * Fills the first {@code rawBytes} bytes of {@code into}.
     *
     * @throws MalformedBytesException when the compressed bytes do not give exactly as many
     */
    static void decompress(byte[] compressed, int from, int length, byte[] into, int rawBytes) {
        String expected = "zstd data of " + rawBytes + " bytes";
        try {
            long written = Zstd.decompressByteArray(into, 0, rawBytes, compressed, from, length);
            if (Zstd.isError(written) || written != rawBytes) {
                String found = Zstd.isError(written) ? Zstd.getErrorName(written) : written + " bytes";
                throw new MalformedBytesException(from, expected, found);
            }
        } catch (ZstdException e) {
            throw new MalformedBytesException(from, expected, String.valueOf(e.getMessage()));
        }
    }
}
