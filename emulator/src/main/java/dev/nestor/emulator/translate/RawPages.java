package dev.nestor.emulator.translate;

import static org.objectweb.asm.Opcodes.*;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.mmu.AddressTranslator;
import dev.nestor.emulator.mmu.PageLines;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.nio.ByteOrder;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * How regions find a page, and read and write its bytes: the methods of {@link PageLines} of the same names.
 *
 * <p>Those that access bytes are for one byte order each and do without checks of bounds: their offset is the low bits
 * of the address, every page has {@link Limits#PAGE_BYTES} bytes, and who calls them has seen that the last byte is in
 * the page too.
 *
 * <p>They are methods of a class made here, because javac warns of {@code sun.misc.Unsafe} whatever it is told. Where
 * the JDK refuses that class, they are the checked ones.
 */
final class RawPages {
    /** The class whose methods to call, as class files spell it. */
    static final String NAME = "dev/nestor/emulator/translate/UncheckedPages";

    /** What {@code tag} takes, page lines, address and bytes, and the tag that a line must have. */
    static final String WANTED = "(L" + RegionLocals.LINES + ";JI)J";

    /** Calls before HotSpot puts a method in line whatever else it knows of it. Source: MinInliningThreshold, 250. */
    private static final int PRACTICE_ROUNDS = 300;

    private static final long PRACTICE_BYTES = 1 << 20;
    private static final String UNSAFE = "sun/misc/Unsafe";
    /** The first JDK in which methods of that class may throw. Source: JEP 471. */
    private static final int FIRST_TO_REFUSE = 23;

    private static final String UNSAFE_TYPE = "L" + UNSAFE + ";";
    /** The tables of {@link PageLines}; each is looked at by the method of its name, without the s. */
    private static final String[] TABLES = {"readTags", "readPages", "writeTags", "writePages"};

    private static final String CONTEXT = "context";
    private static final String[] FIELDS = {TABLES[0], TABLES[1], TABLES[2], TABLES[3], CONTEXT};
    /** Ends the name of a constant: where the field is in the page lines. */
    private static final String OFFSET = "Offset";

    /**
     * Ends the name of a look at a tag before which HotSpot reads nothing of the lines: it would read all of them
     * before a loop that may need them, and keep them in its registers, which the loop then lacks.
     */
    static final String IN_PLACE = "InPlace";

    /** What takes page lines and an address, and returns the tag of its line. */
    static final String LOOK_AT_TAG = "(L" + RegionLocals.LINES + ";J)J";
    /** The same, and returns the page of its line. */
    static final String LOOK_AT_PAGE = "(L" + RegionLocals.LINES + ";J)[B";

    private static final String[] PRIMITIVES = {"B", "S", "I", "J"};
    private static final String[] WORDS = {"Byte", "Short", "Int", "Long"};
    private static final String[] BOXES = {"Byte", "Short", "Integer", "Long"};

    static {
        try {
            Class<?> made = MethodHandles.lookup().defineClass(classFile(baseOfBytes()));
            PageLines lines = new AddressTranslator(new GuestMemory(PRACTICE_BYTES)).lines();
            made.getDeclaredMethod("practise", PageLines.class, byte[].class)
                    .invoke(null, lines, new byte[Limits.PAGE_BYTES]);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(NAME + " cannot be defined", e);
        }
    }

    private RawPages() {}

    /** After the name of a method: its address is already the place in the page. */
    static final String IN_PAGE = "In";

    /** The method that loads {@code bytes}, or stores them. */
    static String nameOf(boolean stores, int bytes, boolean little) {
        return (stores ? "put" : "get") + 8 * bytes + (little ? "le" : "be");
    }

    /**
     * Where the elements of a byte array begin; -1 where the JDK does not let us use that. To call methods of the JDK
     * by reflection, which reads their annotations, takes 30 ms of a start; none before JDK 23 refuses them.
     */
    private static int baseOfBytes() {
        try {
            Class<?> type = Class.forName(UNSAFE.replace('/', '.'));
            int base = type.getField("ARRAY_BYTE_BASE_OFFSET").getInt(null);
            if (Runtime.version().feature() >= FIRST_TO_REFUSE) {
                type.getMethod("getByte", Object.class, long.class).invoke(theUnsafe(), new byte[1], (long) base);
            }
            return base;
        } catch (ReflectiveOperationException e) {
            return -1;
        }
    }

    /** A field of {@link PageLines}; for the class made here. */
    static Field field(String name) throws ReflectiveOperationException {
        return PageLines.class.getDeclaredField(name);
    }

    /** The one instance of {@code sun.misc.Unsafe}. */
    static Object theUnsafe() throws ReflectiveOperationException {
        Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
        field.setAccessible(true);
        return field.get(null);
    }

    /**
     * The class, which reaches bytes from {@code base} on into their array, or by the checked methods.
     *
     * @param base where the elements of a byte array begin, or -1
     */
    static byte[] classFile(int base) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        cw.visit(V1_5, ACC_FINAL | ACC_SUPER, NAME, null, "java/lang/Object", null);
        if (base >= 0) {
            emitUnsafe(cw);
        }
        emitWanted(cw, base);
        for (String table : TABLES) {
            String name = table.substring(0, table.length() - 1);
            emitLook(cw, name, table, "Object", base);
            if (table.endsWith("Tags")) {
                emitLook(cw, name + IN_PLACE, table, "ObjectVolatile", base);
            }
        }
        for (int size = 0; size < PRIMITIVES.length; size++) {
            for (boolean little : new boolean[] {false, true}) {
                emitGet(cw, size, little, base, false);
                emitGet(cw, size, little, base, true);
                emitPut(cw, size, little, base, false);
                emitPut(cw, size, little, base, true);
            }
        }
        emitPractise(cw);
        cw.visitEnd();
        return cw.toByteArray();
    }

    private static void emitUnsafe(ClassWriter cw) {
        String here = RawPages.class.getName().replace('.', '/');
        constant(cw, "unsafe", UNSAFE_TYPE);
        MethodVisitor mv = cw.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        mv.visitCode();
        mv.visitMethodInsn(INVOKESTATIC, here, "theUnsafe", "()Ljava/lang/Object;", false);
        mv.visitTypeInsn(CHECKCAST, UNSAFE);
        mv.visitFieldInsn(PUTSTATIC, NAME, "unsafe", UNSAFE_TYPE);
        for (String field : FIELDS) {
            constant(cw, field + OFFSET, "J");
            mv.visitFieldInsn(GETSTATIC, NAME, "unsafe", UNSAFE_TYPE);
            mv.visitLdcInsn(field);
            mv.visitMethodInsn(INVOKESTATIC, here, "field", "(Ljava/lang/String;)Ljava/lang/reflect/Field;", false);
            mv.visitMethodInsn(INVOKEVIRTUAL, UNSAFE, "objectFieldOffset", "(Ljava/lang/reflect/Field;)J", false);
            mv.visitFieldInsn(PUTSTATIC, NAME, field + OFFSET, "J");
        }
        end(mv, RETURN);
    }

    private static void constant(ClassWriter cw, String name, String type) {
        cw.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, name, type, null, null)
                .visitEnd();
    }

    /** {@link PageLines#tag(long, int)}. */
    private static void emitWanted(ClassWriter cw, int base) {
        MethodVisitor mv = cw.visitMethod(ACC_STATIC, "tag", WANTED, null, null);
        mv.visitCode();
        if (base < 0) {
            mv.visitVarInsn(ALOAD, 0);
            mv.visitVarInsn(LLOAD, 1);
            mv.visitVarInsn(ILOAD, 3);
            mv.visitMethodInsn(INVOKEVIRTUAL, RegionLocals.LINES, "tag", "(JI)J", false);
            end(mv, LRETURN);
            return;
        }
        mv.visitVarInsn(LLOAD, 1);
        mv.visitVarInsn(ILOAD, 3);
        mv.visitInsn(ICONST_M1);
        mv.visitInsn(IADD);
        mv.visitInsn(I2L);
        mv.visitInsn(LADD);
        ValueEmitter.push(mv, -(long) Limits.PAGE_BYTES);
        mv.visitInsn(LAND);
        pushField(mv, CONTEXT, "Long", "J");
        mv.visitInsn(LOR);
        end(mv, LRETURN);
    }

    /** The method of {@link PageLines} that looks into {@code table} at an address. */
    private static void emitLook(ClassWriter cw, String name, String table, String word, int base) {
        boolean tags = table.endsWith("Tags");
        MethodVisitor mv = cw.visitMethod(ACC_STATIC, name, tags ? LOOK_AT_TAG : LOOK_AT_PAGE, null, null);
        mv.visitCode();
        if (base < 0) {
            mv.visitVarInsn(ALOAD, 0);
            mv.visitVarInsn(LLOAD, 1);
            String checked = table.substring(0, table.length() - 1);
            mv.visitMethodInsn(INVOKEVIRTUAL, RegionLocals.LINES, checked, tags ? "(J)J" : "(J)[B", false);
        } else {
            pushField(mv, table, word, "Ljava/lang/Object;");
            mv.visitTypeInsn(CHECKCAST, tags ? "[J" : "[[B");
            mv.visitVarInsn(LLOAD, 1);
            ValueEmitter.push(mv, Limits.PAGE_SHIFT);
            mv.visitInsn(LUSHR);
            mv.visitInsn(L2I);
            ValueEmitter.push(mv, PageLines.LINES - 1);
            mv.visitInsn(IAND);
            mv.visitInsn(tags ? LALOAD : AALOAD);
        }
        end(mv, tags ? LRETURN : ARETURN);
    }

    /** Pushes a field of the page lines in a way that HotSpot does not move to another place. */
    private static void pushField(MethodVisitor mv, String field, String word, String type) {
        mv.visitFieldInsn(GETSTATIC, NAME, "unsafe", UNSAFE_TYPE);
        mv.visitVarInsn(ALOAD, 0);
        mv.visitFieldInsn(GETSTATIC, NAME, field + OFFSET, "J");
        mv.visitMethodInsn(INVOKEVIRTUAL, UNSAFE, "get" + word, "(Ljava/lang/Object;J)" + type, false);
    }

    private static void emitGet(ClassWriter cw, int size, boolean little, int base, boolean inPage) {
        MethodVisitor mv = cw.visitMethod(
                ACC_STATIC, nameOf(false, 1 << size, little) + (inPage ? IN_PAGE : ""), "([BJ)J", null, null);
        mv.visitCode();
        if (base < 0) {
            mv.visitVarInsn(ALOAD, 0);
            mv.visitVarInsn(LLOAD, 1);
            callChecked(mv, "get", size, little, "([BJZ)J");
        } else {
            pushPlace(mv, base, inPage);
            String type = "(Ljava/lang/Object;J)" + PRIMITIVES[size];
            mv.visitMethodInsn(INVOKEVIRTUAL, UNSAFE, "get" + WORDS[size], type, false);
            order(mv, size, little);
            if (size < 3) {
                mv.visitInsn(I2L);
                ValueEmitter.push(mv, -1L >>> 64 - (8 << size));
                mv.visitInsn(LAND);
            }
        }
        end(mv, LRETURN);
    }

    private static void emitPut(ClassWriter cw, int size, boolean little, int base, boolean inPage) {
        MethodVisitor mv = cw.visitMethod(
                ACC_STATIC, nameOf(true, 1 << size, little) + (inPage ? IN_PAGE : ""), "([BJJ)V", null, null);
        mv.visitCode();
        if (base < 0) {
            mv.visitVarInsn(ALOAD, 0);
            mv.visitVarInsn(LLOAD, 1);
            mv.visitVarInsn(LLOAD, 3);
            callChecked(mv, "put", size, little, "([BJJZ)V");
        } else {
            pushPlace(mv, base, inPage);
            mv.visitVarInsn(LLOAD, 3);
            if (size < 3) {
                mv.visitInsn(L2I);
            }
            if (size < 2) {
                mv.visitInsn(size == 0 ? I2B : I2S);
            }
            order(mv, size, little);
            String type = "(Ljava/lang/Object;J" + PRIMITIVES[size] + ")V";
            mv.visitMethodInsn(INVOKEVIRTUAL, UNSAFE, "put" + WORDS[size], type, false);
        }
        end(mv, RETURN);
    }

    /**
     * Calls every method often enough for HotSpot to put it in line wherever a region calls it. Else a look-up that a
     * loop rarely needs may stay a call, for which the loop has all its values in memory.
     */
    private static void emitPractise(ClassWriter cw) {
        String type = "(L" + RegionLocals.LINES + ";[B)V";
        MethodVisitor mv = cw.visitMethod(ACC_STATIC, "practise", type, null, null);
        mv.visitCode();
        Label again = new Label();
        ValueEmitter.push(mv, PRACTICE_ROUNDS);
        mv.visitVarInsn(ISTORE, 2);
        mv.visitLabel(again);
        callLook(mv, "tag", WANTED);
        mv.visitInsn(POP2);
        for (String table : TABLES) {
            boolean tags = table.endsWith("Tags");
            String name = table.substring(0, table.length() - 1);
            callLook(mv, name, tags ? LOOK_AT_TAG : LOOK_AT_PAGE);
            mv.visitInsn(tags ? POP2 : POP);
            if (tags) {
                callLook(mv, name + IN_PLACE, LOOK_AT_TAG);
                mv.visitInsn(POP2);
            }
        }
        for (int size = 0; size < PRIMITIVES.length; size++) {
            for (boolean little : new boolean[] {false, true}) {
                mv.visitVarInsn(ALOAD, 1);
                mv.visitInsn(LCONST_0);
                mv.visitVarInsn(ALOAD, 1);
                mv.visitInsn(LCONST_0);
                mv.visitMethodInsn(INVOKESTATIC, NAME, nameOf(false, 1 << size, little), "([BJ)J", false);
                mv.visitMethodInsn(INVOKESTATIC, NAME, nameOf(true, 1 << size, little), "([BJJ)V", false);
                mv.visitVarInsn(ALOAD, 1);
                mv.visitInsn(LCONST_0);
                mv.visitVarInsn(ALOAD, 1);
                mv.visitInsn(LCONST_0);
                mv.visitMethodInsn(INVOKESTATIC, NAME, nameOf(false, 1 << size, little) + IN_PAGE, "([BJ)J", false);
                mv.visitMethodInsn(INVOKESTATIC, NAME, nameOf(true, 1 << size, little) + IN_PAGE, "([BJJ)V", false);
            }
        }
        mv.visitIincInsn(2, -1);
        mv.visitVarInsn(ILOAD, 2);
        mv.visitJumpInsn(IFNE, again);
        end(mv, RETURN);
    }

    private static void callLook(MethodVisitor mv, String name, String type) {
        mv.visitVarInsn(ALOAD, 0);
        mv.visitInsn(LCONST_0);
        if (type.equals(WANTED)) {
            mv.visitInsn(ICONST_1);
        }
        mv.visitMethodInsn(INVOKESTATIC, NAME, name, type, false);
    }

    private static void callChecked(MethodVisitor mv, String verb, int size, boolean little, String type) {
        ValueEmitter.push(mv, little ? 1 : 0);
        mv.visitMethodInsn(INVOKESTATIC, RegionLocals.LINES, verb + (8 << size), type, false);
    }

    private static void pushPlace(MethodVisitor mv, int base, boolean inPage) {
        mv.visitFieldInsn(GETSTATIC, NAME, "unsafe", UNSAFE_TYPE);
        mv.visitVarInsn(ALOAD, 0);
        mv.visitVarInsn(LLOAD, 1);
        if (!inPage) {
            ValueEmitter.push(mv, Limits.PAGE_BYTES - 1L);
            mv.visitInsn(LAND);
        }
        ValueEmitter.push(mv, (long) base);
        mv.visitInsn(LADD);
    }

    /** The host reads and writes in its own order. */
    private static void order(MethodVisitor mv, int size, boolean little) {
        if (size > 0 && little != (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN)) {
            String type = PRIMITIVES[size];
            mv.visitMethodInsn(
                    INVOKESTATIC, "java/lang/" + BOXES[size], "reverseBytes", "(" + type + ")" + type, false);
        }
    }

    private static void end(MethodVisitor mv, int opcode) {
        mv.visitInsn(opcode);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }
}
