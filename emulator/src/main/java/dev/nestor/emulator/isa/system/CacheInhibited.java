package dev.nestor.emulator.isa.system;

import static dev.nestor.emulator.isa.InstructionRow.row;

import dev.nestor.emulator.isa.InstructionRow;
import java.util.List;

/**
 * Loads and stores around the caches, by real address: the hypervisor's, so a partition takes the interrupt of an
 * illegal instruction.
 *
 * @see "Power ISA 3.1, Book III, section 5.4.1"
 */
public final class CacheInhibited {
    /** The rows of this group. */
    public static final List<InstructionRow> ROWS = List.of(
            refused("lbzcix", "011111 RT RA RB 1101010101 /"),
            refused("lhzcix", "011111 RT RA RB 1100110101 /"),
            refused("lwzcix", "011111 RT RA RB 1100010101 /"),
            refused("ldcix", "011111 RT RA RB 1101110101 /"),
            refused("stbcix", "011111 RS RA RB 1111010101 /"),
            refused("sthcix", "011111 RS RA RB 1110110101 /"),
            refused("stwcix", "011111 RS RA RB 1110010101 /"),
            refused("stdcix", "011111 RS RA RB 1111110101 /"));

    private CacheInhibited() {}

    private static InstructionRow refused(String mnemonic, String pattern) {
        String operands = mnemonic.startsWith("l") ? "RT,RA,RB" : "RS,RA,RB";
        return row(mnemonic, pattern, operands, "III 5.4.1", (v, i) -> v.illegal(i.word))
                .hypervisor();
    }
}
