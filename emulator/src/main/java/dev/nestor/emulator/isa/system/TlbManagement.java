package dev.nestor.emulator.isa.system;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.isa.VcpuHost.InvalidationScope;

/**
 * Translation lookaside management under radix translation. A partition may invalidate its own process-scoped
 * translations when LPCR[GTSE] is 1; everything else here is the hypervisor's. There is no segment lookaside buffer:
 * its instructions are illegal but for slbia, which invalidates effective-to-real translations and finds none.
 *
 * @see "Power ISA 3.1, Book III, section 6.9.3"
 */
public final class TlbManagement {
    private static final String TLB = "III 6.9.3.3";
    private static final String SLB = "III 6.9.3.2";
    private static final String NO_SEGMENTS = "radix translation has no segments";
    private static final String TLBIE = "RB,RS,RIC,PRS,R";

    /** RIC: what is invalidated. */
    private static final int PAGE_WALK_ONLY = 1;

    private static final int EVERYTHING_OF_PROCESS = 2;

    /** IS, bits 52:53 of RB: which translations are meant. */
    private static final int BY_PAGE = 0;

    private static final int BY_PROCESS = 1;

    private TlbManagement() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("tlbie", "011111 RS / RIC PRS R RB 0100110010 /", TLBIE, TLB)) {
            rows.does((v, i) -> invalidate(v, i, true)).privileged();
        }
        if (rows.at("tlbiel", "011111 RS / RIC PRS R RB 0100010010 /", TLBIE, TLB)) {
            rows.does((v, i) -> invalidate(v, i, false)).privileged();
        }
        if (rows.at("tlbsync", "011111 ///// ///// ///// 1000110110 /", "", TLB)) {
            rows.does(TlbManagement::tlbsync).privileged();
        }
        if (rows.at("slbia", "011111 // IH ///// ///// 0111110010 /", "IH", SLB)) {
            rows.does((v, i) -> Outcome.NEXT).privileged();
        }
        if (rows.at("slbie", "011111 ///// ///// RB 0110110010 /", "RB", SLB)) {
            rows.does(TlbManagement::noSegments).privileged().refused(NO_SEGMENTS);
        }
        if (rows.at("slbieg", "011111 RS ///// RB 0111010010 /", "RS,RB", SLB)) {
            rows.does(TlbManagement::noSegments).privileged().refused(NO_SEGMENTS);
        }
        if (rows.at("slbiag", "011111 RS //// L ///// 1101010010 /", "RS,L", SLB)) {
            rows.does(TlbManagement::noSegments).privileged().refused(NO_SEGMENTS);
        }
        if (rows.at("slbmte", "011111 RS ///// RB 0110010010 /", "RS,RB", SLB)) {
            rows.does(TlbManagement::noSegments).privileged().refused(NO_SEGMENTS);
        }
        if (rows.at("slbmfev", "011111 RT //// L RB 1101010011 /", "RT,RB,L", SLB)) {
            rows.does(TlbManagement::noSegments).privileged().refused(NO_SEGMENTS);
        }
        if (rows.at("slbmfee", "011111 RT //// L RB 1110010011 /", "RT,RB,L", SLB)) {
            rows.does(TlbManagement::noSegments).privileged().refused(NO_SEGMENTS);
        }
        if (rows.at("slbfee.", "011111 RT ///// RB 1111010011 1", "RT,RB", SLB)) {
            rows.does(TlbManagement::noSegments).privileged().refused(NO_SEGMENTS);
        }
        if (rows.at("slbsync", "011111 ///// ///// ///// 0101010010 /", "", SLB)) {
            rows.does(TlbManagement::noSegments).privileged().refused(NO_SEGMENTS);
        }
    }

    private static int noSegments(Vcpu v, Insn i) {
        return v.illegal(i.word);
    }

    private static boolean mayInvalidate(Vcpu v) {
        return (v.s.spr[Spr.LPCR.ordinal()] & LpcrBits.GTSE) != 0;
    }

    private static int tlbsync(Vcpu v, Insn i) {
        return mayInvalidate(v) ? Outcome.NEXT : v.illegal(i.word);
    }

    private static int invalidate(Vcpu v, Insn i, boolean everywhere) {
        boolean processScoped = Field.PRS.get(i.word) != 0;
        boolean radix = Field.R.get(i.word) != 0;
        if (!mayInvalidate(v) || !radix || !processScoped) {
            return v.illegal(i.word);
        }
        int kind = Field.RIC.get(i.word);
        if (kind == PAGE_WALK_ONLY) {
            return v.resync(v.cia + 4);
        }
        long operand = v.s.gpr[i.rb];
        int pid = (int) PowerBits.field(v.s.gpr[i.rt], 12, 31);
        int selection = (int) PowerBits.field(operand, 52, 53);
        if (selection == BY_PAGE && kind != EVERYTHING_OF_PROCESS) {
            int actualPageSize = (int) PowerBits.field(operand, 56, 58);
            long pages = pagesOf(actualPageSize);
            long first = operand >>> 12 & -pages;
            v.host().invalidateTranslations(v, everywhere, InvalidationScope.PAGE, pid, first, first + pages - 1);
        } else {
            InvalidationScope scope = selection <= BY_PROCESS ? InvalidationScope.PROCESS : InvalidationScope.PARTITION;
            v.host().invalidateTranslations(v, everywhere, scope, pid, 0, 0);
        }
        return v.resync(v.cia + 4);
    }

    /** Pages of 4 KiB in a page of the size that AP encodes; the encodings not defined mean the smallest. */
    private static long pagesOf(int actualPageSize) {
        return switch (actualPageSize) {
            case 0b101 -> 1L << 4;
            case 0b001 -> 1L << 9;
            case 0b010 -> 1L << 18;
            default -> 1L;
        };
    }
}
