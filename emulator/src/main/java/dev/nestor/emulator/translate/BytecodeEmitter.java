package dev.nestor.emulator.translate;

import static dev.nestor.emulator.translate.RegionLocals.ADDRESS;
import static dev.nestor.emulator.translate.RegionLocals.LINES;
import static dev.nestor.emulator.translate.RegionLocals.LINES_SLOT;
import static dev.nestor.emulator.translate.RegionLocals.NEXT;
import static dev.nestor.emulator.translate.RegionLocals.PAGE;
import static dev.nestor.emulator.translate.RegionLocals.SCRATCH;
import static dev.nestor.emulator.translate.RegionLocals.SCRATCH_2;
import static org.objectweb.asm.Opcodes.*;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.RegisterFacility;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Emits one instruction after another as bytecode of a region's method. */
class BytecodeEmitter extends ValueEmitter {
    static final long PAGE_MASK = -(long) Limits.PAGE_BYTES;

    final RegionEdges edges;
    final RegionShape shape;
    final PageKeeper keeper;

    Block block;
    Insn insn;
    /** Instructions of the block before this one. */
    int index;

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

    /** What accesses of the block share a look. */
    private @Nullable BlockSpans spans;

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
    public ValueEmitter address() {
        return toSlot(ADDRESS);
    }

    @Override
    public ValueEmitter addressAgain() {
        return load(ADDRESS, true);
    }

    /**
     * Makes the local of a kept page show the one at the address; pushes it. What is rarely done stands in line: a jump
     * back from elsewhere would look like a loop to HotSpot, which would count its rounds and compile a version of the
     * region that is entered there.
     */
    private void pushKeptPage(int number, int bytes, String finder) {
        Label kept = new Label();
        int slot = locals.pageSlot(number);
        // An access that is not aligned looks for its page anew, which need not be the one of its last byte.
        load(ADDRESS, true).constant(PAGE_MASK | bytes - 1).and();
        load(slot, true).op(LCMP);
        mv.visitJumpInsn(IFEQ, kept);
        findPage(slot + 2, bytes, finder);
        load(ADDRESS, true).constant(PAGE_MASK).and();
        toSlot(slot);
        mv.visitLabel(kept);
        mv.visitVarInsn(ALOAD, slot + 2);
    }

    /** Sets a local to the page at the address; leaves where there is none. */
    private void findPage(int slot, int bytes, String finder) {
        Label found = new Label();
        Label missing = new Label();
        lookUp(slot, bytes, finder, missing);
        mv.visitJumpInsn(GOTO, found);
        mv.visitLabel(missing);
        miss();
        mv.visitLabel(found);
    }

    /** Sets a local to the page at the address; goes elsewhere where there is none. */
    final void lookUp(int slot, int bytes, String finder, Label elsewhere) {
        if (finder.equals("writeMixed") || isRare()) {
            pushLook();
            push(mv, bytes);
            mv.visitMethodInsn(INVOKEVIRTUAL, LINES, finder + "Page", "(JI)[B", false);
        } else {
            String tag = finder + "Tag" + (slot != PAGE && block.loop >= 0 ? RawPages.IN_PLACE : "");
            pushLook();
            mv.visitMethodInsn(INVOKESTATIC, RawPages.NAME, tag, RawPages.LOOK_AT_TAG, false);
            pushLook();
            push(mv, bytes);
            mv.visitMethodInsn(INVOKESTATIC, RawPages.NAME, "tag", RawPages.WANTED, false);
            op(LCMP);
            mv.visitJumpInsn(IFNE, elsewhere);
            pushLook();
            mv.visitMethodInsn(INVOKESTATIC, RawPages.NAME, finder + "Page", RawPages.LOOK_AT_PAGE, false);
        }
        // There always is one; HotSpot must see it, for what may be null it accesses in another way.
        op(DUP);
        mv.visitVarInsn(ASTORE, slot);
        mv.visitJumpInsn(IFNULL, elsewhere);
    }

    /** Whether the code of the block is short rather than fast. */
    boolean isRare() {
        return block.rare;
    }

    private void pushLook() {
        mv.visitVarInsn(ALOAD, LINES_SLOT);
        load(ADDRESS, true);
    }

    /** Leaves at this instruction: it has no page. */
    void miss() {
        edges.misses.leave(cia, index, block.late);
    }

    private BlockSpans.@Nullable Place placeInSpan() {
        return spans == null ? null : spans.placeAt(index);
    }

    /** Pushes the page and the place in it of an access of a span; the first of them finds the page. */
    private void pushPlace(BlockSpans.Place place, boolean stores) {
        int slot = locals.spanSlot(place.span().number());
        if (place.span().begin() == index) {
            moveAddress(-place.offset());
            findPage(slot, place.span().bytes(), stores ? "write" : "read");
            addressAgain().constant(~PAGE_MASK).and();
            toSlot(slot + 1);
            moveAddress(place.offset());
        }
        mv.visitVarInsn(ALOAD, slot);
        load(slot + 1, true);
        if (place.offset() != 0) {
            constant(place.offset()).add();
        }
    }

    private void moveAddress(long distance) {
        if (distance != 0) {
            addressAgain().constant(distance).add().address();
        }
    }

    @Override
    public ValueEmitter load(int bytes) {
        BlockSpans.Place place = placeInSpan();
        if (place != null) {
            pushPlace(place, false);
            return callRaw(RawPages.nameOf(false, bytes, shape.isLittle()) + RawPages.IN_PAGE, "([BJ)J");
        }
        pushPage(bytes, false);
        load(ADDRESS, true);
        return get(bytes);
    }

    private ValueEmitter get(int bytes) {
        return callRaw(RawPages.nameOf(false, bytes, shape.isLittle()), "([BJ)J");
    }

    private ValueEmitter put(int bytes) {
        return callRaw(RawPages.nameOf(true, bytes, shape.isLittle()), "([BJJ)V");
    }

    final ValueEmitter callRaw(String name, String type) {
        mv.visitMethodInsn(INVOKESTATIC, RawPages.NAME, name, type, false);
        return this;
    }

    @Override
    public ValueEmitter store(int bytes) {
        toSlot(SCRATCH);
        BlockSpans.Place place = placeInSpan();
        if (place != null) {
            pushPlace(place, true);
            load(SCRATCH, true);
            return callRaw(RawPages.nameOf(true, bytes, shape.isLittle()) + RawPages.IN_PAGE, "([BJJ)V");
        }
        pushPage(bytes, true);
        load(ADDRESS, true);
        load(SCRATCH, true);
        return put(bytes);
    }

    /** Pushes the page in which {@code bytes} from the address on lie. */
    private void pushPage(int bytes, boolean stores) {
        boolean mixed = stores && shape.isMixedStore(cia);
        String finder = mixed ? "writeMixed" : stores ? "write" : "read";
        int kept = mixed || isRare() ? -1 : keeper.numberOf(block, insn, stores);
        if (kept >= 0) {
            pushKeptPage(kept, bytes, finder);
        } else {
            findPage(PAGE, bytes, finder);
            mv.visitVarInsn(ALOAD, PAGE);
        }
    }

    @Override
    public ValueEmitter loadBoth(boolean byOrder) {
        long first = byOrder && shape.isLittle() ? Long.BYTES : 0;
        pushPage(2 * Long.BYTES, false);
        op(DUP);
        load(ADDRESS, true).constant(first).add();
        get(Long.BYTES);
        op(DUP2_X1).op(POP2);
        load(ADDRESS, true).constant(Long.BYTES - first).add();
        return get(Long.BYTES);
    }

    @Override
    public ValueEmitter storeBoth(boolean byOrder) {
        long first = byOrder && shape.isLittle() ? Long.BYTES : 0;
        toSlot(SCRATCH_2).toSlot(SCRATCH);
        pushPage(2 * Long.BYTES, true);
        op(DUP);
        load(ADDRESS, true).constant(first).add();
        load(SCRATCH, true);
        put(Long.BYTES);
        load(ADDRESS, true).constant(Long.BYTES - first).add();
        load(SCRATCH_2, true);
        return put(Long.BYTES);
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
        spend(block.insns.size());
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
