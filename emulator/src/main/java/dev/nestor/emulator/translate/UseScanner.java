package dev.nestor.emulator.translate;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Emitter;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.NamedRegisters;
import dev.nestor.emulator.isa.RegisterFacility;

/** Reads translations without emitting anything: what registers an instruction touches and where it goes on. */
final class UseScanner implements Emitter {
    /** How an instruction goes on. */
    enum Flow {
        /** At the next instruction. */
        NEXT,
        /** At the target. */
        JUMP,
        /** At the target or the next instruction. */
        BRANCH,
        /** At an address in a register. */
        DYNAMIC,
        /** At the address in CTR, as a table of targets has it. */
        SWITCH,
        /** At an address in a register or the next instruction. */
        DYNAMIC_BRANCH,
        /** Elsewhere, and comes back to the next instruction. */
        CALL,
        /** Outside the region. */
        INTERPRET
    }

    static final int LR = 32;
    static final int CTR = 33;
    static final int CA = 34;
    static final int CR = 35;

    /** Registers read, as bits. */
    long reads;
    /** Registers written, as bits. */
    long writes;
    /** CR fields, as nibbles of ones, set by comparisons. */
    int compared;
    /** CR fields, as nibbles of ones, set otherwise. */
    int written;
    /** CR fields, as nibbles of ones, that are read. */
    int fieldsRead;
    /** How the last instruction goes on. */
    Flow flow = Flow.NEXT;
    /** Displacement of its target. */
    long displacement;

    /** Whether it is a branch that decrements CTR and jumps while that is not zero. */
    boolean countsDown;

    /** Bytes that it loads or stores. */
    int bytes;

    /** Whether the last instruction loads. */
    boolean loads;
    /** Whether it stores. */
    boolean stores;
    /** Whether it may leave the region, or show the context to others, before it is done. */
    boolean leaves;
    /** Whether it is done by its semantics, which see the context. */
    boolean shows;

    /** Whether it wants registers to be switched on. */
    boolean requires;

    /** What {@code insn} alone does. */
    static UseScanner of(Insn insn) {
        UseScanner one = new UseScanner();
        insn.row.emit(one, insn);
        return one;
    }

    /** Forgets how the instruction before went on. */
    void next() {
        flow = Flow.NEXT;
        loads = false;
        stores = false;
        leaves = false;
        shows = false;
        requires = false;
    }

    private UseScanner read(int register) {
        reads |= 1L << register;
        return this;
    }

    private UseScanner write(int register) {
        writes |= 1L << register;
        return this;
    }

    @Override
    public Emitter gpr(int n) {
        return read(n);
    }

    @Override
    public Emitter constant(long value) {
        return this;
    }

    @Override
    public Emitter here(long distance) {
        return this;
    }

    @Override
    public Emitter lr() {
        return read(LR);
    }

    @Override
    public Emitter ctr() {
        return read(CTR);
    }

    @Override
    public Emitter carry() {
        return read(CA);
    }

    @Override
    public Emitter crBit(int bit) {
        fieldsRead |= CpuState.crFieldMask(bit >>> 2);
        return read(CR);
    }

    @Override
    public Emitter cr() {
        fieldsRead = -1;
        return read(CR);
    }

    @Override
    public Emitter toGpr(int n) {
        return write(n);
    }

    @Override
    public Emitter toLr() {
        return write(LR);
    }

    @Override
    public Emitter toCtr() {
        return write(CTR);
    }

    @Override
    public Emitter toCarry() {
        return write(CA);
    }

    @Override
    public Emitter toCrBit(int bit) {
        written |= CpuState.crFieldMask(bit >>> 2);
        return write(CR);
    }

    @Override
    public Emitter toCr(int mask) {
        written |= mask;
        return write(CR);
    }

    @Override
    public Emitter add() {
        return this;
    }

    @Override
    public Emitter subtract() {
        return this;
    }

    @Override
    public Emitter multiply() {
        return this;
    }

    @Override
    public Emitter and() {
        return this;
    }

    @Override
    public Emitter or() {
        return this;
    }

    @Override
    public Emitter xor() {
        return this;
    }

    @Override
    public Emitter shiftLeft(int bits) {
        return this;
    }

    @Override
    public Emitter shiftRight(int bits) {
        return this;
    }

    @Override
    public Emitter shiftRightAlgebraic(int bits) {
        return this;
    }

    @Override
    public Emitter rotateWord(int bits) {
        return this;
    }

    @Override
    public Emitter signExtend(int bits) {
        return this;
    }

    @Override
    public Emitter call(String function, int operands) {
        return this;
    }

    @Override
    public Emitter addCarrying() {
        return write(CA);
    }

    @Override
    public Emitter compareSigned(int field) {
        compared |= CpuState.crFieldMask(field);
        return write(CR);
    }

    @Override
    public Emitter compareUnsigned(int field) {
        return compareSigned(field);
    }

    @Override
    public Emitter address() {
        return this;
    }

    @Override
    public Emitter addressAgain() {
        return this;
    }

    @Override
    public Emitter load(int count) {
        bytes = count;
        loads = true;
        leaves = true;
        return this;
    }

    @Override
    public Emitter store(int count) {
        bytes = count;
        stores = true;
        leaves = true;
        return this;
    }

    @Override
    public Emitter loadBoth(boolean byOrder) {
        return load(16);
    }

    @Override
    public Emitter storeBoth(boolean byOrder) {
        return store(16);
    }

    @Override
    public Emitter requires(RegisterFacility registers) {
        leaves = true;
        requires = true;
        return this;
    }

    @Override
    public Emitter vsr(int doubleword) {
        return this;
    }

    @Override
    public Emitter toVsr(int doubleword) {
        return this;
    }

    @Override
    public Emitter link() {
        return write(LR);
    }

    @Override
    public void jump(long distance) {
        flow = Flow.JUMP;
        displacement = distance;
    }

    @Override
    public void jumpIf(int bit, boolean set, long distance) {
        crBit(bit);
        flow = Flow.BRANCH;
        displacement = distance;
    }

    @Override
    public void jumpCounting(boolean zero, long distance) {
        countsDown = !zero;
        read(CTR).write(CTR);
        flow = Flow.BRANCH;
        displacement = distance;
    }

    @Override
    public void callTo(long distance) {
        write(LR);
        flow = Flow.CALL;
    }

    @Override
    public void jumpToLr() {
        read(LR);
        flow = Flow.DYNAMIC;
    }

    @Override
    public void jumpToLrIf(int bit, boolean set) {
        read(LR).crBit(bit);
        flow = Flow.DYNAMIC_BRANCH;
    }

    @Override
    public void jumpToCtr() {
        read(CTR);
        flow = Flow.SWITCH;
    }

    @Override
    public void callCtr() {
        read(CTR).write(LR);
        flow = Flow.CALL;
    }

    @Override
    public void execute(Insn insn) {
        leaves = true;
        shows = true;
        NamedRegisters named = NamedRegisters.of(insn);
        writes |= named.gprs() & 0xFFFF_FFFFL;
        if (named.crFields() != 0) {
            written |= named.crFields();
            read(CR).write(CR);
        }
    }

    @Override
    public void interpret() {
        flow = Flow.INTERPRET;
    }
}
