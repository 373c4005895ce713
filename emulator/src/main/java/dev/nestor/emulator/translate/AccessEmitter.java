package dev.nestor.emulator.translate;

import static dev.nestor.emulator.translate.RegionLocals.ADDRESS;
import static dev.nestor.emulator.translate.RegionLocals.LINES;
import static dev.nestor.emulator.translate.RegionLocals.LINES_SLOT;
import static dev.nestor.emulator.translate.RegionLocals.PAGE;
import static dev.nestor.emulator.translate.RegionLocals.SCRATCH;
import static dev.nestor.emulator.translate.RegionLocals.SCRATCH_2;
import static org.objectweb.asm.Opcodes.*;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.memory.CodeGranules;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;

/** The part of an emitter that accesses storage: how pages are found, kept and shared. */
abstract class AccessEmitter extends ValueEmitter {
    static final long PAGE_MASK = -(long) Limits.PAGE_BYTES;
    private static final long GRANULE_MASK = -(long) CodeGranules.BYTES;
    /** How pages are found that hold code too; what is kept of one is a granule without. */
    private static final String MIXED = "writeMixed";

    final RegionEdges edges;
    final RegionShape shape;
    final PageKeeper keeper;

    Block block;
    Insn insn;
    /** Instructions of the block before this one. */
    int index;
    /** Instructions before the block that the budget was not told of. */
    int done;

    /** For the code whose ways out are {@code edges}. */
    AccessEmitter(RegionEdges edges) {
        super(edges.locals);
        this.edges = edges;
        this.shape = edges.shape;
        this.keeper = locals.keeper;
        this.block = shape.blocks().get(0);
        this.insn = block.insns.get(0);
    }

    /** What accesses of the block share a look. */
    @Nullable
    BlockSpans spans;

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
        long mask = finder.equals(MIXED) ? GRANULE_MASK : PAGE_MASK;
        // An access that is not aligned looks for its page anew, which need not be the one of its last byte.
        load(ADDRESS, true).constant(mask | bytes - 1).and();
        load(slot, true).op(LCMP);
        mv.visitJumpInsn(IFEQ, kept);
        findPage(slot + 2, bytes, finder);
        load(ADDRESS, true).constant(mask).and();
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
        if (finder.equals(MIXED) || isRare()) {
            pushLook();
            push(mv, bytes);
            mv.visitMethodInsn(INVOKEVIRTUAL, LINES, finder + "Page", "(JI)[B", false);
        } else {
            String tag = finder + "Tag" + (slot != PAGE && isInLoop() ? RawPages.IN_PLACE : "");
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

    /** Whether what is emitted next is part of a loop, whose look-ups must not be made before it. */
    boolean isInLoop() {
        return block.loop >= 0;
    }

    private void pushLook() {
        mv.visitVarInsn(ALOAD, LINES_SLOT);
        load(ADDRESS, true);
    }

    /** Leaves at this instruction: it has no page. */
    void miss() {
        edges.misses.leave(cia, done + index, block.late);
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
        String finder = mixed ? MIXED : stores ? "write" : "read";
        int kept = isRare() ? -1 : keeper.numberOf(block, insn, stores, mixed);
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
}
