package dev.nestor.emulator.isa;

/**
 * What a row's translation is written against: a stack of 64-bit values, the registers of the running context, storage,
 * and ways to go on. One instruction is emitted at a time; the stack is empty before and after it. Translated code runs
 * in 64-bit mode only.
 *
 * <p>An instruction either only computes, or ends with one of the methods that say where to go on.
 */
public interface Emitter {

    /** Pushes general purpose register {@code n}. */
    Emitter gpr(int n);

    /** Pushes general purpose register {@code n}, or 0 for register 0: (RA|0). */
    default Emitter base(int n) {
        return n == 0 ? constant(0) : gpr(n);
    }

    /** Pushes a constant. */
    Emitter constant(long value);

    /** Pushes the address of this instruction plus {@code displacement}. */
    Emitter here(long displacement);

    /** Pushes LR. */
    Emitter lr();

    /** Pushes CTR. */
    Emitter ctr();

    /** Pushes XER[CA], 0 or 1. */
    Emitter carry();

    /** Pushes bit {@code bit} of CR, 0 or 1. */
    Emitter crBit(int bit);

    /** Pushes CR, zero-extended. */
    Emitter cr();

    /** Pops into general purpose register {@code n}. */
    Emitter toGpr(int n);

    /** Pops into LR. */
    Emitter toLr();

    /** Pops into CTR. */
    Emitter toCtr();

    /** Pops 0 or 1 into XER[CA] and XER[CA32]. */
    Emitter toCarry();

    /** Pops 0 or 1 into bit {@code bit} of CR. */
    Emitter toCrBit(int bit);

    /** Pops a word; its bits under {@code mask}, which is made of whole fields, replace those of CR. */
    Emitter toCr(int mask);

    /** Pops b, then a; pushes a + b. */
    Emitter add();

    /** Pops b, then a; pushes a - b. */
    Emitter subtract();

    /** Pops b, then a; pushes the low doubleword of a * b. */
    Emitter multiply();

    /** Pops b, then a; pushes a AND b. */
    Emitter and();

    /** Pops b, then a; pushes a OR b. */
    Emitter or();

    /** Pops b, then a; pushes a XOR b. */
    Emitter xor();

    /** Pops a; pushes its complement. */
    default Emitter not() {
        return constant(-1).xor();
    }

    /** Pops a; pushes a shifted left by {@code bits}, 0 to 63. */
    Emitter shiftLeft(int bits);

    /** Pops a; pushes a shifted right by {@code bits}, 0 to 63, zeros coming in. */
    Emitter shiftRight(int bits);

    /** Pops a; pushes a shifted right by {@code bits}, 0 to 63, copies of its sign coming in. */
    Emitter shiftRightAlgebraic(int bits);

    /** Pops a; pushes its low word rotated left by {@code bits}, 1 to 31, zero-extended. */
    Emitter rotateWord(int bits);

    /** Pops a; pushes its low 8, 16 or 32 bits, sign-extended. */
    Emitter signExtend(int bits);

    /** Pops a; pushes its low 8, 16 or 32 bits, zero-extended. */
    default Emitter zeroExtend(int bits) {
        return constant(-1L >>> 64 - bits).and();
    }

    /** Pops {@code operands} values, the last one first; pushes what that function of {@link Pure} makes. */
    Emitter call(String function, int operands);

    /** Pops carry, b and a; sets CA and CA32 by the addition a + b + carry and pushes the sum. */
    Emitter addCarrying();

    /** Pops b, then a; sets field {@code field} of CR by comparing them as signed, and SO. */
    Emitter compareSigned(int field);

    /** Pops b, then a; sets field {@code field} of CR by comparing them as unsigned, and SO. */
    Emitter compareUnsigned(int field);

    /** Pops an effective address, which stays the address of {@link #load} and {@link #store} until the next one. */
    Emitter address();

    /** Pushes the effective address popped last. */
    Emitter addressAgain();

    /** Pushes what storage holds at the address: 1, 2, 4 or 8 bytes, zero-extended. */
    Emitter load(int bytes);

    /** Pops a value; stores its low 1, 2, 4 or 8 bytes at the address. */
    Emitter store(int bytes);

    /**
     * Pushes the doubleword at the address and the one after it, or with {@code byOrder} in little-endian code the one
     * after it first.
     */
    Emitter loadBoth(boolean byOrder);

    /** Pops two values and stores both, where {@link #loadBoth} would find them in this order, or none. */
    Emitter storeBoth(boolean byOrder);

    /** Leaves this instruction to the interpreter unless {@code registers} are switched on; comes first. */
    Emitter requires(RegisterFacility registers);

    /** Pushes a doubleword of the VSRs: {@code 2n} is the high half of register n, {@code 2n + 1} the low one. */
    Emitter vsr(int doubleword);

    /** Pops into a doubleword of the VSRs. */
    Emitter toVsr(int doubleword);

    /** LR takes the address of the next instruction. */
    Emitter link();

    /** Goes on at {@code here + displacement}. */
    void jump(long displacement);

    /** Goes on at {@code here + displacement} when a bit of CR is set, or, with {@code set} false, clear. */
    void jumpIf(int bit, boolean set, long displacement);

    /**
     * Decrements CTR; goes on at {@code here + displacement} when it is zero then, or, with {@code zero} false, not.
     */
    void jumpCounting(boolean zero, long displacement);

    /** LR takes the address of the next instruction; goes on at {@code here + displacement}, likely to return. */
    void callTo(long displacement);

    /** Goes on at the address in LR. */
    void jumpToLr();

    /** Goes on at the address in LR when a bit of CR is set, or, with {@code set} false, clear. */
    void jumpToLrIf(int bit, boolean set);

    /** Goes on at the address in CTR. */
    void jumpToCtr();

    /** LR takes the address of the next instruction; goes on at the address in CTR, which is likely to return. */
    void callCtr();

    /**
     * Calls the semantics of {@code insn}, this instruction, which must lead to {@code NEXT} or a fault, and touch no
     * more than its {@link NamedRegisters} of the general purpose registers and CR. Register files that it needs are
     * {@linkplain #requires required} before.
     */
    void execute(Insn insn);

    /** Does nothing. */
    default void nothing() {}

    /** Leaves this instruction to the interpreter. */
    void interpret();
}
