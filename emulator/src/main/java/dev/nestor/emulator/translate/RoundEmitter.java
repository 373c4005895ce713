package dev.nestor.emulator.translate;

import static dev.nestor.emulator.translate.RegionLocals.SCRATCH;
import static org.objectweb.asm.Opcodes.*;

import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.Insn;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;

/**
 * Emits {@link Round}s in front of the loops they are of: several rounds in a row, entered where the budget, the
 * counter and the pages suffice for all of them. Between, the context is not told of what the next round sets again;
 * who leaves before tells it.
 */
final class RoundEmitter extends DeferringEmitter {
    /**
     * Rounds in a row where parts do not stay in their pages: odd, so that after some of them a part begins well again.
     */
    private static final int BETWEEN_PARTS = 3;

    private @Nullable RoundPages pages;
    /** The register that holds the exclusive or of a loaded value and another, which are in locals; -1 for none. */
    private int sum = -1;
    /** The register that was loaded last; -1 for none. */
    private int loaded = -1;
    /** Whether it is the last of the rounds in a row. */
    private boolean last;
    /** Whether the method is that of the rounds, and the counter was seen to last for them. */
    private boolean counted;
    /** Whether any round was emitted. */
    private boolean begun;
    /** Where the rounds begin anew. */
    private final Label again = new Label();

    RoundEmitter(RegionEdges edges) {
        super(edges);
    }

    /**
     * Emits {@code round} several times in a row, in front of the loop whose head it begins with; where the budget or
     * the pages do not suffice, control falls out of it.
     */
    void emitInLine(Round round) {
        Label slowly = new Label();
        edges.unlessLeft(round.longestPath(), slowly);
        RoundPages known = new RoundPages(round, keeper, shape);
        for (RoundPages.Span span : known.spans()) {
            checkPage(span, slowly);
        }
        emitAll(round, known);
        edges.again(round.head());
        mv.visitLabel(slowly);
    }

    /**
     * Emits the method of {@code round}, which counts: all rounds in a row as long as they can run. Where all pages are
     * found before, the method also runs what is left, or comes to the end of a page, one by one with a look for each
     * access; else the code of the region does.
     */
    void emitMethod(Round round) {
        counted = true;
        block = round.head();
        Label singly = new Label();
        Label enough = new Label();
        locals.beginRound(round);
        mv.visitLabel(again);
        new RoundMethod(edges).unlessLasting(round, singly);
        RoundPages parts = RoundPages.ofParts(round, keeper, shape);
        if (parts != null) {
            Label between = new Label();
            keepPages(parts.spans(), between);
            emitAll(round, parts);
            mv.visitJumpInsn(GOTO, again);
            mv.visitLabel(between);
        }
        RoundPages known = new RoundPages(round, keeper, shape);
        keepPages(known.spans(), singly);
        Label inPages = new Label();
        mv.visitLabel(inPages);
        if (parts == null) {
            emitAll(round, known);
            goOnInPages(round, known, inPages);
        } else {
            emitAll(new Round(round.blocks(), Math.min(round.times(), BETWEEN_PARTS)), known);
            mv.visitJumpInsn(GOTO, again);
        }
        mv.visitLabel(singly);
        if (round.head().rare) {
            new RoundMethod(edges).unlessLasting(round.once(), enough);
            emitAll(round.once(), null);
            mv.visitJumpInsn(GOTO, again);
        }
        mv.visitLabel(enough);
        edges.leaveTo(round.head().start);
        edges.finish();
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    /**
     * Goes back while the budget, the counter and the pages last: to a loop in which pages do not change, so that
     * HotSpot reckons before it whatever depends on nothing else.
     */
    private void goOnInPages(Round round, RoundPages known, Label back) {
        new RoundMethod(edges).unlessLasting(round, again);
        for (RoundPages.Span span : known.spans()) {
            checkPage(span, again);
        }
        mv.visitJumpInsn(GOTO, back);
    }

    private void keepPages(List<RoundPages.Span> spans, Label elsewhere) {
        for (RoundPages.Span span : spans) {
            keepPage(span, elsewhere);
        }
    }

    /** Keeps the page of the first and the last byte; goes elsewhere where that is not one. */
    private void keepPage(RoundPages.Span span, Label elsewhere) {
        Label kept = new Label();
        if (span.isWide()) {
            pushPage(span, span.first());
            pushPage(span, span.last());
            op(LCMP);
            mv.visitJumpInsn(IFNE, elsewhere);
        } else {
            Label looked = new Label();
            checkPage(span, looked);
            mv.visitJumpInsn(GOTO, kept);
            mv.visitLabel(looked);
        }
        int slot = locals.pageSlot(span.number());
        gpr(span.register()).constant(span.first()).add();
        address();
        lookUp(slot + 2, 1, span.stores() ? "write" : "read", elsewhere);
        addressAgain().constant(PAGE_MASK).and();
        toSlot(slot);
        if (!span.isWide()) {
            checkPage(span, elsewhere);
        }
        mv.visitLabel(kept);
    }

    /** Pushes the address of the page of the byte at that distance. */
    private void pushPage(RoundPages.Span span, long distance) {
        gpr(span.register()).constant(distance).add().constant(PAGE_MASK).and();
    }

    /** Emits the rounds; no pages are {@code known} where each access looks for its own. */
    private void emitAll(Round round, @Nullable RoundPages known) {
        pages = known;
        begun = true;
        done = 0;
        sum = -1;
        loaded = -1;
        place(known == null ? List.of() : known.spans());
        long[] overwritten = overwritten(round.blocks());
        long[] sets = round.sets(locals.comparedFields());
        long[] setsInNext = new long[sets.length];
        long setsInAll = 0;
        for (long one : sets) {
            setsInAll |= one;
        }
        Arrays.fill(setsInNext, setsInAll);
        long[] setsLater = later(sets);
        for (int time = 1; time <= round.times(); time++) {
            last = time == round.times();
            if (time > 1 && known != null && known.beginsAt(done)) {
                beginPart(known);
            }
            emitOnce(round.blocks(), overwritten, last ? setsLater : setsInNext);
        }
        locals.defer(0);
        spend(done);
    }

    /**
     * An exclusive or with the exclusive or of a loaded value and another takes those two apart, so that the host needs
     * one step less from the loaded value on.
     */
    @Override
    void emitInsn() {
        boolean isXor = insn.row.mnemonic().equals("xor") && Field.RECORD.get(insn.word) == 0;
        int ra = insn.ra;
        if (isXor && sum >= 0 && (insn.rt == sum) != (insn.rb == sum)) {
            load(spareSlot(0), true);
            gpr(insn.rt == sum ? insn.rb : insn.rt);
            load(spareSlot(1), true).xor().xor().toGpr(ra);
        } else if (isXor && loaded >= 0 && (insn.rt == loaded) != (insn.rb == loaded)) {
            gpr(loaded);
            toSlot(spareSlot(0));
            gpr(insn.rt == loaded ? insn.rb : insn.rt);
            toSlot(spareSlot(1));
            super.emitInsn();
            sum = ra;
            loaded = ra == loaded ? -1 : loaded;
            return;
        } else {
            super.emitInsn();
        }
        UseScanner one = UseScanner.of(insn);
        if (sum >= 0 && (one.writes >>> sum & 1) != 0) {
            sum = -1;
        }
        if (one.loads && (one.writes >>> insn.rt & 1) != 0) {
            loaded = insn.rt;
        } else if (loaded >= 0 && (one.writes >>> loaded & 1) != 0) {
            loaded = -1;
        }
    }

    /** A local that nothing else uses, 0 or 1. */
    private int spareSlot(int number) {
        return locals.pageSlot(keeper.count()) + 2 * number;
    }

    /** Before a part of the rounds that is not the first: they begin anew where it does not stay in its pages. */
    private void beginPart(RoundPages known) {
        Label elsewhere = new Label();
        Label kept = new Label();
        keepPages(known.spansOfPart(), elsewhere);
        mv.visitJumpInsn(GOTO, kept);
        mv.visitLabel(elsewhere);
        locals.flush();
        spend(done);
        mv.visitJumpInsn(GOTO, again);
        mv.visitLabel(kept);
        place(known.spansOfPart());
    }

    /** Notes where in their pages the spans begin. */
    private void place(List<RoundPages.Span> spans) {
        for (RoundPages.Span span : spans) {
            gpr(span.register())
                    .constant(span.first())
                    .add()
                    .constant(~PAGE_MASK)
                    .and();
            toSlot(locals.pageSlot(span.number()) + 3);
        }
    }

    /** Goes elsewhere unless the first and the last byte are in the kept page. */
    private void checkPage(RoundPages.Span span, Label elsewhere) {
        int slot = locals.pageSlot(span.number());
        for (long offset : new long[] {span.first(), span.last()}) {
            pushPage(span, offset);
            load(slot, true).op(LXOR);
        }
        op(LOR).constant(0).op(LCMP);
        mv.visitJumpInsn(IFNE, elsewhere);
    }

    /** The method of the rounds knows no loop around. */
    @Override
    long late() {
        return counted ? 0 : super.late();
    }

    @Override
    boolean isRare() {
        return false;
    }

    /** What stands before the first round may be read as early as HotSpot likes. */
    @Override
    boolean isInLoop() {
        return begun && super.isInLoop();
    }

    @Override
    public ValueEmitter load(int bytes) {
        RoundPages.Place place = placeHere();
        if (place == null) {
            return super.load(bytes);
        }
        pushPlace(place);
        return callRaw(RawPages.nameOf(false, bytes, shape.isLittle()) + RawPages.IN_PAGE, "([BJ)J");
    }

    @Override
    public ValueEmitter store(int bytes) {
        RoundPages.Place place = placeHere();
        if (place == null) {
            return super.store(bytes);
        }
        toSlot(SCRATCH);
        pushPlace(place);
        load(SCRATCH, true);
        return callRaw(RawPages.nameOf(true, bytes, shape.isLittle()) + RawPages.IN_PAGE, "([BJJ)V");
    }

    private RoundPages.@Nullable Place placeHere() {
        return pages == null ? null : pages.placeAt(done + index);
    }

    /** Pushes the page and the place in it of an access that was looked at before the rounds. */
    private void pushPlace(RoundPages.Place place) {
        int slot = locals.pageSlot(place.number());
        mv.visitVarInsn(ALOAD, slot + 2);
        load(slot + 3, true).constant(place.offset()).add();
        if (place.index() >= 0) {
            gpr(place.index()).add();
        }
    }

    @Override
    public void jumpIf(int bit, boolean set, long displacement) {
        Label stays = new Label();
        boolean jumps = next().start == cia + displacement;
        jumpUnless(bit, jumps != set, stays);
        leave(jumps, displacement);
        mv.visitLabel(stays);
        if (jumps) {
            comeFromHere();
        }
    }

    /** Leaves a branch that stays when it jumps, or when it does not. */
    private void leave(boolean jumps, long displacement) {
        locals.flush();
        if (!jumps) {
            locals.storeCfar(cia);
        }
        spend(done + block.insns.size());
        long target = jumps ? block.end() : cia + displacement;
        if (counted) {
            edges.leaveTo(target);
        } else {
            edges.jump(block, target);
        }
    }

    @Override
    public void jumpCounting(boolean zero, long displacement) {
        boolean jumps = next().start == cia + displacement;
        ctr().constant(1).subtract();
        toCtr();
        if (!counted || last) {
            Label stays = new Label();
            ctr().constant(0).op(LCMP);
            mv.visitJumpInsn(zero == jumps ? IFEQ : IFNE, stays);
            leave(jumps, displacement);
            mv.visitLabel(stays);
        }
        if (jumps) {
            comeFromHere();
        }
    }

    @Override
    public void execute(Insn given) {
        throw new IllegalStateException("no plain instruction");
    }
}
