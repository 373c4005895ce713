package dev.nestor.emulator.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.memory.GuestMemory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** An L1 put into memory. */
class BootImageTest {
    private static BootImage boot(GuestMemory memory, byte[] initrd) {
        return BootImage.load(memory, new ElfFile(false).toBytes(), initrd, 0x40_0000, 1, "", 1, true);
    }

    @Test
    void placesEverythingApart() {
        GuestMemory memory = new GuestMemory(16 << 20);
        BootImage image = boot(memory, "initial disk".getBytes(StandardCharsets.US_ASCII));
        assertEquals(0x40_2008, image.entry());
        assertEquals(0x41_0000, image.initrdFirst());
        assertEquals(0x41_000C, image.initrdEnd());
        assertEquals('i', memory.read8(image.initrdFirst()));
        assertEquals(0, image.deviceTree() % 16);
        assertEquals(0xD00D_FEED, memory.readBe32(image.deviceTree()));
        long rtas = (16 << 20) - 4096;
        assertEquals(0x7C64_1B78, memory.readBe32(rtas));
        assertEquals(0x4E80_0020, memory.readBe32(rtas + 16));
        assertTrue(image.deviceTree() + MemoryMap.TREE_BYTES_MAX <= rtas);
    }

    @Test
    void keepsBootDataBelow768MiB() {
        assertEquals(0x2FFF_F000, new MemoryMap(4L << 30).rtas());
    }

    @Test
    void saysWhenThereIsNoRoom() {
        GuestMemory memory = new GuestMemory(16 << 20);
        MalformedImageException e = assertThrows(MalformedImageException.class, () -> boot(memory, new byte[12 << 20]));
        assertTrue(String.valueOf(e.getMessage()).contains("more memory"));
    }

    @Test
    void aTreeWithoutDiskNamesNone() {
        GuestMemory memory = new GuestMemory(16 << 20);
        BootImage image = boot(memory, new byte[0]);
        assertEquals(image.initrdFirst(), image.initrdEnd());
        byte[] tree = new byte[memory.readBe32(image.deviceTree() + 4)];
        memory.read(image.deviceTree(), tree, 0, tree.length);
        assertTrue(!FlatTreeReader.read(tree).containsKey("/chosen/linux,initrd-start"));
    }
}
