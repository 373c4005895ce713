package dev.nestor.emulator.interpret;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * What prefixed instructions have in common: eight bytes that lie within 64, a facility of their own, and a mark in the
 * interrupts they take. The suffix is an instruction like any other, decoded with the prefix's part of its immediate.
 *
 * @see "Power ISA 3.1, Book I, section 1.6.3: prefixed instructions; Book III, section 7.5: SRR1 and HSRR1 bit 34"
 */
final class Prefixed {
    /** The primary opcode that says: the next word belongs to this one. */
    static final int PRIMARY_OPCODE = 1;

    private static final int LENGTH = 8;
    private static final int D1_BITS = 16;
    /** The half of a prefix that masks are in. */
    private static final int MASKS = 0xFFFF;

    private static final long CAUSE_PREFIXED = PowerBits.bit(34);
    private static final long CAUSE_BOUNDARY = PowerBits.bit(35);
    /** Words of the 64 bytes that a prefixed instruction may not leave. */
    private static final int BLOCK_WORDS = 16;

    private static final InstructionRow CROSSING = InstructionRow.row(
            "crossing",
            "////////////////////////////////",
            "",
            "III 7.5.8",
            (v, i) -> v.deliver(Interrupt.ALIGNMENT, v.cia, CAUSE_PREFIXED | CAUSE_BOUNDARY));

    private Prefixed() {}

    /** Whether {@code word} is a prefix. */
    static boolean isPrefix(int word) {
        return word >>> 26 == PRIMARY_OPCODE;
    }

    /** Whether a prefix that is word {@code index} of its page has its suffix in the next block. */
    static boolean crosses(int index) {
        return index % BLOCK_WORDS == BLOCK_WORDS - 1;
    }

    /** A prefix whose suffix lies in the next block: an alignment interrupt. */
    static Insn crossing(int prefix) {
        return CROSSING.decode(prefix);
    }

    /** The prefixed instruction of {@code row}. */
    static Insn decode(InstructionRow row, BitPattern pattern, int prefix, int suffix) {
        Insn inner = row.decode(suffix);
        boolean relative = pattern.fields().contains(Field.R_11) && Field.R_11.get(prefix) != 0;
        long immediate = immediate(row, pattern, prefix, suffix);
        inner.imm = immediate;
        Insn outer = new Insn(row, inner.semantics, suffix);
        if (relative && inner.ra != 0) {
            outer.semantics = (v, i) -> marked(v, prefix, v.illegal(suffix));
        } else if (relative) {
            outer.semantics = (v, i) -> {
                inner.imm = v.cia + immediate;
                return execute(v, inner, prefix);
            };
        } else {
            outer.semantics = (v, i) -> execute(v, inner, prefix);
        }
        return outer;
    }

    /** The immediate: of both words, or the prefix alone where the suffix has no part of it; all masks in one. */
    static long immediate(InstructionRow row, BitPattern pattern, int prefix, int suffix) {
        if (row.pattern().fields().contains(Field.D1)) {
            return (long) Field.D0.get(prefix) << D1_BITS | Field.D1.get(suffix);
        }
        if (row.pattern().fields().contains(Field.IMM1)) {
            return (long) (Field.IMM0.get(prefix) << D1_BITS | Field.IMM1.get(suffix));
        }
        if (pattern.fields().contains(Field.XMSK)) {
            return prefix & MASKS;
        }
        return pattern.fields().isEmpty() ? 0 : pattern.fields().get(0).get(prefix);
    }

    private static int execute(Vcpu v, Insn inner, int prefix) {
        if (v.isProblemState() && (v.s.spr[Spr.FSCR.ordinal()] & Facility.PREFIX.bit()) == 0) {
            return marked(v, prefix, v.facilityUnavailable(Facility.PREFIX.cause()));
        }
        if (v.isNested() && (v.s.spr[Spr.HFSCR.ordinal()] & Facility.PREFIX.bit()) == 0) {
            return marked(v, prefix, v.hypervisorFacilityUnavailable(Facility.PREFIX.cause()));
        }
        int outcome = inner.semantics.execute(v, inner);
        if (outcome != Outcome.NEXT) {
            return marked(v, prefix, outcome);
        }
        v.s.nia = v.cia + LENGTH;
        return Outcome.BRANCHED;
    }

    /** An interrupt or exit says that its instruction was prefixed. */
    private static int marked(Vcpu v, int prefix, int outcome) {
        if (outcome == Outcome.INTERRUPTED) {
            v.s.spr[Spr.SRR1.ordinal()] |= CAUSE_PREFIXED;
        } else if (outcome == Outcome.EXITED) {
            v.exit().setPrefix(prefix, CAUSE_PREFIXED);
        }
        return outcome;
    }

    /** A pair of words that is no instruction. */
    static Insn illegal(int prefix, int suffix) {
        Insn insn = InstructionTable.ILLEGAL.decode(suffix);
        insn.semantics = (v, i) -> marked(v, prefix, v.illegal(suffix));
        return insn;
    }
}
