package dev.nestor.emulator.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.state.SavedState;
import dev.nestor.emulator.state.StateFormatException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestMemoryTest {
    private final GuestMemory memory = new GuestMemory(1 << 20);

    @Test
    void valuesCrossPagesInTheByteOrderOfTheName() {
        memory.writeBe64(4092, 0x0102_0304_0506_0708L);
        assertEquals(0x0102_0304, memory.readBe32(4092));
        assertEquals(0x0506_0708, memory.readBe32(4096));
        assertEquals(0x0807_0605_0403_0201L, memory.readLe64(4092));
        memory.writeLe32(8190, 0x0102_0304);
        assertEquals(0x04, memory.read8(8190));
        assertEquals(0x01, memory.read8(8193));
    }

    @Test
    void containsRefusesWrapAroundAndNegativeLengths() {
        assertTrue(memory.contains(0, 1 << 20));
        assertFalse(memory.contains(1, 1 << 20));
        assertFalse(memory.contains(-1, 1));
        assertFalse(memory.contains(0, -1));
        assertFalse(memory.contains(Long.MAX_VALUE, 2));
    }

    @Test
    void digestForgetsTheOrderAndHistoryOfWrites() {
        GuestMemory other = new GuestMemory(1 << 20);
        memory.write8(5, 1);
        memory.write8(70_000, 2);
        other.write8(70_000, 9);
        other.digest();
        other.write8(70_000, 2);
        other.write8(5, 1);
        assertEquals(memory.digest(), other.digest());
    }

    @Test
    void digestTellsOneBitAndPagesApart() {
        long empty = memory.digest();
        memory.write8(100, 1);
        long first = memory.digest();
        memory.write8(100, 0);
        assertEquals(empty, memory.digest());
        memory.write8(4196, 1);
        assertNotEquals(first, memory.digest());
    }

    @Test
    void restoresWhatItSaved() {
        memory.write8(100, 1);
        memory.write8(900_000, 77);
        GuestMemory other = new GuestMemory(1 << 20);
        other.write8(5000, 5);
        SavedState.into(other, SavedState.of(memory));
        assertEquals(memory.digest(), other.digest());
        assertEquals(0, other.read8(5000));
        assertArrayEquals(SavedState.of(memory), SavedState.of(other));
    }

    @Test
    void refusesTheStateOfAnotherSize() {
        GuestMemory larger = new GuestMemory(2 << 20);
        byte[] saved = SavedState.of(memory);
        StateFormatException refused = assertThrows(StateFormatException.class, () -> SavedState.into(larger, saved));
        assertEquals("saved memory has 1048576 bytes, this machine 2097152", refused.getMessage());
    }

    @Test
    void windowsAreDroppedWhenAPageBecomesCodeOrClean() {
        List<String> heard = new ArrayList<>();
        memory.addPageWindows(() -> heard.add("drop"));
        memory.setCodeWatcher((page, offset, length) -> heard.add(page + ":" + offset + "+" + length));
        memory.write8(0, 1);
        heard.clear();
        assertTrue(memory.isDirectlyWritable(0));
        memory.markCode(0, 4);
        memory.markCode(0, 8);
        assertFalse(memory.isDirectlyWritable(0));
        memory.write8(8, 1);
        memory.write8(64, 1);
        memory.digest();
        assertEquals(List.of("drop", "0:8+1", "drop"), heard);
    }

    @Test
    void codeIsKnownByGranules() {
        memory.markCode(1, 68);
        CodeGranules code = memory.code();
        assertTrue(code.touch(1, 120, 16), "its second half");
        assertTrue(code.touch(1, 60, 8), "its first byte");
        assertFalse(code.touch(1, 0, 64), "the one before");
        assertFalse(code.touch(1, 128, 8), "the one after");
        assertTrue(code.touch(1, 0, 4096), "the page");
        memory.unmarkCode(1, 124);
        assertFalse(code.touch(1, 0, 4096), "nothing is left");
    }

    @Test
    void thePageOfZerosIsDroppedOnceForEachTimeThatItWasLent() {
        List<String> heard = new ArrayList<>();
        memory.addPageWindows(() -> heard.add("drop"));
        memory.write8(0, 1);
        assertEquals(List.of(), heard, "nobody has it");
        memory.pageForRead(1);
        memory.write8(4096, 1);
        memory.write8(2 * 4096, 1);
        assertEquals(List.of("drop"), heard, "nobody has it any more");
        memory.pageForRead(3);
        memory.write8(4 * 4096, 1);
        assertEquals(List.of("drop", "drop"), heard);
    }
}
