package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.MsrBits;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Regions share the code of rounds that are the same in everything, and of no others. */
class RoundCodesTest {
    private static final long CODE = 0x1_0000;
    private static final int ADDI_1 = 0x38C6_0001; // addi r6,r6,1
    private static final int ADDI_2 = 0x38C6_0002; // addi r6,r6,2
    private static final int LWZ_0 = 0x80A3_0000; // lwz r5,0(r3)
    private static final int LWZ_8 = 0x80A3_0008; // lwz r5,8(r3)

    @Test
    void regionsWithTheSameLoopShareItsCode() {
        Pair pair = pair();
        assertEquals(1, madeWith(pair, CODE, true, ADDI_1, LWZ_0));
        compile(pair, CODE + 4, true);
        compile(pair, CODE + 8, true);
        assertEquals(1, pair.roundsMade());
    }

    @Test
    void loopsThatDifferDoNotShare() {
        Pair pair = pair();
        assertEquals(1, madeWith(pair, CODE, true, ADDI_1, LWZ_0));
        assertEquals(2, madeWith(pair, CODE, true, ADDI_2, LWZ_0), "another constant");
        assertEquals(3, madeWith(pair, CODE, true, ADDI_1, LWZ_8), "another distance");
        assertEquals(4, madeWith(pair, CODE + 0x1000, true, ADDI_1, LWZ_0), "another page");
        assertEquals(5, madeWith(pair, CODE, false, ADDI_1, LWZ_0), "another byte order");
        assertEquals(5, madeWith(pair, CODE, true, ADDI_1, LWZ_0), "the first again");
    }

    /** The loop is changed and changed back while both engines run it. */
    @Test
    void codeThatChangedRunsAsItIsNow() {
        Pair pair = pair();
        for (int i = 0; i < 12; i++) {
            boolean first = i % 2 == 0;
            put(pair, CODE, true, first ? ADDI_1 : ADDI_2, i % 3 == 0 ? LWZ_0 : LWZ_8);
            start(pair, CODE, true);
            pair.run(4000 + i, " after change " + i);
        }
        pair.compareMemory("");
        assertTrue(pair.staleRegions() > 0, "translated code was changed");
        assertTrue(pair.roundsMade() >= 4, "for each of the four loops");
        assertTrue(pair.roundsMade() < pair.regionsMade(), "but not for each region");
    }

    @Test
    void onlyEqualClassFilesAreOne() {
        RoundCodes codes = new RoundCodes();
        RegionCode one = codes.codeOf(classFile(1));
        assertSame(one, codes.codeOf(classFile(1)));
        assertNotSame(one, codes.codeOf(classFile(2)));
        assertEquals(2, codes.made());
    }

    /** Loops of all kinds at once are forgotten, not kept for ever. */
    @Test
    void tooManyAreForgotten() {
        RoundCodes codes = new RoundCodes();
        RegionCode one = codes.codeOf(classFile(0));
        for (int i = 1; i < 256; i++) {
            codes.codeOf(classFile(i));
        }
        assertSame(one, codes.codeOf(classFile(0)));
        codes.codeOf(classFile(256));
        assertNotSame(one, codes.codeOf(classFile(0)));
    }

    /** Code that leaves so many instructions. */
    private static byte[] classFile(long left) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        String parent = RegionEdges.CODE;
        writer.visit(Opcodes.V1_5, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, parent + "Given", null, parent, null);
        MethodVisitor made = writer.visitMethod(0, "<init>", "()V", null, null);
        made.visitCode();
        made.visitVarInsn(Opcodes.ALOAD, 0);
        made.visitMethodInsn(Opcodes.INVOKESPECIAL, parent, "<init>", "()V", false);
        made.visitInsn(Opcodes.RETURN);
        made.visitMaxs(0, 0);
        made.visitEnd();
        MethodVisitor run = writer.visitMethod(0, "run", RegionEdges.RUN, null, null);
        run.visitCode();
        ValueEmitter.push(run, left);
        run.visitInsn(Opcodes.LRETURN);
        run.visitMaxs(0, 0);
        run.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static Pair pair() {
        Pair pair = new Pair();
        start(pair, CODE, true);
        return pair;
    }

    /** Classes of rounds made once a loop around {@code body} is put at {@code address} and compiled. */
    private static int madeWith(Pair pair, long address, boolean little, int... body) {
        put(pair, address, little, body);
        compile(pair, address, little);
        return pair.roundsMade();
    }

    /** Compiles the region at {@code address}, whose page is fetched from first. */
    private static void compile(Pair pair, long address, boolean little) {
        start(pair, address, little);
        pair.run(1, "");
        pair.compileAt(address);
    }

    private static void start(Pair pair, long address, boolean little) {
        pair.registers(s -> {
            s.gpr[3] = 0x2_0000;
            s.msr = MsrBits.SF | MsrBits.ME | (little ? MsrBits.LE : 0);
            s.nia = address;
        });
    }

    /** A loop around {@code body}, 40 times: li r4,40; mtctr r4; body; add r6,r6,r5; bdnz; stw r6,0(r3); b. */
    private static void put(Pair pair, long address, boolean little, int... body) {
        int[] words = new int[body.length + 6];
        words[0] = 0x3880_0028;
        words[1] = 0x7C89_03A6;
        System.arraycopy(body, 0, words, 2, body.length);
        words[2 + body.length] = 0x7CC6_2A14;
        words[3 + body.length] = 0x4200_0000 | -4 * (body.length + 1) & 0xFFFC;
        words[4 + body.length] = 0x90C3_0000;
        words[5 + body.length] = 0x4800_0000 | -4 * (body.length + 5) & 0x03FF_FFFC;
        pair.code(address, little, words);
    }
}
