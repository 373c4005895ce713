package dev.nestor.emulator.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A static ELF program that runs many cases, each an instruction with operands, and writes what came out to standard
 * output. It is encoded by the rows under test, so that nobody needs an assembler.
 *
 * <pre>
 * case    stub address, r3, r4, r5, r6, CR, XER, probe address      8 doublewords
 * result  r3, r4, r5, r6, CR, XER, 4 doublewords from the probe on  10 doublewords
 * </pre>
 *
 * A stub is a few words and a blr, called with the operands in r3 to r6 and 0 or -7 elsewhere.
 */
final class OracleProgram {
    static final long BASE = 0x10_0000;
    static final int RESULT_DOUBLEWORDS = 10;
    /** Bytes of data that memory instructions work on, with a margin on both sides. */
    static final int SCRATCH_BYTES = 8192;

    private static final int CASE_DOUBLEWORDS = 8;
    private static final int HEADER_BYTES = 64 + 56;
    private static final int CR = 40;
    private static final int XER = 48;
    private static final int PROBE = 56;
    private static final int SPR_XER = 1;
    private static final int SPR_CTR = 9;

    /** One case; {@code probe} is an address in the scratch area. */
    record Case(int stub, long r3, long r4, long r5, long r6, long cr, long xer, long probe) {}

    private final ByteOrder order;
    private final byte[] scratch;
    private final List<int[]> stubs = new ArrayList<>();
    private final List<Case> cases = new ArrayList<>();
    private int stubWords;

    OracleProgram(ByteOrder order, byte[] scratch) {
        this.order = order;
        this.scratch = scratch;
    }

    ByteOrder order() {
        return order;
    }

    /** Address of the scratch area, a multiple of 128 known before the first case. */
    static long scratchAddress() {
        return BASE + 0x1000;
    }

    /** Address that the next stub will have. */
    long nextStubAddress() {
        return scratchAddress() + SCRATCH_BYTES + 4L * stubWords;
    }

    /** Adds code to call; it must end by returning. Returns its number. */
    int addStub(int... words) {
        stubs.add(words);
        stubWords += words.length;
        return stubs.size() - 1;
    }

    void addCase(Case operands) {
        cases.add(operands);
    }

    List<Case> cases() {
        return cases;
    }

    /** The first word of a stub that is not set-up: the instruction under test is somewhere in it. */
    int[] stub(int number) {
        return stubs.get(number);
    }

    private long casesAddress() {
        return nextStubAddress() + 15 & ~15L;
    }

    private long resultsAddress() {
        return casesAddress() + 8L * CASE_DOUBLEWORDS * cases.size();
    }

    /** Where the results begin. */
    long resultsAt() {
        return resultsAddress();
    }

    int resultBytes() {
        return 8 * RESULT_DOUBLEWORDS * cases.size();
    }

    /** The memory image from {@link #BASE} on, without room for the results. */
    byte[] image() {
        ByteBuffer image = ByteBuffer.allocate((int) (resultsAddress() - BASE)).order(order);
        for (int word : driver()) {
            image.putInt(word);
        }
        image.position((int) (scratchAddress() - BASE));
        image.put(scratch);
        long[] addresses = new long[stubs.size()];
        for (int k = 0; k < stubs.size(); k++) {
            addresses[k] = BASE + image.position();
            for (int word : stubs.get(k)) {
                image.putInt(word);
            }
        }
        image.position((int) (casesAddress() - BASE));
        for (Case c : cases) {
            image.putLong(addresses[c.stub()])
                    .putLong(c.r3())
                    .putLong(c.r4())
                    .putLong(c.r5())
                    .putLong(c.r6());
            image.putLong(c.cr()).putLong(c.xer()).putLong(c.probe());
        }
        return image.array();
    }

    /** The program as an executable file: one segment that may be read, written and executed. */
    byte[] elf() {
        byte[] image = image();
        ByteBuffer file = ByteBuffer.allocate(0x1000 + image.length).order(order);
        file.put(new byte[] {0x7F, 'E', 'L', 'F', 2, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2), 1});
        file.position(16);
        file.putShort((short) 2)
                .putShort((short) 21)
                .putInt(1)
                .putLong(BASE)
                .putLong(64)
                .putLong(0);
        // Flags 2: ELFv2, so that the entry is code in both byte orders.
        file.putInt(2).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        file.position(64);
        file.putInt(1).putInt(7).putLong(0x1000).putLong(BASE).putLong(BASE);
        file.putLong(image.length).putLong(image.length + resultBytes()).putLong(0x1000);
        if (file.position() != HEADER_BYTES) {
            throw new IllegalStateException("headers of " + file.position() + " bytes");
        }
        file.position(0x1000);
        file.put(image);
        return file.array();
    }

    private List<Integer> driver() {
        List<Integer> code = new ArrayList<>();
        loadAddress(code, 31, casesAddress());
        loadAddress(code, 30, resultsAddress());
        loadAddress(code, 29, resultsAddress());
        int loop = code.size();
        code.add(Words.word("ld", Field.RT, 12, Field.RA, 31));
        code.add(Words.word("mtspr", Field.RS, 12, Field.SPR, SPR_CTR));
        for (int register = 3; register <= 6; register++) {
            code.add(load(register, 31, 8 * (register - 2)));
        }
        code.add(load(7, 31, CR));
        code.add(Words.word("mtcrf", Field.RS, 7, Field.FXM, 0xFF));
        code.add(load(7, 31, XER));
        code.add(Words.word("mtspr", Field.RS, 7, Field.SPR, SPR_XER));
        code.add(Words.word("addi", Field.RT, 0, Field.SI, -7));
        code.add(Words.word("addi", Field.RT, 7, Field.SI, 0));
        code.add(Words.word("bcctr", Field.BO, 20, Field.LK, 1));
        for (int register = 3; register <= 6; register++) {
            code.add(store(register, 29, 8 * (register - 3)));
        }
        code.add(Words.word("mfcr", Field.RT, 7));
        code.add(store(7, 29, 32));
        code.add(Words.word("mfspr", Field.RT, 7, Field.SPR, SPR_XER));
        code.add(store(7, 29, 40));
        code.add(load(8, 31, PROBE));
        for (int k = 0; k < 4; k++) {
            code.add(load(7, 8, 8 * k));
            code.add(store(7, 29, 48 + 8 * k));
        }
        code.add(Words.word("addi", Field.RT, 31, Field.RA, 31, Field.SI, 8 * CASE_DOUBLEWORDS));
        code.add(Words.word("addi", Field.RT, 29, Field.RA, 29, Field.SI, 8 * RESULT_DOUBLEWORDS));
        code.add(Words.word("cmp", Field.L_10, 1, Field.RA, 31, Field.RB, 30));
        code.add(Words.word("bc", Field.BO, 4, Field.BI, 2, Field.BD, 4 * (loop - code.size())));
        writeResults(code);
        return code;
    }

    private void writeResults(List<Integer> code) {
        loadAddress(code, 28, resultsAddress());
        loadAddress(code, 27, resultBytes());
        int loop = code.size();
        code.add(Words.word("addi", Field.RT, 0, Field.SI, 4));
        code.add(Words.word("addi", Field.RT, 3, Field.SI, 1));
        code.add(Words.word("or", Field.RA, 4, Field.RS, 28, Field.RB, 28));
        code.add(Words.word("or", Field.RA, 5, Field.RS, 27, Field.RB, 27));
        code.add(Words.word("sc"));
        code.add(Words.word("add", Field.RT, 28, Field.RA, 28, Field.RB, 3));
        code.add(Words.word("subf", Field.RT, 27, Field.RA, 3, Field.RB, 27));
        code.add(Words.word("cmpi", Field.L_10, 1, Field.RA, 27));
        code.add(Words.word("bc", Field.BO, 4, Field.BI, 2, Field.BD, 4 * (loop - code.size())));
        code.add(Words.word("addi", Field.RT, 0, Field.SI, 1));
        code.add(Words.word("addi", Field.RT, 3, Field.SI, 0));
        code.add(Words.word("sc"));
    }

    private static int load(int register, int base, int offset) {
        return Words.word("ld", Field.RT, register, Field.RA, base, Field.DS, offset);
    }

    private static int store(int register, int base, int offset) {
        return Words.word("std", Field.RS, register, Field.RA, base, Field.DS, offset);
    }

    private static void loadAddress(List<Integer> code, int register, long address) {
        code.add(Words.word("addis", Field.RT, register, Field.SI, (int) (address >>> 16)));
        code.add(Words.word("ori", Field.RA, register, Field.RS, register, Field.UI, (int) address & 0xFFFF));
    }
}
