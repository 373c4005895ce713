package dev.nestor.emulator.translate;

import static dev.nestor.emulator.translate.RegionLocals.ADDRESS;
import static dev.nestor.emulator.translate.RegionLocals.LINES;
import static dev.nestor.emulator.translate.RegionLocals.LINES_SLOT;
import static dev.nestor.emulator.translate.RegionLocals.NEXT;
import static dev.nestor.emulator.translate.RegionLocals.SCRATCH;
import static dev.nestor.emulator.translate.RegionLocals.SCRATCH_2;
import static org.objectweb.asm.Opcodes.*;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.RegisterFacility;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Emits one instruction after another as bytecode of a region's method. */
final class BytecodeEmitter extends ValueEmitter {
    /** Bits of a site number that count instructions of its block before it. */
    static final int SITE_COUNT_BITS = 10;

    private final RegionEdges edges;
    private final RegionShape shape;
    private final PageKeeper keeper;

    private Block block;
    private Insn insn;
    /** Instructions of the block before this one. */
    private int index;

    BytecodeEmitter(
            MethodVisitor mv,
            RegionLocals locals,
            RegionEdges edges,
            RegionShape shape,
            PageKeeper keeper,
            int summaryOverflow) {
        super(mv, locals, summaryOverflow);
        this.edges = edges;
        this.shape = shape;
        this.keeper = keeper;
        this.block = shape.blocks().get(0);
        this.insn = block.insns.get(0);
    }

    /** Emits a block; control falls out of it to nowhere. */
    void emit(Block given) {
        block = given;
        boolean ends = false;
        for (index = 0; index < block.insns.size(); index++) {
            insn = block.insns.get(index);
            cia = block.start + 4L * index;
            ended = false;
            insn.row.emit(this, insn);
            ends = ended;
        }
        if (!ends) {
            spend(block.insns.size());
            edges.jump(block, block.end());
        }
    }

    /** Whether the instruction said where to go on. */
    private boolean ended;

    private void spend(int count) {
        mv.visitVarInsn(LLOAD, RegionLocals.LEFT);
        push(mv, (long) count);
        mv.visitInsn(LSUB);
        mv.visitVarInsn(LSTORE, RegionLocals.LEFT);
    }

    @Override
    public ValueEmitter address() {
        return toSlot(ADDRESS);
    }

    @Override
    public ValueEmitter addressAgain() {
        return load(ADDRESS, true);
    }

    /** Its place in the region, and how much of its block came before. */
    private int site() {
        return (int) (cia - shape.lowestAddress() >> 2) << SITE_COUNT_BITS | index;
    }

    private void pushEndianAndSite() {
        push(mv, shape.isLittle() ? 1 : 0);
        push(mv, site());
    }

    /** Makes the local of a kept page show the one at the address; pushes it. */
    private void pushKeptPage(int number, int bytes, String finder) {
        Label kept = new Label();
        Label other = new Label();
        int slot = locals.pageSlot(number);
        load(ADDRESS, true);
        load(slot, true);
        push(mv, bytes);
        mv.visitMethodInsn(INVOKESTATIC, LINES, "isWithin", "(JJI)Z", false);
        mv.visitJumpInsn(IFEQ, other);
        mv.visitLabel(kept);
        mv.visitVarInsn(ALOAD, slot + 2);
        int atSite = site();
        edges.later(() -> {
            mv.visitLabel(other);
            mv.visitVarInsn(ALOAD, LINES_SLOT);
            load(ADDRESS, true);
            push(mv, bytes);
            push(mv, atSite);
            mv.visitMethodInsn(INVOKEVIRTUAL, LINES, finder, "(JII)[B", false);
            mv.visitVarInsn(ASTORE, slot + 2);
            load(ADDRESS, true).constant(-4096).and();
            toSlot(slot);
            mv.visitJumpInsn(GOTO, kept);
        });
    }

    @Override
    public ValueEmitter load(int bytes) {
        int kept = keeper.numberOf(insn, false);
        if (kept >= 0) {
            pushKeptPage(kept, bytes, "readPage");
            load(ADDRESS, true);
            push(mv, shape.isLittle() ? 1 : 0);
            mv.visitMethodInsn(INVOKESTATIC, LINES, "get" + 8 * bytes, "([BJZ)J", false);
            return this;
        }
        mv.visitVarInsn(ALOAD, LINES_SLOT);
        load(ADDRESS, true);
        pushEndianAndSite();
        mv.visitMethodInsn(INVOKEVIRTUAL, LINES, "load" + 8 * bytes, "(JZI)J", false);
        return this;
    }

    @Override
    public ValueEmitter store(int bytes) {
        toSlot(SCRATCH);
        if (keeper.numberOf(insn, true) >= 0 || shape.isMixedStore(cia)) {
            pushPage(bytes, true);
            load(ADDRESS, true);
            load(SCRATCH, true);
            push(mv, shape.isLittle() ? 1 : 0);
            mv.visitMethodInsn(INVOKESTATIC, LINES, "put" + 8 * bytes, "([BJJZ)V", false);
            return this;
        }
        mv.visitVarInsn(ALOAD, LINES_SLOT);
        load(ADDRESS, true);
        load(SCRATCH, true);
        pushEndianAndSite();
        mv.visitMethodInsn(INVOKEVIRTUAL, LINES, "store" + 8 * bytes, "(JJZI)V", false);
        return this;
    }

    /** Pushes the page in which {@code bytes} from the address on lie. */
    private void pushPage(int bytes, boolean stores) {
        boolean mixed = stores && shape.isMixedStore(cia);
        String finder = mixed ? "writeMixedPage" : stores ? "writePage" : "readPage";
        int kept = mixed ? -1 : keeper.numberOf(insn, stores);
        if (kept >= 0) {
            pushKeptPage(kept, bytes, finder);
            return;
        }
        mv.visitVarInsn(ALOAD, LINES_SLOT);
        load(ADDRESS, true);
        push(mv, bytes);
        push(mv, site());
        mv.visitMethodInsn(INVOKEVIRTUAL, LINES, finder, "(JII)[B", false);
    }

    private void pushDoubleword(long offset) {
        load(ADDRESS, true).constant(offset).add();
        push(mv, shape.isLittle() ? 1 : 0);
        mv.visitMethodInsn(INVOKESTATIC, LINES, "get64", "([BJZ)J", false);
    }

    private void putDoubleword(long offset, int from) {
        load(ADDRESS, true).constant(offset).add();
        load(from, true);
        push(mv, shape.isLittle() ? 1 : 0);
        mv.visitMethodInsn(INVOKESTATIC, LINES, "put64", "([BJJZ)V", false);
    }

    @Override
    public ValueEmitter loadBoth(boolean byOrder) {
        long first = byOrder && shape.isLittle() ? Long.BYTES : 0;
        pushPage(2 * Long.BYTES, false);
        op(DUP);
        pushDoubleword(first);
        op(DUP2_X1).op(POP2);
        pushDoubleword(Long.BYTES - first);
        return this;
    }

    @Override
    public ValueEmitter storeBoth(boolean byOrder) {
        long first = byOrder && shape.isLittle() ? Long.BYTES : 0;
        toSlot(SCRATCH_2).toSlot(SCRATCH);
        pushPage(2 * Long.BYTES, true);
        op(DUP);
        putDoubleword(first, SCRATCH);
        putDoubleword(Long.BYTES - first, SCRATCH_2);
        return this;
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
        long at = cia;
        edges.later(() -> {
            mv.visitLabel(off);
            spend(before);
            edges.interpret(at);
        });
        return this;
    }

    @Override
    public ValueEmitter link() {
        return here(4).toLr();
    }

    /** CFAR takes the address of this instruction: it is a branch that is taken. */
    private void comeFromHere() {
        here(0);
        toSlot(locals.cfarSlot());
    }

    private void end() {
        ended = true;
        spend(block.insns.size());
    }

    @Override
    public void jump(long displacement) {
        end();
        comeFromHere();
        edges.jump(block, cia + displacement);
    }

    @Override
    public void jumpIf(int bit, boolean set, long displacement) {
        end();
        Label notTaken = new Label();
        jumpUnless(bit, set, notTaken);
        comeFromHere();
        edges.jump(block, cia + displacement);
        mv.visitLabel(notTaken);
        edges.jump(block, block.end());
    }

    private void jumpUnless(int bit, boolean set, Label label) {
        int field = bit >>> 2;
        if (locals.isCompared(field) && (bit & 3) != 3) {
            load(locals.fieldSlot(field), true);
            load(locals.fieldSlot(field) + 2, true);
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
        edges.jump(block, block.end());
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
        edges.leave();
    }

    @Override
    public void jumpToLrIf(int bit, boolean set) {
        end();
        Label notTaken = new Label();
        jumpUnless(bit, set, notTaken);
        comeFromHere();
        lr().constant(-4).and();
        toSlot(NEXT);
        edges.leave();
        mv.visitLabel(notTaken);
        edges.jump(block, block.end());
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
        edges.execute(given, cia, index);
    }

    @Override
    public void interpret() {
        ended = true;
        spend(index);
        edges.interpret(cia);
    }
}
