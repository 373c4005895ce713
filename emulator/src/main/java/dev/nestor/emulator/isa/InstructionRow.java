package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.Spr;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One instruction: everything that is known about it, declared once. Decoder, encoder, disassembler and privilege check
 * derive from the rows. The methods that give back the row itself belong to its declaration ({@link InstructionRows});
 * a row that is declared changes no more.
 *
 * <p>The bits Rc and OE in a pattern are handled here: Rc = 1 compares the result register (RA where the pattern has
 * RS, RT otherwise) with zero after the row's semantics, or copies FPSCR[32:35] to CR1 for a floating-point row; OE = 1
 * runs the row's {@link #overflow} semantics instead.
 */
public final class InstructionRow {
    private static final List<Field> IMMEDIATES =
            List.of(Field.SI, Field.UI, Field.D, Field.D_DX, Field.DS, Field.DQ, Field.LI, Field.BD);

    /** What a preparation makes of a word whose form is invalid. */
    public static final Semantics INVALID_FORM = (v, i) -> v.illegal(i.word);

    /** Sets those fields of a decoded instruction that the row's semantics expect to find computed. */
    @FunctionalInterface
    public interface Preparation {
        /** Called once per decoded word, after the plain fields and the immediate are set. */
        void prepare(Insn insn);
    }

    private final String mnemonic;
    private final BitPattern pattern;
    private final String operands;
    private final String section;
    private final Semantics semantics;
    private final @Nullable Field immediate;
    private Privilege privilege = Privilege.PROBLEM;
    private RegisterFacility facility = RegisterFacility.GENERAL;
    private @Nullable Semantics overflow;
    private @Nullable Semantics recording;
    private @Nullable Preparation preparation;
    private @Nullable Emission emission;
    private @Nullable BitPattern prefix;
    private String refusal = "";

    private InstructionRow(String mnemonic, BitPattern pattern, String operands, String section, Semantics semantics) {
        this.mnemonic = mnemonic;
        this.pattern = pattern;
        this.operands = operands;
        this.section = section;
        this.semantics = semantics;
        this.immediate = immediateOf(pattern);
    }

    private static @Nullable Field immediateOf(BitPattern pattern) {
        for (Field field : pattern.fields()) {
            if (IMMEDIATES.contains(field)) {
                return field;
            }
        }
        return null;
    }

    /**
     * An instruction anyone may execute.
     *
     * @param mnemonic the name without the suffixes that the fields AA, LK, OE and Rc add
     * @param pattern the word as {@link BitPattern} reads it
     * @param operands the assembly operands, fields by name: {@code "RT,D(RA)"}
     * @param section book and section of Power ISA 3.1: {@code "I 3.3.9"}
     * @param semantics what it does
     */
    public static InstructionRow row(
            String mnemonic, String pattern, String operands, String section, Semantics semantics) {
        return new InstructionRow(mnemonic, BitPattern.parse(pattern), operands, section, semantics);
    }

    /** This row with its OE = 1 semantics. */
    public InstructionRow overflow(Semantics withOverflow) {
        overflow = withOverflow;
        return this;
    }

    /** This row with semantics of its own for Rc = 1 and OE = 0, where the general way is too slow or not right. */
    public InstructionRow recording(Semantics withRecord) {
        recording = withRecord;
        return this;
    }

    /** This row with its translation: what its semantics without OE and Rc do, in 64-bit mode. */
    public InstructionRow emitting(Emission translation) {
        emission = translation;
        return this;
    }

    /** This row with a call of its semantics as its translation, as {@link Emitter#execute} asks of them. */
    public InstructionRow called() {
        return emitting((e, i) -> e.execute(i));
    }

    /** This row with something to compute at decode time. */
    public InstructionRow prepared(Preparation atDecode) {
        preparation = atDecode;
        return this;
    }

    /** This row, privileged. */
    public InstructionRow privileged() {
        privilege = Privilege.PRIVILEGED;
        return this;
    }

    /** This row, for the hypervisor only. */
    public InstructionRow hypervisor() {
        privilege = Privilege.HYPERVISOR;
        refusal = "the hypervisor's";
        return this;
    }

    /** This row, which is never executed because of {@code reason}: it takes the interrupt that the ISA gives it. */
    public InstructionRow refused(String reason) {
        refusal = reason;
        return this;
    }

    /** This row, available when {@code registers} are switched on. */
    public InstructionRow needs(RegisterFacility registers) {
        facility = registers;
        return this;
    }

    /** This row as the suffix of a prefixed instruction whose prefix is {@code prefixPattern}. */
    public InstructionRow prefixed(String prefixPattern) {
        prefix = BitPattern.parse(prefixPattern);
        return this;
    }

    /**
     * The prefixed instruction that does what this row does, with a longer displacement: this row's semantics,
     * privilege and facility, another suffix.
     */
    public InstructionRow lengthened(
            String longMnemonic, String suffixPattern, String longOperands, String prefixPattern) {
        InstructionRow row =
                new InstructionRow(longMnemonic, BitPattern.parse(suffixPattern), longOperands, section, semantics);
        row.privilege = privilege;
        row.facility = facility;
        row.preparation = preparation;
        row.prefix = BitPattern.parse(prefixPattern);
        return row;
    }

    /** The name, without the suffixes that fields add. */
    public String mnemonic() {
        return mnemonic;
    }

    /** The word: fixed bits and fields. */
    public BitPattern pattern() {
        return pattern;
    }

    /** The operands as assembly text names them. */
    public String operands() {
        return operands;
    }

    /** Book and section of Power ISA 3.1. */
    public String section() {
        return section;
    }

    /** Who may execute it. */
    public Privilege privilege() {
        return privilege;
    }

    /** Why it is never executed; empty for an instruction that is. */
    public String refusal() {
        return refusal;
    }

    /** The registers that must be switched on. */
    public RegisterFacility facility() {
        return facility;
    }

    /** The prefix of a prefixed instruction, whose suffix {@link #pattern} is; null for all others. */
    public @Nullable BitPattern prefix() {
        return prefix;
    }

    /** The word with these field values. */
    public int encode(Map<Field, Integer> values) {
        return pattern.encode(values);
    }

    /** The mnemonic. */
    @Override
    public String toString() {
        return mnemonic;
    }

    /** Decodes a word, or a suffix, that matches the pattern. */
    public Insn decode(int word) {
        Insn insn = new Insn(this, semantics, word);
        if (immediate != null) {
            insn.imm = immediate.get(word);
        }
        if (overflow != null && Field.OE.get(word) != 0) {
            insn.semantics = overflow;
        }
        if (preparation != null) {
            preparation.prepare(insn);
        }
        chooseRecord(insn);
        chooseCheck(insn);
        return insn;
    }

    /** Emits {@code i}, an instruction of this row; leaves it to the interpreter where the row has no translation. */
    public void emit(Emitter e, Insn i) {
        boolean overflowing = overflow != null && Field.OE.get(i.word) != 0;
        if (prefix != null) {
            e.interpret();
            return;
        }
        if (privilege == Privilege.PROBLEM && facility != RegisterFacility.GENERAL) {
            e.requires(i.registers);
            if (emission == null || isRecording(i)) {
                e.execute(i);
            } else {
                emission.emit(e, i);
            }
            return;
        }
        if (emission == null || privilege != Privilege.PROBLEM || overflowing) {
            e.interpret();
            return;
        }
        emission.emit(e, i);
        if (pattern.fields().contains(Field.RECORD) && Field.RECORD.get(i.word) != 0) {
            e.gpr(pattern.fields().contains(Field.RS) ? i.ra : i.rt).constant(0).compareSigned(0);
        }
    }

    private void chooseRecord(Insn insn) {
        if (!isRecording(insn) || facility == RegisterFacility.FLOATING_POINT) {
            return;
        }
        if (recording != null && insn.semantics == semantics) {
            insn.semantics = recording;
            return;
        }
        insn.inner = insn.semantics;
        insn.semantics = pattern.fields().contains(Field.RS) ? InstructionRow::recordRa : InstructionRow::recordRt;
    }

    boolean isRecording(Insn insn) {
        return pattern.fields().contains(Field.RECORD) && Field.RECORD.get(insn.word) != 0;
    }

    private void chooseCheck(Insn insn) {
        if (privilege == Privilege.PROBLEM && facility == RegisterFacility.GENERAL) {
            return;
        }
        insn.inner = insn.semantics;
        insn.registers = switch (facility) {
            // Registers 32 to 63 are the vector registers; the preparation put the register number into aux.
            case VSX_OR_VECTOR -> insn.aux < 32 ? RegisterFacility.VSX : RegisterFacility.VECTOR;
            case FLOATING_POINT_OR_VECTOR -> insn.aux < 32 ? RegisterFacility.FLOATING_POINT : RegisterFacility.VECTOR;
            default -> facility;
        };
        insn.semantics = switch (insn.registers) {
            case GENERAL ->
                privilege == Privilege.PRIVILEGED ? InstructionRow::checkPrivileged : InstructionRow::checkHypervisor;
            case FLOATING_POINT ->
                isRecording(insn) && insn.inner != INVALID_FORM
                        ? InstructionRow::recordFloatingPoint
                        : InstructionRow::checkFloatingPoint;
            case VECTOR -> InstructionRow::checkVector;
            default -> InstructionRow::checkVsx;
        };
    }

    private static int recordRt(Vcpu v, Insn i) {
        i.inner.execute(v, i);
        recordResult(v, v.s.gpr[i.rt]);
        return Outcome.NEXT;
    }

    private static int recordRa(Vcpu v, Insn i) {
        i.inner.execute(v, i);
        recordResult(v, v.s.gpr[i.ra]);
        return Outcome.NEXT;
    }

    /** Sets CR0 by comparing {@code result} with zero; in 32-bit mode, its low word. */
    public static void recordResult(Vcpu v, long result) {
        CpuState s = v.s;
        long compared = v.mem.addressMask() == -1L ? result : (int) result;
        int order = compared < 0 ? 8 : compared > 0 ? 4 : 2;
        s.cr = s.cr & 0x0FFF_FFFF | (order | s.so) << 28;
    }

    private static int checkPrivileged(Vcpu v, Insn i) {
        return v.isProblemState() ? v.privileged() : i.inner.execute(v, i);
    }

    private static int checkHypervisor(Vcpu v, Insn i) {
        return v.isProblemState() ? v.privileged() : v.illegal(i.word);
    }

    private static int checkFloatingPoint(Vcpu v, Insn i) {
        return checkRegisters(v, i, RegisterFacility.FLOATING_POINT);
    }

    private static int recordFloatingPoint(Vcpu v, Insn i) {
        int outcome = checkFloatingPoint(v, i);
        // An instruction that takes the interrupt of its own enabled exception has executed.
        boolean trapped = outcome == Outcome.INTERRUPTED && v.delivered() == Interrupt.PROGRAM;
        if (outcome == Outcome.NEXT || trapped) {
            v.s.setCrField(1, (int) (v.s.fpscr >>> 28) & 0xF);
        }
        return outcome;
    }

    private static int checkVector(Vcpu v, Insn i) {
        return checkRegisters(v, i, RegisterFacility.VECTOR);
    }

    private static int checkVsx(Vcpu v, Insn i) {
        return checkRegisters(v, i, RegisterFacility.VSX);
    }

    private static int checkRegisters(Vcpu v, Insn i, RegisterFacility registers) {
        if (isOn(v, registers.msrBit(), registers.hfscrCause())) {
            return i.inner.execute(v, i);
        }
        return unavailable(v, registers);
    }

    /** Delivers the interrupt that says that {@code registers} are switched off. */
    public static int unavailable(Vcpu v, RegisterFacility registers) {
        return (v.s.msr & registers.msrBit()) == 0
                ? v.unavailable(registers.interrupt())
                : v.hypervisorFacilityUnavailable(registers.hfscrCause());
    }

    /** Whether the registers that these bits of MSR and of HFSCR switch on may be used now. */
    public static boolean isOn(Vcpu v, long msrBit, int hfscrCause) {
        return (v.s.msr & msrBit) != 0 && (!v.isNested() || (v.s.spr[Spr.HFSCR.ordinal()] & 1L << hfscrCause) != 0);
    }
}
