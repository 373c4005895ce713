package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.Emitter;
import dev.nestor.emulator.isa.FacilityGate;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Branch instructions.
 *
 * <p>The decoder picks semantics by what BO asks for, because a branch that tests one thing is far commoner than one
 * that tests two. In a decoded branch {@code imm} is the displacement or target and {@code aux} the tested bit of CR.
 *
 * @see "Power ISA 3.1, Book I, section 2.4"
 */
public final class Branch {
    /** The section of every branch and of nothing else. */
    public static final String SECTION = "I 2.4";

    /** BO bit 0: do not test CR. */
    private static final int ANY_CONDITION = 0b10000;
    /** BO bit 1: the value CR must have. */
    private static final int CONDITION_TRUE = 0b01000;
    /** BO bit 2: do not decrement and test CTR. */
    private static final int ANY_COUNT = 0b00100;
    /** BO bit 3: the branch is taken when CTR is zero, otherwise when it is not. */
    private static final int COUNT_ZERO = 0b00010;

    private Branch() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("b", "010010 LI AA LK", "LI", SECTION)) {
            rows.does(Branch::jump).emitting((e, i) -> Branch.emitJump(e, i)).prepared(Branch::prepareJump);
        }
        if (rows.at("bc", "010000 BO BI BD AA LK", "BO,BI,BD", SECTION)) {
            rows.does(Branch::general)
                    .emitting((e, i) -> Branch.emitConditional(e, i))
                    .prepared(Branch::prepareConditional);
        }
        if (rows.at("bclr", "010011 BO BI /// BH 0000010000 LK", "BO,BI,BH", SECTION)) {
            rows.does(Branch::toLinkRegister)
                    .emitting((e, i) -> Branch.emitToLinkRegister(e, i))
                    .prepared(Branch::prepareLinkRegister);
        }
        if (rows.at("bcctr", "010011 BO BI /// BH 1000010000 LK", "BO,BI,BH", SECTION)) {
            rows.does(Branch::toCountRegister)
                    .emitting((e, i) -> Branch.emitToCountRegister(e, i))
                    .prepared(Branch::prepareCountRegister);
        }
        if (rows.at("bctar", "010011 BO BI /// BH 1000110000 LK", "BO,BI,BH", SECTION)) {
            rows.does(Branch::toTargetRegister).prepared(i -> i.aux = conditionBit(i));
        }
    }

    private static int conditionBit(Insn i) {
        return Integer.MIN_VALUE >>> i.ra;
    }

    private static boolean isAbsolute(Insn i) {
        return Field.AA.get(i.word) != 0;
    }

    private static boolean isLinking(Insn i) {
        return Field.LK.get(i.word) != 0;
    }

    private static boolean isAlways(Insn i) {
        return (i.rt & (ANY_CONDITION | ANY_COUNT)) == (ANY_CONDITION | ANY_COUNT);
    }

    private static void prepareJump(Insn i) {
        if (isAbsolute(i)) {
            i.semantics = isLinking(i) ? Branch::callAbsolute : Branch::jumpAbsolute;
        } else if (isLinking(i)) {
            i.semantics = Branch::call;
        }
    }

    private static void prepareConditional(Insn i) {
        i.aux = conditionBit(i);
        if (isAbsolute(i) || isLinking(i)) {
            return;
        }
        if (isAlways(i)) {
            i.semantics = Branch::jump;
        } else if ((i.rt & ANY_COUNT) != 0) {
            i.semantics = (i.rt & CONDITION_TRUE) != 0 ? Branch::ifSet : Branch::ifClear;
        } else if ((i.rt & ANY_CONDITION) != 0) {
            i.semantics = (i.rt & COUNT_ZERO) != 0 ? Branch::ifCountZero : Branch::ifCountNotZero;
        }
    }

    private static void prepareLinkRegister(Insn i) {
        i.aux = conditionBit(i);
        if (isLinking(i)) {
            return;
        }
        if (isAlways(i)) {
            i.semantics = Branch::returnAlways;
        } else if ((i.rt & (ANY_CONDITION | ANY_COUNT)) == ANY_COUNT) {
            i.semantics = (i.rt & CONDITION_TRUE) != 0 ? Branch::returnIfSet : Branch::returnIfClear;
        }
    }

    private static void prepareCountRegister(Insn i) {
        i.aux = conditionBit(i);
        if (isAlways(i)) {
            i.semantics = isLinking(i) ? Branch::callCountRegister : Branch::jumpCountRegister;
        }
    }

    /** Goes on at {@code target}, its low two bits ignored. */
    public static int take(Vcpu v, long target) {
        CpuState s = v.s;
        s.cfar = v.cia;
        s.nia = target & ~3L & v.mem.addressMask();
        return Outcome.BRANCHED;
    }

    private static int jump(Vcpu v, Insn i) {
        return take(v, v.cia + i.imm);
    }

    private static int call(Vcpu v, Insn i) {
        v.s.lr = v.cia + 4;
        return take(v, v.cia + i.imm);
    }

    private static int jumpAbsolute(Vcpu v, Insn i) {
        return take(v, i.imm);
    }

    private static int callAbsolute(Vcpu v, Insn i) {
        v.s.lr = v.cia + 4;
        return take(v, i.imm);
    }

    private static int ifSet(Vcpu v, Insn i) {
        return (v.s.cr & i.aux) != 0 ? take(v, v.cia + i.imm) : Outcome.NEXT;
    }

    private static int ifClear(Vcpu v, Insn i) {
        return (v.s.cr & i.aux) == 0 ? take(v, v.cia + i.imm) : Outcome.NEXT;
    }

    /** Decrements CTR; whether it is not zero then. */
    public static boolean countDown(Vcpu v) {
        return (--v.s.ctr & v.mem.addressMask()) != 0;
    }

    private static int ifCountNotZero(Vcpu v, Insn i) {
        return countDown(v) ? take(v, v.cia + i.imm) : Outcome.NEXT;
    }

    private static int ifCountZero(Vcpu v, Insn i) {
        return !countDown(v) ? take(v, v.cia + i.imm) : Outcome.NEXT;
    }

    /** Every BO, link and absolute addressing. */
    private static int general(Vcpu v, Insn i) {
        boolean taken = isTaken(v, i);
        if (isLinking(i)) {
            v.s.lr = v.cia + 4;
        }
        if (!taken) {
            return Outcome.NEXT;
        }
        return take(v, isAbsolute(i) ? i.imm : v.cia + i.imm);
    }

    /** Tests CR and CTR as BO says; decrements CTR where it says so. */
    private static boolean isTaken(Vcpu v, Insn i) {
        CpuState s = v.s;
        boolean countHolds = true;
        if ((i.rt & ANY_COUNT) == 0) {
            s.ctr--;
            countHolds = ((s.ctr & v.mem.addressMask()) == 0) == ((i.rt & COUNT_ZERO) != 0);
        }
        return countHolds && conditionHolds(s, i);
    }

    private static boolean conditionHolds(CpuState s, Insn i) {
        return (i.rt & ANY_CONDITION) != 0 || ((s.cr & i.aux) != 0) == ((i.rt & CONDITION_TRUE) != 0);
    }

    private static int returnAlways(Vcpu v, Insn i) {
        return take(v, v.s.lr);
    }

    private static int returnIfSet(Vcpu v, Insn i) {
        return (v.s.cr & i.aux) != 0 ? take(v, v.s.lr) : Outcome.NEXT;
    }

    private static int returnIfClear(Vcpu v, Insn i) {
        return (v.s.cr & i.aux) == 0 ? take(v, v.s.lr) : Outcome.NEXT;
    }

    private static int toLinkRegister(Vcpu v, Insn i) {
        long target = v.s.lr;
        boolean taken = isTaken(v, i);
        if (isLinking(i)) {
            v.s.lr = v.cia + 4;
        }
        return taken ? take(v, target) : Outcome.NEXT;
    }

    private static int jumpCountRegister(Vcpu v, Insn i) {
        return take(v, v.s.ctr);
    }

    private static int callCountRegister(Vcpu v, Insn i) {
        v.s.lr = v.cia + 4;
        return take(v, v.s.ctr);
    }

    /** With BO[2] = 0 the form is invalid: CTR cannot be counter and target at once. */
    private static int toCountRegister(Vcpu v, Insn i) {
        if ((i.rt & ANY_COUNT) == 0) {
            return v.illegal(i.word);
        }
        boolean taken = conditionHolds(v.s, i);
        if (isLinking(i)) {
            v.s.lr = v.cia + 4;
        }
        return taken ? take(v, v.s.ctr) : Outcome.NEXT;
    }

    private static int toTargetRegister(Vcpu v, Insn i) {
        if (FacilityGate.isOff(v, Spr.TAR)) {
            return FacilityGate.unavailable(v, Spr.TAR);
        }
        boolean taken = isTaken(v, i);
        if (isLinking(i)) {
            v.s.lr = v.cia + 4;
        }
        return taken ? take(v, v.s.spr[Spr.TAR.ordinal()]) : Outcome.NEXT;
    }

    static void emitJump(Emitter e, Insn i) {
        if (isAbsolute(i)) {
            e.interpret();
        } else if (isLinking(i)) {
            e.callTo(i.imm);
        } else {
            e.jump(i.imm);
        }
    }

    /** The forms that test one thing; the others are rare. */
    static void emitConditional(Emitter e, Insn i) {
        if (isAbsolute(i) || isLinking(i)) {
            e.interpret();
        } else if (isAlways(i)) {
            e.jump(i.imm);
        } else if ((i.rt & ANY_COUNT) != 0) {
            e.jumpIf(i.ra, (i.rt & CONDITION_TRUE) != 0, i.imm);
        } else if ((i.rt & ANY_CONDITION) != 0) {
            e.jumpCounting((i.rt & COUNT_ZERO) != 0, i.imm);
        } else {
            e.interpret();
        }
    }

    static void emitToLinkRegister(Emitter e, Insn i) {
        if (isLinking(i) || (i.rt & ANY_COUNT) == 0) {
            e.interpret();
        } else if (isAlways(i)) {
            e.jumpToLr();
        } else {
            e.jumpToLrIf(i.ra, (i.rt & CONDITION_TRUE) != 0);
        }
    }

    static void emitToCountRegister(Emitter e, Insn i) {
        if (!isAlways(i)) {
            e.interpret();
        } else if (isLinking(i)) {
            e.callCtr();
        } else {
            e.jumpToCtr();
        }
    }
}
