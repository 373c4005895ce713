package dev.nestor.emulator.isa.system;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.cpu.SprAccess;
import dev.nestor.emulator.isa.Emitter;
import dev.nestor.emulator.isa.FacilityGate;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.floatingpoint.FloatResult;
import org.jspecify.annotations.Nullable;

/**
 * Moves to and from system registers: SPRs, MSR, the condition register as a whole.
 *
 * @see "Power ISA 3.1, Book I, section 3.3.18; Book III, section 5.4.4"
 */
public final class SystemRegister {
    private static final String SPR_SECTION = "III 5.4.4";
    private static final String CR_SECTION = "I 3.3.18";
    /** The bit of an SPR number that is 1 for registers problem state may not touch. */
    private static final int PRIVILEGED_NUMBER = 0x10;
    /** SPR numbers whose moves do nothing in any state. */
    private static final int NO_OP_FIRST = 808;

    private static final int NO_OP_LAST = 811;
    private static final Spr[] SPRS = Spr.values();

    private SystemRegister() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("mtspr", "011111 RS spr 0111010011 /", "spr,RS", SPR_SECTION)) {
            rows.does(SystemRegister::mtspr)
                    .emitting((e, i) -> SystemRegister.emitMtspr(e, i))
                    .prepared(SystemRegister::prepareMtspr);
        }
        if (rows.at("mfspr", "011111 RT spr 0101010011 /", "RT,spr", SPR_SECTION)) {
            rows.does(SystemRegister::mfspr)
                    .emitting((e, i) -> SystemRegister.emitMfspr(e, i))
                    .prepared(SystemRegister::prepareMfspr);
        }
        if (rows.at("mftb", "011111 RT tbr 0101110011 /", "RT,tbr", "II 6.1")) {
            rows.does(SystemRegister::mfspr)
                    .emitting((e, i) -> SystemRegister.emitMfspr(e, i))
                    .prepared(SystemRegister::prepareMftb);
        }
        if (rows.at("mtmsr", "011111 RS //// L ///// 0010010010 /", "RS,L", SPR_SECTION)) {
            rows.does(SystemRegister::mtmsr).privileged().prepared(i -> i.aux = Field.L_15.get(i.word));
        }
        if (rows.at("mtmsrd", "011111 RS //// L ///// 0010110010 /", "RS,L", SPR_SECTION)) {
            rows.does(SystemRegister::mtmsrd).privileged().prepared(i -> i.aux = Field.L_15.get(i.word));
        }
        if (rows.at("mfmsr", "011111 RT ///// ///// 0001010011 /", "RT", SPR_SECTION)) {
            rows.does(SystemRegister::mfmsr).privileged();
        }
        if (rows.at("mtcrf", "011111 RS 0 FXM / 0010010000 /", "FXM,RS", CR_SECTION)) {
            rows.does(SystemRegister::mtcrf)
                    .emitting((e, i) -> e.gpr(i.rt).toCr((int) i.imm))
                    .prepared(SystemRegister::prepareFields);
        }
        if (rows.at("mtocrf", "011111 RS 1 FXM / 0010010000 /", "FXM,RS", CR_SECTION)) {
            rows.does(SystemRegister::mtcrf)
                    .emitting((e, i) -> e.gpr(i.rt).toCr((int) i.imm))
                    .prepared(SystemRegister::prepareFields);
        }
        if (rows.at("mfcr", "011111 RT 0 ///////// 0000010011 /", "RT", CR_SECTION)) {
            rows.does(SystemRegister::mfcr).emitting((e, i) -> e.cr().toGpr(i.rt));
        }
        if (rows.at("mfocrf", "011111 RT 1 FXM / 0000010011 /", "RT,FXM", CR_SECTION)) {
            rows.does(SystemRegister::mfocrf)
                    .emitting((e, i) -> e.cr().constant(i.imm).and().toGpr(i.rt))
                    .prepared(SystemRegister::prepareFields);
        }
        if (rows.at("mcrxrx", "011111 BF // ///// ///// 1001000000 /", "BF", CR_SECTION)) {
            rows.does(SystemRegister::mcrxrx);
        }
        if (rows.at("clrbhrb", "011111 ///// ///// ///// 0110101110 /", "", "III 10.8")) {
            rows.does(MonitorAccess::clrbhrb);
        }
        if (rows.at("mfbhrbe", "011111 RT BHRBE 0100101110 /", "RT,BHRBE", "III 10.8")) {
            rows.does(MonitorAccess::mfbhrbe);
        }
    }

    private static void prepareMtspr(Insn i) {
        Spr spr = rowOf(i, Field.SPR);
        if (spr == Spr.LR) {
            i.semantics = SystemRegister::mtlr;
        } else if (spr == Spr.CTR) {
            i.semantics = SystemRegister::mtctr;
        }
    }

    private static void prepareMfspr(Insn i) {
        Spr spr = rowOf(i, Field.SPR);
        if (spr == Spr.LR) {
            i.semantics = SystemRegister::mflr;
        } else if (spr == Spr.CTR) {
            i.semantics = SystemRegister::mfctr;
        }
    }

    /** mftb reads what mfspr of the same number reads, and the number must be that of the time base. */
    private static void prepareMftb(Insn i) {
        Spr spr = rowOf(i, Field.TBR);
        if (spr != Spr.TB && spr != Spr.TBU) {
            i.semantics = (v, insn) -> v.illegal(insn.word);
        }
    }

    /** Puts the ordinal of the register's row into aux, -1 when there is none, and its number into imm. */
    private static @Nullable Spr rowOf(Insn i, Field field) {
        int number = field.get(i.word);
        Spr spr = Spr.byNumber(number);
        i.imm = number;
        i.aux = spr == null ? -1 : spr.ordinal();
        return spr;
    }

    private static int mflr(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.lr;
        return Outcome.NEXT;
    }

    private static int mtlr(Vcpu v, Insn i) {
        v.s.lr = v.s.gpr[i.rt];
        return Outcome.NEXT;
    }

    private static int mfctr(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.ctr;
        return Outcome.NEXT;
    }

    private static int mtctr(Vcpu v, Insn i) {
        v.s.ctr = v.s.gpr[i.rt];
        return Outcome.NEXT;
    }

    private static int mfspr(Vcpu v, Insn i) {
        Spr spr = i.aux < 0 ? null : SPRS[i.aux];
        if (spr == null || !isAllowed(v, spr.readAccess())) {
            boolean undefined = spr == null || spr.readAccess() == SprAccess.NONE;
            boolean reservedForMoveFrom = i.imm >= 4 && i.imm <= 6;
            return refuse(v, i, undefined, reservedForMoveFrom);
        }
        if (FacilityGate.isOff(v, spr)) {
            return FacilityGate.unavailable(v, spr);
        }
        if (MonitorAccess.isRefused(v, spr, false)) {
            return MonitorAccess.refuse(v, i, spr);
        }
        v.settleInstructions();
        v.s.gpr[i.rt] = spr.read(v.s, v.timebase());
        return Outcome.NEXT;
    }

    private static int mtspr(Vcpu v, Insn i) {
        Spr spr = i.aux < 0 ? null : SPRS[i.aux];
        if (spr == null || !isAllowed(v, spr.writeAccess())) {
            return refuse(v, i, spr == null || spr.writeAccess() == SprAccess.NONE, false);
        }
        if (FacilityGate.isOff(v, spr)) {
            return FacilityGate.unavailable(v, spr);
        }
        if (MonitorAccess.isRefused(v, spr, true)) {
            return MonitorAccess.refuse(v, i, spr);
        }
        v.settleInstructions();
        spr.write(v.s, v.timebase(), v.s.gpr[i.rt]);
        return spr.isContextChanging() ? v.resync(v.cia + 4) : Outcome.NEXT;
    }

    private static boolean isAllowed(Vcpu v, SprAccess access) {
        return access == SprAccess.PROBLEM || access == SprAccess.PRIVILEGED && !v.isProblemState();
    }

    /**
     * A move that is not allowed. In problem state the number decides between privileged and illegal; in privileged
     * state a register that does not exist is not moved, a hypervisor's is illegal.
     */
    private static int refuse(Vcpu v, Insn i, boolean undefined, boolean reservedNumber) {
        int number = (int) i.imm;
        if (number >= NO_OP_FIRST && number <= NO_OP_LAST) {
            return Outcome.NEXT;
        }
        if (v.isProblemState()) {
            return (number & PRIVILEGED_NUMBER) != 0 ? v.privileged() : v.illegal(i.word);
        }
        return undefined && number != 0 && !reservedNumber ? Outcome.NEXT : v.illegal(i.word);
    }

    private static int mfmsr(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.msr;
        return Outcome.NEXT;
    }

    private static int mtmsr(Vcpu v, Insn i) {
        if (i.aux != 0) {
            return moveEnables(v, v.s.gpr[i.rt]);
        }
        long highWord = 0xFFFF_FFFF_0000_0000L;
        return moveMsr(v, v.s.msr & highWord | v.s.gpr[i.rt] & ~highWord);
    }

    private static int mtmsrd(Vcpu v, Insn i) {
        return i.aux != 0 ? moveEnables(v, v.s.gpr[i.rt]) : moveMsr(v, v.s.gpr[i.rt]);
    }

    private static int moveMsr(Vcpu v, long value) {
        v.s.msr = SystemLinkage.loadable(v.s.msr, value, MsrBits.ME | MsrBits.LE);
        return FloatResult.loadedMsr(v, v.cia + 4);
    }

    /** L = 1: only EE and RI move; only an EE that becomes 1 can let something happen. */
    private static int moveEnables(Vcpu v, long value) {
        CpuState s = v.s;
        long moved = MsrBits.EE | MsrBits.RI;
        long before = s.msr;
        s.msr = before & ~moved | value & moved;
        return (s.msr & ~before & MsrBits.EE) != 0 ? v.resync(v.cia + 4) : Outcome.NEXT;
    }

    /** Puts the CR bits that FXM chooses into imm. */
    private static void prepareFields(Insn i) {
        int chosen = Field.FXM.get(i.word);
        int mask = 0;
        for (int field = 0; field < 8; field++) {
            if ((chosen & 0x80 >>> field) != 0) {
                mask |= CpuState.crFieldMask(field);
            }
        }
        i.imm = mask & 0xFFFF_FFFFL;
    }

    private static int mtcrf(Vcpu v, Insn i) {
        int mask = (int) i.imm;
        v.s.cr = v.s.cr & ~mask | (int) v.s.gpr[i.rt] & mask;
        return Outcome.NEXT;
    }

    private static int mfcr(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.cr & 0xFFFF_FFFFL;
        return Outcome.NEXT;
    }

    private static int mfocrf(Vcpu v, Insn i) {
        v.s.gpr[i.rt] = v.s.cr & i.imm;
        return Outcome.NEXT;
    }

    private static int mcrxrx(Vcpu v, Insn i) {
        CpuState s = v.s;
        s.setCrField(Field.BF.get(i.word), s.ov << 3 | s.ov32 << 2 | s.ca << 1 | s.ca32);
        return Outcome.NEXT;
    }

    static void emitMfspr(Emitter e, Insn i) {
        if (i.aux == Spr.LR.ordinal()) {
            e.lr().toGpr(i.rt);
        } else if (i.aux == Spr.CTR.ordinal()) {
            e.ctr().toGpr(i.rt);
        } else if (i.aux == Spr.XER.ordinal()) {
            e.interpret();
        } else {
            e.execute(i);
        }
    }

    static void emitMtspr(Emitter e, Insn i) {
        if (i.aux == Spr.LR.ordinal()) {
            e.gpr(i.rt).toLr();
        } else if (i.aux == Spr.CTR.ordinal()) {
            e.gpr(i.rt).toCtr();
        } else {
            e.interpret();
        }
    }
}
