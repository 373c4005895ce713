package dev.nestor.emulator.interpret;

import static dev.nestor.emulator.isa.InstructionRows.named;
import static dev.nestor.emulator.isa.RegisterFacility.VSX_OR_VECTOR;
import static dev.nestor.emulator.isa.RegisterRows.xa;
import static dev.nestor.emulator.isa.RegisterRows.xb;
import static dev.nestor.emulator.isa.RegisterRows.xc;
import static dev.nestor.emulator.isa.RegisterRows.xt;

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
import dev.nestor.emulator.isa.fixedpoint.FixedPointArithmetic;
import dev.nestor.emulator.isa.fixedpoint.FixedPointLoad;
import dev.nestor.emulator.isa.fixedpoint.FixedPointStore;
import dev.nestor.emulator.isa.floatingpoint.FloatingPointMemory;
import dev.nestor.emulator.isa.vector.MatrixMultiplyAssist;
import dev.nestor.emulator.isa.vector.VectorScalarMemory;
import dev.nestor.emulator.isa.vector.VsxLoadStore;
import java.util.ArrayList;
import java.util.List;

/**
 * The prefixed instructions: loads, stores and an addition with 34-bit immediates, which do what the rows of the same
 * name without p do, VSX operations with wide immediates, and masked updates of accumulators.
 *
 * @see "Power ISA 3.1, Book I, sections 3.3.2, 3.3.3, 3.3.9, 4.6.2, 4.6.3, 7.6.3 and 7.6.4"
 */
final class PrefixedRows {
    /** A prefix that modifies the load or store of its suffix. */
    private static final String MLS = "000001 10 0 // R // d0";
    /** A prefix of an eight-byte load or store. */
    private static final String LS = "000001 00 0 // R // d0";
    /** A prefix of an eight-byte operation between registers. */
    private static final String RR = "000001 01 0000 ////////////////////";

    private static final String RR_IMMEDIATE = "000001 01 0000 //// imm0";
    private static final String NOP = "000001 11 0000 // 000000000000000000";

    private static final String LOAD = "RT,D(RA),R";
    private static final String STORE = "RS,D(RA),R";
    private static final String VSX = "I 7.6.3";
    private static final String FOUR = "XT,XA,XB,XC";

    static final List<InstructionRow> ROWS = rows();

    private PrefixedRows() {}

    private static List<InstructionRow> rows() {
        List<InstructionRow> rows = new ArrayList<>();
        fixedPoint(rows);
        registerFiles(rows);
        operations(rows);
        rows.addAll(MatrixMultiplyAssist.prefixedRows());
        return InstructionTable.withoutOverlap(List.copyOf(rows));
    }

    private static void fixedPoint(List<InstructionRow> rows) {
        rows.add(named(FixedPointArithmetic::rows, "addi").lengthened("paddi", "001110 RT RA d1", "RT,RA,SI,R", MLS));
        rows.add(named(FixedPointLoad::rows, "lbz").lengthened("plbz", "100010 RT RA d1", LOAD, MLS));
        rows.add(named(FixedPointLoad::rows, "lhz").lengthened("plhz", "101000 RT RA d1", LOAD, MLS));
        rows.add(named(FixedPointLoad::rows, "lha").lengthened("plha", "101010 RT RA d1", LOAD, MLS));
        rows.add(named(FixedPointLoad::rows, "lwz").lengthened("plwz", "100000 RT RA d1", LOAD, MLS));
        rows.add(named(FixedPointLoad::rows, "lwa").lengthened("plwa", "101001 RT RA d1", LOAD, LS));
        rows.add(named(FixedPointLoad::rows, "ld").lengthened("pld", "111001 RT RA d1", LOAD, LS));
        rows.add(InstructionRow.row("plq", "111000 RT RA d1", LOAD, "I 3.3.4", PrefixedRows::plq)
                .prefixed(LS));
        rows.add(named(FixedPointStore::rows, "stb").lengthened("pstb", "100110 RS RA d1", STORE, MLS));
        rows.add(named(FixedPointStore::rows, "sth").lengthened("psth", "101100 RS RA d1", STORE, MLS));
        rows.add(named(FixedPointStore::rows, "stw").lengthened("pstw", "100100 RS RA d1", STORE, MLS));
        rows.add(named(FixedPointStore::rows, "std").lengthened("pstd", "111101 RS RA d1", STORE, LS));
        rows.add(InstructionRow.row("pstq", "111100 RS RA d1", STORE, "I 3.3.4", PrefixedRows::pstq)
                .prefixed(LS));
    }

    private static void registerFiles(List<InstructionRow> rows) {
        InstructionRows.Group floating = FloatingPointMemory::rows;
        rows.add(named(floating, "lfs").lengthened("plfs", "110000 FRT RA d1", "FRT,D(RA),R", MLS));
        rows.add(named(floating, "lfd").lengthened("plfd", "110010 FRT RA d1", "FRT,D(RA),R", MLS));
        rows.add(named(floating, "stfs").lengthened("pstfs", "110100 FRS RA d1", "FRS,D(RA),R", MLS));
        rows.add(named(floating, "stfd").lengthened("pstfd", "110110 FRS RA d1", "FRS,D(RA),R", MLS));
        InstructionRows.Group scalar = VectorScalarMemory::rows;
        rows.add(named(scalar, "lxsd").lengthened("plxsd", "101010 VRT RA d1", "VRT,D(RA),R", LS));
        rows.add(named(scalar, "lxssp").lengthened("plxssp", "101011 VRT RA d1", "VRT,D(RA),R", LS));
        rows.add(named(scalar, "stxsd").lengthened("pstxsd", "101110 VRS RA d1", "VRS,D(RA),R", LS));
        rows.add(named(scalar, "stxssp").lengthened("pstxssp", "101111 VRS RA d1", "VRS,D(RA),R", LS));
        rows.add(named(scalar, "lxv").lengthened("plxv", "11001 XTl RA d1", "XTl,D(RA),R", LS));
        rows.add(named(scalar, "stxv").lengthened("pstxv", "11011 XSl RA d1", "XSl,D(RA),R", LS));
        rows.add(named(VsxLoadStore::rows, "lxvp").lengthened("plxvp", "111010 XTp RA d1", "XTp,D(RA),R", LS));
        rows.add(named(VsxLoadStore::rows, "stxvp").lengthened("pstxvp", "111110 XSp RA d1", "XSp,D(RA),R", LS));
    }

    private static void operations(List<InstructionRow> rows) {
        rows.add(InstructionRow.row("pnop", "////////////////////////////////", "", "I 3.3.20", PrefixedRows::pnop)
                .prefixed(NOP));
        rows.add(splat("xxsplti32dx", "100000 XTs 000 IX XTs imm1", "XTs,IX,IMM32", PrefixedRows::xxsplti32dx));
        rows.add(splat("xxspltidp", "100000 XTs 0010 XTs imm1", "XTs,IMM32", PrefixedRows::xxspltidp));
        rows.add(splat("xxspltiw", "100000 XTs 0011 XTs imm1", "XTs,IMM32", PrefixedRows::xxspltiw));
        rows.add(vsx("xxblendvb", "100001 XT XA XB XC 00 XC XA XB XT", FOUR, (v, i) -> blend(v, i, 8))
                .prefixed(RR));
        rows.add(vsx("xxblendvh", "100001 XT XA XB XC 01 XC XA XB XT", FOUR, (v, i) -> blend(v, i, 16))
                .prefixed(RR));
        rows.add(vsx("xxblendvw", "100001 XT XA XB XC 10 XC XA XB XT", FOUR, (v, i) -> blend(v, i, 32))
                .prefixed(RR));
        rows.add(vsx("xxblendvd", "100001 XT XA XB XC 11 XC XA XB XT", FOUR, (v, i) -> blend(v, i, 64))
                .prefixed(RR));
        rows.add(vsx("xxpermx", "100010 XT XA XB XC 00 XC XA XB XT", FOUR + ",UIM", PrefixedRows::xxpermx)
                .prefixed("000001 01 0000 ///////////////// UIM"));
        rows.add(vsx("xxeval", "100010 XT XA XB XC 01 XC XA XB XT", FOUR + ",IMM", PrefixedRows::xxeval)
                .prefixed("000001 01 0000 //////////// IMM"));
    }

    private static InstructionRow splat(String mnemonic, String pattern, String operands, Semantics semantics) {
        return vsx(mnemonic, pattern, operands, semantics)
                .needs(VSX_OR_VECTOR)
                .prepared(i -> i.aux = Field.XT_15.get(i.word))
                .prefixed(RR_IMMEDIATE);
    }

    private static InstructionRow vsx(String mnemonic, String pattern, String operands, Semantics semantics) {
        return InstructionRow.row(mnemonic, pattern, operands, VSX, semantics).needs(RegisterFacility.VSX);
    }

    /** The suffix may be anything but a branch, a system call or a return from one. */
    private static int pnop(Vcpu v, Insn i) {
        int primary = i.word >>> 26;
        int extended = i.word >>> 1 & 0x3FF;
        boolean branches = primary >= 16 && primary <= 18;
        boolean leaves = primary == 19
                && switch (extended) {
                    case 16, 18, 82, 146, 274, 528, 560 -> true;
                    default -> false;
                };
        return branches || leaves || primary == Prefixed.PRIMARY_OPCODE ? v.illegal(i.word) : Outcome.NEXT;
    }

    /** Unlike lq: the doubleword at the lower address goes into the even register in both byte orders. */
    private static int plq(Vcpu v, Insn i) {
        if ((i.rt & 1) != 0 || i.rt == i.ra && i.ra != 0) {
            return v.illegal(i.word);
        }
        long ea = FixedPointLoad.displaced(v, i);
        if ((ea & 15) != 0) {
            return v.alignment(ea);
        }
        long first = v.mem.load64(ea);
        long second = v.mem.load64(ea + 8);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.s.gpr[i.rt] = first;
        v.s.gpr[i.rt + 1] = second;
        return Outcome.NEXT;
    }

    private static int pstq(Vcpu v, Insn i) {
        if ((i.rt & 1) != 0) {
            return v.illegal(i.word);
        }
        long ea = FixedPointLoad.displaced(v, i);
        if ((ea & 15) != 0) {
            return v.alignment(ea);
        }
        v.mem.store64(ea, v.s.gpr[i.rt]);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.mem.store64(ea + 8, v.s.gpr[i.rt + 1]);
        return Outcome.NEXT;
    }

    private static int set(Vcpu v, int t, long high, long low) {
        v.s.vsr[t] = high;
        v.s.vsr[t + 1] = low;
        return Outcome.NEXT;
    }

    /** IX chooses the left or the right word of each doubleword. */
    private static int xxsplti32dx(Vcpu v, Insn i) {
        int t = 2 * i.aux;
        boolean right = Field.IX.get(i.word) != 0;
        long kept = right ? 0xFFFF_FFFFL << 32 : 0xFFFF_FFFFL;
        long given = right ? i.imm & 0xFFFF_FFFFL : i.imm << 32;
        return set(v, t, v.s.vsr[t] & kept | given, v.s.vsr[t + 1] & kept | given);
    }

    private static int xxspltidp(Vcpu v, Insn i) {
        long value = SingleFormat.toDouble((int) i.imm);
        return set(v, 2 * i.aux, value, value);
    }

    private static int xxspltiw(Vcpu v, Insn i) {
        long value = PowerBits.doubled((int) i.imm);
        return set(v, 2 * i.aux, value, value);
    }

    /** For each element: XB's where the sign bit of XC's is 1, XA's otherwise. */
    private static int blend(Vcpu v, Insn i, int bits) {
        long[] r = v.s.vsr;
        long high = blended(r[xa(i)], r[xb(i)], r[xc(i)], bits);
        long low = blended(r[xa(i) + 1], r[xb(i) + 1], r[xc(i) + 1], bits);
        return set(v, xt(i), high, low);
    }

    private static long blended(long a, long b, long c, int bits) {
        long chosen = 0;
        for (int shift = 0; shift < 64; shift += bits) {
            long element = bits == 64 ? -1L : (1L << bits) - 1 << shift;
            if ((c >>> shift + bits - 1 & 1) != 0) {
                chosen |= element;
            }
        }
        return b & chosen | a & ~chosen;
    }

    /** A byte of XC chooses a byte of XA and XB when its high three bits are UIM; the others give 0. */
    private static int xxpermx(Vcpu v, Insn i) {
        long[] r = v.s.vsr;
        long high = picked(r, i, r[xc(i)]);
        long low = picked(r, i, r[xc(i) + 1]);
        return set(v, xt(i), high, low);
    }

    private static long picked(long[] r, Insn i, long control) {
        long result = 0;
        for (int shift = 56; shift >= 0; shift -= 8) {
            int index = (int) (control >>> shift) & 0xFF;
            int from = (index & 16) == 0 ? xa(i) : xb(i);
            long element = r[from + (index >>> 3 & 1)] >>> 56 - 8 * (index & 7) & 0xFF;
            result = result << 8 | (index >>> 5 == i.imm ? element : 0);
        }
        return result;
    }

    /** Bit by bit, the function of three variables whose table is IMM, most significant bit for 0, 0, 0. */
    private static int xxeval(Vcpu v, Insn i) {
        long[] r = v.s.vsr;
        long high = evaluated(r[xa(i)], r[xb(i)], r[xc(i)], (int) i.imm);
        long low = evaluated(r[xa(i) + 1], r[xb(i) + 1], r[xc(i) + 1], (int) i.imm);
        return set(v, xt(i), high, low);
    }

    private static long evaluated(long a, long b, long c, int table) {
        long result = 0;
        for (int entry = 0; entry < 8; entry++) {
            if ((table & 0x80 >>> entry) != 0) {
                long isA = (entry & 4) != 0 ? a : ~a;
                long isB = (entry & 2) != 0 ? b : ~b;
                long isC = (entry & 1) != 0 ? c : ~c;
                result |= isA & isB & isC;
            }
        }
        return result;
    }
}
