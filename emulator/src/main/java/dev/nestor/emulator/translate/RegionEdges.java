package dev.nestor.emulator.translate;

import static dev.nestor.emulator.translate.RegionLocals.LEFT;
import static dev.nestor.emulator.translate.RegionLocals.LINES;
import static dev.nestor.emulator.translate.RegionLocals.LINES_SLOT;
import static dev.nestor.emulator.translate.RegionLocals.NEXT;
import static dev.nestor.emulator.translate.RegionLocals.RUNTIME;
import static dev.nestor.emulator.translate.RegionLocals.STATE;
import static dev.nestor.emulator.translate.RegionLocals.STATE_SLOT;
import static dev.nestor.emulator.translate.RegionLocals.TRANSLATOR;
import static dev.nestor.emulator.translate.RegionLocals.VCPU;
import static dev.nestor.emulator.translate.RegionLocals.VCPU_SLOT;
import static org.objectweb.asm.Opcodes.*;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.NamedRegisters;
import dev.nestor.emulator.isa.RegisterFacility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** How control moves between the blocks of a region and out of it. */
final class RegionEdges {
    static final String LINK = "dev/nestor/emulator/translate/Link";
    static final String CODE = "dev/nestor/emulator/translate/RegionCode";
    static final String ENGINE = "dev/nestor/emulator/translate/Translator";
    static final String TARGETS = "dev/nestor/emulator/translate/BranchTargets";
    static final String INSN = "dev/nestor/emulator/isa/Insn";
    static final String SEMANTICS = "dev/nestor/emulator/isa/Semantics";
    /** Of a region's method. */
    static final String RUN = "(L" + VCPU + ";L" + STATE + ";J)J";

    private final MethodVisitor mv;
    final RegionLocals locals;
    final RegionShape shape;
    private final Translator engine;
    /** The block whose code comes next, if it is one of the same loop that loads nothing. */
    private @Nullable Block following;

    private final Map<Block, Label> labels = new LinkedHashMap<>();
    /** Where the registers of a block are loaded first. */
    private final Map<Block, Label> loadingLabels = new LinkedHashMap<>();

    final MissExits misses;
    private final List<Runnable> rare = new ArrayList<>();
    private final Label leave = new Label();
    /** Where the region is left with its state complete. */
    final Label giveBack = new Label();

    private final Label failed = new Label();
    private final Label end = new Label();
    /** Constants of the class: the engine, instructions, links and the code of rounds. */
    final RegionConstants constants;

    RegionEdges(RegionLocals locals, RegionShape shape, String self, Translator engine) {
        this.mv = locals.mv;
        this.locals = locals;
        this.shape = shape;
        this.engine = engine;
        this.misses = new MissExits(locals);
        this.constants = new RegionConstants(mv, self, engine);
        for (Block block : shape.blocks()) {
            labels.put(block, new Label());
            loadingLabels.put(block, new Label());
        }
    }

    /** Begins a block. */
    void begin(Block block, @Nullable Block next) {
        following = next != null && (next.loads ? next.loop != block.loop : next.loop == block.loop) ? next : null;
        if (block.loads) {
            mv.visitLabel(loadingLabel(block));
            locals.load(block.wanted);
        }
        mv.visitLabel(label(block));
    }

    /** Leaves where less than {@code block} may need is left of the budget. */
    void checkBudget(Block block) {
        if (block.checksBudget) {
            Label enough = new Label();
            compareLeft(block.longestPath);
            mv.visitJumpInsn(IFGE, enough);
            leaveTo(block, block.start);
            mv.visitLabel(enough);
        }
    }

    /** Goes elsewhere where fewer than {@code insns} are left of the budget. */
    void unlessLeft(int insns, Label elsewhere) {
        compareLeft(insns);
        mv.visitJumpInsn(IFLT, elsewhere);
    }

    private void compareLeft(int insns) {
        // The difference, not the two: HotSpot then makes no counted loop of it, which costs registers.
        mv.visitVarInsn(LLOAD, LEFT);
        ValueEmitter.push(mv, (long) insns);
        mv.visitInsn(LSUB);
        mv.visitInsn(LCONST_0);
        mv.visitInsn(LCMP);
    }

    private Label label(Block block) {
        return labelOf(block, labels);
    }

    /** Where {@code block} is entered from outside of its loop. */
    Label loadingLabel(Block block) {
        return labelOf(block, loadingLabels);
    }

    private Label labelFrom(Block from, Block to) {
        return from.loop == to.loop ? label(to) : loadingLabel(to);
    }

    private static Label labelOf(Block block, Map<Block, Label> labels) {
        Label label = labels.get(block);
        if (label == null) {
            throw new IllegalStateException("block of another region");
        }
        return label;
    }

    /** At the very beginning. */
    void begin() {
        locals.begin(giveBack);
    }

    /** Goes on at the block of the entry. */
    void enter(Block entry) {
        mv.visitJumpInsn(GOTO, loadingLabel(entry));
    }

    /** Goes on at a block of the region or, outside of it, leaves. */
    void jump(Block from, long target) {
        jump(from, target, false);
    }

    /** As the other; {@code last} when it ends the code of the block. */
    void jump(Block from, long target, boolean last) {
        Block to = shape.blockAt(target);
        if (to == null || to.loop != from.loop) {
            locals.store(from.late);
        }
        if (to == null) {
            leaveTo(target);
        } else if (((from.start ^ to.start) & -4096L) == 0) {
            if (!last || to != following) {
                mv.visitJumpInsn(GOTO, labelFrom(from, to));
            }
        } else {
            mv.visitVarInsn(ALOAD, VCPU_SLOT);
            mv.visitFieldInsn(GETFIELD, VCPU, "mem", "L" + TRANSLATOR + ";");
            ValueEmitter.push(mv, target);
            mv.visitMethodInsn(INVOKEVIRTUAL, TRANSLATOR, "fetchLine", "(J)I", false);
            ValueEmitter.push(mv, to.page);
            mv.visitJumpInsn(IF_ICMPEQ, labelFrom(from, to));
            leaveTo(from, target);
        }
    }

    /** Goes on where {@code head} is entered from its own loop. */
    void again(Block head) {
        mv.visitJumpInsn(GOTO, label(head));
    }

    /** Goes on at the address in the local {@code NEXT}, within the region where it is a known target. */
    void choose(Block from, BranchTargets targets) {
        Label stranger = new Label();
        long[] inside = inside(targets.known());
        if (inside.length > 0) {
            long base = shape.lowestAddress();
            int[] keys = new int[inside.length];
            Label[] cases = new Label[inside.length];
            for (int i = 0; i < inside.length; i++) {
                keys[i] = (int) (inside[i] - base);
                cases[i] = new Label();
            }
            pushOffset(base);
            mv.visitIntInsn(BIPUSH, 32);
            mv.visitInsn(LUSHR);
            mv.visitInsn(L2I);
            mv.visitJumpInsn(IFNE, stranger);
            pushOffset(base);
            mv.visitInsn(L2I);
            mv.visitLookupSwitchInsn(stranger, keys, cases);
            for (int i = 0; i < inside.length; i++) {
                mv.visitLabel(cases[i]);
                jump(from, inside[i]);
            }
        }
        mv.visitLabel(stranger);
        constants.push(targets);
        mv.visitVarInsn(LLOAD, NEXT);
        mv.visitMethodInsn(INVOKEVIRTUAL, TARGETS, "leftFor", "(J)V", false);
        leave(from);
    }

    /** Those of {@code targets} that are blocks of the region, in ascending order. */
    private long[] inside(long[] targets) {
        long[] inside = new long[targets.length];
        int count = 0;
        for (long target : targets) {
            if (shape.blockAt(target) != null) {
                inside[count++] = target;
            }
        }
        Arrays.sort(inside, 0, count);
        return Arrays.copyOf(inside, count);
    }

    private void pushOffset(long base) {
        mv.visitVarInsn(LLOAD, NEXT);
        ValueEmitter.push(mv, base);
        mv.visitInsn(LSUB);
    }

    /** Leaves for the address {@code target}. */
    void leaveTo(long target) {
        ValueEmitter.push(mv, target);
        mv.visitVarInsn(LSTORE, NEXT);
        leave();
    }

    private void leaveTo(Block from, long target) {
        locals.store(from.late);
        leaveTo(target);
    }

    /** Leaves for the address in the local {@code NEXT}. */
    void leave(Block from) {
        locals.store(from.late);
        leave();
    }

    private void leave() {
        mv.visitJumpInsn(GOTO, leave);
    }

    /** Leaves at {@code address} in {@code block}, whose instruction the interpreter must do. */
    void interpret(Block block, long address) {
        locals.store(block.late);
        mv.visitVarInsn(ALOAD, LINES_SLOT);
        mv.visitInsn(ICONST_1);
        mv.visitFieldInsn(PUTFIELD, LINES, "missed", "Z");
        leaveTo(address);
    }

    private void storeAll() {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitVarInsn(LLOAD, NEXT);
        mv.visitFieldInsn(PUTFIELD, STATE, "nia", "J");
    }

    /** Calls the address in the local {@code NEXT} and goes on after the block. */
    void call(Block from) {
        Block after = shape.blockAt(from.end());
        if (after == null) {
            leave(from);
            return;
        }
        storeAll();
        Link link = new Link(engine, after.start, after.page, locals.summaryOverflow);
        Label slowly = new Label();
        Label back = new Label();
        int field = constants.push(link);
        mv.visitVarInsn(ALOAD, VCPU_SLOT);
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitVarInsn(LLOAD, LEFT);
        mv.visitMethodInsn(INVOKEVIRTUAL, LINK, "isReady", "(L" + VCPU + ";L" + STATE + ";J)Z", false);
        mv.visitJumpInsn(IFEQ, slowly);
        constants.pushAgain(field);
        mv.visitVarInsn(ALOAD, VCPU_SLOT);
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        constants.pushAgain(field);
        mv.visitFieldInsn(GETFIELD, LINK, "code", "L" + CODE + ";");
        mv.visitVarInsn(ALOAD, VCPU_SLOT);
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitVarInsn(LLOAD, LEFT);
        mv.visitMethodInsn(INVOKEVIRTUAL, CODE, "run", RUN, false);
        mv.visitMethodInsn(INVOKEVIRTUAL, LINK, "returned", RUN, false);
        mv.visitVarInsn(LSTORE, LEFT);
        mv.visitJumpInsn(GOTO, back);
        mv.visitLabel(slowly);
        constants.pushAgain(field);
        mv.visitVarInsn(ALOAD, VCPU_SLOT);
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitVarInsn(LLOAD, LEFT);
        mv.visitMethodInsn(INVOKEVIRTUAL, LINK, "callSlowly", RUN, false);
        mv.visitVarInsn(LSTORE, LEFT);
        mv.visitLabel(back);
        comeBack(after);
        mv.visitJumpInsn(GOTO, loadingLabel(after));
    }

    /**
     * After a call: all return, or less is left of the budget than {@code after} may need (one branch for both), or the
     * fields of CR cannot be kept as comparisons any more, or it goes on.
     */
    private void comeBack(Block after) {
        unlessLeft(after.longestPath, giveBack);
        locals.beginAnew(giveBack);
    }

    /**
     * Executes semantics in between: what they are is a constant, so that HotSpot can put them in line, and only the
     * registers that the instruction names move.
     */
    void execute(Block block, Insn insn, int index) {
        NamedRegisters named = NamedRegisters.of(insn);
        boolean required = insn.registers != RegisterFacility.GENERAL;
        constants.pushEngine();
        mv.visitVarInsn(ALOAD, VCPU_SLOT);
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        constants.push(required && !insn.recordsFloatingPoint() ? insn.inner : insn.semantics);
        constants.push(insn);
        ValueEmitter.push(mv, block.start + 4L * index);
        mv.visitVarInsn(LLOAD, LEFT);
        ValueEmitter.push(mv, index + 1L);
        mv.visitInsn(LSUB);
        String name = required && named.gprs() == 0 ? "executeOnRegisters" : "execute";
        String type = "(L" + ENGINE + ";L" + VCPU + ";L" + STATE + ";L" + SEMANTICS + ";L" + INSN + ";JJ)I";
        mv.visitMethodInsn(INVOKESTATIC, RUNTIME, name, type, false);
        locals.load(named, block);
        mv.visitJumpInsn(IFNE, failed);
    }

    /** Emits {@code code} after all blocks: what a block rarely needs. */
    void later(Runnable code) {
        rare.add(code);
    }

    /** Emits what was left for later. */
    void emitRareCode() {
        for (Runnable code : rare) {
            code.run();
        }
    }

    /** The code after all blocks: what misses and leaves lead to. */
    void finish() {
        misses.finish();
        mv.visitLabel(leave);
        storeAll();
        mv.visitLabel(giveBack);
        mv.visitVarInsn(LLOAD, LEFT);
        mv.visitInsn(LRETURN);
        mv.visitLabel(failed);
        ValueEmitter.push(mv, -1L);
        mv.visitInsn(LRETURN);
        mv.visitLabel(end);
    }

    /** Bytes of the method, once its maxima were visited. */
    int length() {
        return end.getOffset();
    }
}
