package dev.nestor.emulator.isa.fixedpoint;

import static dev.nestor.emulator.isa.fixedpoint.FixedPointLoad.indexed;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.mmu.Access;

/**
 * Load-and-reserve and store-conditional. The reservation granule is 128 bytes of real memory; a store-conditional
 * succeeds when the reservation is there, of that granule and of the same length.
 *
 * @see "Power ISA 3.1, Book II, section 4.6.2"
 */
public final class LoadReserve {
    private static final String SECTION = "II 4.6.2";
    private static final String LOAD = "RT,RA,RB,EH";
    private static final String STORE = "RS,RA,RB";
    private static final long GRANULE_MASK = -128L;
    private static final int QUADWORD = 16;

    private LoadReserve() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("lbarx", "011111 RT RA RB 0000110100 EH", LOAD, SECTION)) {
            rows.does((v, i) -> load(v, i, 1)).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("lharx", "011111 RT RA RB 0001110100 EH", LOAD, SECTION)) {
            rows.does((v, i) -> load(v, i, 2)).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("lwarx", "011111 RT RA RB 0000010100 EH", LOAD, SECTION)) {
            rows.does((v, i) -> load(v, i, 4)).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("ldarx", "011111 RT RA RB 0001010100 EH", LOAD, SECTION)) {
            rows.does((v, i) -> load(v, i, 8)).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("lqarx", "011111 RT RA RB 0100010100 EH", LOAD, SECTION)) {
            rows.does(LoadReserve::lqarx);
        }
        if (rows.at("stbcx.", "011111 RS RA RB 1010110110 1", STORE, SECTION)) {
            rows.does((v, i) -> store(v, i, 1)).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("sthcx.", "011111 RS RA RB 1011010110 1", STORE, SECTION)) {
            rows.does((v, i) -> store(v, i, 2)).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("stwcx.", "011111 RS RA RB 0010010110 1", STORE, SECTION)) {
            rows.does((v, i) -> store(v, i, 4)).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("stdcx.", "011111 RS RA RB 0011010110 1", STORE, SECTION)) {
            rows.does((v, i) -> store(v, i, 8)).emitting((e, i) -> e.execute(i));
        }
        if (rows.at("stqcx.", "011111 RS RA RB 0010110110 1", STORE, SECTION)) {
            rows.does(LoadReserve::stqcx);
        }
    }

    private static int load(Vcpu v, Insn i, int bytes) {
        long ea = indexed(v, i);
        if ((ea & bytes - 1) != 0) {
            return v.alignment(ea);
        }
        long real = v.mem.realAddress(ea, Access.LOAD);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        v.s.gpr[i.rt] = switch (bytes) {
            case 1 -> v.mem.load8(ea);
            case 2 -> v.mem.load16(ea);
            case 4 -> v.mem.load32(ea);
            default -> v.mem.load64(ea);
        };
        return reserve(v.s, real, bytes);
    }

    private static int lqarx(Vcpu v, Insn i) {
        if ((i.rt & 1) != 0 || i.rt == i.ra || i.rt == i.rb) {
            return v.illegal(i.word);
        }
        long ea = indexed(v, i);
        if ((ea & QUADWORD - 1) != 0) {
            return v.alignment(ea);
        }
        long real = v.mem.realAddress(ea, Access.LOAD);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        FixedPointLoad.loadPair(v, i.rt, ea);
        return reserve(v.s, real, QUADWORD);
    }

    private static int reserve(CpuState s, long real, int bytes) {
        s.reservation = real & GRANULE_MASK;
        s.reservationBytes = bytes;
        return Outcome.NEXT;
    }

    private static int store(Vcpu v, Insn i, int bytes) {
        long ea = indexed(v, i);
        if ((ea & bytes - 1) != 0) {
            return v.alignment(ea);
        }
        long real = v.mem.realAddress(ea, Access.STORE);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        boolean stores = isReserved(v.s, real, bytes);
        if (stores) {
            long value = v.s.gpr[i.rt];
            switch (bytes) {
                case 1 -> v.mem.store8(ea, value);
                case 2 -> v.mem.store16(ea, value);
                case 4 -> v.mem.store32(ea, value);
                default -> v.mem.store64(ea, value);
            }
        }
        return conclude(v.s, stores);
    }

    private static int stqcx(Vcpu v, Insn i) {
        if ((i.rt & 1) != 0) {
            return v.illegal(i.word);
        }
        long ea = indexed(v, i);
        if ((ea & QUADWORD - 1) != 0) {
            return v.alignment(ea);
        }
        long real = v.mem.realAddress(ea, Access.STORE);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        boolean stores = isReserved(v.s, real, QUADWORD);
        if (stores) {
            FixedPointStore.storePair(v, i.rt, ea);
        }
        return conclude(v.s, stores);
    }

    private static boolean isReserved(CpuState s, long real, int bytes) {
        return s.reservation == (real & GRANULE_MASK) && s.reservationBytes == bytes;
    }

    /** The reservation is gone either way; CR0 says whether the store was made. */
    private static int conclude(CpuState s, boolean stored) {
        s.reservation = -1;
        s.reservationBytes = 0;
        s.setCrField(0, (stored ? 2 : 0) | s.so);
        return Outcome.NEXT;
    }
}
