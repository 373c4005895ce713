package dev.nestor.emulator.event;

/** How a column's value reads: it decides radix and alignment in print and the reference page's unit. */
public enum Unit {
    /** A number of things, unsigned decimal. */
    COUNT,
    /** An index or id, unsigned decimal. */
    ID,
    /** A signed decimal code, such as a hypercall's return code. */
    CODE,
    /** An opcode, vector or flag word, hexadecimal. */
    HEX,
    /** An effective or real address, 16 hexadecimal digits. */
    ADDRESS,
    /** The contents of a register, 16 hexadecimal digits. */
    REGISTER,
    /** Attempted instructions. */
    INSTRUCTIONS,
    /** Ticks of the L1 time base (512 MHz nominal). */
    TICKS,
    /** A number of bytes. */
    BYTES,
    /** A 64-bit digest, 16 hexadecimal digits. */
    DIGEST,
    /** Raw bytes. */
    PAYLOAD,
    /** A name of something that has a number. */
    NAME
}
