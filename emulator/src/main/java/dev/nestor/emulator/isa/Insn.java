package dev.nestor.emulator.isa;

/**
 * One decoded instruction: its row and its fields, extracted once. Fields a row does not use hold what the word has
 * there. Written by the decoder only.
 */
public final class Insn {
    /** A {@link #form} that says: run its semantics. */
    public static final long UNCOMMON = 1;

    /** The row. */
    public final InstructionRow row;
    /** What to do: the row's semantics, specialised by the decoder where that pays (record forms, for instance). */
    public Semantics semantics;
    /** What {@link #semantics} runs when it is a check before or a record after another: that other one. */
    public Semantics inner;
    /** The registers that must be switched on. */
    public RegisterFacility registers = RegisterFacility.GENERAL;
    /** The instruction word (the suffix of a prefixed instruction). */
    public final int word;
    /** RT, RS, FRT, FRS, VRT, VRS, TO or BO: bits 6:10. */
    public final int rt;
    /** RA, FRA, VRA or BI: bits 11:15. */
    public final int ra;
    /** RB, FRB, VRB or SH: bits 16:20; a shift amount of six bits where the row prepares it. */
    public int rb;
    /** RC, FRC, VRC or MB: bits 21:25. */
    public final int rc;
    /** The immediate operand: sign-extended or shifted as the row's field says; a mask for the rotates. */
    public long imm;
    /** A second decoded quantity: condition register shift, SPR row or VSX register, as the row prepares it. */
    public int aux;
    /** What the interpreter keeps of a common operation; {@link #UNCOMMON} of all others. */
    public long form = UNCOMMON;

    /** Whether its outcome goes to CR1 as well. */
    public boolean recordsFloatingPoint() {
        return registers == RegisterFacility.FLOATING_POINT && row.isRecording(this);
    }

    /** A decoded word of {@code row}; the decoder then lets the row prepare the other fields. */
    public Insn(InstructionRow row, Semantics semantics, int word) {
        this.row = row;
        this.semantics = semantics;
        this.inner = semantics;
        this.word = word;
        this.rt = word >>> 21 & 31;
        this.ra = word >>> 16 & 31;
        this.rb = word >>> 11 & 31;
        this.rc = word >>> 6 & 31;
    }
}
