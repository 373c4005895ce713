package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterFacility.VSX_OR_VECTOR;
import static dev.nestor.emulator.isa.RegisterRows.vsx;
import static dev.nestor.emulator.isa.RegisterRows.xt;
import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.displaced;
import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.indexed;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.RegisterRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * VSX loads and stores with a length, of a rightmost element, and of pairs; {@link VectorScalarMemory} has the others.
 *
 * @see "Power ISA 3.1, Book I, section 7.6.3"
 */
public final class VsxLoadStore {
    private static final String XS_RA_RB = "XS,RA,RB";
    private static final String XT_RA_RB = "XT,RA,RB";

    private VsxLoadStore() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("lxvl", "011111 XT RA RB 0100001101 XT", XT_RA_RB, "I 7.6.3")) {
            vsx(rows, (v, i) -> loadLength(v, i, v.mem.isLittleEndian()))
                    .needs(VSX_OR_VECTOR)
                    .prepared(RegisterRows::number);
        }
        if (rows.at("lxvll", "011111 XT RA RB 0100101101 XT", XT_RA_RB, "I 7.6.3")) {
            vsx(rows, (v, i) -> loadLength(v, i, false)).needs(VSX_OR_VECTOR).prepared(RegisterRows::number);
        }
        if (rows.at("lxvrbx", "011111 XT RA RB 0000001101 XT", XT_RA_RB, "I 7.6.3")) {
            vsx(rows, (v, i) -> loadedRight(v, i, v.mem.load8(indexed(v, i))));
        }
        if (rows.at("lxvrhx", "011111 XT RA RB 0000101101 XT", XT_RA_RB, "I 7.6.3")) {
            vsx(rows, (v, i) -> loadedRight(v, i, v.mem.load16(indexed(v, i))));
        }
        if (rows.at("lxvrwx", "011111 XT RA RB 0001001101 XT", XT_RA_RB, "I 7.6.3")) {
            vsx(rows, (v, i) -> loadedRight(v, i, v.mem.load32(indexed(v, i))));
        }
        if (rows.at("lxvrdx", "011111 XT RA RB 0001101101 XT", XT_RA_RB, "I 7.6.3")) {
            vsx(rows, (v, i) -> loadedRight(v, i, v.mem.load64(indexed(v, i))));
        }
        if (rows.at("lxvp", "000110 XTp RA DQ 0000", "XTp,DQ(RA)", "I 7.6.3")) {
            vsx(rows, (v, i) -> loadPair(v, i, displaced(v, i))).prepared(RegisterRows::numberPair);
        }
        if (rows.at("lxvpx", "011111 XTp RA RB 0101001101 /", "XTp,RA,RB", "I 7.6.3")) {
            vsx(rows, (v, i) -> loadPair(v, i, indexed(v, i))).prepared(RegisterRows::numberPair);
        }
        if (rows.at("stxvl", "011111 XS RA RB 0110001101 XS", XS_RA_RB, "I 7.6.3")) {
            vsx(rows, (v, i) -> storeLength(v, i, v.mem.isLittleEndian()))
                    .needs(VSX_OR_VECTOR)
                    .prepared(RegisterRows::number);
        }
        if (rows.at("stxvll", "011111 XS RA RB 0110101101 XS", XS_RA_RB, "I 7.6.3")) {
            vsx(rows, (v, i) -> storeLength(v, i, false)).needs(VSX_OR_VECTOR).prepared(RegisterRows::number);
        }
        if (rows.at("stxvrbx", "011111 XS RA RB 0010001101 XS", XS_RA_RB, "I 7.6.3")) {
            vsx(rows, VsxLoadStore::stxvrbx);
        }
        if (rows.at("stxvrhx", "011111 XS RA RB 0010101101 XS", XS_RA_RB, "I 7.6.3")) {
            vsx(rows, VsxLoadStore::stxvrhx);
        }
        if (rows.at("stxvrwx", "011111 XS RA RB 0011001101 XS", XS_RA_RB, "I 7.6.3")) {
            vsx(rows, VsxLoadStore::stxvrwx);
        }
        if (rows.at("stxvrdx", "011111 XS RA RB 0011101101 XS", XS_RA_RB, "I 7.6.3")) {
            vsx(rows, VsxLoadStore::stxvrdx);
        }
        if (rows.at("stxvp", "000110 XSp RA DQ 0001", "XSp,DQ(RA)", "I 7.6.3")) {
            vsx(rows, (v, i) -> storePair(v, i, displaced(v, i))).prepared(RegisterRows::numberPair);
        }
        if (rows.at("stxvpx", "011111 XSp RA RB 0111001101 /", "XSp,RA,RB", "I 7.6.3")) {
            vsx(rows, (v, i) -> storePair(v, i, indexed(v, i))).prepared(RegisterRows::numberPair);
        }
    }

    private static int set(Vcpu v, Insn i, long high, long low) {
        int t = xt(i);
        v.s.vsr[t] = high;
        v.s.vsr[t + 1] = low;
        return Outcome.NEXT;
    }

    private static int loadedRight(Vcpu v, Insn i, long value) {
        return v.mem.faulted ? v.storageFault() : set(v, i, 0, value);
    }

    private static int stored(Vcpu v) {
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    /** The byte count of the forms with length: bits 0:7 of RB, at most 16. */
    private static int length(Vcpu v, Insn i) {
        return (int) Math.min(v.s.gpr[i.rb] >>> 56, 16);
    }

    /** Loads up to 16 bytes: left-justified, or right-justified and reversed. */
    private static int loadLength(Vcpu v, Insn i, boolean reversed) {
        long address = i.ra == 0 ? 0 : v.s.gpr[i.ra];
        int count = length(v, i);
        long high = 0;
        long low = 0;
        for (int k = 0; k < count; k++) {
            long element = v.mem.load8(address + k);
            if (v.mem.faulted) {
                return v.storageFault();
            }
            int place = 8 * (reversed ? k : 15 - k);
            if (place < 64) {
                low |= element << place;
            } else {
                high |= element << place - 64;
            }
        }
        return set(v, i, high, low);
    }

    private static int storeLength(Vcpu v, Insn i, boolean reversed) {
        long address = i.ra == 0 ? 0 : v.s.gpr[i.ra];
        int count = length(v, i);
        int s = xt(i);
        for (int k = 0; k < count; k++) {
            int place = 8 * (reversed ? k : 15 - k);
            v.mem.store8(address + k, v.s.vsr[s + (place < 64 ? 1 : 0)] >>> (place & 63));
            if (v.mem.faulted) {
                return v.storageFault();
            }
        }
        return Outcome.NEXT;
    }

    /** Two quadwords; with little-endian data the second register's is at the lower address. */
    private static int loadPair(Vcpu v, Insn i, long address) {
        int little = v.mem.isLittleEndian() ? 1 : 0;
        v.mem.load64(address + 24);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        int outcome = VectorScalarMemory.loadQuadword(v, i.aux + little, address);
        return outcome != Outcome.NEXT ? outcome : VectorScalarMemory.loadQuadword(v, i.aux + 1 - little, address + 16);
    }

    private static int storePair(Vcpu v, Insn i, long address) {
        int little = v.mem.isLittleEndian() ? 1 : 0;
        int outcome = VectorScalarMemory.storeQuadword(v, i.aux + little, address);
        return outcome != Outcome.NEXT
                ? outcome
                : VectorScalarMemory.storeQuadword(v, i.aux + 1 - little, address + 16);
    }

    private static int stxvrbx(Vcpu v, Insn i) {
        v.mem.store8(indexed(v, i), v.s.vsr[xt(i) + 1]);
        return stored(v);
    }

    private static int stxvrhx(Vcpu v, Insn i) {
        v.mem.store16(indexed(v, i), v.s.vsr[xt(i) + 1]);
        return stored(v);
    }

    private static int stxvrwx(Vcpu v, Insn i) {
        v.mem.store32(indexed(v, i), v.s.vsr[xt(i) + 1]);
        return stored(v);
    }

    private static int stxvrdx(Vcpu v, Insn i) {
        v.mem.store64(indexed(v, i), v.s.vsr[xt(i) + 1]);
        return stored(v);
    }
}
