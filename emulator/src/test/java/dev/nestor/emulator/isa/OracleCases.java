package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.Spr;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Draws cases of one row for an {@link OracleProgram}: words with random fields, operands that fit them. */
final class OracleCases {
    private static final int CASES_PER_WORD = 25;
    private static final int RETURN = Words.word("bclr", Field.BO, 20);
    private static final long XER_BITS = 0xE00C_0000L;
    private static final Set<Field> MEMORY_OPERANDS = EnumSet.of(Field.D, Field.DS, Field.DQ);
    private static final Set<Field> VECTOR_SOURCES =
            EnumSet.of(Field.XS, Field.XS_DQ, Field.VRS, Field.FRS, Field.FRA, Field.FRB);
    private static final Set<Field> VECTOR_TARGETS = EnumSet.of(Field.XT, Field.XT_DQ, Field.VRT, Field.FRT);
    /** Function codes of atomic loads; the first eight and 24 are those of atomic stores. */
    private static final int[] FUNCTIONS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 24, 25, 28};

    private static final Set<String> ALIGNED_16 = Set.of("lq", "stq", "lqarx", "stqcx.");

    private final InstructionRow row;
    private final Random random;
    private final OracleProgram program;

    private OracleCases(InstructionRow row, ByteOrder order, long seed) {
        this.row = row;
        this.random = new Random(seed ^ row.mnemonic().hashCode());
        byte[] scratch = new byte[OracleProgram.SCRATCH_BYTES];
        random.nextBytes(scratch);
        this.program = new OracleProgram(order, scratch);
    }

    /** A program of {@code count} cases, rounded up to whole words. */
    static OracleProgram program(InstructionRow row, ByteOrder order, long seed, int count) {
        OracleCases cases = new OracleCases(row, order, seed);
        for (int done = 0; done < count; done += CASES_PER_WORD) {
            if (isBranch(row)) {
                cases.addBranch();
            } else if (accessesMemory(row)) {
                cases.addMemory();
            } else {
                cases.addPlain();
            }
        }
        return cases.program;
    }

    static boolean isBranch(InstructionRow row) {
        return row.pattern().fields().contains(Field.LK);
    }

    /** Whether the row computes an effective address, so that byte order and alignment matter. */
    static boolean accessesMemory(InstructionRow row) {
        String operands = row.operands();
        boolean indexed = operands.matches("(RT|RS|FRT|FRS|VRT|VRS|XT|XS),RA,RB(,EH)?") && isIndexedAccess(row);
        boolean atomic = row.section().startsWith("II 4.5");
        boolean cache = row.section().startsWith("II 4.3") && operands.contains("RA,RB");
        return indexed
                || cache
                || atomic
                || row.pattern().fields().stream().anyMatch(MEMORY_OPERANDS::contains)
                || operands.endsWith(",NB");
    }

    private static boolean isIndexedAccess(InstructionRow row) {
        return row.section().matches("I (3\\.3\\.[2-7]|4\\.6\\.[23]|6\\.7\\.[23]|7\\.6)(\\..*)?|II 4\\.6\\.2");
    }

    private static boolean isConditionalStore(InstructionRow row) {
        return row.mnemonic().startsWith("st") && row.mnemonic().endsWith("cx.");
    }

    private boolean has(Field field) {
        return row.pattern().fields().contains(field);
    }

    private int register() {
        return 3 + random.nextInt(4);
    }

    private long conditions() {
        return random.nextInt() & 0xFFFF_FFFFL;
    }

    private long exceptions(int stringBytes) {
        return random.nextInt() & XER_BITS | stringBytes;
    }

    /** Random fields, but only values that QEMU 7.2 knows: of L not those that 3.1 added, and no SC. */
    private Map<Field, Integer> drawFields() {
        Map<Field, Integer> fields = Words.randomFields(row, random);
        int[] known = row.mnemonic().equals("sync") ? new int[] {0, 1, 2} : new int[] {0, 1};
        fields.computeIfPresent(Field.L_8, (field, value) -> known[random.nextInt(known.length)]);
        fields.computeIfPresent(Field.SC, (field, value) -> 0);
        return fields;
    }

    /** Fixed-point and condition-register rows on random registers, moves on random VSX registers. */
    private void addPlain() {
        Map<Field, Integer> fields = drawFields();
        for (Field general : new Field[] {Field.RT, Field.RS, Field.RA, Field.RB, Field.RC}) {
            fields.computeIfPresent(general, (field, value) -> register());
        }
        if (has(Field.RA) && !row.mnemonic().startsWith("lvs") && random.nextInt(5) == 0) {
            fields.put(Field.RA, 0);
        }
        if (has(Field.RA) && row.operands().startsWith("RA")) {
            fields.put(Field.RA, register());
        }
        if (row.mnemonic().endsWith("ocrf")) {
            fields.put(Field.FXM, 1 << random.nextInt(8));
        }
        if (row.mnemonic().equals("mfspr")) {
            Spr[] readable = {Spr.XER, Spr.CTR, Spr.VRSAVE};
            fields.put(Field.SPR, readable[random.nextInt(readable.length)].number());
        }
        if (row.mnemonic().equals("addex")) {
            fields.put(Field.CY, 0);
        }
        int stub = addStub(fields);
        for (int k = 0; k < CASES_PER_WORD; k++) {
            program.addCase(new OracleProgram.Case(
                    stub,
                    Words.randomOperand(random),
                    Words.randomOperand(random),
                    Words.randomOperand(random),
                    Words.randomOperand(random),
                    conditions(),
                    exceptions(0),
                    OracleProgram.scratchAddress()));
        }
    }

    /** The instruction between moves into its vector source from r4, r5 and out of its vector target into r4, r5. */
    private int addStub(Map<Field, Integer> fields) {
        int[] words = new int[6];
        int count = 0;
        for (Map.Entry<Field, Integer> field : fields.entrySet()) {
            if (VECTOR_SOURCES.contains(field.getKey())) {
                words[count++] = Words.word(
                        "mtvsrdd", Field.XT, vectorNumber(field.getKey(), field.getValue()), Field.RA, 4, Field.RB, 5);
            }
        }
        if (isConditionalStore(row) && random.nextInt(8) != 0) {
            String load = row.mnemonic().replace("st", "l").replace("cx.", "arx");
            words[count++] = Words.word(load, Field.RT, 8, Field.RA, 3, Field.RB, 6);
        }
        words[count++] = row.encode(fields);
        for (Map.Entry<Field, Integer> field : fields.entrySet()) {
            if (VECTOR_TARGETS.contains(field.getKey())) {
                int number = vectorNumber(field.getKey(), field.getValue());
                words[count++] = Words.word("mfvsrd", Field.XS, number, Field.RA, 4);
                words[count++] = Words.word("mfvsrld", Field.XS, number, Field.RA, 5);
            }
        }
        words[count++] = RETURN;
        return program.addStub(Arrays.copyOf(words, count));
    }

    private static int vectorNumber(Field field, int value) {
        return field == Field.VRT || field == Field.VRS ? value + 32 : value;
    }

    /** Base r3, index r6, data r4 and r5; the effective address lies in the scratch area. */
    private void addMemory() {
        Map<Field, Integer> fields = drawFields();
        boolean pair = ALIGNED_16.contains(row.mnemonic());
        fields.computeIfPresent(Field.RT, (field, value) -> pair ? 4 : 4 + random.nextInt(2));
        fields.computeIfPresent(Field.RS, (field, value) -> pair ? 4 : 3 + random.nextInt(4));
        fields.computeIfPresent(Field.RA, (field, value) -> 3);
        fields.computeIfPresent(Field.RB, (field, value) -> 6);
        int stringBytes = random.nextInt(9);
        if (has(Field.NB)) {
            stringBytes = 1 + random.nextInt(8);
            fields.put(Field.NB, stringBytes);
            fields.computeIfPresent(Field.RT, (field, value) -> 4);
        }
        fields.computeIfPresent(Field.FC, (field, value) -> FUNCTIONS[random.nextInt(has(Field.RT) ? 13 : 8)]);
        if (row.mnemonic().endsWith("wat")) {
            // QEMU 7.2 takes signed words for unsigned ones.
            fields.computeIfPresent(Field.FC, (field, value) -> value == 5 || value == 7 ? value - 1 : value);
        }
        if (row.mnemonic().equals("stwat") || row.mnemonic().equals("stdat")) {
            fields.computeIfPresent(Field.FC, (field, value) -> value == 0 ? 24 : value);
        }
        if (row.mnemonic().equals("lswx")) {
            fields.put(Field.RT, 4);
        }
        int displacement = 0;
        for (Field field : MEMORY_OPERANDS) {
            displacement += fields.getOrDefault(field, 0);
        }
        int stub = addStub(fields);
        for (int k = 0; k < CASES_PER_WORD; k++) {
            long address = OracleProgram.scratchAddress() + 256 + random.nextInt(OracleProgram.SCRATCH_BYTES - 512);
            address = random.nextBoolean() || mustBeAligned() ? address & -16 : address;
            if (has(Field.FC)) {
                address = address & -32 | 16; // QEMU does not check that a pair lies within 32 bytes.
            }
            long index = has(Field.RB) ? Words.randomOperand(random) : displacement;
            program.addCase(new OracleProgram.Case(
                    stub,
                    address - index,
                    Words.randomOperand(random),
                    Words.randomOperand(random),
                    index,
                    conditions(),
                    exceptions(stringBytes),
                    address & -16));
        }
    }

    private boolean mustBeAligned() {
        return row.section().matches("II 4\\.(5\\..|6\\.2)") || ALIGNED_16.contains(row.mnemonic());
    }

    /** The stub counts in r3 whether the branch fell through, and delivers LR in r4 and CTR in r6. */
    private void addBranch() {
        long address = program.nextStubAddress();
        long target = address + 24;
        Map<Field, Integer> fields = Words.randomFields(row, random);
        fields.computeIfPresent(Field.AA, (field, value) -> row.mnemonic().equals("b") ? value : 0);
        fields.computeIfPresent(Field.BD, (field, value) -> 8);
        fields.computeIfPresent(Field.LI, (field, value) -> fields.get(Field.AA) == 1 ? (int) target : 8);
        boolean toCounter = row.mnemonic().equals("bcctr");
        if (toCounter) {
            fields.computeIfPresent(Field.BO, (field, value) -> value | 4);
        }
        int stub = program.addStub(
                Words.word("mfspr", Field.RT, 11, Field.SPR, Spr.LR.number()),
                Words.word("mtspr", Field.RS, 5, Field.SPR, Spr.CTR.number()),
                Words.word("mtspr", Field.RS, 6, Field.SPR, Spr.LR.number()),
                Words.word("mtspr", Field.RS, 6, Field.SPR, Spr.TAR.number()),
                row.encode(fields),
                Words.word("addi", Field.RT, 3, Field.RA, 3, Field.SI, 1),
                Words.word("mfspr", Field.RT, 6, Field.SPR, Spr.CTR.number()),
                Words.word("mfspr", Field.RT, 4, Field.SPR, Spr.LR.number()),
                Words.word("mtspr", Field.RS, 11, Field.SPR, Spr.LR.number()),
                RETURN);
        for (int k = 0; k < CASES_PER_WORD; k++) {
            long counter = toCounter ? target + random.nextInt(4) : random.nextInt(4);
            program.addCase(new OracleProgram.Case(
                    stub,
                    random.nextInt(100),
                    0,
                    counter,
                    target + random.nextInt(4),
                    conditions(),
                    exceptions(0),
                    OracleProgram.scratchAddress()));
        }
    }

    /**
     * Whether the manual leaves the quotient or remainder of these operands undefined.
     *
     * @see "Power ISA 3.1, Book I, section 3.3.9"
     */
    static boolean isUndefined(String mnemonic, long ra, long rb) {
        if (!mnemonic.matches("(div|mod).*")) {
            return false;
        }
        boolean unsigned = mnemonic.endsWith("u") || mnemonic.startsWith("modu");
        boolean word = mnemonic.startsWith("divw") || mnemonic.endsWith("w");
        int bits = word ? 32 : 64;
        BigInteger dividend = operand(ra, bits, unsigned);
        BigInteger divisor = operand(rb, bits, unsigned);
        if (mnemonic.matches("div[wd]eu?")) {
            dividend = dividend.shiftLeft(bits);
        }
        if (divisor.signum() == 0) {
            return true;
        }
        BigInteger quotient = dividend.divide(divisor);
        return unsigned ? quotient.bitLength() > bits : quotient.bitLength() > bits - 1;
    }

    private static BigInteger operand(long value, int bits, boolean unsigned) {
        BigInteger signed = BigInteger.valueOf(bits == 32 ? (int) value : value);
        return unsigned && signed.signum() < 0 ? signed.add(BigInteger.ONE.shiftLeft(bits)) : signed;
    }
}
