package dev.nestor.emulator.translate;

import static dev.nestor.emulator.translate.RegionLocals.NEXT;
import static org.objectweb.asm.Opcodes.*;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.RegisterFacility;
import org.objectweb.asm.Label;

/** Emits one instruction after another as bytecode of a region's method. */
class BytecodeEmitter extends AccessEmitter {
    BytecodeEmitter(RegionEdges edges) {
        super(edges);
    }

    /** Emits a block; control falls out of it to nowhere. */
    void emit(Block given) {
        block = given;
        spans = new BlockSpans(given, shape);
        boolean ends = false;
        long[] overwritten = block.overwritten();
        for (index = 0; index < block.insns.size(); index++) {
            insn = block.insns.get(index);
            cia = block.start + 4L * index;
            ended = false;
            locals.spareContext(overwritten[index] | block.late);
            insn.row.emit(this, insn);
            ends = ended;
        }
        if (!ends) {
            spend(block.insns.size());
            edges.jump(block, block.end(), true);
        }
    }

    /** Whether the instruction said where to go on. */
    boolean ended;

    final void spend(int count) {
        mv.visitVarInsn(LLOAD, RegionLocals.LEFT);
        push(mv, (long) count);
        mv.visitInsn(LSUB);
        mv.visitVarInsn(LSTORE, RegionLocals.LEFT);
    }

    @Override
    public ValueEmitter requires(RegisterFacility registers) {
        Label off = new Label();
        mv.visitVarInsn(ALOAD, RegionLocals.VCPU_SLOT);
        push(mv, registers.msrBit());
        push(mv, registers.hfscrCause());
        mv.visitMethodInsn(
                INVOKESTATIC,
                "dev/nestor/emulator/isa/InstructionRow",
                "isOn",
                "(L" + RegionLocals.VCPU + ";JI)Z",
                false);
        mv.visitJumpInsn(IFEQ, off);
        int before = index;
        Block in = block;
        long at = cia;
        edges.later(() -> {
            mv.visitLabel(off);
            spend(before);
            edges.interpret(in, at);
        });
        return this;
    }

    @Override
    public ValueEmitter link() {
        return here(4).toLr();
    }

    /** CFAR takes the address of this instruction: it is a branch that is taken. */
    final void comeFromHere() {
        locals.setCfar(cia);
    }

    private void end() {
        ended = true;
        spend(done + block.insns.size());
    }

    @Override
    public void jump(long displacement) {
        end();
        comeFromHere();
        edges.jump(block, cia + displacement, true);
    }

    @Override
    public void jumpIf(int bit, boolean set, long displacement) {
        end();
        Label notTaken = new Label();
        jumpUnless(bit, set, notTaken);
        comeFromHere();
        edges.jump(block, cia + displacement);
        mv.visitLabel(notTaken);
        edges.jump(block, block.end(), true);
    }

    final void jumpUnless(int bit, boolean set, Label label) {
        int field = bit >>> 2;
        if (locals.isCompared(field) && (bit & 3) != 3) {
            locals.pushOperands(field);
            op(LCMP);
            int whenSet = (bit & 3) == 0 ? IFLT : (bit & 3) == 1 ? IFGT : IFEQ;
            int whenClear = (bit & 3) == 0 ? IFGE : (bit & 3) == 1 ? IFLE : IFNE;
            mv.visitJumpInsn(set ? whenClear : whenSet, label);
        } else {
            crBit(bit);
            op(L2I);
            mv.visitJumpInsn(set ? IFEQ : IFNE, label);
        }
    }

    @Override
    public void jumpCounting(boolean zero, long displacement) {
        end();
        Label notTaken = new Label();
        ctr().constant(1).subtract();
        op(DUP2);
        toCtr();
        constant(0);
        op(LCMP);
        mv.visitJumpInsn(zero ? IFNE : IFEQ, notTaken);
        comeFromHere();
        edges.jump(block, cia + displacement);
        mv.visitLabel(notTaken);
        edges.jump(block, block.end(), true);
    }

    @Override
    public void callTo(long displacement) {
        end();
        link();
        comeFromHere();
        constant(cia + displacement);
        toSlot(NEXT);
        edges.call(block);
    }

    @Override
    public void jumpToLr() {
        end();
        comeFromHere();
        lr().constant(-4).and();
        toSlot(NEXT);
        edges.leave(block);
    }

    @Override
    public void jumpToLrIf(int bit, boolean set) {
        end();
        Label notTaken = new Label();
        jumpUnless(bit, set, notTaken);
        comeFromHere();
        lr().constant(-4).and();
        toSlot(NEXT);
        edges.leave(block);
        mv.visitLabel(notTaken);
        edges.jump(block, block.end(), true);
    }

    @Override
    public void jumpToCtr() {
        end();
        comeFromHere();
        ctr().constant(-4).and();
        toSlot(NEXT);
        edges.choose(block, shape.switchAt(cia));
    }

    @Override
    public void callCtr() {
        end();
        link();
        comeFromHere();
        ctr().constant(-4).and();
        toSlot(NEXT);
        edges.call(block);
    }

    @Override
    public void execute(Insn given) {
        edges.execute(block, given, index);
    }

    @Override
    public void interpret() {
        ended = true;
        spend(index);
        edges.interpret(block, cia);
    }
}
