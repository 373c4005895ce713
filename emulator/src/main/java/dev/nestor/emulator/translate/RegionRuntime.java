package dev.nestor.emulator.translate;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Semantics;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.mmu.PageLines;

/** What translated code calls. A CR field kept as a comparison is two values; the field is their order, and SO. */
final class RegionRuntime {
    /** {@link #execute}: the semantics are done, go on. */
    static final int DONE = 0;

    /** {@link PageLines#noPage}; a constant, for which HotSpot calls nothing. */
    static final byte[] NO_PAGE = PageLines.noPage();

    private static final int ONES = 0x1111_1111;

    private RegionRuntime() {}

    /** Whether each field under {@code fields} is what a comparison makes: one of LT, GT, EQ, and SO. */
    static boolean isComparison(int cr, int fields, int summaryOverflow) {
        int ones = fields & ONES;
        int less = cr >>> 3 & ones;
        int greater = cr >>> 2 & ones;
        int equal = cr >>> 1 & ones;
        int overflow = cr & ones;
        return (less ^ greater ^ equal) == ones
                && (less & greater) == 0
                && overflow == (summaryOverflow == 0 ? 0 : ones);
    }

    /**
     * Keeps the fields of CR under {@code fields} as comparisons.
     *
     * @return whether that can be done; what cannot be kept is as it was
     */
    static boolean keep(CpuState s, int fields, int summaryOverflow) {
        int missing = fields & ~s.kept;
        if (!isComparison(s.cr, missing, summaryOverflow)) {
            return false;
        }
        for (int field = 0; field < 8; field++) {
            if ((missing & CpuState.crFieldMask(field)) != 0) {
                keepField(s, field, orderOf(s.cr, 28 - 4 * field));
            }
        }
        s.kept |= missing;
        return true;
    }

    /** A value that compares with 0 as the field at {@code shift} says. */
    private static long orderOf(int cr, int shift) {
        int field = cr >>> shift;
        return (field & 8) != 0 ? -1 : field >>> 2 & 1;
    }

    private static void keepField(CpuState s, int field, long order) {
        switch (field) {
            case 0 -> {
                s.first0 = order;
                s.second0 = 0;
            }
            case 1 -> {
                s.first1 = order;
                s.second1 = 0;
            }
            case 2 -> {
                s.first2 = order;
                s.second2 = 0;
            }
            case 3 -> {
                s.first3 = order;
                s.second3 = 0;
            }
            case 4 -> {
                s.first4 = order;
                s.second4 = 0;
            }
            case 5 -> {
                s.first5 = order;
                s.second5 = 0;
            }
            case 6 -> {
                s.first6 = order;
                s.second6 = 0;
            }
            default -> {
                s.first7 = order;
                s.second7 = 0;
            }
        }
    }

    /** {@code cr} with the field at {@code shift} set by comparing {@code a} with {@code b}. */
    static int withComparison(int cr, long a, long b, int shift, int summaryOverflow) {
        int order = a < b ? 8 : a > b ? 4 : 2;
        return cr & ~(0xF << shift) | (order | summaryOverflow) << shift;
    }

    /** {@code cr} with bit {@code bit} (0 = most significant) set to {@code value}. */
    static int withBit(int cr, long value, int bit) {
        int place = 31 - bit;
        return cr & ~(1 << place) | ((int) value & 1) << place;
    }

    /** Bit {@code bit}, 0 (LT), 1 (GT) or 2 (EQ), of a field kept as a comparison. */
    static long comparisonBit(long a, long b, int bit) {
        boolean set = bit == 0 ? a < b : bit == 1 ? a > b : a == b;
        return set ? 1 : 0;
    }

    /**
     * Executes {@code semantics}, those of {@code insn}, at {@code cia} with the registers stored that it names.
     *
     * @param left instructions left, this one not counted
     * @return {@link #DONE} or, when the region must be left for good with {@code v.left} and {@code s.nia} right,
     *     something else
     */
    static int execute(Translator engine, Vcpu v, CpuState s, Semantics semantics, Insn insn, long cia, long left) {
        v.cia = cia;
        v.left = left;
        v.mem.fetchedThrough(cia);
        int drops = v.mem.dropCount();
        int changes = engine.changes();
        int outcome = semantics.execute(v, insn);
        if (outcome == Outcome.NEXT && drops == v.mem.dropCount() && changes == engine.changes()) {
            return DONE;
        }
        if (outcome == Outcome.NEXT) {
            s.nia = cia + 4;
        }
        engine.unwind(outcome);
        return 1;
    }

    /** As {@link #execute}, for {@code semantics} that do nothing but with register files that are switched on. */
    static int executeOnRegisters(
            Translator engine, Vcpu v, CpuState s, Semantics semantics, Insn insn, long cia, long left) {
        v.cia = cia;
        v.left = left;
        int outcome = semantics.execute(v, insn);
        if (outcome != Outcome.NEXT) {
            engine.unwind(outcome);
            return 1;
        }
        return DONE;
    }
}
