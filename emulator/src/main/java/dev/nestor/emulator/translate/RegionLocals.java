package dev.nestor.emulator.translate;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.L2I;
import static org.objectweb.asm.Opcodes.LALOAD;
import static org.objectweb.asm.Opcodes.LASTORE;
import static org.objectweb.asm.Opcodes.LCONST_0;
import static org.objectweb.asm.Opcodes.LLOAD;
import static org.objectweb.asm.Opcodes.LSTORE;
import static org.objectweb.asm.Opcodes.PUTFIELD;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.NamedRegisters;
import org.objectweb.asm.MethodVisitor;

/**
 * Where a region keeps the registers: JVM locals that hold them from entry to exit, and how they are loaded and stored.
 *
 * <pre>
 * 0 this   1 vcpu   2 registers   3,4 left   5 lines   6 gpr array   7,8 address   9,10 and 11,12 and 13,14 scratch
 * 15,16 next address   17,18 CFAR   19 CR   from 20 on: a pair each for registers, two pairs for a compared CR field
 * </pre>
 */
final class RegionLocals {
    static final String STATE = "dev/nestor/emulator/cpu/CpuState";
    static final String VCPU = "dev/nestor/emulator/isa/Vcpu";
    static final String TRANSLATOR = "dev/nestor/emulator/mmu/AddressTranslator";
    static final String LINES = "dev/nestor/emulator/mmu/PageLines";
    static final String RUNTIME = "dev/nestor/emulator/translate/RegionRuntime";

    static final int VCPU_SLOT = 1;
    static final int STATE_SLOT = 2;
    static final int LEFT = 3;
    static final int LINES_SLOT = 5;
    static final int ADDRESS = 7;
    static final int SCRATCH = 9;
    static final int SCRATCH_2 = 11;
    static final int SCRATCH_3 = 13;
    static final int NEXT = 15;

    private static final int GPRS = 6;
    private static final int CFAR = 17;
    private static final int CR = 19;
    private static final int FIRST = 20;
    private static final int REGISTERS = 36;
    private static final int CA32 = REGISTERS;

    private final MethodVisitor mv;
    private final long used;
    private final long writes;
    private final int compared;
    private final int summaryOverflow;
    private final int[] slots = new int[REGISTERS + 1];
    private final int[] fieldSlots = new int[8];
    private final int pages;
    private final int firstPageSlot;

    RegionLocals(MethodVisitor mv, RegionShape shape, int pages, int summaryOverflow) {
        this.mv = mv;
        this.used = shape.used();
        this.writes = shape.writes();
        this.compared = shape.comparedFields();
        this.summaryOverflow = summaryOverflow;
        int next = FIRST;
        for (int register = 0; register < UseScanner.CR; register++) {
            if (isUsed(register)) {
                slots[register] = next;
                next += 2;
            }
        }
        if (isUsed(UseScanner.CA)) {
            slots[CA32] = next;
            next += 2;
        }
        for (int field = 0; field < 8; field++) {
            if (isCompared(field)) {
                fieldSlots[field] = next;
                next += 4;
            }
        }
        this.pages = pages;
        this.firstPageSlot = next;
    }

    private boolean isUsed(int register) {
        return (used >>> register & 1) != 0;
    }

    private boolean isWritten(int register) {
        return (writes >>> register & 1) != 0;
    }

    /** Whether CR field {@code field} is kept as a comparison. */
    boolean isCompared(int field) {
        return (compared & CpuState.crFieldMask(field)) != 0;
    }

    int slot(int register) {
        return slots[register];
    }

    /** The local of a kept page's address, odd for none; the one after the pair holds its bytes. */
    int pageSlot(int number) {
        return firstPageSlot + 3 * number;
    }

    /** Keeps no page any more. */
    void forgetPages() {
        for (int number = 0; number < pages; number++) {
            ValueEmitter.push(mv, -1L);
            mv.visitVarInsn(LSTORE, pageSlot(number));
        }
    }

    int carry32Slot() {
        return slots[CA32];
    }

    int crSlot() {
        return CR;
    }

    int cfarSlot() {
        return CFAR;
    }

    /** First local of a compared field; its second operand is in the pair after it. */
    int fieldSlot(int field) {
        return fieldSlots[field];
    }

    /** At the entry: everything has a value from here on. */
    void begin() {
        mv.visitVarInsn(ALOAD, VCPU_SLOT);
        mv.visitFieldInsn(GETFIELD, VCPU, "mem", "L" + TRANSLATOR + ";");
        mv.visitMethodInsn(INVOKEVIRTUAL, TRANSLATOR, "lines", "()L" + LINES + ";", false);
        mv.visitVarInsn(ASTORE, LINES_SLOT);
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitFieldInsn(GETFIELD, STATE, "gpr", "[J");
        mv.visitVarInsn(ASTORE, GPRS);
        for (int scratch = ADDRESS; scratch <= NEXT; scratch += 2) {
            mv.visitInsn(LCONST_0);
            mv.visitVarInsn(LSTORE, scratch);
        }
        mv.visitInsn(ICONST_0);
        mv.visitVarInsn(ISTORE, CR);
        for (int number = 0; number < pages; number++) {
            mv.visitFieldInsn(GETSTATIC, LINES, "NO_PAGE", "[B");
            mv.visitVarInsn(ASTORE, pageSlot(number) + 2);
        }
        load();
    }

    /** Every register the region uses, from the context. */
    void load() {
        forgetPages();
        loadField("cfar", "J", CFAR);
        for (int register = 0; register < 32; register++) {
            if (isUsed(register)) {
                loadGpr(register);
            }
        }
        if (isUsed(UseScanner.LR)) {
            loadField("lr", "J", slots[UseScanner.LR]);
        }
        if (isUsed(UseScanner.CTR)) {
            loadField("ctr", "J", slots[UseScanner.CTR]);
        }
        if (isUsed(UseScanner.CA)) {
            loadField("ca", "I", slots[UseScanner.CA]);
            loadField("ca32", "I", slots[CA32]);
        }
        if (isUsed(UseScanner.CR)) {
            loadConditions();
        }
    }

    private void loadField(String name, String type, int slot) {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitFieldInsn(GETFIELD, STATE, name, type);
        if (type.equals("I")) {
            mv.visitInsn(I2L);
        }
        mv.visitVarInsn(LSTORE, slot);
    }

    private void loadConditions() {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitFieldInsn(GETFIELD, STATE, "cr", "I");
        mv.visitVarInsn(ISTORE, CR);
        for (int field = 0; field < 8; field++) {
            if (isCompared(field)) {
                mv.visitVarInsn(ILOAD, CR);
                ValueEmitter.push(mv, 28 - 4 * field);
                mv.visitMethodInsn(INVOKESTATIC, RUNTIME, "orderOf", "(II)J", false);
                mv.visitVarInsn(LSTORE, fieldSlots[field]);
                mv.visitInsn(LCONST_0);
                mv.visitVarInsn(LSTORE, fieldSlots[field] + 2);
            }
        }
    }

    /** Every register the region writes, into the context. */
    void store() {
        storeCfar();
        storeRegisters();
    }

    /** CFAR alone, into the context. */
    void storeCfar() {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitVarInsn(LLOAD, CFAR);
        mv.visitFieldInsn(PUTFIELD, STATE, "cfar", "J");
    }

    /** Registers that an instruction names, into the context. */
    void store(NamedRegisters named) {
        for (int register = 0; register < 32; register++) {
            if ((named.gprs() >>> register & 1) != 0) {
                storeGpr(register);
            }
        }
        if (named.crFields() != 0) {
            storeConditions();
        }
    }

    /** Registers that an instruction named, from the context; kept pages are forgotten when it may use storage. */
    void load(NamedRegisters named) {
        if (named.gprs() != 0) {
            forgetPages();
        }
        for (int register = 0; register < 32; register++) {
            if ((named.gprs() >>> register & 1) != 0) {
                loadGpr(register);
            }
        }
        if (named.crFields() != 0) {
            mv.visitVarInsn(ALOAD, STATE_SLOT);
            mv.visitFieldInsn(GETFIELD, STATE, "cr", "I");
            mv.visitVarInsn(ISTORE, CR);
        }
    }

    private void loadGpr(int register) {
        mv.visitVarInsn(ALOAD, GPRS);
        ValueEmitter.push(mv, register);
        mv.visitInsn(LALOAD);
        mv.visitVarInsn(LSTORE, slots[register]);
    }

    private void storeGpr(int register) {
        mv.visitVarInsn(ALOAD, GPRS);
        ValueEmitter.push(mv, register);
        mv.visitVarInsn(LLOAD, slots[register]);
        mv.visitInsn(LASTORE);
    }

    /** Every register the region writes but CFAR, into the context. */
    void storeRegisters() {
        for (int register = 0; register < 32; register++) {
            if (isWritten(register)) {
                storeGpr(register);
            }
        }
        if (isWritten(UseScanner.LR)) {
            storeField("lr", "J", slots[UseScanner.LR]);
        }
        if (isWritten(UseScanner.CTR)) {
            storeField("ctr", "J", slots[UseScanner.CTR]);
        }
        if (isWritten(UseScanner.CA)) {
            storeField("ca", "I", slots[UseScanner.CA]);
            storeField("ca32", "I", slots[CA32]);
        }
        if (isWritten(UseScanner.CR)) {
            storeConditions();
        }
    }

    private void storeConditions() {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        pushCr();
        mv.visitFieldInsn(PUTFIELD, STATE, "cr", "I");
    }

    private void storeField(String name, String type, int slot) {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitVarInsn(LLOAD, slot);
        if (type.equals("I")) {
            mv.visitInsn(L2I);
        }
        mv.visitFieldInsn(PUTFIELD, STATE, name, type);
    }

    /** Pushes CR as an int, put together. */
    void pushCr() {
        mv.visitVarInsn(ILOAD, CR);
        for (int field = 0; field < 8; field++) {
            if (isCompared(field)) {
                mv.visitVarInsn(LLOAD, fieldSlots[field]);
                mv.visitVarInsn(LLOAD, fieldSlots[field] + 2);
                ValueEmitter.push(mv, 28 - 4 * field);
                ValueEmitter.push(mv, summaryOverflow);
                mv.visitMethodInsn(INVOKESTATIC, RUNTIME, "withComparison", "(IJJII)I", false);
            }
        }
    }
}
