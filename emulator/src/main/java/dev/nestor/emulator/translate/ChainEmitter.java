package dev.nestor.emulator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import org.objectweb.asm.Label;

/** Emits a {@link Chain}: the budget is looked at and spent once. */
final class ChainEmitter extends DeferringEmitter {
    ChainEmitter(RegionEdges edges) {
        super(edges);
    }

    void emit(Chain chain) {
        List<Block> blocks = chain.blocks();
        spans = null;
        emitOnce(blocks, overwritten(blocks), later(chain.sets(locals.comparedFields())));
        locals.defer(0);
        done = 0;
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
