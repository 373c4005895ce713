package dev.nestor.emulator.translate;

import dev.nestor.emulator.isa.Insn;
import java.util.Arrays;

/**
 * What registers hold in terms of what they held at some instruction before: one of them plus a distance, as far as
 * {@code addi} and accesses with update tell; or a number that a mask keeps small.
 */
final class AddressOrigins {
    private static final int ADDI = 14;
    private static final int FIRST_DISPLACED = 32;
    private static final int FIRST_FLOATING = 48;
    private static final int LD = 58;
    private static final int STD = 62;
    private static final int RLWINM = 21;
    private static final int ROTATE_DOUBLEWORD = 30;
    private static final int RLDIMI = 3;
    private static final int INDEXED = 31;
    private static final int LBZ = 34;
    private static final int LBZU = 35;

    /** For each register the one it was, plus {@link #offsets}; -1 when it is none. */
    private final int[] origins = new int[32];

    private final long[] offsets = new long[32];
    /** For each register the most it can be, as an unsigned number; -1 when that is not known. */
    private final long[] most = new long[32];

    AddressOrigins() {
        for (int n = 0; n < origins.length; n++) {
            origins[n] = n;
        }
        Arrays.fill(most, -1);
    }

    /**
     * Whether {@code insn} accesses storage at the sum of RA, of which it is known what it was, and RB, of which it is
     * known how large it can be; no other register changes by it than the one that it loads.
     */
    boolean isIndexed(Insn insn, UseScanner one) {
        long loaded = one.stores ? 0 : 1L << insn.rt;
        return insn.word >>> 26 == INDEXED
                && insn.ra != 0
                && origins[insn.ra] >= 0
                && most[insn.rb] >= 0
                && (one.writes & ~loaded) == 0;
    }

    /** How far from where RA was an indexed access begins, where RB is 0. */
    long baseDistanceOf(Insn insn) {
        return offsets[insn.ra];
    }

    /** The most that RB can be. */
    long mostOfIndex(Insn insn) {
        return most[insn.rb];
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
                most[n] = mostIn(n, insn);
            }
        }
    }

    private static long mostIn(int register, Insn insn) {
        int opcode = insn.word >>> 26;
        boolean masks = opcode == RLWINM || opcode == ROTATE_DOUBLEWORD && (insn.word >>> 2 & 7) < RLDIMI;
        if (masks && register == insn.ra) {
            return insn.imm;
        }
        return (opcode == LBZ || opcode == LBZU) && register == insn.rt ? 0xFF : -1;
    }

    /** Whether it accesses storage at (RA|0) plus an immediate. */
    private static boolean isDisplaced(Insn insn) {
        int opcode = insn.word >>> 26;
        return opcode >= FIRST_DISPLACED && opcode < FIRST_FLOATING || opcode == LD || opcode == STD;
    }
}
