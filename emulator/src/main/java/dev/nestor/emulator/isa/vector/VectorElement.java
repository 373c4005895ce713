package dev.nestor.emulator.isa.vector;

import static dev.nestor.emulator.isa.RegisterRows.vector;
import static dev.nestor.emulator.isa.RegisterRows.vr;
import static dev.nestor.emulator.isa.vector.VectorLanes.element;
import static dev.nestor.emulator.isa.vector.VectorLanes.set;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Vector element extract, insert, clear and string isolate. An extraction or insertion that would reach over the end
 * of a register is undefined: an extraction then reads zeros there and an insertion drops what does not fit.
 *
 * @see "Power ISA 3.1, Book I, sections 6.8.7, 6.8.8 and 6.14"
 */
public final class VectorElement {
    private static final String RT_RA_VRB = "RT,RA,VRB";
    private static final String VRT_RA_RB = "VRT,RA,RB";
    private static final String VRT_RA_VRB = "VRT,RA,VRB";
    private static final String VRT_RB_UIM = "VRT,RB,UIM";
    private static final String VRT_VRA_RB = "VRT,VRA,RB";
    private static final String VRT_VRA_VRB_RC = "VRT,VRA,VRB,RC";
    private static final String VRT_VRB = "VRT,VRB";
    private static final String VRT_VRB_UIM = "VRT,VRB,UIM";

    private VectorElement() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        // tidy: dispatch, one branch for each row
        if (rows.at("vextractub", "000100 VRT / UIM VRB 01000001101", VRT_VRB_UIM, "I 6.8.7")) {
            vector(rows, (v, i) -> set(v, i, bytes(v, vr(i.rb), 0, i.ra & 15, 1), 0));
        }
        if (rows.at("vextractuh", "000100 VRT / UIM VRB 01001001101", VRT_VRB_UIM, "I 6.8.7")) {
            vector(rows, (v, i) -> set(v, i, bytes(v, vr(i.rb), 0, i.ra & 15, 2), 0));
        }
        if (rows.at("vextractuw", "000100 VRT / UIM VRB 01010001101", VRT_VRB_UIM, "I 6.8.7")) {
            vector(rows, (v, i) -> set(v, i, bytes(v, vr(i.rb), 0, i.ra & 15, 4), 0));
        }
        if (rows.at("vextractd", "000100 VRT / UIM VRB 01011001101", VRT_VRB_UIM, "I 6.8.7")) {
            vector(rows, (v, i) -> set(v, i, bytes(v, vr(i.rb), 0, i.ra & 15, 8), 0));
        }
        if (rows.at("vextublx", "000100 RT RA VRB 11000001101", RT_RA_VRB, "I 6.8.7")) {
            vector(rows, (v, i) -> toGeneral(v, i, bytes(v, vr(i.rb), 0, index(v, i), 1)));
        }
        if (rows.at("vextuhlx", "000100 RT RA VRB 11001001101", RT_RA_VRB, "I 6.8.7")) {
            vector(rows, (v, i) -> toGeneral(v, i, bytes(v, vr(i.rb), 0, index(v, i), 2)));
        }
        if (rows.at("vextuwlx", "000100 RT RA VRB 11010001101", RT_RA_VRB, "I 6.8.7")) {
            vector(rows, (v, i) -> toGeneral(v, i, bytes(v, vr(i.rb), 0, index(v, i), 4)));
        }
        if (rows.at("vextubrx", "000100 RT RA VRB 11100001101", RT_RA_VRB, "I 6.8.7")) {
            vector(rows, (v, i) -> toGeneral(v, i, bytes(v, vr(i.rb), 0, 15 - index(v, i), 1)));
        }
        if (rows.at("vextuhrx", "000100 RT RA VRB 11101001101", RT_RA_VRB, "I 6.8.7")) {
            vector(rows, (v, i) -> toGeneral(v, i, bytes(v, vr(i.rb), 0, 14 - index(v, i), 2)));
        }
        if (rows.at("vextuwrx", "000100 RT RA VRB 11110001101", RT_RA_VRB, "I 6.8.7")) {
            vector(rows, (v, i) -> toGeneral(v, i, bytes(v, vr(i.rb), 0, 12 - index(v, i), 4)));
        }
        if (rows.at("vextdubvlx", "000100 VRT VRA VRB RC 011000", VRT_VRA_VRB_RC, "I 6.8.7")) {
            vector(rows, (v, i) -> extractDouble(v, i, 1, true));
        }
        if (rows.at("vextdubvrx", "000100 VRT VRA VRB RC 011001", VRT_VRA_VRB_RC, "I 6.8.7")) {
            vector(rows, (v, i) -> extractDouble(v, i, 1, false));
        }
        if (rows.at("vextduhvlx", "000100 VRT VRA VRB RC 011010", VRT_VRA_VRB_RC, "I 6.8.7")) {
            vector(rows, (v, i) -> extractDouble(v, i, 2, true));
        }
        if (rows.at("vextduhvrx", "000100 VRT VRA VRB RC 011011", VRT_VRA_VRB_RC, "I 6.8.7")) {
            vector(rows, (v, i) -> extractDouble(v, i, 2, false));
        }
        if (rows.at("vextduwvlx", "000100 VRT VRA VRB RC 011100", VRT_VRA_VRB_RC, "I 6.8.7")) {
            vector(rows, (v, i) -> extractDouble(v, i, 4, true));
        }
        if (rows.at("vextduwvrx", "000100 VRT VRA VRB RC 011101", VRT_VRA_VRB_RC, "I 6.8.7")) {
            vector(rows, (v, i) -> extractDouble(v, i, 4, false));
        }
        if (rows.at("vextddvlx", "000100 VRT VRA VRB RC 011110", VRT_VRA_VRB_RC, "I 6.8.7")) {
            vector(rows, (v, i) -> extractDouble(v, i, 8, true));
        }
        if (rows.at("vextddvrx", "000100 VRT VRA VRB RC 011111", VRT_VRA_VRB_RC, "I 6.8.7")) {
            vector(rows, (v, i) -> extractDouble(v, i, 8, false));
        }
        if (rows.at("vinsertb", "000100 VRT / UIM VRB 01100001101", VRT_VRB_UIM, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, i.ra & 15, 1, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinserth", "000100 VRT / UIM VRB 01101001101", VRT_VRB_UIM, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, i.ra & 15, 2, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinsertw", "000100 VRT / UIM VRB 01110001101", VRT_VRB_UIM, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, i.ra & 15, 4, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinsertd", "000100 VRT / UIM VRB 01111001101", VRT_VRB_UIM, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, i.ra & 15, 8, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinsblx", "000100 VRT RA RB 01000001111", VRT_RA_RB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, index(v, i), 1, v.s.gpr[i.rb]));
        }
        if (rows.at("vinshlx", "000100 VRT RA RB 01001001111", VRT_RA_RB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, index(v, i), 2, v.s.gpr[i.rb]));
        }
        if (rows.at("vinswlx", "000100 VRT RA RB 01010001111", VRT_RA_RB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, index(v, i), 4, v.s.gpr[i.rb]));
        }
        if (rows.at("vinsdlx", "000100 VRT RA RB 01011001111", VRT_RA_RB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, index(v, i), 8, v.s.gpr[i.rb]));
        }
        if (rows.at("vinsbrx", "000100 VRT RA RB 01100001111", VRT_RA_RB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, 15 - index(v, i), 1, v.s.gpr[i.rb]));
        }
        if (rows.at("vinshrx", "000100 VRT RA RB 01101001111", VRT_RA_RB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, 14 - index(v, i), 2, v.s.gpr[i.rb]));
        }
        if (rows.at("vinswrx", "000100 VRT RA RB 01110001111", VRT_RA_RB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, 12 - index(v, i), 4, v.s.gpr[i.rb]));
        }
        if (rows.at("vinsdrx", "000100 VRT RA RB 01111001111", VRT_RA_RB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, 8 - index(v, i), 8, v.s.gpr[i.rb]));
        }
        if (rows.at("vinsbvlx", "000100 VRT RA VRB 00000001111", VRT_RA_VRB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, index(v, i), 1, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinshvlx", "000100 VRT RA VRB 00001001111", VRT_RA_VRB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, index(v, i), 2, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinswvlx", "000100 VRT RA VRB 00010001111", VRT_RA_VRB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, index(v, i), 4, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinsbvrx", "000100 VRT RA VRB 00100001111", VRT_RA_VRB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, 15 - index(v, i), 1, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinshvrx", "000100 VRT RA VRB 00101001111", VRT_RA_VRB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, 14 - index(v, i), 2, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinswvrx", "000100 VRT RA VRB 00110001111", VRT_RA_VRB, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, 12 - index(v, i), 4, v.s.vsr[vr(i.rb)]));
        }
        if (rows.at("vinsw", "000100 VRT / UIM RB 00011001111", VRT_RB_UIM, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, i.ra & 15, 4, v.s.gpr[i.rb]));
        }
        if (rows.at("vinsd", "000100 VRT / UIM RB 00111001111", VRT_RB_UIM, "I 6.8.8")) {
            vector(rows, (v, i) -> insert(v, i, i.ra & 15, 8, v.s.gpr[i.rb]));
        }
        if (rows.at("vclrlb", "000100 VRT VRA RB 00110001101", VRT_VRA_RB, "I 6.8.9")) {
            vector(rows, (v, i) -> clear(v, i, true));
        }
        if (rows.at("vclrrb", "000100 VRT VRA RB 00111001101", VRT_VRA_RB, "I 6.8.9")) {
            vector(rows, (v, i) -> clear(v, i, false));
        }
        if (rows.at("vstribl", "000100 VRT 00000 VRB Rc 0000001101", VRT_VRB, "I 6.14")) {
            vector(rows, (v, i) -> isolate(v, i, 8, true));
        }
        if (rows.at("vstribr", "000100 VRT 00001 VRB Rc 0000001101", VRT_VRB, "I 6.14")) {
            vector(rows, (v, i) -> isolate(v, i, 8, false));
        }
        if (rows.at("vstrihl", "000100 VRT 00010 VRB Rc 0000001101", VRT_VRB, "I 6.14")) {
            vector(rows, (v, i) -> isolate(v, i, 16, true));
        }
        if (rows.at("vstrihr", "000100 VRT 00011 VRB Rc 0000001101", VRT_VRB, "I 6.14")) {
            vector(rows, (v, i) -> isolate(v, i, 16, false));
        }
    }

    /** The byte number in the low four bits of RA. */
    private static int index(Vcpu v, Insn i) {
        return (int) v.s.gpr[i.ra] & 15;
    }

    private static int toGeneral(Vcpu v, Insn i, long value) {
        v.s.gpr[i.rt] = value;
        return Outcome.NEXT;
    }

    /** {@code count} bytes from byte {@code from} of a register; {@code next} is the one after it, 0 for zeros. */
    private static long bytes(Vcpu v, int slot, int next, int from, int count) {
        long result = 0;
        for (int k = from; k < from + count; k++) {
            long here = k < 0 ? 0 : k < 16 ? element(v.s.vsr, slot, 8, k) : next == 0 ? 0 : beyond(v, next, k - 16);
            result = result << 8 | here;
        }
        return result;
    }

    private static long beyond(Vcpu v, int next, int index) {
        return index < 16 ? element(v.s.vsr, next, 8, index) : 0;
    }

    /** From VRA followed by VRB, at the byte that the low five bits of RC number from the left or from the right. */
    private static int extractDouble(Vcpu v, Insn i, int count, boolean fromLeft) {
        int index = (int) v.s.gpr[i.rc] & 31;
        int from = fromLeft ? index : 32 - count - index;
        long value = from < 0 ? 0 : bytes(v, vr(i.ra), vr(i.rb), from, count);
        return set(v, i, value, 0);
    }

    private static int insert(Vcpu v, Insn i, int at, int count, long value) {
        long high = v.s.vsr[vr(i.rt)];
        long low = v.s.vsr[vr(i.rt) + 1];
        for (int k = 0; k < count; k++) {
            int place = at + k;
            long given = value >>> 8 * (count - 1 - k) & 0xFF;
            int shift = 56 - 8 * (place & 7);
            if (place >= 0 && place < 8) {
                high = high & ~(0xFFL << shift) | given << shift;
            } else if (place >= 8 && place < 16) {
                low = low & ~(0xFFL << shift) | given << shift;
            }
        }
        return set(v, i, high, low);
    }

    /** Keeps as many bytes at the right (clearing the left) or at the left as RB says. */
    private static int clear(Vcpu v, Insn i, boolean left) {
        long given = v.s.gpr[i.rb];
        int kept = Long.compareUnsigned(given, 16) < 0 ? 8 * (int) given : 128;
        long high = kept == 0 ? 0 : -1L << Math.max(0, 64 - kept);
        long low = kept <= 64 ? 0 : -1L << 128 - kept;
        if (left) {
            low = kept == 0 ? 0 : -1L >>> Math.max(0, 64 - kept);
            high = kept <= 64 ? 0 : -1L >>> 128 - kept;
        }
        return set(v, i, v.s.vsr[vr(i.ra)] & high, v.s.vsr[vr(i.ra) + 1] & low);
    }

    /**
     * Keeps the elements before the first zero, from the left or from the right; CR field 6 tells whether there is one.
     */
    private static int isolate(Vcpu v, Insn i, int bits, boolean left) {
        int count = 128 / bits;
        int kept = 0;
        while (kept < count && element(v.s.vsr, vr(i.rb), bits, left ? kept : count - 1 - kept) != 0) {
            kept++;
        }
        if ((i.word & 0x400) != 0) {
            v.s.setCrField(6, kept < count ? 2 : 0);
        }
        int width = kept * bits;
        long high = width == 0 ? 0 : -1L << Math.max(0, 64 - width);
        long low = width <= 64 ? 0 : -1L << 128 - width;
        if (!left) {
            low = width == 0 ? 0 : -1L >>> Math.max(0, 64 - width);
            high = width <= 64 ? 0 : -1L >>> 128 - width;
        }
        return set(v, i, v.s.vsr[vr(i.rb)] & high, v.s.vsr[vr(i.rb) + 1] & low);
    }
}
