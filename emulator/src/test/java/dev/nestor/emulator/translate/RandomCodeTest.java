package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionTable;
import dev.nestor.emulator.isa.Privilege;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Loops of random instructions with random registers, cut at random horizons: both engines agree. */
class RandomCodeTest {
    private static final long CODE = 0x1_0000;
    private static final long DATA = 0x2_0000;
    private static final int SEED = 20261122;
    private static final int PROGRAMS = 150;
    private static final int WORDS_MAX = 48;
    private static final List<String> ELSEWHERE = List.of("illegal", "sc", "scv", "wait", "rfscv", "stop");

    private final List<InstructionRow> rows = new ArrayList<>();

    RandomCodeTest() {
        for (InstructionRow row : InstructionTable.rows()) {
            if (row.privilege() == Privilege.PROBLEM && !ELSEWHERE.contains(row.mnemonic())) {
                rows.add(row);
            }
        }
    }

    @Test
    void randomProgramsAgree() {
        int regions = 0;
        for (int i = 0; i < PROGRAMS; i++) {
            regions += run(SEED + i, rows, 20_000);
        }
        int made = regions;
        assertTrue(made > PROGRAMS, () -> "only " + made + " regions were made");
    }

    @TestFactory
    List<DynamicTest> everyRowAgrees() {
        List<DynamicTest> tests = new ArrayList<>();
        for (InstructionRow row : rows) {
            tests.add(DynamicTest.dynamicTest(row.mnemonic(), () -> {
                for (int i = 0; i < 3; i++) {
                    run(SEED + i, List.of(row), 2_000);
                }
            }));
        }
        return tests;
    }

    private static int run(int seed, List<InstructionRow> from, int count) {
        Random random = new Random(seed);
        Pair pair = new Pair();
        boolean little = random.nextBoolean();
        long off = random.nextInt(4) == 0 ? MsrBits.FP | MsrBits.VEC | MsrBits.VSX : 0;
        long traps = random.nextInt(3) == 0 ? MsrBits.FE0 | MsrBits.FE1 : 0;
        long msr = traps
                | MsrBits.SF
                | MsrBits.ME
                | MsrBits.RI
                | (MsrBits.FP | MsrBits.VEC | MsrBits.VSX) & ~off
                | (little ? MsrBits.LE : 0);
        long[] gpr = new long[32];
        for (int n = 0; n < 32; n++) {
            gpr[n] = random.nextBoolean() ? DATA + random.nextInt(0x4000) : operand(random);
        }
        int cr = random.nextInt();
        boolean overflowed = random.nextInt(4) == 0;
        pair.registers(s -> {
            System.arraycopy(gpr, 0, s.gpr, 0, 32);
            s.msr = msr;
            s.nia = CODE;
            s.cr = cr;
            s.so = overflowed ? 1 : 0;
            s.ctr = 1000;
            s.lr = CODE;
        });
        // Some programs lie across the end of a page.
        long start = random.nextInt(3) == 0 ? CODE + 0x1000 - 4 * random.nextInt(20) : CODE;
        pair.registers(s -> s.nia = start);
        pair.code(start, little, program(random, from));
        int done = 0;
        while (done < count) {
            int piece = 1 + random.nextInt(random.nextInt(4) == 0 ? 30 : 2_000);
            pair.run(piece, " of seed " + seed + " after " + (done + piece));
            done += piece;
            if (random.nextInt(8) == 0) {
                pair.compareMemory(" of seed " + seed + " after " + done);
            }
        }
        pair.compareMemory(" of seed " + seed);
        return pair.regionsMade();
    }

    /** Random words, some registers made addresses again, and a branch back. */
    private static int[] program(Random random, List<InstructionRow> from) {
        int[] words = new int[4 + random.nextInt(WORDS_MAX)];
        for (int at = 0; at < words.length - 1; at++) {
            words[at] = random.nextInt(6) == 0
                    ? 0x3C00_0002 | (1 + random.nextInt(31)) << 21 // lis rN,2
                    : random.nextInt(8) == 0
                            ? branch(random, at, words.length)
                            : word(random, from.get(random.nextInt(from.size())));
        }
        words[words.length - 1] = 0x4800_0000 | -4 * (words.length - 1) & 0x03FF_FFFC;
        return words;
    }

    /** A conditional branch to another word of the program; forward more often than backward. */
    private static int branch(Random random, int at, int length) {
        int target = random.nextInt(4) == 0 ? random.nextInt(length) : at + 1 + random.nextInt(length - at - 1);
        int[] conditions = {4, 12, 16, 18, 20, 0, 8};
        int condition = conditions[random.nextInt(conditions.length)];
        int link = random.nextInt(16) == 0 ? 1 : 0;
        return 16 << 26 | condition << 21 | random.nextInt(32) << 16 | 4 * (target - at) & 0xFFFC | link;
    }

    private static int word(Random random, InstructionRow row) {
        Map<Field, Integer> values = new LinkedHashMap<>();
        for (Field field : row.pattern().fields()) {
            long choices = ((long) field.max() - field.min()) / field.step() + 1;
            long choice = (random.nextLong() & Long.MAX_VALUE) % choices;
            int value = (int) (field.min() + choice * field.step());
            boolean distance = field == Field.D || field == Field.DS || field == Field.DQ;
            values.put(field, distance ? value >> 4 & -field.step() : value);
        }
        return row.encode(values);
    }

    private static long operand(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(5) - 2;
            case 1 -> Long.MIN_VALUE + random.nextInt(3) - 1;
            case 2 -> (long) Integer.MIN_VALUE + random.nextInt(3) - 1;
            case 3 -> 1L << random.nextInt(64);
            case 4 -> random.nextInt();
            default -> random.nextLong();
        };
    }
}
