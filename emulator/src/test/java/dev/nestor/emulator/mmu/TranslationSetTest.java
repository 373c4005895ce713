package dev.nestor.emulator.mmu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.state.SavedState;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TranslationSetTest {
    private final TranslationSet set = new TranslationSet();

    @Test
    void findsWhatWasPutUnderItsOwnTagOnly() {
        set.put(TranslationSet.tagOf(1, 7), 0x10, 0x111);
        set.put(TranslationSet.tagOf(2, 7), 0x10, 0x222);
        set.put(TranslationSet.tagOf(1, TranslationSet.REAL_MODE), 0x10, 0x333);
        assertEquals(0x111, set.find(TranslationSet.tagOf(1, 7), 0x10));
        assertEquals(0x222, set.find(TranslationSet.tagOf(2, 7), 0x10));
        assertEquals(0x333, set.find(TranslationSet.tagOf(1, TranslationSet.REAL_MODE), 0x10));
        assertEquals(-1, set.find(TranslationSet.tagOf(1, 7), 0x11));
    }

    @Test
    void removesAPartitionAProcessOrAPage() {
        for (int lpid = 1; lpid <= 2; lpid++) {
            for (int pid = 0; pid < 3; pid++) {
                for (long page = 0; page < 4; page++) {
                    set.put(TranslationSet.tagOf(lpid, pid), page, 1);
                }
            }
        }
        set.removePages(1, 0, 1, 2);
        assertEquals(22, set.size());
        set.removeProcess(1, 1);
        assertEquals(18, set.size());
        set.removePartition(2);
        assertEquals(6, set.size());
        assertEquals(-1, set.find(TranslationSet.tagOf(1, 0), 2));
        assertEquals(1, set.find(TranslationSet.tagOf(1, 0), 3));
    }

    @Test
    void removingPagesOneByOneEqualsNeverHavingHadThem() {
        Random random = new Random(13);
        for (int round = 0; round < 20; round++) {
            TranslationSet without = new TranslationSet();
            set.clear();
            long first = random.nextInt(1 << 14);
            long last = first + random.nextInt(600);
            for (int i = 0; i < 8000; i++) {
                long page = random.nextInt(1 << 14);
                int pid = random.nextInt(3);
                set.put(TranslationSet.tagOf(1, pid), page, i);
                if (pid != 1 || page < first || page > last) {
                    without.put(TranslationSet.tagOf(1, pid), page, i);
                }
            }
            set.removePages(1, 1, first, last);
            assertEquals(without.size(), set.size());
            assertEquals(without.digest(), set.digest());
            assertArrayEquals(SavedState.of(without), SavedState.of(set));
            for (long page = 0; page < 1 << 14; page++) {
                long tag = TranslationSet.tagOf(1, (int) page % 3);
                assertEquals(without.find(tag, page), set.find(tag, page));
            }
        }
    }

    @Test
    void digestDependsOnTheEntriesAndNotOnTheirHistory() {
        TranslationSet other = new TranslationSet();
        long empty = set.digest();
        set.put(1, 10, 100);
        set.put(1, 11, 101);
        other.put(1, 11, 999);
        other.put(1, 11, 101);
        other.put(1, 10, 100);
        assertEquals(set.digest(), other.digest());
        assertNotEquals(empty, set.digest());
        other.removeProcess(0, 1);
        assertEquals(empty, other.digest());
    }

    @Test
    void savesEveryChangeSinceItSavedLast() {
        TranslationSet fresh = new TranslationSet();
        byte[] empty = SavedState.of(fresh);
        assertArrayEquals(empty, SavedState.of(set));
        set.put(1, 10, 100);
        set.put(1, 11, 100);
        SavedState.of(set);
        set.put(1, 10, 101);
        fresh.put(1, 11, 100);
        fresh.put(1, 10, 101);
        assertArrayEquals(SavedState.of(fresh), SavedState.of(set));
        set.put(1, 12, 100);
        SavedState.of(set);
        set.removePages(0, 1, 12, 12);
        assertArrayEquals(SavedState.of(fresh), SavedState.of(set));
        set.removeProcess(0, 1);
        assertArrayEquals(empty, SavedState.of(set));
    }

    @Test
    void restoresWhatItSaved() {
        for (int page = 0; page < 1000; page++) {
            set.put(TranslationSet.tagOf(page % 5, page), page * 77L, page);
        }
        TranslationSet other = new TranslationSet();
        other.put(1, 2, 3);
        SavedState.into(other, SavedState.of(set));
        assertEquals(set.digest(), other.digest());
        assertArrayEquals(SavedState.of(set), SavedState.of(other));
    }

    @Test
    void holdsItsBoundAndNotMore() {
        for (int page = 0; page < Limits.TRANSLATIONS_MAX; page++) {
            assertTrue(!set.isFull());
            set.put(1, page, page);
        }
        assertTrue(set.isFull());
        assertEquals(Limits.TRANSLATIONS_MAX - 1, set.find(1, Limits.TRANSLATIONS_MAX - 1));
    }
}
