package dev.nestor.emulator.isa;

/**
 * The semantics that most executed instructions have, called directly: a switch over a number in {@link Insn} costs about
 * half of a call through {@link Semantics} and lets the compiler inline. The rows stay the only declaration; the decoder
 * looks up the number of whatever semantics a row chose.
 */
final class HotSemantics {
    /** The semantics by number; number 0 stands for all others. */
    private static final Semantics[] BY_NUMBER = {
        (v, i) -> i.semantics.execute(v, i),
        FixedPointArithmetic.LI,
        FixedPointArithmetic.ADDI,
        FixedPointArithmetic.ADD,
        FixedPointArithmetic.SUBF,
        FixedPointArithmetic.NEG,
        FixedPointArithmetic.ADD_RECORD,
        FixedPointArithmetic.SUBF_RECORD,
        FixedPointArithmetic.ADDIC,
        FixedPointArithmetic.ADDC,
        FixedPointArithmetic.SUBFC,
        FixedPointArithmetic.ADDE,
        FixedPointArithmetic.SUBFE,
        FixedPointArithmetic.ADDZE,
        FixedPointMultiplyDivide.MULLI,
        FixedPointMultiplyDivide.MULLW,
        FixedPointMultiplyDivide.MULLD,
        FixedPointCompare.CMPWI,
        FixedPointCompare.CMPDI,
        FixedPointCompare.CMPLWI,
        FixedPointCompare.CMPLDI,
        FixedPointCompare.CMPW,
        FixedPointCompare.CMPD,
        FixedPointCompare.CMPLW,
        FixedPointCompare.CMPLD,
        FixedPointLogical.NOP,
        FixedPointLogical.MR,
        FixedPointLogical.ANDI,
        FixedPointLogical.AND_RECORD,
        FixedPointLogical.OR_RECORD,
        FixedPointLogical.ORI,
        FixedPointLogical.AND,
        FixedPointLogical.OR,
        FixedPointLogical.XOR,
        FixedPointLogical.ANDC,
        FixedPointLogical.XORI,
        FixedPointLogical.EXTSB,
        FixedPointLogical.EXTSH,
        FixedPointLogical.EXTSW,
        FixedPointRotate.RLWINM,
        FixedPointRotate.RLWINM_RECORD,
        FixedPointRotate.RLDIC,
        FixedPointRotate.RLDIC_RECORD,
        FixedPointRotate.RLDIMI,
        FixedPointRotate.SRAWI,
        FixedPointRotate.SRADI,
        FixedPointRotate.SLD,
        FixedPointRotate.SRD,
        FixedPointRotate.SLW,
        FixedPointRotate.SRW,
        FixedPointLoad.LBZ,
        FixedPointLoad.LBZX,
        FixedPointLoad.LHZ,
        FixedPointLoad.LHZX,
        FixedPointLoad.LWZ,
        FixedPointLoad.LWZX,
        FixedPointLoad.LWA,
        FixedPointLoad.LWAX,
        FixedPointLoad.LD,
        FixedPointLoad.LDX,
        FixedPointLoad.LDU,
        FixedPointLoad.LBZU,
        FixedPointLoad.LWZU,
        FixedPointStore.STB,
        FixedPointStore.STBX,
        FixedPointStore.STBU,
        FixedPointStore.STH,
        FixedPointStore.STHX,
        FixedPointStore.STW,
        FixedPointStore.STWX,
        FixedPointStore.STD,
        FixedPointStore.STDX,
        FixedPointStore.STDU,
        Branch.JUMP,
        Branch.CALL,
        Branch.IF_SET,
        Branch.IF_CLEAR,
        Branch.IF_COUNT_NOT_ZERO,
        Branch.RETURN_ALWAYS,
        Branch.RETURN_IF_SET,
        Branch.RETURN_IF_CLEAR,
        Branch.JUMP_COUNT_REGISTER,
        Branch.CALL_COUNT_REGISTER,
        SystemRegister.MFLR,
        SystemRegister.MTLR,
        SystemRegister.MFCTR,
        SystemRegister.MTCTR,
        ConditionRegister.ISEL,
    };

    private HotSemantics() {}

    /** How many semantics have a number. */
    static int count() {
        return BY_NUMBER.length;
    }

    /** The number of {@code semantics}, 0 for one that is not hot. */
    static int numberOf(Semantics semantics) {
        int number = BY_NUMBER.length - 1;
        while (number > 0 && BY_NUMBER[number] != semantics) {
            number--;
        }
        return number;
    }

    /** Executes {@code i}; the same as {@code i.semantics.execute(v, i)}. */
    static int execute(Vcpu v, Insn i) {
        switch (i.hot) {
            case 1:
                return FixedPointArithmetic.li(v, i);
            case 2:
                return FixedPointArithmetic.addi(v, i);
            case 3:
                return FixedPointArithmetic.add(v, i);
            case 4:
                return FixedPointArithmetic.subf(v, i);
            case 5:
                return FixedPointArithmetic.neg(v, i);
            case 6:
                return FixedPointArithmetic.addRecord(v, i);
            case 7:
                return FixedPointArithmetic.subfRecord(v, i);
            case 8:
                return FixedPointArithmetic.addic(v, i);
            case 9:
                return FixedPointArithmetic.addc(v, i);
            case 10:
                return FixedPointArithmetic.subfc(v, i);
            case 11:
                return FixedPointArithmetic.adde(v, i);
            case 12:
                return FixedPointArithmetic.subfe(v, i);
            case 13:
                return FixedPointArithmetic.addze(v, i);
            case 14:
                return FixedPointMultiplyDivide.mulli(v, i);
            case 15:
                return FixedPointMultiplyDivide.mullw(v, i);
            case 16:
                return FixedPointMultiplyDivide.mulld(v, i);
            case 17:
                return FixedPointCompare.cmpwi(v, i);
            case 18:
                return FixedPointCompare.cmpdi(v, i);
            case 19:
                return FixedPointCompare.cmplwi(v, i);
            case 20:
                return FixedPointCompare.cmpldi(v, i);
            case 21:
                return FixedPointCompare.cmpw(v, i);
            case 22:
                return FixedPointCompare.cmpd(v, i);
            case 23:
                return FixedPointCompare.cmplw(v, i);
            case 24:
                return FixedPointCompare.cmpld(v, i);
            case 25:
                return FixedPointLogical.nop(v, i);
            case 26:
                return FixedPointLogical.mr(v, i);
            case 27:
                return FixedPointLogical.andi(v, i);
            case 28:
                return FixedPointLogical.andRecord(v, i);
            case 29:
                return FixedPointLogical.orRecord(v, i);
            case 30:
                return FixedPointLogical.ori(v, i);
            case 31:
                return FixedPointLogical.and(v, i);
            case 32:
                return FixedPointLogical.or(v, i);
            case 33:
                return FixedPointLogical.xor(v, i);
            case 34:
                return FixedPointLogical.andc(v, i);
            case 35:
                return FixedPointLogical.xori(v, i);
            case 36:
                return FixedPointLogical.extsb(v, i);
            case 37:
                return FixedPointLogical.extsh(v, i);
            case 38:
                return FixedPointLogical.extsw(v, i);
            case 39:
                return FixedPointRotate.rlwinm(v, i);
            case 40:
                return FixedPointRotate.rlwinmRecord(v, i);
            case 41:
                return FixedPointRotate.rldic(v, i);
            case 42:
                return FixedPointRotate.rldicRecord(v, i);
            case 43:
                return FixedPointRotate.rldimi(v, i);
            case 44:
                return FixedPointRotate.srawi(v, i);
            case 45:
                return FixedPointRotate.sradi(v, i);
            case 46:
                return FixedPointRotate.sld(v, i);
            case 47:
                return FixedPointRotate.srd(v, i);
            case 48:
                return FixedPointRotate.slw(v, i);
            case 49:
                return FixedPointRotate.srw(v, i);
            case 50:
                return FixedPointLoad.lbz(v, i);
            case 51:
                return FixedPointLoad.lbzx(v, i);
            case 52:
                return FixedPointLoad.lhz(v, i);
            case 53:
                return FixedPointLoad.lhzx(v, i);
            case 54:
                return FixedPointLoad.lwz(v, i);
            case 55:
                return FixedPointLoad.lwzx(v, i);
            case 56:
                return FixedPointLoad.lwa(v, i);
            case 57:
                return FixedPointLoad.lwax(v, i);
            case 58:
                return FixedPointLoad.ld(v, i);
            case 59:
                return FixedPointLoad.ldx(v, i);
            case 60:
                return FixedPointLoad.ldu(v, i);
            case 61:
                return FixedPointLoad.lbzu(v, i);
            case 62:
                return FixedPointLoad.lwzu(v, i);
            case 63:
                return FixedPointStore.stb(v, i);
            case 64:
                return FixedPointStore.stbx(v, i);
            case 65:
                return FixedPointStore.stbu(v, i);
            case 66:
                return FixedPointStore.sth(v, i);
            case 67:
                return FixedPointStore.sthx(v, i);
            case 68:
                return FixedPointStore.stw(v, i);
            case 69:
                return FixedPointStore.stwx(v, i);
            case 70:
                return FixedPointStore.std(v, i);
            case 71:
                return FixedPointStore.stdx(v, i);
            case 72:
                return FixedPointStore.stdu(v, i);
            case 73:
                return Branch.jump(v, i);
            case 74:
                return Branch.call(v, i);
            case 75:
                return Branch.ifSet(v, i);
            case 76:
                return Branch.ifClear(v, i);
            case 77:
                return Branch.ifCountNotZero(v, i);
            case 78:
                return Branch.returnAlways(v, i);
            case 79:
                return Branch.returnIfSet(v, i);
            case 80:
                return Branch.returnIfClear(v, i);
            case 81:
                return Branch.jumpCountRegister(v, i);
            case 82:
                return Branch.callCountRegister(v, i);
            case 83:
                return SystemRegister.mflr(v, i);
            case 84:
                return SystemRegister.mtlr(v, i);
            case 85:
                return SystemRegister.mfctr(v, i);
            case 86:
                return SystemRegister.mtctr(v, i);
            case 87:
                return ConditionRegister.isel(v, i);
            default:
                return i.semantics.execute(v, i);
        }
    }
}
