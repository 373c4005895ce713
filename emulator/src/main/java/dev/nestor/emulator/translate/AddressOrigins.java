package dev.nestor.emulator.translate;

import dev.nestor.emulator.isa.Insn;
import java.util.Arrays;

/**
 * What registers hold in terms of what they held at some instruction before: one of them plus a distance, as far as
 * {@code addi} and accesses with update tell.
 */
final class AddressOrigins {
    private static final int ADDI = 14;
    private static final int FIRST_DISPLACED = 32;
    private static final int FIRST_FLOATING = 48;
    private static final int LD = 58;
    private static final int STD = 62;

    /** For each register the one it was, plus {@link #offsets}; -1 when it is none. */
    private final int[] origins = new int[32];

    private final long[] offsets = new long[32];

    AddressOrigins() {
        Arrays.setAll(origins, n -> n);
    }

    /** Whether {@code insn} accesses storage at a register plus an immediate, and it is known what that was. */
    boolean isKnown(Insn insn) {
        return isDisplaced(insn) && insn.ra != 0 && origins[insn.ra] >= 0;
    }

    /** The register that its address was in. */
    int originOf(Insn insn) {
        return origins[insn.ra];
    }

    /** How far from there it accesses. */
    long distanceOf(Insn insn) {
        return offsets[insn.ra] + insn.imm;
    }

    /** Goes on after {@code insn}, of which {@code one} is a scan. */
    void follow(Insn insn, UseScanner one) {
        int origin = insn.ra == 0 ? -1 : origins[insn.ra];
        long offset = distanceOf(insn);
        for (int n = 0; n < 32; n++) {
            if ((one.writes >>> n & 1) != 0) {
                boolean moves = insn.word >>> 26 == ADDI && n == insn.rt;
                boolean updates = isDisplaced(insn) && n == insn.ra && (n != insn.rt || one.stores);
                origins[n] = moves || updates ? origin : -1;
                offsets[n] = offset;
            }
        }
    }

    /** Whether it accesses storage at (RA|0) plus an immediate. */
    private static boolean isDisplaced(Insn insn) {
        int opcode = insn.word >>> 26;
        return opcode >= FIRST_DISPLACED && opcode < FIRST_FLOATING || opcode == LD || opcode == STD;
    }
}
