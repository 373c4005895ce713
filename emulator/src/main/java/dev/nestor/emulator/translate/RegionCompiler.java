package dev.nestor.emulator.translate;

import static org.objectweb.asm.Opcodes.*;

import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** Makes the hidden class of a region. */
final class RegionCompiler {
    /** Begins the name of each class; the address of the entry follows, for who reads profiles. */
    private static final String PREFIX = "dev/nestor/emulator/translate/TranslatedRegion_";

    private static final String ROUND_PREFIX = "dev/nestor/emulator/translate/TranslatedRound_";

    private static final String LOOKUP = "java/lang/invoke/MethodHandles";
    /** Longer methods are never compiled. Source: HotSpot, HugeMethodLimit. */
    private static final int METHOD_BYTES_MAX = 8000;

    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

    private final ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    private final Translator engine;
    private final RegionShape shape;
    private final String name;
    private final PageKeeper keeper;
    private final int summaryOverflow;
    /** Most rounds in a row among others; see {@link Round}. */
    private final int timesMax;
    /** Most in methods of their own. */
    private final int ownTimesMax;
    /** Whether to emit chains as such. */
    private final boolean chains;

    private int bytesOfRun;
    private int bytesOfRounds;

    private RegionCompiler(
            Translator engine, RegionShape shape, int summaryOverflow, int timesMax, int ownTimesMax, boolean chains) {
        this.engine = engine;
        this.shape = shape;
        this.name = PREFIX + Long.toHexString(shape.entry());
        this.keeper = PageKeeper.of(shape.blocks());
        this.summaryOverflow = summaryOverflow;
        this.timesMax = timesMax;
        this.ownTimesMax = ownTimesMax;
        this.chains = chains;
    }

    /**
     * Compiles a region, with fewer rounds in a row or without any, and without chains, where that is too much code.
     *
     * @return null when its code is larger than what HotSpot compiles
     */
    static @Nullable RegionCode compile(Translator engine, RegionShape shape, int summaryOverflow) {
        int timesMax = Round.TIMES_MAX;
        int ownTimesMax = Round.TIMES_MAX;
        boolean chains = true;
        while (true) {
            RegionCompiler compiler = new RegionCompiler(engine, shape, summaryOverflow, timesMax, ownTimesMax, chains);
            RegionCode code = compiler.compile();
            if (code != null || !chains && compiler.bytesOfRun > METHOD_BYTES_MAX) {
                return code;
            }
            chains &= timesMax > 0 || compiler.bytesOfRun <= METHOD_BYTES_MAX;
            timesMax /= compiler.bytesOfRun > METHOD_BYTES_MAX ? 4 : 1;
            if (compiler.bytesOfRounds > METHOD_BYTES_MAX) {
                ownTimesMax /= 2;
                if (ownTimesMax < 2) {
                    shape.giveUpRoundMethods();
                }
            }
        }
    }

    private @Nullable RegionCode compile() {
        cw.visit(V1_5, ACC_FINAL | ACC_SUPER, name, null, RegionEdges.CODE, null);
        List<Object> constants = emitRun();
        if (Math.max(bytesOfRun, bytesOfRounds) > METHOD_BYTES_MAX) {
            return null;
        }
        emitConstructor(cw);
        emitConstants(constants);
        byte[] bytes = cw.toByteArray();
        try {
            MethodHandles.Lookup defined = HERE.defineHiddenClassWithClassData(bytes, constants.toArray(), true);
            return (RegionCode) defined.lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("region at " + Long.toHexString(shape.entry()) + " cannot be defined", e);
        }
    }

    /** Emits the method of the region; returns the constants of the class. */
    private List<Object> emitRun() {
        MethodVisitor mv = cw.visitMethod(0, "run", RegionEdges.RUN, null, null);
        mv.visitCode();
        RegionLocals locals = new RegionLocals(mv, shape, shape.used(), keeper, summaryOverflow);
        RegionEdges edges = new RegionEdges(locals, shape, name, engine);
        BytecodeEmitter emitter = new BytecodeEmitter(edges);
        RoundEmitter rounds = new RoundEmitter(edges);
        edges.begin();
        Block entry = shape.blockAt(shape.entry());
        List<Block> blocks = shape.blocks();
        if (entry != null && blocks.get(0) != entry) {
            edges.enter(entry);
        }
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            edges.begin(block, i + 1 < blocks.size() ? blocks.get(i + 1) : null);
            Round round = roundAt(block);
            if (round != null && round.counts()) {
                new RoundMethod(edges).call(round, codeOf(round));
            } else if (round != null) {
                rounds.emitInLine(round);
            }
            edges.checkBudget(block);
            Chain chain = chains ? shape.chainAt(block) : null;
            if (chain != null) {
                new ChainEmitter(edges).emit(chain);
            } else {
                emitter.emit(block);
            }
        }
        edges.emitRareCode();
        edges.finish();
        mv.visitMaxs(0, 0);
        mv.visitEnd();
        bytesOfRun = edges.length();
        return edges.constants.values();
    }

    private @Nullable Round roundAt(Block head) {
        Round round = shape.roundAt(head);
        if (round == null) {
            return null;
        }
        return round.atMost(round.counts() ? ownTimesMax : timesMax);
    }

    /** The code of a round that counts: a class without constants, which regions share. */
    private RegionCode codeOf(Round round) {
        String own = ROUND_PREFIX + Long.toHexString(round.head().start);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(V1_5, ACC_FINAL | ACC_SUPER, own, null, RegionEdges.CODE, null);
        emitConstructor(writer);
        MethodVisitor mv = writer.visitMethod(0, "run", RegionEdges.RUN, null, null);
        mv.visitCode();
        PageKeeper pages = PageKeeper.of(round);
        RegionLocals locals = new RegionLocals(mv, shape, round.used(), pages, summaryOverflow);
        RegionEdges edges = new RegionEdges(locals, shape, own, engine);
        new RoundEmitter(edges).emitMethod(round);
        writer.visitEnd();
        bytesOfRounds = Math.max(bytesOfRounds, edges.length());
        return bytesOfRounds > METHOD_BYTES_MAX
                ? Translator.NO_CODE
                : engine.rounds().codeOf(writer.toByteArray());
    }

    private static void emitConstructor(ClassWriter cw) {
        MethodVisitor mv = cw.visitMethod(0, "<init>", "()V", null, null);
        mv.visitCode();
        mv.visitVarInsn(ALOAD, 0);
        mv.visitMethodInsn(INVOKESPECIAL, RegionEdges.CODE, "<init>", "()V", false);
        mv.visitInsn(RETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    /** Final fields, so that HotSpot takes links and instructions for constants. */
    private void emitConstants(List<Object> constants) {
        MethodVisitor mv = cw.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        mv.visitCode();
        mv.visitMethodInsn(INVOKESTATIC, LOOKUP, "lookup", "()L" + LOOKUP + "$Lookup;", false);
        mv.visitLdcInsn("_");
        mv.visitLdcInsn(Type.getType("[Ljava/lang/Object;"));
        mv.visitMethodInsn(
                INVOKESTATIC,
                LOOKUP,
                "classData",
                "(L" + LOOKUP + "$Lookup;Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;",
                false);
        mv.visitTypeInsn(CHECKCAST, "[Ljava/lang/Object;");
        mv.visitVarInsn(ASTORE, 0);
        for (int i = 0; i < constants.size(); i++) {
            String type = RegionConstants.typeOf(constants.get(i));
            cw.visitField(ACC_STATIC | ACC_FINAL, "c" + i, "L" + type + ";", null, null);
            mv.visitVarInsn(ALOAD, 0);
            ValueEmitter.push(mv, i);
            mv.visitInsn(AALOAD);
            mv.visitTypeInsn(CHECKCAST, type);
            mv.visitFieldInsn(PUTSTATIC, name, "c" + i, "L" + type + ";");
        }
        mv.visitInsn(RETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }
}
