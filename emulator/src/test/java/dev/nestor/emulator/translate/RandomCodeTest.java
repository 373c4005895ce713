package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.interpret.Decoder;
import dev.nestor.emulator.interpret.InstructionTable;
import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.Field;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Privilege;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
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
    private static final int WATCHED_PROGRAMS = 24;
    /** CIABR: privileged state. */
    private static final long PRIVILEGED = 2;
    /** DAWRX: 64 doublewords, loads and stores, relocated or not, privileged state. */
    private static final long WATCH_ALL = 63L << 10 | 0x6A;
    /** Of a prefix, without the high bits of its part of a displacement. */
    private static final int NEAR = ~0x3_FFF0;

    private static final Decoder DECODER = new Decoder();

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

    /** Counted loops of instructions that are translated in full: their registers are stored where they are left. */
    @Test
    void countedLoopsAgree() {
        List<InstructionRow> plain =
                rows.stream().filter(RandomCodeTest::isTranslatedInFull).toList();
        for (int i = 0; i < PROGRAMS; i++) {
            Random random = new Random(SEED + i);
            run(SEED + i, counted(random, program(random, plain)), 10_000, s -> {});
        }
    }

    private static boolean isTranslatedInFull(InstructionRow row) {
        UseScanner scanner = new UseScanner();
        row.emit(scanner, DECODER.decode(row.pattern().bits()));
        return row.prefix() == null && !scanner.shows && scanner.flow == UseScanner.Flow.NEXT;
    }

    /** {@code words} with up to three counted loops in them, beside or within each other. */
    private static int[] counted(Random random, int[] words) {
        for (int i = 0; i < 3 && words.length > 8; i++) {
            int last = 3 + random.nextInt(words.length - 4);
            int first = 2 + random.nextInt(last - 1);
            int register = 1 + random.nextInt(31);
            words[first - 2] = 0x3800_0000 | register << 21 | 1 + random.nextInt(40); // li
            words[first - 1] = 0x7C09_03A6 | register << 21; // mtctr
            words[last] = 0x4200_0000 | 4 * (first - last) & 0xFFFC; // bdnz
        }
        return words;
    }

    /** With prefixed instructions between the others, which branches may enter in their middle. */
    @Test
    void programsWithPrefixedInstructionsAgree() {
        List<InstructionRow> mixed = new ArrayList<>(rows);
        for (int share = 0; share < 4; share++) {
            mixed.addAll(InstructionTable.prefixedRows());
        }
        for (int i = 0; i < WATCHED_PROGRAMS; i++) {
            run(SEED + i, mixed, 10_000);
        }
    }

    /** Single steps, branch traces, a breakpoint or watchpoints: nothing of them may be lost in translated code. */
    @Test
    void watchedProgramsAgree() {
        for (int i = 0; i < WATCHED_PROGRAMS; i++) {
            int kind = i % 4;
            run(SEED + i, rows, 6_000, s -> {
                s.msr |= kind == 0 ? MsrBits.SE : kind == 1 ? MsrBits.BE : 0;
                s.spr[Spr.CIABR.ordinal()] = kind == 2 ? CODE + 16 | PRIVILEGED : 0;
                s.spr[Spr.DAWR0.ordinal()] = DATA;
                s.spr[Spr.DAWRX0.ordinal()] = kind == 3 ? WATCH_ALL : 0;
            });
        }
    }

    @TestFactory
    List<DynamicTest> everyRowAgrees() {
        List<DynamicTest> tests = new ArrayList<>();
        List<InstructionRow> all = new ArrayList<>(rows);
        all.addAll(InstructionTable.prefixedRows());
        for (InstructionRow row : all) {
            tests.add(DynamicTest.dynamicTest(row.mnemonic(), () -> {
                for (int i = 0; i < 3; i++) {
                    run(SEED + i, List.of(row), 2_000);
                }
            }));
        }
        return tests;
    }

    private static int run(int seed, List<InstructionRow> from, int count) {
        return run(seed, from, count, s -> {});
    }

    private static int run(int seed, List<InstructionRow> from, int count, Consumer<CpuState> more) {
        return run(seed, program(new Random(seed), from), count, more);
    }

    private static int run(int seed, int[] words, int count, Consumer<CpuState> more) {
        Random random = new Random(~seed);
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
        pair.registers(more);
        pair.code(start, little, words);
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
            if (random.nextInt(6) == 0) {
                words[at] = 0x3C00_0002 | (1 + random.nextInt(31)) << 21; // lis rN,2
            } else if (random.nextInt(8) == 0) {
                words[at] = branch(random, at, words.length);
            } else {
                InstructionRow row = from.get(random.nextInt(from.size()));
                BitPattern prefix = row.prefix();
                if (prefix != null && at + 2 < words.length) {
                    words[at++] = prefix.bits() | (int) random.nextLong() & ~prefix.mask() & NEAR;
                }
                words[at] = word(random, row);
            }
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
