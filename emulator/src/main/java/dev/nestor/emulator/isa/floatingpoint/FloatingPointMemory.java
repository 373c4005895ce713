package dev.nestor.emulator.isa.floatingpoint;

import static dev.nestor.emulator.isa.RegisterRows.floating;
import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.displaced;
import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.indexed;

import dev.nestor.emulator.binary.SingleFormat;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Floating-point loads, stores and moves: FPR n is the high doubleword of VSR n, and a write to it clears the low one.
 *
 * @see "Power ISA 3.1, Book I, sections 4.6.2 to 4.6.5 and 4.6.10"
 */
public final class FloatingPointMemory {
    private static final String LOAD = "I 4.6.2";
    private static final String STORE = "I 4.6.3";
    private static final String PAIR = "I 4.6.4";
    private static final String MOVE = "I 4.6.5";
    private static final String STATUS = "I 4.6.10";
    private static final String D_LOAD = "FRT,D(RA)";
    private static final String X_LOAD = "FRT,RA,RB";
    private static final String D_STORE = "FRS,D(RA)";
    private static final String X_STORE = "FRS,RA,RB";
    private static final String TWO = "FRT,FRB";
    private static final long SIGN = Long.MIN_VALUE;
    /** FEX and VX, bits 33 and 34 of FPSCR, are sums of others and cannot be written. */
    private static final long FPSCR_SUMMARY = 0x6000_0000L;
    /** What mffsl reads: the rounding modes, FR, FI, FPRF and the enables: 29:31, 45:51, 56:63. */
    private static final long FPSCR_LIGHT = 0x7_0007_F0FFL;
    /** Bits of FPSCR that exist: 29:31 and all of the low word but bit 52. */
    private static final long FPSCR_BITS = 0x7_FFFF_F7FFL;

    private FloatingPointMemory() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("lfs", "110000 FRT RA D", D_LOAD, LOAD)) {
            floating(rows, (v, i) -> loadSingle(v, i, displaced(v, i))).emitting(RegisterTransfers.loadSingle(false));
        }
        if (rows.at("lfsu", "110001 FRT RA D", D_LOAD, LOAD)) {
            floating(rows, (v, i) -> update(v, i, displaced(v, i), loadSingle(v, i, displaced(v, i))))
                    .prepared(FloatingPointMemory::refuseNoBase);
        }
        if (rows.at("lfsx", "011111 FRT RA RB 1000010111 /", X_LOAD, LOAD)) {
            floating(rows, (v, i) -> loadSingle(v, i, indexed(v, i))).emitting(RegisterTransfers.loadSingle(true));
        }
        if (rows.at("lfsux", "011111 FRT RA RB 1000110111 /", X_LOAD, LOAD)) {
            floating(rows, (v, i) -> update(v, i, indexed(v, i), loadSingle(v, i, indexed(v, i))))
                    .prepared(FloatingPointMemory::refuseNoBase);
        }
        if (rows.at("lfd", "110010 FRT RA D", D_LOAD, LOAD)) {
            floating(rows, (v, i) -> loadDouble(v, i, displaced(v, i))).emitting(RegisterTransfers.load(false, 8));
        }
        if (rows.at("lfdu", "110011 FRT RA D", D_LOAD, LOAD)) {
            floating(rows, (v, i) -> update(v, i, displaced(v, i), loadDouble(v, i, displaced(v, i))))
                    .prepared(FloatingPointMemory::refuseNoBase);
        }
        if (rows.at("lfdx", "011111 FRT RA RB 1001010111 /", X_LOAD, LOAD)) {
            floating(rows, (v, i) -> loadDouble(v, i, indexed(v, i))).emitting(RegisterTransfers.load(true, 8));
        }
        if (rows.at("lfdux", "011111 FRT RA RB 1001110111 /", X_LOAD, LOAD)) {
            floating(rows, (v, i) -> update(v, i, indexed(v, i), loadDouble(v, i, indexed(v, i))))
                    .prepared(FloatingPointMemory::refuseNoBase);
        }
        if (rows.at("stfs", "110100 FRS RA D", D_STORE, STORE)) {
            floating(rows, (v, i) -> storeSingle(v, i, displaced(v, i))).emitting(RegisterTransfers.storeSingle(false));
        }
        if (rows.at("stfsu", "110101 FRS RA D", D_STORE, STORE)) {
            floating(rows, (v, i) -> update(v, i, displaced(v, i), storeSingle(v, i, displaced(v, i))))
                    .prepared(FloatingPointMemory::refuseNoBase);
        }
        if (rows.at("stfsx", "011111 FRS RA RB 1010010111 /", X_STORE, STORE)) {
            floating(rows, (v, i) -> storeSingle(v, i, indexed(v, i))).emitting(RegisterTransfers.storeSingle(true));
        }
        if (rows.at("stfsux", "011111 FRS RA RB 1010110111 /", X_STORE, STORE)) {
            floating(rows, (v, i) -> update(v, i, indexed(v, i), storeSingle(v, i, indexed(v, i))))
                    .prepared(FloatingPointMemory::refuseNoBase);
        }
        if (rows.at("stfd", "110110 FRS RA D", D_STORE, STORE)) {
            floating(rows, (v, i) -> storeDouble(v, i, displaced(v, i))).emitting(RegisterTransfers.store(false, 8));
        }
        if (rows.at("stfdu", "110111 FRS RA D", D_STORE, STORE)) {
            floating(rows, (v, i) -> update(v, i, displaced(v, i), storeDouble(v, i, displaced(v, i))))
                    .prepared(FloatingPointMemory::refuseNoBase);
        }
        if (rows.at("stfdx", "011111 FRS RA RB 1011010111 /", X_STORE, STORE)) {
            floating(rows, (v, i) -> storeDouble(v, i, indexed(v, i))).emitting(RegisterTransfers.store(true, 8));
        }
        if (rows.at("stfdux", "011111 FRS RA RB 1011110111 /", X_STORE, STORE)) {
            floating(rows, (v, i) -> update(v, i, indexed(v, i), storeDouble(v, i, indexed(v, i))))
                    .prepared(FloatingPointMemory::refuseNoBase);
        }
        if (rows.at("lfiwax", "011111 FRT RA RB 1101010111 /", X_LOAD, LOAD)) {
            floating(rows, FloatingPointMemory::lfiwax).emitting(RegisterTransfers::loadAlgebraicWord);
        }
        if (rows.at("lfiwzx", "011111 FRT RA RB 1101110111 /", X_LOAD, LOAD)) {
            floating(rows, FloatingPointMemory::lfiwzx).emitting(RegisterTransfers.load(true, 4));
        }
        if (rows.at("stfiwx", "011111 FRS RA RB 1111010111 /", X_STORE, STORE)) {
            floating(rows, FloatingPointMemory::stfiwx).emitting(RegisterTransfers.store(true, 4));
        }
        if (rows.at("lfdp", "111001 FRTp RA DS 00", "FRTp,DS(RA)", PAIR)) {
            floating(rows, (v, i) -> loadPair(v, i, displaced(v, i)));
        }
        if (rows.at("lfdpx", "011111 FRTp RA RB 1100010111 /", "FRTp,RA,RB", PAIR)) {
            floating(rows, (v, i) -> loadPair(v, i, indexed(v, i)));
        }
        if (rows.at("stfdp", "111101 FRSp RA DS 00", "FRSp,DS(RA)", PAIR)) {
            floating(rows, (v, i) -> storePair(v, i, displaced(v, i)));
        }
        if (rows.at("stfdpx", "011111 FRSp RA RB 1110010111 /", "FRSp,RA,RB", PAIR)) {
            floating(rows, (v, i) -> storePair(v, i, indexed(v, i)));
        }
        if (rows.at("fmr", "111111 FRT ///// FRB 0001001000 Rc", TWO, MOVE)) {
            floating(rows, (v, i) -> set(v, i, fpr(v, i.rb)));
        }
        if (rows.at("fneg", "111111 FRT ///// FRB 0000101000 Rc", TWO, MOVE)) {
            floating(rows, (v, i) -> set(v, i, fpr(v, i.rb) ^ SIGN));
        }
        if (rows.at("fabs", "111111 FRT ///// FRB 0100001000 Rc", TWO, MOVE)) {
            floating(rows, (v, i) -> set(v, i, fpr(v, i.rb) & ~SIGN));
        }
        if (rows.at("fnabs", "111111 FRT ///// FRB 0010001000 Rc", TWO, MOVE)) {
            floating(rows, (v, i) -> set(v, i, fpr(v, i.rb) | SIGN));
        }
        if (rows.at("fcpsgn", "111111 FRT FRA FRB 0000001000 Rc", "FRT,FRA,FRB", MOVE)) {
            floating(rows, FloatingPointMemory::fcpsgn);
        }
        if (rows.at("mffs", "111111 FRT 00000 ///// 1001000111 Rc", "FRT", STATUS)) {
            floating(rows, (v, i) -> set(v, i, v.s.fpscr));
        }
        if (rows.at("mffsl", "111111 FRT 11000 ///// 1001000111 /", "FRT", STATUS)) {
            floating(rows, (v, i) -> set(v, i, v.s.fpscr & FPSCR_LIGHT));
        }
        if (rows.at("mtfsf", "111111 L FLM W FRB 1011000111 Rc", "FLM,FRB,L,W", STATUS)) {
            floating(rows, FloatingPointMemory::mtfsf);
        }
    }

    private static long fpr(Vcpu v, int number) {
        return v.s.vsr[2 * number];
    }

    private static int set(Vcpu v, Insn i, long value) {
        v.s.vsr[2 * i.rt] = value;
        v.s.vsr[2 * i.rt + 1] = 0;
        return Outcome.NEXT;
    }

    /** Completes an update form; {@code outcome} is that of its access, and RA = 0 is an invalid form. */
    private static int update(Vcpu v, Insn i, long ea, int outcome) {
        if (outcome == Outcome.NEXT) {
            v.s.gpr[i.ra] = ea;
        }
        return outcome;
    }

    private static void refuseNoBase(Insn i) {
        if (i.ra == 0) {
            i.semantics = FloatingPointMemory::invalid;
        }
    }

    private static int invalid(Vcpu v, Insn i) {
        return v.illegal(i.word);
    }

    private static int loadSingle(Vcpu v, Insn i, long ea) {
        int single = (int) v.mem.load32(ea);
        return v.mem.faulted ? v.storageFault() : set(v, i, SingleFormat.toDouble(single));
    }

    private static int loadDouble(Vcpu v, Insn i, long ea) {
        long value = v.mem.load64(ea);
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int storeSingle(Vcpu v, Insn i, long ea) {
        v.mem.store32(ea, SingleFormat.toSingle(fpr(v, i.rt)));
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    private static int storeDouble(Vcpu v, Insn i, long ea) {
        v.mem.store64(ea, fpr(v, i.rt));
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    /** Two doublewords; with little-endian data the odd register's is at the lower address. */
    private static int loadPair(Vcpu v, Insn i, long ea) {
        if ((i.rt & 1) != 0) {
            return v.illegal(i.word);
        }
        int little = v.mem.isLittleEndian() ? 1 : 0;
        long first = v.mem.load64(ea);
        long second = v.mem.faulted ? 0 : v.mem.load64(ea + 8);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        for (int k = 0; k < 2; k++) {
            v.s.vsr[2 * (i.rt + k)] = k == little ? first : second;
            v.s.vsr[2 * (i.rt + k) + 1] = 0;
        }
        return Outcome.NEXT;
    }

    private static int storePair(Vcpu v, Insn i, long ea) {
        if ((i.rt & 1) != 0) {
            return v.illegal(i.word);
        }
        int little = v.mem.isLittleEndian() ? 1 : 0;
        v.mem.checkStore(ea, 16);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.mem.store64(ea, fpr(v, i.rt + little));
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.mem.store64(ea + 8, fpr(v, i.rt + 1 - little));
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    private static int lfiwax(Vcpu v, Insn i) {
        long value = (int) v.mem.load32(indexed(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int lfiwzx(Vcpu v, Insn i) {
        long value = v.mem.load32(indexed(v, i));
        return v.mem.faulted ? v.storageFault() : set(v, i, value);
    }

    private static int stfiwx(Vcpu v, Insn i) {
        v.mem.store32(indexed(v, i), fpr(v, i.rt));
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    private static int fcpsgn(Vcpu v, Insn i) {
        return set(v, i, fpr(v, i.ra) & SIGN | fpr(v, i.rb) & ~SIGN);
    }

    /** L = 1 moves everything; otherwise W chooses the high or the low word and FLM its fields. */
    private static int mtfsf(Vcpu v, Insn i) {
        CpuState s = v.s;
        long chosen = 0;
        int fields = Field.FLM.get(i.word);
        for (int field = 0; field < 8; field++) {
            if ((fields & 0x80 >>> field) != 0) {
                chosen |= 0xF000_0000L >>> 4 * field;
            }
        }
        if (Field.L_6.get(i.word) != 0) {
            chosen = -1L;
        } else if (Field.W.get(i.word) != 0) {
            chosen <<= 32;
        }
        chosen &= FPSCR_BITS & ~FPSCR_SUMMARY;
        return FloatResult.moved(v, s.fpscr & ~chosen | fpr(v, i.rb) & chosen);
    }
}
