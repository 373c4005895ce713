package dev.nestor.emulator.translate;

import static org.objectweb.asm.Opcodes.*;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.NamedRegisters;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Where a region keeps the registers: in the context, and beside it in JVM locals, so that it need not read what it
 * wrote or read already. A write goes to both at once, so where a region is left, or calls another, there is nothing
 * to store. Locals hold what is wanted: what is read before it is written. They live within a loop at most:
 * where one is entered or left they are loaded anew, because HotSpot gives few of its registers to values that live
 * longer.
 *
 * <pre>
 * 0 this, then the gpr array   1 vcpu   2 registers   3,4 left   5 lines   6 site   7,8 address
 * 9,10 and 11,12 and 13,14 scratch   15,16 next address   17 page
 * from 18 on: a pair for each register, then five for each kept page
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
    static final int SITE = 6;
    static final int ADDRESS = 7;
    static final int SCRATCH = 9;
    static final int SCRATCH_2 = 11;
    static final int SCRATCH_3 = 13;
    static final int NEXT = 15;
    static final int PAGE = 17;

    /** CFAR, among the bits of what is deferred. */
    static final int CFAR = 36;
    /** The operands of CR field 0; those of the others follow. */
    static final int OPERANDS = 37;

    static final int GPRS = 0;
    private static final int FIRST = 18;
    private static final int REGISTERS = 36;

    final MethodVisitor mv;
    private final long used;
    private final boolean usesPlainCr;
    private final int compared;
    final int summaryOverflow;
    private final int[] slots = new int[REGISTERS];
    /** Where the operands of comparisons are that the context does not hold yet. */
    private final int[] operandSlots = new int[8];

    final PageKeeper keeper;
    private final int firstPageSlot, firstSpanSlot;
    private long spared;
    private long deferred;
    /** What the context does not hold yet. */
    private long pending;

    private long pendingCfar;

    RegionLocals(MethodVisitor mv, RegionShape shape, long used, PageKeeper keeper, int summaryOverflow) {
        this.mv = mv;
        this.used = used;
        this.usesPlainCr = shape.usesPlainCr();
        this.compared = shape.comparedFields();
        this.summaryOverflow = summaryOverflow;
        int next = FIRST;
        for (int register = 0; register < UseScanner.CR; register++) {
            if (isUsed(register)) {
                slots[register] = next;
                next += 2;
            }
        }
        for (int field = 0; field < operandSlots.length; field++) {
            if (isCompared(field)) {
                operandSlots[field] = next;
                next += 4;
            }
        }
        this.keeper = keeper;
        this.firstSpanSlot = next;
        this.firstPageSlot = next + 3 * BlockSpans.SPANS_MAX;
    }

    private boolean isUsed(int register) {
        return (used >>> register & 1) != 0;
    }

    /** The CR fields that are kept as comparisons, as nibbles of ones. */
    int comparedFields() {
        return compared;
    }

    /** Whether CR field {@code field} is kept as a comparison. */
    boolean isCompared(int field) {
        return (compared & CpuState.crFieldMask(field)) != 0;
    }

    int slot(int register) {
        return slots[register];
    }

    /** The local of a kept page's address, odd for none; its bytes are in the next but one, a place in it follows. */
    int pageSlot(int number) {
        return firstPageSlot + 5 * number;
    }

    /** The local of the page of a span, its place in it follows. */
    int spanSlot(int number) {
        return firstSpanSlot + 3 * number;
    }

    /** Keeps no page any more. */
    void forgetPages() {
        for (int number = 0; number < keeper.count(); number++) {
            ValueEmitter.push(mv, -1L);
            mv.visitVarInsn(LSTORE, pageSlot(number));
            mv.visitFieldInsn(GETSTATIC, RUNTIME, "NO_PAGE", "[B");
            mv.visitVarInsn(ASTORE, pageSlot(number) + 2);
        }
    }

    /**
     * At the entry: what does not change is put at hand. That there is an array with an element 31, and page lines, is
     * checked here, or HotSpot checks it in loops; and what only a branch in a loop knows not to be null is one more
     * value that it carries around.
     */
    void begin(Label giveBack) {
        putAtHand();
        beginAnew(giveBack);
    }

    private void putAtHand() {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitFieldInsn(GETFIELD, STATE, "gpr", "[J");
        mv.visitInsn(DUP);
        mv.visitVarInsn(ASTORE, GPRS);
        ValueEmitter.push(mv, 31);
        mv.visitInsn(LALOAD);
        mv.visitInsn(POP2);
        mv.visitVarInsn(ALOAD, VCPU_SLOT);
        mv.visitFieldInsn(GETFIELD, VCPU, "mem", "L" + TRANSLATOR + ";");
        mv.visitMethodInsn(INVOKEVIRTUAL, TRANSLATOR, "lines", "()L" + LINES + ";", false);
        mv.visitInsn(DUP);
        mv.visitVarInsn(ASTORE, LINES_SLOT);
        mv.visitMethodInsn(INVOKEVIRTUAL, "java/lang/Object", "getClass", "()Ljava/lang/Class;", false);
        mv.visitInsn(POP);
    }

    /** At the beginning of the method of a round. */
    void beginRound(Round round) {
        putAtHand();
        forgetPages();
        load(round.wanted());
    }

    /** At the entry and after a call: fields of CR are kept as comparisons, or not, as this region has it. */
    void beginAnew(Label giveBack) {
        forgetPages();
        if (usesPlainCr) {
            Label settled = new Label();
            mv.visitVarInsn(ALOAD, STATE_SLOT);
            mv.visitFieldInsn(GETFIELD, STATE, "kept", "I");
            ValueEmitter.push(mv, ~compared);
            mv.visitInsn(IAND);
            mv.visitJumpInsn(IFEQ, settled);
            mv.visitVarInsn(ALOAD, STATE_SLOT);
            mv.visitMethodInsn(INVOKEVIRTUAL, STATE, "settleCr", "()V", false);
            mv.visitLabel(settled);
        }
        if (compared != 0) {
            Label kept = new Label();
            mv.visitVarInsn(ALOAD, STATE_SLOT);
            mv.visitFieldInsn(GETFIELD, STATE, "kept", "I");
            mv.visitInsn(ICONST_M1);
            mv.visitInsn(IXOR);
            ValueEmitter.push(mv, compared);
            mv.visitInsn(IAND);
            mv.visitJumpInsn(IFEQ, kept);
            mv.visitVarInsn(ALOAD, STATE_SLOT);
            ValueEmitter.push(mv, compared);
            ValueEmitter.push(mv, summaryOverflow);
            mv.visitMethodInsn(INVOKESTATIC, RUNTIME, "keep", "(L" + STATE + ";II)Z", false);
            mv.visitJumpInsn(IFEQ, giveBack);
            mv.visitLabel(kept);
        }
    }

    /** Puts {@code registers} into their locals, where code is entered that wants them. */
    void load(long registers) {
        for (int register = 0; register < UseScanner.CR; register++) {
            if ((registers >>> register & 1) != 0) {
                loadRegister(register);
            }
        }
    }

    private void loadRegister(int register) {
        switch (register) {
            case UseScanner.LR -> loadField("lr", "J", slots[register]);
            case UseScanner.CTR -> loadField("ctr", "J", slots[register]);
            case UseScanner.CA -> loadField("ca", "I", slots[register]);
            default -> loadGpr(register);
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

    /** CFAR takes {@code address}. */
    void setCfar(long address) {
        pendingCfar = address;
        if (!isDeferred(CFAR)) {
            storeCfar(address);
        }
    }

    /** Puts {@code address} into CFAR now. */
    void storeCfar(long address) {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        ValueEmitter.push(mv, address);
        mv.visitFieldInsn(PUTFIELD, STATE, "cfar", "J");
    }

    /** Registers that an instruction named, from the context; kept pages are forgotten when it may use storage. */
    void load(NamedRegisters named, Block block) {
        if (named.gprs() != 0) {
            forgetPages();
        }
        for (int register = 0; register < 32; register++) {
            if ((named.gprs() >>> register & 1) != 0) {
                loadGpr(register);
            }
        }
    }

    private void loadGpr(int register) {
        mv.visitVarInsn(ALOAD, GPRS);
        ValueEmitter.push(mv, register);
        mv.visitInsn(LALOAD);
        mv.visitVarInsn(LSTORE, slots[register]);
    }

    /** From now on the context is spared what is set in these registers, as bits of {@link UseScanner}. */
    void spareContext(long registers) {
        spared = registers;
    }

    private boolean isSpared(int register) {
        return (spared >>> register & 1) != 0;
    }

    /**
     * From now on what is set of {@code what} waits in locals until it is set again without, or {@link #flush}ed: bits
     * of {@link UseScanner}, {@link #CFAR} and {@link #OPERANDS}.
     */
    void defer(long what) {
        deferred = what;
    }

    /** Whether this, set now, waits; notes it. */
    private boolean isDeferred(int what) {
        pending &= ~(1L << what);
        pending |= deferred & 1L << what;
        return (deferred >>> what & 1) != 0;
    }

    private boolean isPending(int what) {
        return (pending >>> what & 1) != 0;
    }

    /** Brings the context up to date on a way out; what waits still does on the way on. */
    void flush() {
        for (int register = 0; register < UseScanner.CR; register++) {
            if (isPending(register)) {
                store(register);
            }
        }
        if (isPending(CFAR)) {
            storeCfar(pendingCfar);
        }
        for (int field = 0; field < operandSlots.length; field++) {
            if (isPending(OPERANDS + field)) {
                storeOperands(field, operandSlots[field], operandSlots[field] + 2);
            }
        }
    }

    /** Pops into a register: its local and the context. */
    void set(int register) {
        mv.visitVarInsn(LSTORE, slots[register]);
        if (!isSpared(register) && !isDeferred(register)) {
            store(register);
        }
    }

    private void store(int register) {
        int slot = slots[register];
        switch (register) {
            case UseScanner.LR -> storeField("lr", "J", slot);
            case UseScanner.CTR -> storeField("ctr", "J", slot);
            case UseScanner.CA -> storeField("ca", "I", slot);
            default -> {
                mv.visitVarInsn(ALOAD, GPRS);
                ValueEmitter.push(mv, register);
                mv.visitVarInsn(LLOAD, slot);
                mv.visitInsn(LASTORE);
            }
        }
    }

    /** Stores {@code registers} from their locals. */
    void store(long registers) {
        for (int register = 0; register < UseScanner.CA; register++) {
            if ((registers >>> register & 1) != 0) {
                store(register);
            }
        }
    }

    /** Sets CA32 to the value of the local {@code slot}. */
    void setCarry32(int slot) {
        if (!isSpared(UseScanner.CA)) {
            storeField("ca32", "I", slot);
        }
    }

    private void storeField(String name, String type, int slot) {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitVarInsn(LLOAD, slot);
        if (type.equals("I")) {
            mv.visitInsn(L2I);
        }
        mv.visitFieldInsn(PUTFIELD, STATE, name, type);
    }

    /** Pushes the operands of the comparison that CR field {@code field} is kept as. */
    void pushOperands(int field) {
        if (isPending(OPERANDS + field)) {
            mv.visitVarInsn(LLOAD, operandSlots[field]);
            mv.visitVarInsn(LLOAD, operandSlots[field] + 2);
            return;
        }
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitFieldInsn(GETFIELD, STATE, "first" + field, "J");
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitFieldInsn(GETFIELD, STATE, "second" + field, "J");
    }

    /** Keeps CR field {@code field} as the comparison of two locals. */
    void setOperands(int field, int firstSlot, int secondSlot) {
        if (isDeferred(OPERANDS + field)) {
            mv.visitVarInsn(LLOAD, firstSlot);
            mv.visitVarInsn(LSTORE, operandSlots[field]);
            mv.visitVarInsn(LLOAD, secondSlot);
            mv.visitVarInsn(LSTORE, operandSlots[field] + 2);
        } else {
            storeOperands(field, firstSlot, secondSlot);
        }
    }

    private void storeOperands(int field, int firstSlot, int secondSlot) {
        storeField("first" + field, "J", firstSlot);
        storeField("second" + field, "J", secondSlot);
    }

    /** Pushes CR as an int, without the fields that are kept as comparisons. */
    void pushPlainCr() {
        mv.visitVarInsn(ALOAD, STATE_SLOT);
        mv.visitFieldInsn(GETFIELD, STATE, "cr", "I");
    }

    /** Pushes CR as an int, put together. */
    void pushCr() {
        pushPlainCr();
        for (int field = 0; field < 8; field++) {
            if (isCompared(field)) {
                pushOperands(field);
                ValueEmitter.push(mv, 28 - 4 * field);
                ValueEmitter.push(mv, summaryOverflow);
                mv.visitMethodInsn(INVOKESTATIC, RUNTIME, "withComparison", "(IJJII)I", false);
            }
        }
    }
}
