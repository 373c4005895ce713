package dev.nestor.recorder.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.pack.PackContents.Extent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pack of a few hundred bytes that claims to hold millions is refused before any of them is allocated. */
class PackLengthsTest {

    private static final String NAME = "images/l1.elf";
    private static final long ALLOCATED_MOST = 4L << 20;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(ints = {PackFormat.ZSTD, PackFormat.COLUMNS})
    void refusesAChunkThatCannotBeSoLong(int coding) throws IOException {
        byte[] begin = Arrays.copyOf(Zstd.compress(new byte[PackFormat.CHUNK_BYTES_MAX]), 20);
        assertEquals(PackFormat.CHUNK_BYTES_MAX, Zstd.getFrameContentSize(begin));
        Path pack = packOf(PackFormat.CHUNK_BYTES_MAX, begin, coding);
        assertTrue(refusal(pack).getMessage().contains("a zstd frame of at most 655360 bytes"));
    }

    @Test
    void givesTheLongestChunkBack() throws IOException {
        byte[] zeros = new byte[PackFormat.CHUNK_BYTES_MAX];
        Path pack = packOf(zeros.length, Zstd.compress(zeros), PackFormat.ZSTD);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PackReader reader = PackReader.open(pack)) {
            // Its SHA-256 is made up, so that the comparison behind the last byte finds another one.
            assertThrows(LogDamagedException.class, () -> reader.copy(NAME, out));
        }
        assertTrue(Arrays.equals(zeros, out.toByteArray()));
    }

    private LogDamagedException refusal(Path pack) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (PackReader reader = PackReader.open(pack)) {
            long before = threads.getCurrentThreadAllocatedBytes();
            LogDamagedException damage =
                    assertThrows(LogDamagedException.class, () -> reader.copy(NAME, OutputStream.nullOutputStream()));
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < ALLOCATED_MOST, allocated + " bytes allocated");
            return damage;
        }
    }

    private Path packOf(int length, byte[] stored, int coding) throws IOException {
        ByteArrayOutputStream pack = new ByteArrayOutputStream();
        pack.write(PackFormat.magic());
        ByteBuffer head = PackFormat.buffer(PackFormat.CHUNK_HEAD_BYTES);
        head.putInt(length).putInt(stored.length).putInt(coding);
        head.putInt(PackFormat.crcOf(head.array(), stored));
        pack.write(head.array());
        pack.write(stored);
        int contentsAt = pack.size();
        String sha256 = "0".repeat(64);
        SortedMap<String, String> files = new TreeMap<>();
        files.put(NAME, sha256);
        SortedMap<String, Extent> objects = new TreeMap<>();
        objects.put(sha256, new Extent(PackFormat.MAGIC_BYTES, length));
        byte[] contents = new PackContents(files, objects, new TreeMap<>()).toBytes();
        pack.write(contents);
        ByteBuffer trailer = PackFormat.buffer(PackFormat.TRAILER_BYTES);
        trailer.putLong(contentsAt).putInt(contents.length).putInt(PackFormat.TRAILER_MAGIC);
        pack.write(trailer.array());
        return Files.write(temporary.resolve("claims.nestor"), pack.toByteArray());
    }
}
