package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.CpuState;

/**
 * What an instruction whose semantics are called from translated code may read or write of the registers that
 * translated code keeps for itself: those its word names. LR, CTR, XER and all other general purpose registers it
 * leaves alone and does not look at.
 *
 * @param gprs general purpose registers, as bits: register 0 is the least significant
 * @param crFields the fields of CR, as nibbles of ones: field 0 is the most significant
 */
public record NamedRegisters(int gprs, int crFields) {
    private static final Field[] GPR_FIELDS = {Field.RT, Field.RS, Field.RA, Field.RB, Field.RC};

    /** What {@code insn} names. */
    public static NamedRegisters of(Insn insn) {
        int gprs = 0;
        for (Field field : GPR_FIELDS) {
            if (insn.row.pattern().fields().contains(field)) {
                gprs |= 1 << field.get(insn.word);
            }
        }
        int cr = has(insn, Field.BF) ? CpuState.crFieldMask(Field.BF.get(insn.word)) : 0;
        if (records(insn)) {
            cr |= CpuState.crFieldMask(recordField(insn.row.facility()));
        }
        return new NamedRegisters(gprs, cr);
    }

    private static boolean records(Insn insn) {
        return insn.row.mnemonic().endsWith(".")
                || has(insn, Field.RECORD) && Field.RECORD.get(insn.word) != 0
                || has(insn, Field.RECORD_VC) && Field.RECORD_VC.get(insn.word) != 0;
    }

    private static int recordField(RegisterFacility facility) {
        return switch (facility) {
            case GENERAL -> 0;
            case FLOATING_POINT -> 1;
            default -> 6;
        };
    }

    private static boolean has(Insn insn, Field field) {
        return insn.row.pattern().fields().contains(field);
    }
}
