package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Trap instructions.
 *
 * @see "Power ISA 3.1, Book I, section 3.3.11"
 */
public final class Trap {
    private static final String SECTION = "I 3.3.11";
    private static final int LESS = 0b10000;
    private static final int GREATER = 0b01000;
    private static final int EQUAL = 0b00100;
    private static final int LESS_UNSIGNED = 0b00010;
    private static final int GREATER_UNSIGNED = 0b00001;

    private Trap() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("twi", "000011 TO RA SI", "TO,RA,SI", SECTION)) {
            rows.does((v, i) -> word(v, i, i.imm)).called();
        }
        if (rows.at("tw", "011111 TO RA RB 0000000100 /", "TO,RA,RB", SECTION)) {
            rows.does((v, i) -> word(v, i, v.s.gpr[i.rb])).called();
        }
        if (rows.at("tdi", "000010 TO RA SI", "TO,RA,SI", SECTION)) {
            rows.does((v, i) -> doubleword(v, i, i.imm)).called();
        }
        if (rows.at("td", "011111 TO RA RB 0001000100 /", "TO,RA,RB", SECTION)) {
            rows.does((v, i) -> doubleword(v, i, v.s.gpr[i.rb])).called();
        }
    }

    /** Words compare like the doublewords they extend to, with sign or, kept in order, as unsigned. */
    private static int word(Vcpu v, Insn i, long b) {
        return trapIf(v, i.rt, (int) v.s.gpr[i.ra], (int) b);
    }

    private static int doubleword(Vcpu v, Insn i, long b) {
        return trapIf(v, i.rt, v.s.gpr[i.ra], b);
    }

    private static int trapIf(Vcpu v, int conditions, long a, long b) {
        int unsigned = Long.compareUnsigned(a, b);
        int holds = (a < b ? LESS : a > b ? GREATER : EQUAL)
                | (unsigned < 0 ? LESS_UNSIGNED : unsigned > 0 ? GREATER_UNSIGNED : 0);
        return (conditions & holds) != 0 ? v.trap() : Outcome.NEXT;
    }
}
