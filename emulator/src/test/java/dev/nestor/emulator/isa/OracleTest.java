package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.interpret.CodePages;
import dev.nestor.emulator.interpret.Disassembler;
import dev.nestor.emulator.interpret.InstructionTable;
import dev.nestor.emulator.interpret.Interpreter;
import dev.nestor.emulator.memory.GuestMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every user-level row against an independent implementation: QEMU's user mode, where it is installed. System property
 * {@code nestor.oracle.cases} sets the cases per row, {@code nestor.seed} the seed.
 */
class OracleTest {
    private static final long SEED = Long.getLong("nestor.seed", 20_261_122L);
    private static final int CASES = Integer.getInteger("nestor.oracle.cases", 1_000);
    private static final long MEMORY_BYTES = 64L << 20;
    private static final String[] RESULTS = {"r3", "r4", "r5", "r6", "CR", "XER", "m0", "m8", "m16", "m24"};
    private static final Disassembler DISASSEMBLER = new Disassembler();
    private static final int CR_RESULT = 4;
    private static final int XER_RESULT = 5;
    private static final long CR0_ORDER = 0xE000_0000L;

    /** Rows that cannot be compared, and why. */
    private static final Map<String, String> NOT_COMPARED = Map.ofEntries(
            Map.entry("tw", "a trap ends the program"),
            Map.entry("twi", "a trap ends the program"),
            Map.entry("td", "a trap ends the program"),
            Map.entry("tdi", "a trap ends the program"),
            Map.entry("sc", "the program's own way out"),
            Map.entry("scv", "the program's own way out"),
            Map.entry("rfebb", "QEMU's user mode does not implement event-based branches"),
            Map.entry("mftb", "reads a clock"),
            Map.entry("darn", "random"),
            Map.entry("mtspr", "the driver uses it for every case"),
            Map.entry("lmw", "loads the driver's registers too"),
            Map.entry("stmw", "stores the driver's registers too"),
            Map.entry("stqcx.", "QEMU 7.2 lets it fail after lqarx; StorageAccessTest has its cases"),
            Map.entry("icbt", "QEMU 7.2 knows it for other processors only"),
            Map.entry("copy", "QEMU has no copy buffer"),
            Map.entry("paste.", "QEMU claims success"),
            Map.entry("hashst", "QEMU's user mode draws a random key"),
            Map.entry("hashchk", "QEMU's user mode draws a random key"),
            Map.entry("cp_abort", "does nothing that could be seen"),
            Map.entry("wait", "does nothing that could be seen"),
            Map.entry("clrbhrb", "does nothing that could be seen"),
            Map.entry("mfbhrbe", "the branch history is always empty here"),
            Map.entry("mffs", "needs the status register set, which is another issue"),
            Map.entry("mffsl", "needs the status register set, which is another issue"),
            Map.entry("mtfsf", "needs the status register read, which is another issue"),
            Map.entry("mfvscr", "needs the status register set, which is another issue"),
            Map.entry("mtvscr", "needs the status register read, which is another issue"));

    @TempDir
    Path directory;

    @BeforeAll
    static void printSeed() {
        System.out.println("OracleTest: nestor.seed=" + SEED + " nestor.oracle.cases=" + CASES);
    }

    static Stream<Arguments> comparable() {
        List<Arguments> all = new ArrayList<>();
        for (InstructionRow row : InstructionTable.rows()) {
            if (row.privilege() != Privilege.PROBLEM
                    || row.facility() != RegisterFacility.GENERAL
                    || NOT_COMPARED.containsKey(row.mnemonic())) {
                continue;
            }
            boolean bigEndianOnly = row.mnemonic().matches("(l|st)sw[ix]");
            if (!bigEndianOnly) {
                all.add(Arguments.of(row, ByteOrder.LITTLE_ENDIAN));
            }
            if (OracleCases.accessesMemory(row)) {
                all.add(Arguments.of(row, ByteOrder.BIG_ENDIAN));
            }
        }
        return all.stream();
    }

    @Test
    void rowsNotComparedExist() {
        NOT_COMPARED.keySet().forEach(Words::row);
    }

    @ParameterizedTest
    @MethodSource("comparable")
    void agreesWithQemu(InstructionRow row, ByteOrder order) throws IOException, InterruptedException {
        OracleProgram program = OracleCases.program(row, order, SEED, CASES);
        ByteBuffer expected = ByteBuffer.wrap(runQemu(program)).order(order);
        ByteBuffer actual = ByteBuffer.wrap(runHere(program)).order(order);
        assertEquals(program.resultBytes(), expected.capacity(), "QEMU did not run all cases");
        for (int k = 0; k < program.cases().size(); k++) {
            compare(row, program, k, expected, actual);
        }
    }

    private static void compare(
            InstructionRow row, OracleProgram program, int number, ByteBuffer expected, ByteBuffer actual) {
        OracleProgram.Case operands = program.cases().get(number);
        int[] stub = program.stub(operands.stub());
        int word =
                Arrays.stream(stub).filter(row.pattern()::matches).findFirst().orElseThrow();
        long[] registers = {operands.r3(), operands.r4(), operands.r5(), operands.r6()};
        boolean undefined = OracleCases.accessesMemory(row)
                ? false
                : OracleCases.isUndefined(row.mnemonic(), in(registers, Field.RA, word), in(registers, Field.RB, word));
        for (int result = 0; result < OracleProgram.RESULT_DOUBLEWORDS; result++) {
            int place = 8 * (number * OracleProgram.RESULT_DOUBLEWORDS + result);
            long want = expected.getLong(place);
            long got = actual.getLong(place);
            if (undefined && result == CR_RESULT) {
                want &= ~CR0_ORDER;
                got &= ~CR0_ORDER;
            }
            if (undefined && isMissedOverflow(row, result)
                    || isWrongAtomic(row, word) && result == Field.RT.get(word) - 3) {
                want = got;
            }
            if (want != got && !(undefined && result == Field.RT.get(word) - 3)) {
                fail(String.format(
                        "%s: %08x (%s) with %s: %s is %016x, QEMU says %016x; nestor.seed=%d",
                        row.mnemonic(), word, DISASSEMBLER.text(word, 0), operands, RESULTS[result], got, want, SEED));
            }
        }
    }

    /**
     * QEMU 7.2 compares only magnitudes of dividend and divisor, so it misses quotients of 2^63 and more: OV and SO.
     */
    private static boolean isMissedOverflow(InstructionRow row, int result) {
        return row.mnemonic().equals("divde") && (result == XER_RESULT || result == CR_RESULT);
    }

    /** Where QEMU 7.2 increments or decrements nothing, its result is the most negative word, whatever the size. */
    private static boolean isWrongAtomic(InstructionRow row, int word) {
        boolean atomicLoad = row.mnemonic().equals("lwat") || row.mnemonic().equals("ldat");
        int function = Field.FC.get(word);
        return atomicLoad && (function == 24 || function == 25 || function == 28);
    }

    private static long in(long[] registers, Field field, int word) {
        int number = field.get(word);
        return number >= 3 && number <= 6 ? registers[number - 3] : -7;
    }

    private byte[] runQemu(OracleProgram program) throws IOException, InterruptedException {
        String qemu = program.order() == ByteOrder.LITTLE_ENDIAN ? "qemu-ppc64le" : "qemu-ppc64";
        assumeTrue(RegisterOracle.isInstalled(qemu), qemu + " is not installed: comparison skipped");
        Path executable = directory.resolve("cases");
        Path results = directory.resolve("results");
        Files.write(executable, program.elf());
        if (!executable.toFile().setExecutable(true)) {
            fail("cannot make " + executable + " executable");
        }
        Process process = new ProcessBuilder(qemu, "-cpu", "power10", executable.toString())
                .redirectOutput(results.toFile())
                .redirectErrorStream(true)
                .start();
        int status = process.waitFor();
        byte[] written = Files.readAllBytes(results);
        assertEquals(
                0,
                status,
                () -> qemu + " failed, nestor.seed=" + SEED + ": "
                        + new String(written, 0, Math.min(written.length, 200), StandardCharsets.ISO_8859_1));
        return written;
    }

    /** Runs the same program on a vCPU in problem state up to its first system call. */
    private static byte[] runHere(OracleProgram program) {
        GuestMemory memory = new GuestMemory(MEMORY_BYTES);
        byte[] image = program.image();
        memory.write(OracleProgram.BASE, image, 0, image.length);
        Vcpu vcpu = new Vcpu(0, memory, new NoHost());
        vcpu.s.msr = MsrBits.SF
                | MsrBits.PR
                | MsrBits.FP
                | MsrBits.VEC
                | MsrBits.VSX
                | (program.order() == ByteOrder.LITTLE_ENDIAN ? MsrBits.LE : 0);
        vcpu.s.spr[Spr.FSCR.ordinal()] = -1L;
        vcpu.s.nia = OracleProgram.BASE;
        vcpu.mem.contextChanged(vcpu.s);
        Interpreter interpreter = new Interpreter(new CodePages(memory, TestProcessor.DECODER));
        int outcome = interpreter.run(vcpu, 0, 200L * program.cases().size() + 1000);
        if (outcome != Outcome.INTERRUPTED || vcpu.delivered() != Interrupt.SYSTEM_CALL) {
            fail("the program stopped with outcome " + outcome + ", interrupt " + vcpu.delivered() + " at "
                    + Long.toHexString(vcpu.cia) + " " + DISASSEMBLER.text(wordAt(vcpu, memory), vcpu.cia)
                    + "; nestor.seed=" + SEED);
        }
        byte[] results = new byte[program.resultBytes()];
        memory.read(program.resultsAt(), results, 0, results.length);
        return results;
    }

    private static int wordAt(Vcpu vcpu, GuestMemory memory) {
        return vcpu.mem.isLittleEndian() ? memory.readLe32(vcpu.cia) : memory.readBe32(vcpu.cia);
    }

    /** A machine around the vCPU that is never asked. */
    private static final class NoHost implements VcpuHost {
        @Override
        public void invalidateTranslations(
                Vcpu vcpu, boolean everywhere, InvalidationScope scope, int pid, long firstPage, long lastPage) {
            throw new IllegalStateException("problem state invalidated translations");
        }

        @Override
        public long nextRandom() {
            throw new IllegalStateException("nothing random is compared");
        }
    }
}
