package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterFacility.FLOATING_POINT_OR_VECTOR;
import static dev.nestor.emulator.isa.RegisterFacility.VECTOR;
import static dev.nestor.emulator.isa.RegisterFacility.VSX;
import static dev.nestor.emulator.isa.RegisterFacility.VSX_OR_VECTOR;
import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.displaced;
import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.indexed;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.binary.SingleFormat;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.RegisterFacility;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.RegisterTransfers;

/**
 * Vector-scalar loads and stores, and moves to and from general purpose registers. In a decoded instruction {@code aux}
 * is the vector-scalar register's number, 0 to 63; 32 to 63 are the vector registers.
 *
 * @see "Power ISA 3.1, Book I, sections 3.3.16 and 7.6.1"
 */
// tidy: table, the rows of one facility with the accesses they share
public final class VectorScalarMemory {
    private static final String LOAD = "I 7.6.1.2";
    private static final String STORE = "I 7.6.1.3";
    private static final String MOVE = "I 3.3.16";
    private static final String X_LOAD = "XT,RA,RB";
    private static final String X_STORE = "XS,RA,RB";

    private VectorScalarMemory() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("lxvd2x", "011111 XT RA RB 1101001100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX, VectorScalarMemory::lxvd2x).emitting(RegisterTransfers.loadBoth(true, false));
        }
        if (rows.at("lxvw4x", "011111 XT RA RB 1100001100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX, VectorScalarMemory::lxvw4x);
        }
        if (rows.at("lxvh8x", "011111 XT RA RB 1100101100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX_OR_VECTOR, VectorScalarMemory::lxvh8x);
        }
        if (rows.at("lxvb16x", "011111 XT RA RB 1101101100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX_OR_VECTOR, VectorScalarMemory::lxvb16x);
        }
        if (rows.at("lxvx", "011111 XT RA RB 0100 / 01100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX_OR_VECTOR, (v, i) -> loadQuadword(v, i.aux, indexed(v, i)))
                    .emitting(RegisterTransfers.loadBoth(true, true));
        }
        if (rows.at("lxvdsx", "011111 XT RA RB 0101001100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX, VectorScalarMemory::lxvdsx);
        }
        if (rows.at("lxvwsx", "011111 XT RA RB 0101101100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX_OR_VECTOR, VectorScalarMemory::lxvwsx);
        }
        if (rows.at("lxsdx", "011111 XT RA RB 1001001100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX, (v, i) -> loadScalar(v, i.aux, v.mem.load64(indexed(v, i))))
                    .emitting(RegisterTransfers.load(true, 8));
        }
        if (rows.at("lxsspx", "011111 XT RA RB 1000001100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX, (v, i) -> loadScalar(v, i.aux, SingleFormat.toDouble((int) v.mem.load32(indexed(v, i)))))
                    .emitting(RegisterTransfers.loadSingle(true));
        }
        if (rows.at("lxsiwax", "011111 XT RA RB 0001001100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX, (v, i) -> loadScalar(v, i.aux, (int) v.mem.load32(indexed(v, i))))
                    .emitting(RegisterTransfers::loadAlgebraicWord);
        }
        if (rows.at("lxsiwzx", "011111 XT RA RB 0000001100 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX, (v, i) -> loadScalar(v, i.aux, v.mem.load32(indexed(v, i))))
                    .emitting(RegisterTransfers.load(true, 4));
        }
        if (rows.at("lxsibzx", "011111 XT RA RB 1100001101 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX_OR_VECTOR, (v, i) -> loadScalar(v, i.aux, v.mem.load8(indexed(v, i))))
                    .emitting(RegisterTransfers.load(true, 1));
        }
        if (rows.at("lxsihzx", "011111 XT RA RB 1100101101 XT", X_LOAD, LOAD)) {
            vsx(rows, VSX_OR_VECTOR, (v, i) -> loadScalar(v, i.aux, v.mem.load16(indexed(v, i))))
                    .emitting(RegisterTransfers.load(true, 2));
        }
        if (rows.at("stxvd2x", "011111 XS RA RB 1111001100 XS", X_STORE, STORE)) {
            vsx(rows, VSX, VectorScalarMemory::stxvd2x).emitting(RegisterTransfers.storeBoth(true, false));
        }
        if (rows.at("stxvw4x", "011111 XS RA RB 1110001100 XS", X_STORE, STORE)) {
            vsx(rows, VSX, VectorScalarMemory::stxvw4x);
        }
        if (rows.at("stxvh8x", "011111 XS RA RB 1110101100 XS", X_STORE, STORE)) {
            vsx(rows, VSX_OR_VECTOR, VectorScalarMemory::stxvh8x);
        }
        if (rows.at("stxvb16x", "011111 XS RA RB 1111101100 XS", X_STORE, STORE)) {
            vsx(rows, VSX_OR_VECTOR, VectorScalarMemory::stxvb16x);
        }
        if (rows.at("stxvx", "011111 XS RA RB 0110001100 XS", X_STORE, STORE)) {
            vsx(rows, VSX_OR_VECTOR, (v, i) -> storeQuadword(v, i.aux, indexed(v, i)))
                    .emitting(RegisterTransfers.storeBoth(true, true));
        }
        if (rows.at("stxsdx", "011111 XS RA RB 1011001100 XS", X_STORE, STORE)) {
            vsx(rows, VSX, VectorScalarMemory::stxsdx).emitting(RegisterTransfers.store(true, 8));
        }
        if (rows.at("stxsspx", "011111 XS RA RB 1010001100 XS", X_STORE, STORE)) {
            vsx(rows, VSX, VectorScalarMemory::stxsspx).emitting(RegisterTransfers.storeSingle(true));
        }
        if (rows.at("stxsiwx", "011111 XS RA RB 0010001100 XS", X_STORE, STORE)) {
            vsx(rows, VSX, VectorScalarMemory::stxsiwx).emitting(RegisterTransfers.store(true, 4));
        }
        if (rows.at("stxsibx", "011111 XS RA RB 1110001101 XS", X_STORE, STORE)) {
            vsx(rows, VSX_OR_VECTOR, VectorScalarMemory::stxsibx).emitting(RegisterTransfers.store(true, 1));
        }
        if (rows.at("stxsihx", "011111 XS RA RB 1110101101 XS", X_STORE, STORE)) {
            vsx(rows, VSX_OR_VECTOR, VectorScalarMemory::stxsihx).emitting(RegisterTransfers.store(true, 2));
        }
        if (rows.at("lxv", "111101 XTq RA DQ XTq 001", "XTq,DQ(RA)", LOAD)) {
            vsx(rows, VSX_OR_VECTOR, (v, i) -> loadQuadword(v, i.aux, displaced(v, i)))
                    .emitting(RegisterTransfers.loadBoth(false, true));
        }
        if (rows.at("stxv", "111101 XSq RA DQ XSq 101", "XSq,DQ(RA)", STORE)) {
            vsx(rows, VSX_OR_VECTOR, (v, i) -> storeQuadword(v, i.aux, displaced(v, i)))
                    .emitting(RegisterTransfers.storeBoth(false, true));
        }
        if (rows.at("lxsd", "111001 VRT RA DS 10", "VRT,DS(RA)", LOAD)) {
            vsx(rows, VECTOR, (v, i) -> loadScalar(v, i.aux, v.mem.load64(displaced(v, i))))
                    .emitting(RegisterTransfers.load(false, 8));
        }
        if (rows.at("lxssp", "111001 VRT RA DS 11", "VRT,DS(RA)", LOAD)) {
            vsx(
                            rows,
                            VECTOR,
                            (v, i) -> loadScalar(v, i.aux, SingleFormat.toDouble((int) v.mem.load32(displaced(v, i)))))
                    .emitting(RegisterTransfers.loadSingle(false));
        }
        if (rows.at("stxsd", "111101 VRS RA DS 10", "VRS,DS(RA)", STORE)) {
            vsx(rows, VECTOR, VectorScalarMemory::stxsd).emitting(RegisterTransfers.store(false, 8));
        }
        if (rows.at("stxssp", "111101 VRS RA DS 11", "VRS,DS(RA)", STORE)) {
            vsx(rows, VECTOR, VectorScalarMemory::stxssp).emitting(RegisterTransfers.storeSingle(false));
        }
        if (rows.at("mfvsrd", "011111 XS RA ///// 0000110011 XS", "RA,XS", MOVE)) {
            vsx(rows, FLOATING_POINT_OR_VECTOR, (v, i) -> toGeneral(v, i, high(v, i.aux)))
                    .emitting(RegisterTransfers.toGeneral(0));
        }
        if (rows.at("mfvsrwz", "011111 XS RA ///// 0001110011 XS", "RA,XS", MOVE)) {
            vsx(rows, FLOATING_POINT_OR_VECTOR, (v, i) -> toGeneral(v, i, high(v, i.aux) & 0xFFFF_FFFFL));
        }
        if (rows.at("mfvsrld", "011111 XS RA ///// 0100110011 XS", "RA,XS", MOVE)) {
            vsx(rows, VSX_OR_VECTOR, (v, i) -> toGeneral(v, i, low(v, i.aux))).emitting(RegisterTransfers.toGeneral(1));
        }
        if (rows.at("mtvsrd", "011111 XT RA ///// 0010110011 XT", "XT,RA", MOVE)) {
            vsx(rows, FLOATING_POINT_OR_VECTOR, (v, i) -> set(v, i.aux, v.s.gpr[i.ra], 0))
                    .emitting(RegisterTransfers::fromGeneral);
        }
        if (rows.at("mtvsrwa", "011111 XT RA ///// 0011010011 XT", "XT,RA", MOVE)) {
            vsx(rows, FLOATING_POINT_OR_VECTOR, (v, i) -> set(v, i.aux, (int) v.s.gpr[i.ra], 0));
        }
        if (rows.at("mtvsrwz", "011111 XT RA ///// 0011110011 XT", "XT,RA", MOVE)) {
            vsx(rows, FLOATING_POINT_OR_VECTOR, (v, i) -> set(v, i.aux, v.s.gpr[i.ra] & 0xFFFF_FFFFL, 0));
        }
        if (rows.at("mtvsrws", "011111 XT RA ///// 0110010011 XT", "XT,RA", MOVE)) {
            vsx(rows, VSX_OR_VECTOR, VectorScalarMemory::mtvsrws);
        }
        if (rows.at("mtvsrdd", "011111 XT RA RB 0110110011 XT", "XT,RA,RB", MOVE)) {
            vsx(rows, VSX_OR_VECTOR, VectorScalarMemory::mtvsrdd).emitting(RegisterTransfers::fromBoth);
        }
    }

    private static InstructionRow vsx(InstructionRows rows, RegisterFacility registers, Semantics semantics) {
        return rows.does(semantics).needs(registers).prepared(VectorScalarMemory::chooseRegister);
    }

    /** The register is the pattern's one vector-scalar field; a vector register n is number n + 32. */
    private static void chooseRegister(Insn i) {
        for (Field field : i.row.pattern().fields()) {
            switch (field) {
                case XT, XS, XT_DQ, XS_DQ, XT_5, XS_5 -> i.aux = field.get(i.word);
                case VRT, VRS -> i.aux = field.get(i.word) + 32;
                default -> {}
            }
        }
    }

    private static long high(Vcpu v, int register) {
        return v.s.vsr[2 * register];
    }

    private static long low(Vcpu v, int register) {
        return v.s.vsr[2 * register + 1];
    }

    private static int set(Vcpu v, int register, long high, long low) {
        v.s.vsr[2 * register] = high;
        v.s.vsr[2 * register + 1] = low;
        return Outcome.NEXT;
    }

    private static int setUnlessFaulted(Vcpu v, int register, long high, long low) {
        return v.mem.faulted ? v.storageFault() : set(v, register, high, low);
    }

    private static int loadScalar(Vcpu v, int register, long value) {
        return setUnlessFaulted(v, register, value, 0);
    }

    /** Sixteen bytes in the current byte order. */
    static int loadQuadword(Vcpu v, int register, long ea) {
        boolean little = v.mem.isLittleEndian();
        long first = v.mem.load64(ea);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        long second = v.mem.load64(ea + 8);
        return setUnlessFaulted(v, register, little ? second : first, little ? first : second);
    }

    /** The second half is translated before the first is stored, so that a fault leaves memory as it was. */
    static int storeQuadword(Vcpu v, int register, long ea) {
        boolean little = v.mem.isLittleEndian();
        return storeHalves(
                v, ea, little ? low(v, register) : high(v, register), little ? high(v, register) : low(v, register));
    }

    private static int storeHalves(Vcpu v, long ea, long first, long second) {
        v.mem.checkStore(ea, 16);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.mem.store64(ea, first);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.mem.store64(ea + 8, second);
        return stored(v);
    }

    private static int stored(Vcpu v) {
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    private static int lxvd2x(Vcpu v, Insn i) {
        long ea = indexed(v, i);
        long first = v.mem.load64(ea);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        return setUnlessFaulted(v, i.aux, first, v.mem.load64(ea + 8));
    }

    private static int lxvw4x(Vcpu v, Insn i) {
        return loadElements(v, i, 4);
    }

    private static int lxvh8x(Vcpu v, Insn i) {
        return loadElements(v, i, 2);
    }

    private static int lxvb16x(Vcpu v, Insn i) {
        return loadElements(v, i, 1);
    }

    /** Elements of {@code bytes} bytes, each in the current byte order, from left to right. */
    private static int loadElements(Vcpu v, Insn i, int bytes) {
        long ea = indexed(v, i);
        long first = v.mem.load64(ea);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        long second = v.mem.load64(ea + 8);
        boolean little = v.mem.isLittleEndian();
        return setUnlessFaulted(
                v,
                i.aux,
                little ? elementsReversed(first, bytes) : first,
                little ? elementsReversed(second, bytes) : second);
    }

    /** The elements of a doubleword in the other order, each unchanged. */
    private static long elementsReversed(long doubleword, int bytes) {
        long reversed = 0;
        for (int shift = 0; shift < 64; shift += 8 * bytes) {
            long element = doubleword >>> shift & (1L << 8 * bytes) - 1;
            reversed |= element << 64 - 8 * bytes - shift;
        }
        return reversed;
    }

    private static int lxvdsx(Vcpu v, Insn i) {
        long value = v.mem.load64(indexed(v, i));
        return setUnlessFaulted(v, i.aux, value, value);
    }

    private static int lxvwsx(Vcpu v, Insn i) {
        long value = PowerBits.doubled((int) v.mem.load32(indexed(v, i)));
        return setUnlessFaulted(v, i.aux, value, value);
    }

    private static int stxvd2x(Vcpu v, Insn i) {
        return storeHalves(v, indexed(v, i), high(v, i.aux), low(v, i.aux));
    }

    private static int stxvw4x(Vcpu v, Insn i) {
        return storeElements(v, i, 4);
    }

    private static int stxvh8x(Vcpu v, Insn i) {
        return storeElements(v, i, 2);
    }

    private static int stxvb16x(Vcpu v, Insn i) {
        return storeElements(v, i, 1);
    }

    private static int storeElements(Vcpu v, Insn i, int bytes) {
        boolean little = v.mem.isLittleEndian();
        long first = high(v, i.aux);
        long second = low(v, i.aux);
        return storeHalves(
                v,
                indexed(v, i),
                little ? elementsReversed(first, bytes) : first,
                little ? elementsReversed(second, bytes) : second);
    }

    private static int stxsdx(Vcpu v, Insn i) {
        v.mem.store64(indexed(v, i), high(v, i.aux));
        return stored(v);
    }

    private static int stxsd(Vcpu v, Insn i) {
        v.mem.store64(displaced(v, i), high(v, i.aux));
        return stored(v);
    }

    private static int stxsspx(Vcpu v, Insn i) {
        v.mem.store32(indexed(v, i), SingleFormat.toSingle(high(v, i.aux)));
        return stored(v);
    }

    private static int stxssp(Vcpu v, Insn i) {
        v.mem.store32(displaced(v, i), SingleFormat.toSingle(high(v, i.aux)));
        return stored(v);
    }

    private static int stxsiwx(Vcpu v, Insn i) {
        v.mem.store32(indexed(v, i), high(v, i.aux));
        return stored(v);
    }

    private static int stxsihx(Vcpu v, Insn i) {
        v.mem.store16(indexed(v, i), high(v, i.aux));
        return stored(v);
    }

    private static int stxsibx(Vcpu v, Insn i) {
        v.mem.store8(indexed(v, i), high(v, i.aux));
        return stored(v);
    }

    private static int toGeneral(Vcpu v, Insn i, long value) {
        v.s.gpr[i.ra] = value;
        return Outcome.NEXT;
    }

    private static int mtvsrws(Vcpu v, Insn i) {
        long value = PowerBits.doubled((int) v.s.gpr[i.ra]);
        return set(v, i.aux, value, value);
    }

    private static int mtvsrdd(Vcpu v, Insn i) {
        return set(v, i.aux, i.ra == 0 ? 0 : v.s.gpr[i.ra], v.s.gpr[i.rb]);
    }
}
