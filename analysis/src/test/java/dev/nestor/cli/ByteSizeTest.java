package dev.nestor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes and numbers as people write them. */
class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({"0,0", "512,512", "4K,4096", "256M,268435456", "256MiB,268435456", "256 MB,268435456", "2G,2147483648"})
    void readsSizes(String text, long bytes) {
        assertEquals(bytes, ByteSize.parse("--memory", text));
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "4096,4 KiB", "4097,4097 B", "268435456,256 MiB", "1099511627776,1 TiB"})
    void writesSizes(long bytes, String text) {
        assertEquals(text, ByteSize.text(bytes));
    }

    @Test
    void readsNumbers() {
        assertEquals(4096, ByteSize.number("--seed", "4096"));
        assertEquals(4096, ByteSize.number("--seed", "0x1000"));
        assertEquals(-1, ByteSize.number("--seed", "0xffffffffffffffff"));
        assertEquals(-7, ByteSize.number("--seed", "-7"));
    }
}
