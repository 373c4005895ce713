package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.mmu.Access;

/**
 * Atomic memory operations: a word or doubleword is read, changed and written as one. The function code names the
 * change; operands are in the registers after RT, modulo 32.
 *
 * @see "Power ISA 3.1, Book II, section 4.5"
 */
public final class AtomicMemory {
    private static final String SECTION = "II 4.5.1";
    private static final String STORE_SECTION = "II 4.5.2";
    /** Operands of the functions that look at a neighbour lie within 32 bytes. */
    private static final int PAIR_BLOCK = 32;

    /** DSISR bit 61. */
    private static final long UNKNOWN_FUNCTION = 0x4;

    private AtomicMemory() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("lwat", "011111 RT RA FC 1001000110 /", "RT,RA,FC", SECTION)) {
            rows.does((v, i) -> load(v, i, 4));
        }
        if (rows.at("ldat", "011111 RT RA FC 1001100110 /", "RT,RA,FC", SECTION)) {
            rows.does((v, i) -> load(v, i, 8));
        }
        if (rows.at("stwat", "011111 RS RA FC 1011000110 /", "RS,RA,FC", STORE_SECTION)) {
            rows.does((v, i) -> store(v, i, 4));
        }
        if (rows.at("stdat", "011111 RS RA FC 1011100110 /", "RS,RA,FC", STORE_SECTION)) {
            rows.does((v, i) -> store(v, i, 8));
        }
    }

    private static long address(Vcpu v, Insn i) {
        return i.ra == 0 ? 0 : v.s.gpr[i.ra];
    }

    private static long operand(Vcpu v, Insn i, int which, int bytes) {
        long value = v.s.gpr[i.rt + which & 31];
        return bytes == 4 ? value & 0xFFFF_FFFFL : value;
    }

    private static long read(Vcpu v, long ea, int bytes) {
        return bytes == 4 ? v.mem.load32(ea) & 0xFFFF_FFFFL : v.mem.load64(ea);
    }

    private static void write(Vcpu v, long ea, long value, int bytes) {
        if (bytes == 4) {
            v.mem.store32(ea, value);
        } else {
            v.mem.store64(ea, value);
        }
    }

    private static int load(Vcpu v, Insn i, int bytes) {
        long ea = address(v, i);
        int function = i.rb;
        boolean pair = function == 24 || function == 25 || function == 28;
        boolean known = function <= 8 || function == 16 || pair;
        if (!known) {
            return v.dataStorage(ea, UNKNOWN_FUNCTION);
        }
        int before = function == 28 ? bytes : 0;
        int outcome = prepare(v, ea, bytes, pair ? ea - before : ea, pair ? 2 * bytes : bytes);
        if (outcome != Outcome.NEXT) {
            return outcome;
        }
        long old = read(v, ea, bytes);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        if (pair) {
            return bounded(v, i, ea, old, bytes);
        }
        long a = operand(v, i, 1, bytes);
        long value;
        if (function == 8) {
            value = a;
        } else if (function == 16) {
            value = old != a ? operand(v, i, 2, bytes) : old;
        } else {
            value = combined(function, old, a, bytes);
        }
        write(v, ea, value, bytes);
        v.s.gpr[i.rt] = old;
        return Outcome.NEXT;
    }

    /** Increments unless equal, increments if equal, or decrements unless equal: to the neighbour, that is. */
    private static int bounded(Vcpu v, Insn i, long ea, long old, int bytes) {
        int function = i.rb;
        long neighbour = read(v, function == 28 ? ea - bytes : ea + bytes, bytes);
        boolean equal = old == neighbour;
        if (equal == (function == 25)) {
            write(v, ea, function == 28 ? old - 1 : old + 1, bytes);
            v.s.gpr[i.rt] = old;
        } else {
            v.s.gpr[i.rt] = 1L << 8 * bytes - 1;
        }
        return Outcome.NEXT;
    }

    private static int store(Vcpu v, Insn i, int bytes) {
        long ea = address(v, i);
        int function = i.rb;
        boolean twin = function == 24;
        if (function > 7 && !twin) {
            return v.dataStorage(ea, UNKNOWN_FUNCTION);
        }
        int outcome = prepare(v, ea, bytes, ea, twin ? 2 * bytes : bytes);
        if (outcome != Outcome.NEXT) {
            return outcome;
        }
        long old = read(v, ea, bytes);
        if (v.mem.faulted) {
            return v.storageFault();
        }
        long a = operand(v, i, 0, bytes);
        if (!twin) {
            write(v, ea, combined(function, old, a, bytes), bytes);
        } else if (old == read(v, ea + bytes, bytes)) {
            write(v, ea, a, bytes);
            write(v, ea + bytes, a, bytes);
        }
        return Outcome.NEXT;
    }

    /** Aligned, its operands in one block, and to be stored to: both kinds need the right to. */
    private static int prepare(Vcpu v, long ea, int bytes, long first, int length) {
        boolean apart = (first ^ first + length - 1) >>> Integer.numberOfTrailingZeros(PAIR_BLOCK) != 0;
        if ((ea & bytes - 1) != 0 || apart) {
            return v.alignment(ea);
        }
        v.mem.realAddress(ea, Access.STORE);
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    private static long combined(int function, long old, long a, int bytes) {
        long signedOld = bytes == 4 ? (int) old : old;
        long signedA = bytes == 4 ? (int) a : a;
        return switch (function) {
            case 0 -> old + a;
            case 1 -> old ^ a;
            case 2 -> old | a;
            case 3 -> old & a;
            case 4 -> Long.compareUnsigned(old, a) >= 0 ? old : a;
            case 5 -> signedOld >= signedA ? old : a;
            case 6 -> Long.compareUnsigned(old, a) <= 0 ? old : a;
            default -> signedOld <= signedA ? old : a;
        };
    }
}
