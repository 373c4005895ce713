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
    private static final String NAME = "dev/nestor/emulator/translate/TranslatedRegion";
    private static final String LOOKUP = "java/lang/invoke/MethodHandles";
    /** Longer methods are never compiled. Source: HotSpot, HugeMethodLimit. */
    private static final int METHOD_BYTES_MAX = 8000;

    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

    private RegionCompiler() {}

    /**
     * Compiles a region.
     *
     * @return null when its code is larger than what HotSpot compiles
     */
    static @Nullable RegionCode compile(Translator engine, RegionShape shape, int summaryOverflow) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        cw.visit(V17, ACC_FINAL | ACC_SUPER, NAME, null, RegionEdges.CODE, null);
        MethodVisitor mv =
                cw.visitMethod(0, "run", "(L" + RegionLocals.VCPU + ";L" + RegionLocals.STATE + ";J)J", null, null);
        mv.visitCode();
        PageKeeper keeper = new PageKeeper(shape);
        RegionLocals locals = new RegionLocals(mv, shape, keeper, summaryOverflow);
        RegionEdges edges = new RegionEdges(mv, locals, shape, NAME, engine, summaryOverflow);
        emit(mv, shape, edges, new BytecodeEmitter(mv, locals, edges, shape, keeper, summaryOverflow));
        if (edges.length() > METHOD_BYTES_MAX) {
            return null;
        }
        List<Object> constants = edges.constants();
        emitConstructor(cw);
        emitConstants(cw, constants);
        byte[] bytes = cw.toByteArray();
        try {
            MethodHandles.Lookup defined = HERE.defineHiddenClassWithClassData(bytes, constants.toArray(), true);
            return (RegionCode) defined.lookupClass().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("region at " + Long.toHexString(shape.entry()) + " cannot be defined", e);
        }
    }

    private static void emit(MethodVisitor mv, RegionShape shape, RegionEdges edges, BytecodeEmitter emitter) {
        edges.begin();
        Block entry = shape.blockAt(shape.entry());
        List<Block> blocks = shape.blocks();
        if (entry != null && blocks.get(0) != entry) {
            edges.enter(entry);
        }
        for (int i = 0; i < blocks.size(); i++) {
            edges.begin(blocks.get(i), i + 1 < blocks.size() ? blocks.get(i + 1) : null);
            emitter.emit(blocks.get(i));
        }
        edges.emitRareCode();
        edges.finish();
        mv.visitMaxs(0, 0);
        mv.visitEnd();
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
    private static void emitConstants(ClassWriter cw, List<Object> constants) {
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
            String type = RegionEdges.typeOf(constants.get(i));
            cw.visitField(ACC_STATIC | ACC_FINAL, "c" + i, "L" + type + ";", null, null);
            mv.visitVarInsn(ALOAD, 0);
            ValueEmitter.push(mv, i);
            mv.visitInsn(AALOAD);
            mv.visitTypeInsn(CHECKCAST, type);
            mv.visitFieldInsn(PUTSTATIC, NAME, "c" + i, "L" + type + ";");
        }
        mv.visitInsn(RETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }
}
