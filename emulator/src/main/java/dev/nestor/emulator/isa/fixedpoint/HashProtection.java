package dev.nestor.emulator.isa.fixedpoint;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * The hash instructions: a digest of a return address and a stack pointer is stored and checked against the stack's
 * being overwritten. They do nothing where DEXCR, or HDEXCR for everybody, does not switch them on.
 *
 * @see "Power ISA 3.1B, Book I, section 3.3.17, and Book III, section 7.2.11: DEXCR"
 */
public final class HashProtection {
    private static final String SECTION = "I 3.3.17";
    private static final String OPERANDS = "RB,hd(RA)";
    /** Aspects of DEXCR: hash instructions of everybody, and the privileged ones. */
    private static final int ASPECT = 5;

    private static final int PRIVILEGED_ASPECT = 6;
    /** DEXCR has the bits of privileged state from bit 0 on, those of problem state from bit 32 on. */
    private static final int PROBLEM_BITS = 32;

    private static final int ROUNDS = 32;
    /** The constant sequence of the key schedule. */
    private static final long SEQUENCE = 0xFA25_61CD_F44A_C398L;

    private HashProtection() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("hashst", "011111 hd RA RB 1011010010 hd", OPERANDS, SECTION)) {
            rows.does((v, i) -> store(v, i, false));
        }
        if (rows.at("hashchk", "011111 hd RA RB 1011110010 hd", OPERANDS, SECTION)) {
            rows.does((v, i) -> check(v, i, false));
        }
        if (rows.at("hashstp", "011111 hd RA RB 1010010010 hd", OPERANDS, SECTION)) {
            rows.does((v, i) -> store(v, i, true)).privileged();
        }
        if (rows.at("hashchkp", "011111 hd RA RB 1010110010 hd", OPERANDS, SECTION)) {
            rows.does((v, i) -> check(v, i, true)).privileged();
        }
    }

    private static int store(Vcpu v, Insn i, boolean privileged) {
        if (isOff(v, privileged)) {
            return Outcome.NEXT;
        }
        v.mem.store64(address(v, i), digest(v, i, privileged));
        return v.mem.faulted ? v.storageFault() : Outcome.NEXT;
    }

    private static int check(Vcpu v, Insn i, boolean privileged) {
        if (isOff(v, privileged)) {
            return Outcome.NEXT;
        }
        long stored = v.mem.load64(address(v, i));
        if (v.mem.faulted) {
            return v.storageFault();
        }
        return stored == digest(v, i, privileged) ? Outcome.NEXT : v.trap();
    }

    /** The displacement is negative: 8 to 512 bytes below RA. */
    private static long address(Vcpu v, Insn i) {
        return v.s.gpr[i.ra] - 512 + 8L * Field.HASH_D.get(i.word);
    }

    private static boolean isOff(Vcpu v, boolean privileged) {
        int aspect = privileged ? PRIVILEGED_ASPECT : ASPECT;
        long own = PowerBits.bit(v.isProblemState() ? PROBLEM_BITS + aspect : aspect);
        long enforced = PowerBits.bit(PROBLEM_BITS + aspect);
        return (v.s.spr[Spr.DEXCR.ordinal()] & own) == 0 && (v.s.spr[Spr.HDEXCR.ordinal()] & enforced) == 0;
    }

    private static long digest(Vcpu v, Insn i, boolean privileged) {
        long key = v.s.spr[(privileged ? Spr.HASHPKEYR : Spr.HASHKEYR).ordinal()];
        return digest(v.s.gpr[i.ra], v.s.gpr[i.rb], key);
    }

    /** Four blocks of 32 bits, in which the bytes of both values alternate, each encrypted in its own lane. */
    static long digest(long ra, long rb, long key) {
        long high = 0;
        long low = 0;
        for (int k = 0; k < 4; k++) {
            high |= (ra >>> 32 + 8 * k & 0xFF) << 16 * k | (rb >>> 8 * k & 0xFF) << (56 - 16 * k);
            low |= (ra >>> 8 * k & 0xFF) << 16 * k | (rb >>> 32 + 8 * k & 0xFF) << (56 - 16 * k);
        }
        long first = encrypted(high >>> 32, key, 0) << 32 | encrypted(high, key, 1);
        long second = encrypted(low >>> 32, key, 2) << 32 | encrypted(low, key, 3);
        return first ^ second;
    }

    /**
     * SIMON 32/64: 32 rounds on two halves of 16 bits, the left one low; the lane says where in each four keys to
     * begin.
     */
    static long encrypted(long block, long key, int lane) {
        int[] keys = new int[ROUNDS];
        for (int k = 0; k < 4; k++) {
            keys[k] = (int) (key >>> 48 - 16 * k) & 0xFFFF;
        }
        for (int k = 4; k < ROUNDS; k++) {
            int mixed = right(keys[k - 1], 3) ^ keys[k - 3];
            int constant = 0xFFFC ^ (int) (SEQUENCE >>> 67 - k & 1);
            keys[k] = (constant ^ keys[k - 4] ^ mixed ^ right(mixed, 1)) & 0xFFFF;
        }
        int left = (int) block & 0xFFFF;
        int right = (int) (block >>> 16) & 0xFFFF;
        for (int k = 0; k < ROUNDS; k++) {
            int mixed = right(left, 15) & right(left, 8) ^ right(left, 14);
            int next = right ^ mixed ^ keys[k & ~3 | k + lane & 3];
            right = left;
            left = next;
        }
        return (long) right << 16 | left;
    }

    /** 16 bits rotated right. */
    private static int right(int value, int amount) {
        return (value >>> amount | value << 16 - amount) & 0xFFFF;
    }
}
