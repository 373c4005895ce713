package dev.nestor.emulator.translate;

import dev.nestor.emulator.cpu.CpuState;
import java.util.List;

/**
 * Emits blocks that run one after another as one: the budget is spent once, and the context is not told of what is set
 * again; who leaves before tells it.
 */
abstract class DeferringEmitter extends BytecodeEmitter {
    /** General purpose registers, LR and CTR. */
    private static final long DEFERRABLE = (1L << UseScanner.CA) - 1;

    /** The blocks that are emitted. */
    private List<Block> blocks = List.of();
    /** In which of them it is. */
    private int place;

    DeferringEmitter(RegionEdges edges) {
        super(edges);
    }

    /**
     * What an instruction sets, as bits of {@link RegionLocals#defer}.
     *
     * @param jumps whether it sets CFAR
     */
    static long setBy(UseScanner one, int comparedFields, boolean jumps) {
        long sets = one.writes & DEFERRABLE | (jumps ? 1L << RegionLocals.CFAR : 0);
        for (int field = 0; field < 8; field++) {
            if ((one.compared & comparedFields & CpuState.crFieldMask(field)) != 0) {
                sets |= 1L << RegionLocals.OPERANDS + field;
            }
        }
        return sets;
    }

    /** For each instruction of the blocks what {@link Block#overwritten} says of it in its block. */
    static long[] overwritten(List<Block> blocks) {
        int insns = 0;
        for (Block block : blocks) {
            insns += block.insns.size();
        }
        long[] all = new long[insns];
        int done = 0;
        for (Block block : blocks) {
            long[] some = block.overwritten();
            System.arraycopy(some, 0, all, done, some.length);
            done += some.length;
        }
        return all;
    }

    /** For each instruction what those after it set. */
    static long[] later(long[] sets) {
        long[] later = new long[sets.length];
        for (int i = sets.length - 2; i >= 0; i--) {
            later[i] = later[i + 1] | sets[i + 1];
        }
        return later;
    }

    /**
     * Emits the instructions of the blocks.
     *
     * @param given the blocks, each after the one before
     * @param overwritten what {@link #overwritten} says of each
     * @param setAgain what waits for each, since it is set again: bits of {@link RegionLocals#defer}
     */
    final void emitOnce(List<Block> given, long[] overwritten, long[] setAgain) {
        blocks = given;
        int at = 0;
        for (place = 0; place < blocks.size(); place++) {
            block = blocks.get(place);
            for (index = 0; index < block.insns.size(); index++) {
                insn = block.insns.get(index);
                cia = block.start + 4L * index;
                locals.spareContext(overwritten[at] | late());
                locals.defer(setAgain[at] & ~late());
                at++;
                emitInsn();
            }
            done += block.insns.size();
        }
    }

    /** Emits the instruction. */
    void emitInsn() {
        insn.row.emit(this, insn);
    }

    /** The block after this one, or the first after the last. */
    final Block next() {
        return blocks.get((place + 1) % blocks.size());
    }

    /** What waits for whoever leaves the loop around. */
    long late() {
        return block.late;
    }

    @Override
    final void miss() {
        locals.flush();
        edges.misses.leave(cia, done + index, late());
    }

    @Override
    public final void jump(long displacement) {
        comeFromHere();
    }
}
