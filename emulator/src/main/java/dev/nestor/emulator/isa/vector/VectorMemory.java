package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.indexed;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.RegisterTransfers;

/**
 * Vector loads and stores, which ignore the low bits of their address, and VSCR. Vector register n is VSR n + 32.
 *
 * @see "Power ISA 3.1, Book I, sections 6.7 and 6.15"
 */
public final class VectorMemory {
    private static final String LOAD = "I 6.7.2";
    private static final String STORE = "I 6.7.3";
    private static final String ALIGN = "I 6.7.4";
    private static final String STATUS = "I 6.15";
    private static final String X_LOAD = "VRT,RA,RB";
    private static final String X_STORE = "VRS,RA,RB";
    /** First vector register among the VSRs. */
    private static final int VECTOR_FIRST = 32;
    /** NJ and SAT, the bits of VSCR that exist. */
    private static final int VSCR_BITS = 0x0001_0001;

    private VectorMemory() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("lvebx", "011111 VRT RA RB 0000000111 /", X_LOAD, LOAD)) {
            vector(rows, (v, i) -> loadElement(v, i, 1));
        }
        if (rows.at("lvehx", "011111 VRT RA RB 0000100111 /", X_LOAD, LOAD)) {
            vector(rows, (v, i) -> loadElement(v, i, 2));
        }
        if (rows.at("lvewx", "011111 VRT RA RB 0001000111 /", X_LOAD, LOAD)) {
            vector(rows, (v, i) -> loadElement(v, i, 4));
        }
        if (rows.at("lvx", "011111 VRT RA RB 0001100111 /", X_LOAD, LOAD)) {
            vector(rows, VectorMemory::lvx).emitting(RegisterTransfers::loadAligned);
        }
        if (rows.at("lvxl", "011111 VRT RA RB 0101100111 /", X_LOAD, LOAD)) {
            vector(rows, VectorMemory::lvx).emitting(RegisterTransfers::loadAligned);
        }
        if (rows.at("stvebx", "011111 VRS RA RB 0010000111 /", X_STORE, STORE)) {
            vector(rows, (v, i) -> storeElement(v, i, 1));
        }
        if (rows.at("stvehx", "011111 VRS RA RB 0010100111 /", X_STORE, STORE)) {
            vector(rows, (v, i) -> storeElement(v, i, 2));
        }
        if (rows.at("stvewx", "011111 VRS RA RB 0011000111 /", X_STORE, STORE)) {
            vector(rows, (v, i) -> storeElement(v, i, 4));
        }
        if (rows.at("stvx", "011111 VRS RA RB 0011100111 /", X_STORE, STORE)) {
            vector(rows, VectorMemory::stvx).emitting(RegisterTransfers::storeAligned);
        }
        if (rows.at("stvxl", "011111 VRS RA RB 0111100111 /", X_STORE, STORE)) {
            vector(rows, VectorMemory::stvx).emitting(RegisterTransfers::storeAligned);
        }
        if (rows.at("lvsl", "011111 VRT RA RB 0000000110 /", X_LOAD, ALIGN)) {
            vector(rows, VectorMemory::lvsl);
        }
        if (rows.at("lvsr", "011111 VRT RA RB 0000100110 /", X_LOAD, ALIGN)) {
            vector(rows, VectorMemory::lvsr);
        }
        if (rows.at("mfvscr", "000100 VRT ///// ///// 11000000100", "VRT", STATUS)) {
            vector(rows, VectorMemory::mfvscr);
        }
        if (rows.at("mtvscr", "000100 ///// ///// VRB 11001000100", "VRB", STATUS)) {
            vector(rows, VectorMemory::mtvscr);
        }
    }

    private static int lvx(Vcpu v, Insn i) {
        return VectorScalarMemory.loadQuadword(v, VECTOR_FIRST + i.rt, indexed(v, i) & ~15L);
    }

    private static int stvx(Vcpu v, Insn i) {
        return VectorScalarMemory.storeQuadword(v, VECTOR_FIRST + i.rt, indexed(v, i) & ~15L);
    }

    /** Bits to the right of an element at {@code ea}, in the doubleword of the register that it falls into. */
    private static int shiftOf(Vcpu v, long ea, int bytes) {
        int place = (int) ea & 15;
        int fromLeft = v.mem.isLittleEndian() ? 16 - bytes - place : place;
        return 8 * (8 - bytes - (fromLeft & 7));
    }

    /** Index in the array of VSR halves of the doubleword that an element at {@code ea} falls into. */
    private static int halfOf(Vcpu v, Insn i, long ea) {
        boolean inFirst = ((int) ea & 8) == 0;
        return 2 * (VECTOR_FIRST + i.rt) + (inFirst == v.mem.isLittleEndian() ? 1 : 0);
    }

    /** The other elements of the register are undefined and stay as they are. */
    private static int loadElement(Vcpu v, Insn i, int bytes) {
        long ea = indexed(v, i) & -bytes;
        long value = switch (bytes) {
            case 1 -> v.mem.load8(ea);
            case 2 -> v.mem.load16(ea);
            default -> v.mem.load32(ea);
        };
        if (v.mem.faulted) {
            return v.storageFault();
        }
        int half = halfOf(v, i, ea);
        int shift = shiftOf(v, ea, bytes);
        long mask = (1L << 8 * bytes) - 1 << shift;
        v.s.vsr[half] = v.s.vsr[half] & ~mask | value << shift;
        return Outcome.NEXT;
    }

    private static int storeElement(Vcpu v, Insn i, int bytes) {
        long ea = indexed(v, i) & -bytes;
        long value = v.s.vsr[halfOf(v, i, ea)] >>> shiftOf(v, ea, bytes);
        switch (bytes) {
            case 1 -> v.mem.store8(ea, value);
            case 2 -> v.mem.store16(ea, value);
            default -> v.mem.store32(ea, value);
        }
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    private static int lvsl(Vcpu v, Insn i) {
        return setCounting(v, i, (int) indexed(v, i) & 15);
    }

    private static int lvsr(Vcpu v, Insn i) {
        return setCounting(v, i, 16 - ((int) indexed(v, i) & 15));
    }

    /** Sixteen bytes that count up from {@code first}. */
    private static int setCounting(Vcpu v, Insn i, int first) {
        long counting = 0x0001_0203_0405_0607L + first * 0x0101_0101_0101_0101L;
        int half = 2 * (VECTOR_FIRST + i.rt);
        v.s.vsr[half] = counting;
        v.s.vsr[half + 1] = counting + 0x0808_0808_0808_0808L;
        return Outcome.NEXT;
    }

    private static int mfvscr(Vcpu v, Insn i) {
        int half = 2 * (VECTOR_FIRST + i.rt);
        v.s.vsr[half] = 0;
        v.s.vsr[half + 1] = v.s.vscr & 0xFFFF_FFFFL;
        return Outcome.NEXT;
    }

    private static int mtvscr(Vcpu v, Insn i) {
        v.s.vscr = (int) v.s.vsr[2 * (VECTOR_FIRST + i.rb) + 1] & VSCR_BITS;
        return Outcome.NEXT;
    }
}
