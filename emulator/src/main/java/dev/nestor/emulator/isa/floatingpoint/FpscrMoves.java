package dev.nestor.emulator.isa.floatingpoint;

import static dev.nestor.emulator.isa.RegisterRows.floating;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.FpscrBits;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Moves to and from FPSCR that replace a part of it; {@link FloatingPointMemory} has the others.
 *
 * @see "Power ISA 3.1, Book I, section 4.6.10"
 */
public final class FpscrMoves {
    private static final String BT = "BT";
    private static final String FRT_FRB = "FRT,FRB";
    private static final long CONTROL = 0xFFL;
    /** Bits that mcrfs clears once it has read them. */
    private static final int CLEARED_BY_READING = FpscrBits.FX | FpscrBits.STICKY;

    private FpscrMoves() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("mffsce", "111111 FRT 00001 ///// 1001000111 /", "FRT", "I 4.6.10")) {
            floating(rows, FpscrMoves::mffsce);
        }
        if (rows.at("mffscdrn", "111111 FRT 10100 FRB 1001000111 /", FRT_FRB, "I 4.6.10")) {
            floating(rows, FpscrMoves::mffscdrn);
        }
        if (rows.at("mffscdrni", "111111 FRT 10101 // DRM 1001000111 /", "FRT,DRM", "I 4.6.10")) {
            floating(rows, FpscrMoves::mffscdrni);
        }
        if (rows.at("mffscrn", "111111 FRT 10110 FRB 1001000111 /", FRT_FRB, "I 4.6.10")) {
            floating(rows, FpscrMoves::mffscrn);
        }
        if (rows.at("mffscrni", "111111 FRT 10111 /// RM 1001000111 /", "FRT,RM", "I 4.6.10")) {
            floating(rows, FpscrMoves::mffscrni);
        }
        if (rows.at("mcrfs", "111111 BF // BFA // ///// 0001000000 /", "BF,BFA", "I 4.6.10")) {
            floating(rows, FpscrMoves::mcrfs);
        }
        if (rows.at("mtfsfi", "111111 BF // //// W U / 0010000110 Rc", "BF,U,W", "I 4.6.10")) {
            floating(rows, FpscrMoves::mtfsfi);
        }
        if (rows.at("mtfsb0", "111111 BT ///// ///// 0001000110 Rc", BT, "I 4.6.10")) {
            floating(rows, FpscrMoves::mtfsb0);
        }
        if (rows.at("mtfsb1", "111111 BT ///// ///// 0000100110 Rc", BT, "I 4.6.10")) {
            floating(rows, FpscrMoves::mtfsb1);
        }
    }

    private static int read(Vcpu v, Insn i, long value) {
        v.s.vsr[2 * i.rt] = value;
        v.s.vsr[2 * i.rt + 1] = 0;
        return Outcome.NEXT;
    }

    private static int mffsce(Vcpu v, Insn i) {
        read(v, i, v.s.fpscr);
        return FloatResult.moved(v, v.s.fpscr & ~FpscrBits.ENABLES);
    }

    private static int mffscdrn(Vcpu v, Insn i) {
        return exchange(v, i, FpscrBits.DRN, v.s.vsr[2 * i.rb]);
    }

    private static int mffscdrni(Vcpu v, Insn i) {
        return exchange(v, i, FpscrBits.DRN, (long) Field.DRM.get(i.word) << 32);
    }

    private static int mffscrn(Vcpu v, Insn i) {
        return exchange(v, i, FpscrBits.RN, v.s.vsr[2 * i.rb]);
    }

    private static int mffscrni(Vcpu v, Insn i) {
        return exchange(v, i, FpscrBits.RN, Field.RM.get(i.word));
    }

    /** Reads the control bits and replaces those of {@code field}. */
    private static int exchange(Vcpu v, Insn i, long field, long value) {
        CpuState s = v.s;
        long old = s.fpscr;
        s.fpscr = old & ~field | value & field;
        return read(v, i, old & (FpscrBits.DRN | CONTROL));
    }

    private static int mcrfs(Vcpu v, Insn i) {
        int shift = 28 - 4 * (i.ra >>> 2);
        v.s.setCrField(i.rt >>> 2, (int) (v.s.fpscr >>> shift) & 0xF);
        int cleared = 0xF << shift & CLEARED_BY_READING;
        v.s.fpscr = FpscrBits.summarised(v.s.fpscr & ~(cleared & 0xFFFF_FFFFL));
        return Outcome.NEXT;
    }

    private static int mtfsfi(Vcpu v, Insn i) {
        int shift = 28 - 4 * (i.rt >>> 2) + (Field.W.get(i.word) == 0 ? 0 : 32);
        return replace(v, 0xFL << shift, (long) Field.U.get(i.word) << shift);
    }

    private static int mtfsb0(Vcpu v, Insn i) {
        return replace(v, 1L << 31 - i.rt, 0);
    }

    /** Setting an exception bit that was 0 sets FX. */
    private static int mtfsb1(Vcpu v, Insn i) {
        long bit = 1L << 31 - i.rt;
        boolean exception = (bit & FpscrBits.STICKY & ~v.s.fpscr) != 0;
        return replace(v, bit | (exception ? 1L << 31 : 0), -1L);
    }

    /** Bits 33 and 34, FEX and VX, follow from the others and cannot be written. */
    private static int replace(Vcpu v, long mask, long value) {
        return FloatResult.moved(v, v.s.fpscr & ~mask | value & mask);
    }
}
