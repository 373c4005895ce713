package dev.nestor.emulator.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** The device tree, read back. */
class PartitionTreeTest {
    private static byte[] tree(int vcpus, long seed, boolean invalidate) {
        return PartitionTree.of(new PartitionTree.Contents(
                        1L << 31, vcpus, 0x2FFF_F000, 0x2C9_0000, 0x2F0_2E00, "console=hvc0", seed, invalidate))
                .flatten();
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.US_ASCII).replace('\0', ' ').trim();
    }

    private static int cell(byte[] value) {
        return ByteBuffer.wrap(value).getInt();
    }

    @Test
    void saysWhatAKernelAsks() {
        SortedMap<String, byte[]> tree = FlatTreeReader.read(tree(2, 1, true));
        assertEquals("console=hvc0", text(tree.get("/chosen/bootargs")));
        assertEquals(0x2C9_0000, cell(tree.get("/chosen/linux,initrd-start")));
        assertEquals(0x2F0_2E00, cell(tree.get("/chosen/linux,initrd-end")));
        assertEquals(27, tree.get("/chosen/ibm,architecture-vec-5").length);
        assertEquals((byte) 0x40, tree.get("/chosen/ibm,architecture-vec-5")[24], "radix");
        assertEquals(0x0F00_0006, cell(tree.get("/cpus/PowerPC,POWER10@1/cpu-version")));
        assertEquals(1, cell(tree.get("/cpus/PowerPC,POWER10@1/ibm,ppc-interrupt-server#s")));
        assertEquals(512_000_000, cell(tree.get("/cpus/PowerPC,POWER10@0/timebase-frequency")));
        assertEquals(56, cell(tree.get("/cpus/PowerPC,POWER10@0/ibm,dec-bits")));
        assertEquals(1, cell(tree.get("/cpus/PowerPC,POWER10@0/ibm,dfp")), "decimal floating point");
        assertEquals(0x80, tree.get("/cpus/PowerPC,POWER10@0/ibm,pa-features")[2 + 54] & 0x80, "attribute byte 54");
        assertEquals(1L << 31, ByteBuffer.wrap(tree.get("/memory@0/reg")).getLong(8));
        assertEquals("hvterm1", text(tree.get("/vdevice/vty@71000000/compatible")));
        assertEquals(0x2003, cell(tree.get("/rtas/power-off")));
        assertEquals(0x2006, cell(tree.get("/rtas/start-cpu")));
        assertEquals(0x2FFF_F000, cell(tree.get("/rtas/linux,rtas-entry")));
        assertTrue(text(tree.get("/rtas/ibm,hypertas-functions")).contains("hcall-rpt-invalidate"));
        assertFalse(tree.containsKey("/cpus/PowerPC,POWER10@2/reg"));
    }

    @Test
    void announcesInvalidationOnlyWhereItIsOffered() {
        SortedMap<String, byte[]> tree = FlatTreeReader.read(tree(1, 1, false));
        assertFalse(text(tree.get("/rtas/ibm,hypertas-functions")).contains("rpt"));
    }

    @Test
    void everyRtasRowIsAnnounced() {
        SortedMap<String, byte[]> tree = FlatTreeReader.read(tree(1, 1, true));
        for (RtasRow row : Rtas.ROWS) {
            assertEquals(row.token(), cell(tree.get("/rtas/" + row.name())), row.name());
        }
    }

    @Test
    void randomSeedFollowsTheConfiguration() {
        String name = "/chosen/rng-seed";
        byte[] first = FlatTreeReader.read(tree(1, 7, true)).get(name);
        assertArrayEquals(first, FlatTreeReader.read(tree(1, 7, true)).get(name));
        byte[] other = FlatTreeReader.read(tree(1, 8, true)).get(name);
        assertNotEquals(cell(first), cell(other));
        assertEquals(32, other.length);
    }

    @Test
    void theLargestTreeFits() {
        assertTrue(tree(64, 1, true).length <= MemoryMap.TREE_BYTES_MAX);
    }

    @Test
    void theDeviceTreeCompilerReadsIt() throws IOException, InterruptedException {
        Path compiler = Path.of("/usr/bin/dtc");
        assumeTrue(Files.isExecutable(compiler), "dtc is not installed");
        Path blob = Files.createTempFile("nestor", ".dtb");
        Path out = Files.createTempFile("nestor", ".dts");
        Files.write(blob, tree(4, 1, true));
        Process process = new ProcessBuilder(compiler.toString(), "-q", "-I", "dtb", "-O", "dts", blob.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertEquals(0, process.waitFor());
        String source = Files.readString(out);
        assertNotNull(source);
        assertTrue(source.contains("PowerPC,POWER10@3"), source);
        Files.delete(blob);
        Files.delete(out);
    }
}
