package dev.nestor.emulator.translate;

import static dev.nestor.emulator.translate.RegionLocals.RUNTIME;
import static dev.nestor.emulator.translate.RegionLocals.SCRATCH;
import static dev.nestor.emulator.translate.RegionLocals.SCRATCH_2;
import static dev.nestor.emulator.translate.RegionLocals.SCRATCH_3;
import static org.objectweb.asm.Opcodes.*;

import dev.nestor.emulator.isa.Emitter;
import org.objectweb.asm.MethodVisitor;

/** The part of an emitter that computes: values, registers, conditions. */
abstract class ValueEmitter implements Emitter {
    private static final String PURE = "dev/nestor/emulator/isa/Pure";

    final MethodVisitor mv;
    final RegionLocals locals;
    final int summaryOverflow;

    /** Address of the instruction being emitted. */
    long cia;

    ValueEmitter(RegionLocals locals) {
        this.mv = locals.mv;
        this.locals = locals;
        this.summaryOverflow = locals.summaryOverflow;
    }

    static void push(MethodVisitor mv, int value) {
        if (value >= -1 && value <= 5) {
            mv.visitInsn(ICONST_0 + value);
        } else if (value == (byte) value) {
            mv.visitIntInsn(BIPUSH, value);
        } else if (value == (short) value) {
            mv.visitIntInsn(SIPUSH, value);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    static void push(MethodVisitor mv, long value) {
        if (value == 0 || value == 1) {
            mv.visitInsn(value == 0 ? LCONST_0 : LCONST_1);
        } else if (value == (short) value) {
            push(mv, (int) value);
            mv.visitInsn(I2L);
        } else {
            mv.visitLdcInsn(value);
        }
    }

    final ValueEmitter load(int slot, boolean wide) {
        mv.visitVarInsn(wide ? LLOAD : ILOAD, slot);
        return this;
    }

    final ValueEmitter op(int opcode) {
        mv.visitInsn(opcode);
        return this;
    }

    final ValueEmitter toSlot(int slot) {
        mv.visitVarInsn(LSTORE, slot);
        return this;
    }

    @Override
    public ValueEmitter gpr(int n) {
        return load(locals.slot(n), true);
    }

    @Override
    public ValueEmitter constant(long value) {
        push(mv, value);
        return this;
    }

    @Override
    public ValueEmitter here(long displacement) {
        return constant(cia + displacement);
    }

    @Override
    public ValueEmitter lr() {
        return load(locals.slot(UseScanner.LR), true);
    }

    @Override
    public ValueEmitter ctr() {
        return load(locals.slot(UseScanner.CTR), true);
    }

    @Override
    public ValueEmitter carry() {
        return load(locals.slot(UseScanner.CA), true);
    }

    @Override
    public ValueEmitter crBit(int bit) {
        int field = bit >>> 2;
        if (!locals.isCompared(field)) {
            locals.pushPlainCr();
            push(mv, 31 - bit);
            return op(IUSHR).op(ICONST_1).op(IAND).op(I2L);
        }
        if ((bit & 3) == 3) {
            return constant(summaryOverflow);
        }
        locals.pushOperands(field);
        push(mv, bit & 3);
        mv.visitMethodInsn(INVOKESTATIC, RUNTIME, "comparisonBit", "(JJI)J", false);
        return this;
    }

    @Override
    public ValueEmitter cr() {
        locals.pushCr();
        op(I2L).zeroExtend(32);
        return this;
    }

    @Override
    public ValueEmitter toGpr(int n) {
        locals.set(n);
        return this;
    }

    @Override
    public ValueEmitter toLr() {
        locals.set(UseScanner.LR);
        return this;
    }

    @Override
    public ValueEmitter toCtr() {
        locals.set(UseScanner.CTR);
        return this;
    }

    @Override
    public ValueEmitter toCarry() {
        locals.set(UseScanner.CA);
        locals.setCarry32(locals.slot(UseScanner.CA));
        return this;
    }

    @Override
    public ValueEmitter toCrBit(int bit) {
        toSlot(SCRATCH);
        mv.visitVarInsn(ALOAD, RegionLocals.STATE_SLOT);
        locals.pushPlainCr();
        load(SCRATCH, true);
        push(mv, bit);
        mv.visitMethodInsn(INVOKESTATIC, RUNTIME, "withBit", "(IJI)I", false);
        return popCr();
    }

    @Override
    public ValueEmitter toCr(int mask) {
        toSlot(SCRATCH);
        mv.visitVarInsn(ALOAD, RegionLocals.STATE_SLOT);
        load(SCRATCH, true).op(L2I);
        push(mv, mask);
        op(IAND);
        locals.pushPlainCr();
        push(mv, ~mask);
        op(IAND).op(IOR);
        return popCr();
    }

    private ValueEmitter popCr() {
        mv.visitFieldInsn(PUTFIELD, RegionLocals.STATE, "cr", "I");
        return this;
    }

    @Override
    public ValueEmitter vsr(int doubleword) {
        pushVsrs();
        push(mv, doubleword);
        return op(LALOAD);
    }

    @Override
    public ValueEmitter toVsr(int doubleword) {
        toSlot(SCRATCH);
        pushVsrs();
        push(mv, doubleword);
        return load(SCRATCH, true).op(LASTORE);
    }

    private void pushVsrs() {
        mv.visitVarInsn(ALOAD, RegionLocals.STATE_SLOT);
        mv.visitFieldInsn(GETFIELD, RegionLocals.STATE, "vsr", "[J");
    }

    @Override
    public ValueEmitter add() {
        return op(LADD);
    }

    @Override
    public ValueEmitter subtract() {
        return op(LSUB);
    }

    @Override
    public ValueEmitter multiply() {
        return op(LMUL);
    }

    @Override
    public ValueEmitter and() {
        return op(LAND);
    }

    @Override
    public ValueEmitter or() {
        return op(LOR);
    }

    @Override
    public ValueEmitter xor() {
        return op(LXOR);
    }

    @Override
    public ValueEmitter shiftLeft(int bits) {
        push(mv, bits);
        return op(LSHL);
    }

    @Override
    public ValueEmitter shiftRight(int bits) {
        push(mv, bits);
        return op(LUSHR);
    }

    @Override
    public ValueEmitter shiftRightAlgebraic(int bits) {
        push(mv, bits);
        return op(LSHR);
    }

    @Override
    public ValueEmitter rotateWord(int bits) {
        op(L2I).op(DUP);
        push(mv, bits);
        op(ISHL).op(SWAP);
        push(mv, 32 - bits);
        return op(IUSHR).op(IOR).op(I2L).constant(-1L >>> 32).and();
    }

    @Override
    public ValueEmitter signExtend(int bits) {
        op(L2I);
        if (bits == 8) {
            op(I2B);
        } else if (bits == 16) {
            op(I2S);
        }
        return op(I2L);
    }

    @Override
    public ValueEmitter call(String function, int operands) {
        mv.visitMethodInsn(INVOKESTATIC, PURE, function, "(" + "J".repeat(operands) + ")J", false);
        return this;
    }

    @Override
    public ValueEmitter addCarrying() {
        toSlot(SCRATCH_3).toSlot(SCRATCH_2).toSlot(SCRATCH);
        load(SCRATCH, true);
        load(SCRATCH_2, true);
        op(LADD);
        load(SCRATCH_3, true);
        op(LADD);
        toSlot(SCRATCH_3);
        load(SCRATCH, true);
        load(SCRATCH_2, true);
        load(SCRATCH_3, true);
        call("carries", 3).op(DUP2).shiftRight(63);
        locals.set(UseScanner.CA);
        shiftRight(31).constant(1).and();
        toSlot(SCRATCH);
        locals.setCarry32(SCRATCH);
        return load(SCRATCH_3, true);
    }

    @Override
    public ValueEmitter compareSigned(int field) {
        toSlot(SCRATCH_2).toSlot(SCRATCH);
        if (locals.isCompared(field)) {
            locals.setOperands(field, SCRATCH, SCRATCH_2);
            return this;
        }
        mv.visitVarInsn(ALOAD, RegionLocals.STATE_SLOT);
        locals.pushPlainCr();
        load(SCRATCH, true);
        load(SCRATCH_2, true);
        push(mv, 28 - 4 * field);
        push(mv, summaryOverflow);
        mv.visitMethodInsn(INVOKESTATIC, RUNTIME, "withComparison", "(IJJII)I", false);
        return popCr();
    }

    @Override
    public ValueEmitter compareUnsigned(int field) {
        constant(Long.MIN_VALUE).xor();
        toSlot(SCRATCH_3).constant(Long.MIN_VALUE).xor();
        load(SCRATCH_3, true);
        return compareSigned(field);
    }
}
