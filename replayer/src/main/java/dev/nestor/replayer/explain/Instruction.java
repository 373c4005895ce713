package dev.nestor.replayer.explain;

import java.util.HexFormat;

/**
 * An instruction that a vCPU attempts.
 *
 * @param moment before it
 * @param vcpu L1 vCPU
 * @param level 1 for the L1, 2 for the L2 that the vCPU runs
 * @param nia its effective address
 * @param text disassembled, or why there is none
 * @param symbol where the address lies in the guest's image, as {@code name+0xoffset}; empty when no symbol is known
 */
public record Instruction(long moment, int vcpu, int level, long nia, String text, String symbol) {

    /** The instruction on one line. */
    public String line() {
        String where = symbol.isEmpty() ? "" : " (" + symbol + ")";
        return HexFormat.of().toHexDigits(nia) + where + "  " + text + "  on vCPU " + vcpu + ", in the L" + level;
    }
}
