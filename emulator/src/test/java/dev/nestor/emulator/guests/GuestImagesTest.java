package dev.nestor.emulator.guests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guest images that are checked in are what their sources in {@code emulator/guests} build. */
class GuestImagesTest {

    private static final Path SOURCES = Path.of("guests").toAbsolutePath();
    private static final Path IMAGES =
            Path.of("src", "main", "resources", "guests").toAbsolutePath();
    private static final Path KERNELS =
            Path.of("src", "test", "resources", "kernels").toAbsolutePath();
    private static final int IMAGE_LIMIT_BYTES = 100_000;
    private static final byte[] ELF64_MAGIC = {0x7f, 'E', 'L', 'F', 2};
    /** ELF header: e_type at 16; ET_EXEC, and EM_PPC64 at 18, in the byte order that byte 5 tells. */
    private static final int ET_EXEC = 2;

    private static final int EM_PPC64 = 21;

    @TempDir
    private Path scratch;

    static List<String> imageNames() throws IOException {
        return filesOf(IMAGES);
    }

    @ParameterizedTest
    @MethodSource("imageNames")
    void isASmallPowerExecutable(String name) throws IOException {
        byte[] image = Files.readAllBytes(IMAGES.resolve(name));
        boolean littleEndian = image[5] == 1;

        assertArrayEquals(ELF64_MAGIC, Arrays.copyOf(image, ELF64_MAGIC.length), name);
        assertEquals(ET_EXEC, image[littleEndian ? 16 : 17], name);
        assertEquals(EM_PPC64, image[littleEndian ? 18 : 19], name);
        assertTrue(image.length < IMAGE_LIMIT_BYTES, name + " has " + image.length + " bytes");
    }

    @Test
    void sourcesBuildTheCheckedInImages() throws Exception {
        sourcesBuild(IMAGES, "install", "INSTALL");
    }

    @Test
    void sourcesBuildTheCheckedInKernels() throws Exception {
        sourcesBuild(KERNELS, "install-bench", "BENCH_INSTALL");
    }

    private void sourcesBuild(Path images, String target, String variable) throws Exception {
        Path out = scratch.resolve("images");

        GuestTools.assumeRecordedCompilers(SOURCES, scratch);
        GuestTools.run(
                SOURCES,
                List.of("make", "--silent", target, "BUILD=" + scratch.resolve("build"), variable + "=" + out));

        assertEquals(filesOf(images), filesOf(out), "images checked in, images built");
        for (String name : filesOf(images)) {
            assertEquals(
                    -1,
                    Files.mismatch(images.resolve(name), out.resolve(name)),
                    name + " differs from its sources; mend it with: make -C emulator/guests " + target);
        }
    }

    private static List<String> filesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
