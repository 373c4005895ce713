package dev.nestor.replayer.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.nestor.emulator.platform.ElfImage;
import dev.nestor.replayer.Guests;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElfSymbolsTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 1L);

    private final byte[] image = Guests.images("hello").l1();

    @Test
    void namesTheEntryAndWhatLiesBehindIt() {
        ElfSymbols symbols = ElfSymbols.of(image);
        long entry = ElfImage.parse(image).entry();
        String name = symbols.at(entry);
        assertFalse(name.isEmpty());
        assertFalse(name.contains("+"));
        assertEquals(name + "+0x4", symbols.at(entry + 4));
        assertEquals("", symbols.at(0x0FFF_0000_0000_0000L));
    }

    @Test
    void fileWithoutSymbolsHasNone() {
        assertEquals("", ElfSymbols.of(new byte[0]).at(0));
        assertEquals("", ElfSymbols.of(new byte[1000]).at(0));
    }

    @Test
    void damagedTablesAreNoFailure() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = Arrays.copyOf(image, 1 + random.nextInt(image.length));
            for (int change = 0; change < 20; change++) {
                // The header and the section headers are where a change leads somewhere.
                int span = random.nextBoolean() ? 64 : 1024;
                int from = random.nextBoolean() ? 0 : Math.max(0, damaged.length - span);
                int at = from + random.nextInt(Math.min(span, damaged.length - from));
                if (at >= 6) {
                    damaged[at] = (byte) random.nextInt();
                }
            }
            ElfSymbols.of(damaged).at(random.nextLong());
        }
    }
}
