package dev.nestor.emulator.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.memory.GuestMemory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ELF files, sound and spoilt. */
class ElfImageTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void loadsAtThePhysicalAddress(boolean little) {
        ElfImage image = ElfImage.parse(new ElfFile(little).toBytes());
        GuestMemory memory = new GuestMemory(1 << 20);
        memory.write8(0x12020, 1);
        image.load(memory, 0x10000, memory.sizeBytes());
        assertEquals(little, image.isLittleEndian());
        assertEquals(0x2008, image.entry(), "translated like its segment");
        assertEquals(0x2040, image.end());
        long first = little ? memory.readLe64(0x12000) : memory.readBe64(0x12000);
        assertEquals(0x1122_3344_5566_7788L, first);
        assertEquals(0, memory.read8(0x12020), "what is not in the file is zero");
    }

    @Test
    void followsAFunctionDescriptor() {
        ElfFile file = new ElfFile(false);
        file.bytes.putInt(ElfFile.FLAGS, 1);
        file.bytes.putLong(ElfFile.CODE + 8, 0xC000_0000_0000_0010L);
        assertEquals(0x2010, ElfImage.parse(file.toBytes()).entry());
        file.bytes.putLong(ElfFile.CODE + 8, 0x3860_0001_4E80_0020L);
        assertEquals(0x2008, ElfImage.parse(file.toBytes()).entry(), "instructions, no descriptor");
    }

    static Stream<Arguments> spoilt() {
        return Stream.of(
                spoil("no ELF file", b -> b.put(0, (byte) 0)),
                spoil("class 1", b -> b.put(4, (byte) 1)),
                spoil("byte order 3", b -> b.put(5, (byte) 3)),
                spoil("version 9", b -> b.put(6, (byte) 9)),
                spoil("machine 62", b -> b.putShort(0x12, (short) 62)),
                spoil("type 1", b -> b.putShort(0x10, (short) 1)),
                spoil("no program header", b -> b.putShort(ElfFile.ENTRY_COUNT, (short) 0)),
                spoil("at most 256", b -> b.putShort(ElfFile.ENTRY_COUNT, (short) -1)),
                spoil("expected 56", b -> b.putShort(ElfFile.ENTRY_SIZE, (short) 32)),
                spoil("program header table", b -> b.putLong(ElfFile.TABLE, 1000)),
                spoil("program header table", b -> b.putLong(ElfFile.TABLE, -8)),
                spoil("no loadable segment", b -> b.putInt(ElfFile.SEGMENT, 4)),
                spoil("ends after the file", b -> b.putLong(ElfFile.SEGMENT + 8, 140)),
                spoil("ends after the file", b -> b.putLong(ElfFile.SEGMENT + 32, Long.MAX_VALUE)),
                spoil("only 0x10 in memory", b -> b.putLong(ElfFile.SEGMENT + 40, 16)),
                spoil("physical address", b -> b.putLong(ElfFile.SEGMENT + 24, -4096)),
                spoil("physical address", b -> b.putLong(ElfFile.SEGMENT + 24, Long.MAX_VALUE)),
                spoil("in none of its segments", b -> b.putLong(ElfFile.ENTRY, 8)),
                spoil("no multiple of 4", b -> b.putLong(ElfFile.ENTRY, 0xC000_0000_0000_0009L)));
    }

    private static Arguments spoil(String expected, Consumer<ByteBuffer> change) {
        return Arguments.of(expected, change);
    }

    @ParameterizedTest
    @MethodSource("spoilt")
    void saysInOneLineWhatIsWrong(String expected, Consumer<ByteBuffer> change) {
        ElfFile file = new ElfFile(true);
        change.accept(file.bytes);
        byte[] bytes = file.toBytes();
        MalformedImageException e = assertThrows(MalformedImageException.class, () -> ElfImage.parse(bytes));
        assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
        assertFalse(String.valueOf(e.getMessage()).contains("\n"));
    }

    @Test
    void refusesWhatDoesNotFitBeforeItWrites() {
        GuestMemory memory = new GuestMemory(1 << 20);
        ElfImage image = ElfImage.parse(new ElfFile(true).toBytes());
        for (long offset : new long[] {1 << 20, -0x3000, Long.MAX_VALUE, (1 << 20) - 0x2000 - 63}) {
            assertThrows(MalformedImageException.class, () -> image.load(memory, offset, memory.sizeBytes()));
        }
        assertEquals(0, memory.digest());
    }

    @Test
    void refusesOverlappingSegments() {
        ElfFile file = new ElfFile(true);
        ByteBuffer two = ByteBuffer.allocate(200).order(file.bytes.order());
        two.put(file.toBytes());
        two.putShort(ElfFile.ENTRY_COUNT, (short) 2);
        two.put(ElfFile.SEGMENT + 56, Arrays.copyOfRange(file.toBytes(), ElfFile.SEGMENT, ElfFile.SEGMENT + 56));
        two.putLong(ElfFile.SEGMENT + 56 + 24, 0x2020);
        byte[] bytes = two.array();
        MalformedImageException e = assertThrows(MalformedImageException.class, () -> ElfImage.parse(bytes));
        assertTrue(String.valueOf(e.getMessage()).contains("overlap"));
    }

    /** Whatever the bytes are, the answer is an image or one line. */
    @Test
    void anyBytesGiveAnImageOrOneLine() {
        byte[] sound = new ElfFile(false).toBytes();
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(sound, random.nextInt(10) == 0 ? random.nextInt(sound.length) : sound.length);
            for (int change = random.nextInt(4); change >= 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                ElfImage.parse(bytes).load(new GuestMemory(1 << 16), 0, 1 << 16);
            } catch (MalformedImageException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 10);
            }
        }
    }
}
