package dev.nestor.emulator.isa.system;

import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.indexed;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.mmu.Access;

/**
 * Cache management, barriers and wait. One thread runs the machine in program order and every engine sees a write to
 * code at the next fetch, so barriers do nothing, and of the cache instructions only dcbz changes storage; the others
 * translate their address where the manual has them behave as loads.
 *
 * @see "Power ISA 3.1, Book II, sections 4.3 and 4.6"
 */
public final class CacheAndSync {
    /** Bytes that dcbz clears; a partition learns it from the device tree. */
    static final int BLOCK_BYTES = 128;

    /** DSISR bit 60. */
    private static final long NO_ACCELERATOR = 0x8;

    private static final String CACHE = "II 4.3.2";

    private CacheAndSync() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("icbi", "011111 ///// RA RB 1111010110 /", "RA,RB", "II 4.3.1")) {
            rows.does(CacheAndSync::asLoad).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("icbt", "011111 / CT RA RB 0000010110 /", "CT,RA,RB", "II 4.3.1")) {
            rows.does(CacheAndSync::nothing).emitting((e, i) -> e.nothing());
        }
        if (rows.at("dcbt", "011111 TH RA RB 0100010110 /", "RA,RB,TH", CACHE)) {
            rows.does(CacheAndSync::nothing).emitting((e, i) -> e.nothing());
        }
        if (rows.at("dcbtst", "011111 TH RA RB 0011110110 /", "RA,RB,TH", CACHE)) {
            rows.does(CacheAndSync::nothing).emitting((e, i) -> e.nothing());
        }
        if (rows.at("dcbz", "011111 ///// RA RB 1111110110 /", "RA,RB", CACHE)) {
            rows.does(CacheAndSync::dcbz).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("dcbst", "011111 ///// RA RB 0000110110 /", "RA,RB", CACHE)) {
            rows.does(CacheAndSync::asLoad).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("dcbf", "011111 // L RA RB 0001010110 /", "RA,RB,L", CACHE)) {
            rows.does(CacheAndSync::asLoad).emitting((e, i) -> e.execute(i));
        }
        // Data streams left the ISA with 3.0 and are no-ops since; Linux still stops all of them at a context
        // switch.
        if (rows.at("dst", "011111 ///// RA RB 0101010110 /", "RA,RB", CACHE)) {
            rows.does(CacheAndSync::nothing);
        }
        if (rows.at("dstst", "011111 ///// RA RB 0101110110 /", "RA,RB", CACHE)) {
            rows.does(CacheAndSync::nothing);
        }
        if (rows.at("dss", "011111 ///// ///// ///// 1100110110 /", "", CACHE)) {
            rows.does(CacheAndSync::nothing);
        }
        if (rows.at("cp_abort", "011111 ///// ///// ///// 1101000110 /", "", "II 4.4")) {
            rows.does(CacheAndSync::nothing);
        }
        if (rows.at("copy", "011111 ///// RA RB 1100000110 /", "RA,RB", "II 4.4")) {
            rows.does(CacheAndSync::copy);
        }
        if (rows.at("paste.", "011111 ///// RA RB 1110000110 1", "RA,RB", "II 4.4")) {
            rows.does(CacheAndSync::paste);
        }
        if (rows.at("isync", "010011 ///// ///// ///// 0010010110 /", "", "II 4.6.1")) {
            rows.does(CacheAndSync::nothing).emitting((e, i) -> e.nothing());
        }
        if (rows.at("sync", "011111 // L /// SC ///// 1001010110 /", "L,SC", "II 4.6.3")) {
            rows.does(CacheAndSync::nothing).emitting((e, i) -> e.nothing());
        }
        if (rows.at("eieio", "011111 ///// ///// ///// 1101010110 /", "", "II 4.6.3")) {
            rows.does(CacheAndSync::nothing).emitting((e, i) -> e.nothing());
        }
        if (rows.at("wait", "011111 /// WC /// PL ///// 0000011110 /", "WC,PL", "II 4.6.4")) {
            rows.does(CacheAndSync::await);
        }
    }

    private static int nothing(Vcpu v, Insn i) {
        return Outcome.NEXT;
    }

    private static int asLoad(Vcpu v, Insn i) {
        v.mem.realAddress(indexed(v, i), Access.LOAD);
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    /** Reads a block of 128 bytes into the copy buffer, which nothing could ever tell: see paste. */
    private static int copy(Vcpu v, Insn i) {
        long ea = indexed(v, i);
        if ((ea & BLOCK_BYTES - 1) != 0) {
            return v.alignment(ea);
        }
        v.mem.realAddress(ea, Access.LOAD);
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    /** Only the storage of an accelerator can be pasted to, and this machine has none. */
    private static int paste(Vcpu v, Insn i) {
        long ea = indexed(v, i);
        if ((ea & BLOCK_BYTES - 1) != 0) {
            return v.alignment(ea);
        }
        v.mem.realAddress(ea, Access.STORE);
        return v.mem.faulted ? v.storageFault() : v.dataStorage(ea, NO_ACCELERATOR);
    }

    /** The block lies within a page, so only its first store can fail. */
    private static int dcbz(Vcpu v, Insn i) {
        long block = indexed(v, i) & -BLOCK_BYTES;
        v.mem.checkStoreInPage(block, BLOCK_BYTES);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.mem.store64(block, 0);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        for (int offset = 8; offset < BLOCK_BYTES; offset += 8) {
            v.mem.store64(block + offset, 0);
        }
        return Outcome.NEXT;
    }

    /** Waits no longer than the rest of the time slice, which the manual allows: a wait may end at any time. */
    private static int await(Vcpu v, Insn i) {
        v.s.nia = v.cia + 4;
        return Outcome.YIELDED;
    }
}
