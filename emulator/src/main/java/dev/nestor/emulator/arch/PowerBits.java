package dev.nestor.emulator.arch;

/**
 * IBM bit numbers turned into Java values: bit 0 is the most significant bit of the quantity named.
 *
 * @see "Power ISA 3.1, Book I, section 1.3.2: bit numbering"
 */
public final class PowerBits {

    private PowerBits() {}

    /** The doubleword with only bit {@code ibmBit} (0 to 63, 0 = most significant) set. */
    public static long bit(int ibmBit) {
        return 1L << (63 - ibmBit);
    }

    /** The 32-bit word with only bit {@code ibmBit} (0 to 31, 0 = most significant) set. */
    public static int bit32(int ibmBit) {
        return 1 << (31 - ibmBit);
    }

    /**
     * The doubleword with bits {@code first} to {@code last} set, both included; when {@code first} is above
     * {@code last} the run wraps around, as the MASK function of the ISA does.
     *
     * @see "Power ISA 3.1, Book I, section 3.3.14: MASK(x, y)"
     */
    public static long mask(int first, int last) {
        if (first <= last) {
            return (-1L >>> first) & (-1L << (63 - last));
        }
        return (-1L >>> first) | (-1L << (63 - last));
    }

    /** Bits {@code first} to {@code last} of a 32-bit word (0 = most significant), right-justified and unsigned. */
    public static int field32(int word, int first, int last) {
        int width = last - first + 1;
        return (word >>> (31 - last)) & (int) ((1L << width) - 1);
    }

    /** Bits {@code first} to {@code last} of a doubleword (0 = most significant), right-justified and unsigned. */
    public static long field(long doubleword, int first, int last) {
        int width = last - first + 1;
        return (doubleword >>> (63 - last)) & (width == 64 ? -1L : (1L << width) - 1);
    }

    /** The low {@code width} bits (1 to 64) of {@code value}, sign-extended to 64 bits. */
    public static long signExtend(long value, int width) {
        return value << (64 - width) >> (64 - width);
    }

    /** The 32-bit word {@code word} repeated in both halves of a doubleword, as the rotate-word instructions see it. */
    public static long doubled(int word) {
        long low = word & 0xFFFF_FFFFL;
        return low << 32 | low;
    }
}
