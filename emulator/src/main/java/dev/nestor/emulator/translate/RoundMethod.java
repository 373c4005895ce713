package dev.nestor.emulator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** The method of a {@link Round} that counts: how its region runs it, and when there is something to run. */
final class RoundMethod {
    private final MethodVisitor mv;
    private final RegionLocals locals;
    private final RegionEdges edges;

    /** For the code that {@code edges} leads out of, which calls such methods or is one. */
    RoundMethod(RegionEdges edges) {
        this.mv = edges.locals.mv;
        this.locals = edges.locals;
        this.edges = edges;
    }

    /** Goes elsewhere where the budget or CTR do not last for all rounds in a row. */
    void unlessLasting(Round round, Label elsewhere) {
        edges.unlessLeft(round.longestPath(), elsewhere);
        mv.visitVarInsn(LLOAD, locals.slot(UseScanner.CTR));
        ValueEmitter.push(mv, (long) round.times());
        mv.visitInsn(LCMP);
        mv.visitJumpInsn(IFLT, elsewhere);
    }

    /** Runs {@code round} by {@code code} where it lasts; goes on where that ends. */
    void call(Round round, RegionCode code) {
        Label slowly = new Label();
        unlessLasting(round.head().rare ? round.once() : round, slowly);
        locals.store(round.head().late);
        edges.constants.push(code);
        mv.visitVarInsn(ALOAD, RegionLocals.VCPU_SLOT);
        mv.visitVarInsn(ALOAD, RegionLocals.STATE_SLOT);
        mv.visitVarInsn(LLOAD, RegionLocals.LEFT);
        mv.visitMethodInsn(INVOKEVIRTUAL, RegionEdges.CODE, "run", RegionEdges.RUN, false);
        mv.visitVarInsn(LSTORE, RegionLocals.LEFT);
        mv.visitVarInsn(ALOAD, RegionLocals.LINES_SLOT);
        mv.visitFieldInsn(GETFIELD, RegionLocals.LINES, "missed", "Z");
        mv.visitJumpInsn(IFNE, edges.giveBack);
        for (Block exit : round.exits()) {
            if (exit.page == round.head().page) {
                compareAddress(exit);
                mv.visitJumpInsn(IFEQ, edges.loadingLabel(exit));
            }
        }
        compareAddress(round.head());
        mv.visitJumpInsn(IFNE, edges.giveBack);
        locals.load(round.head().wanted);
        mv.visitLabel(slowly);
    }

    private void compareAddress(Block block) {
        mv.visitVarInsn(ALOAD, RegionLocals.STATE_SLOT);
        mv.visitFieldInsn(GETFIELD, RegionLocals.STATE, "nia", "J");
        ValueEmitter.push(mv, block.start);
        mv.visitInsn(LCMP);
    }
}
