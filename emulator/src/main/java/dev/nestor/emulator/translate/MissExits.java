package dev.nestor.emulator.translate;

import static dev.nestor.emulator.translate.RegionLocals.LEFT;
import static dev.nestor.emulator.translate.RegionLocals.LINES;
import static dev.nestor.emulator.translate.RegionLocals.LINES_SLOT;
import static dev.nestor.emulator.translate.RegionLocals.NEXT;
import static dev.nestor.emulator.translate.RegionLocals.SITE;
import static org.objectweb.asm.Opcodes.*;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** How accesses leave a region whose page is not at hand: one piece of code for all, told where by a number. */
final class MissExits {
    /** Bits of a site that count instructions of its block before it; the others are how far from the origin. */
    private static final int SITE_COUNT_BITS = 10;

    private final MethodVisitor mv;
    private final RegionLocals locals;
    /** The address from which sites are counted: the first that was named. */
    private @Nullable Long origin;

    private final Label missed = new Label();
    /** Where misses lead to that have registers to store, by those registers. */
    private final Map<Long, Label> missedInLoop = new LinkedHashMap<>();

    MissExits(RegionLocals locals) {
        this.mv = locals.mv;
        this.locals = locals;
    }

    /**
     * Leaves at {@code address}, whose instruction has no page.
     *
     * @param count instructions before it that are not counted yet
     * @param late registers to store
     */
    void leave(long address, int count, long late) {
        origin = origin == null ? address : origin;
        long place = address - origin >> 2;
        ValueEmitter.push(mv, (int) place << SITE_COUNT_BITS | count);
        mv.visitVarInsn(ISTORE, SITE);
        if (late == 0) {
            mv.visitJumpInsn(GOTO, missed);
        } else {
            missedInLoop.putIfAbsent(late, new Label());
            mv.visitJumpInsn(GOTO, missedInLoop.getOrDefault(late, missed));
        }
    }

    /** The code that they lead to; it falls out to where the region is left for the address in {@code NEXT}. */
    void finish() {
        for (Map.Entry<Long, Label> exit : missedInLoop.entrySet()) {
            mv.visitLabel(exit.getValue());
            locals.store(exit.getKey());
            mv.visitJumpInsn(GOTO, missed);
        }
        mv.visitLabel(missed);
        mv.visitVarInsn(LLOAD, LEFT);
        mv.visitVarInsn(ILOAD, SITE);
        ValueEmitter.push(mv, (1 << SITE_COUNT_BITS) - 1);
        mv.visitInsn(IAND);
        mv.visitInsn(I2L);
        mv.visitInsn(LSUB);
        mv.visitVarInsn(LSTORE, LEFT);
        mv.visitVarInsn(ILOAD, SITE);
        ValueEmitter.push(mv, SITE_COUNT_BITS);
        mv.visitInsn(ISHR);
        mv.visitInsn(I2L);
        mv.visitInsn(ICONST_2);
        mv.visitInsn(LSHL);
        ValueEmitter.push(mv, origin == null ? 0 : origin);
        mv.visitInsn(LADD);
        mv.visitVarInsn(LSTORE, NEXT);
        mv.visitVarInsn(ALOAD, LINES_SLOT);
        mv.visitInsn(ICONST_1);
        mv.visitFieldInsn(PUTFIELD, LINES, "missed", "Z");
    }
}
