package dev.nestor.emulator.translate;

import static org.objectweb.asm.Opcodes.*;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Emits a {@link Chain}: the budget is looked at and spent once, and the context is not told of what the chain sets
 * again; who leaves before tells it.
 */
final class ChainEmitter extends BytecodeEmitter {
    ChainEmitter(
            MethodVisitor mv,
            RegionLocals locals,
            RegionEdges edges,
            RegionShape shape,
            PageKeeper keeper,
            int summaryOverflow) {
        super(mv, locals, edges, shape, keeper, summaryOverflow);
    }

    void emit(Chain chain) {
        long[] setLater = chain.setLater(locals.comparedFields());
        int at = 0;
        spans = null;
        for (Block each : chain.blocks()) {
            block = each;
            long[] overwritten = block.overwritten();
            for (index = 0; index < block.insns.size(); index++) {
                insn = block.insns.get(index);
                cia = block.start + 4L * index;
                locals.spareContext(overwritten[index] | block.late);
                locals.defer(setLater[at++] & ~block.late);
                insn.row.emit(this, insn);
            }
            done += block.insns.size();
        }
        locals.defer(0);
        done = 0;
    }

    @Override
    void miss() {
        locals.flush();
        super.miss();
    }

    @Override
    public void jump(long displacement) {
        comeFromHere();
    }

    @Override
    public void jumpIf(int bit, boolean set, long displacement) {
        Label stays = new Label();
        jumpUnless(bit, set, stays);
        locals.flush();
        locals.storeCfar(cia);
        spend(done + block.insns.size());
        edges.jump(block, cia + displacement);
        mv.visitLabel(stays);
    }
}
