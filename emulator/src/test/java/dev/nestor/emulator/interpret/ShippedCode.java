package dev.nestor.emulator.interpret;

import dev.nestor.emulator.isa.InstructionRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which instructions of ELF files this machine does not execute: every word of every executable section is decoded.
 * Words that are data are passed over where they can be told: a word with primary opcode 0, which ends a function's
 * code, and, behind an instruction that never falls through, the small negative numbers of a jump table.
 *
 * <p>As a program it takes directories and prints a line per file and instruction: name, words, the first one's
 * address. What is called {@code unknown} is in no row; a look at the address tells data from instructions.
 */
final class ShippedCode {
    private static final Decoder DECODER = new Decoder();
    private static final Disassembler DISASSEMBLER = new Disassembler();
    private static final int POWERPC64 = 21;
    private static final int PROGRAM_BITS = 1;
    private static final long EXECUTABLE = 4;
    private static final int UNCONDITIONAL_BRANCH = 18;
    /** blr, bctr, rfid, hrfid, rfscv. */
    private static final List<Integer> LAST = List.of(0x4E80_0020, 0x4E80_0420, 0x4C00_0024, 0x4C00_0224, 0x4C00_00A4);

    /** How often, and where first. */
    record Count(long words, long firstAddress) {
        Count and(Count later) {
            return new Count(words + later.words, firstAddress);
        }
    }

    private final Map<String, Count> refused = new TreeMap<>();
    private long words;

    /** Decodes the executable sections of {@code file}; nothing for a file that is no ELF file of this processor. */
    static ShippedCode of(byte[] file) {
        ShippedCode code = new ShippedCode();
        boolean elf = file.length >= 64 && file[0] == 0x7F && file[1] == 'E' && file[4] == 2;
        if (elf) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(file).order(file[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            if (bytes.getShort(18) == POWERPC64) {
                code.readSections(bytes);
            }
        }
        return code;
    }

    /** What is not executed, by name. */
    Map<String, Count> refused() {
        return refused;
    }

    /** Words decoded. */
    long words() {
        return words;
    }

    private void readSections(ByteBuffer file) {
        int first = (int) file.getLong(40);
        int bytes = file.getShort(58);
        int count = file.getShort(60) & 0xFFFF;
        for (int section = 0; section < count; section++) {
            int header = first + section * bytes;
            if (file.getInt(header + 4) == PROGRAM_BITS && (file.getLong(header + 8) & EXECUTABLE) != 0) {
                readCode(
                        file,
                        (int) file.getLong(header + 24),
                        (int) file.getLong(header + 32),
                        file.getLong(header + 16));
            }
        }
    }

    private void readCode(ByteBuffer file, int offset, int bytes, long address) {
        boolean behindCode = true;
        for (int at = 0; at + 4 <= bytes; at += 4) {
            int word = file.getInt(offset + at);
            words++;
            boolean none = word >>> 26 == 0 || behindCode && word >>> 24 == 0xFF;
            if (none) {
                behindCode = true;
                continue;
            }
            behindCode = LAST.contains(word) || word >>> 26 == UNCONDITIONAL_BRANCH && (word & 1) == 0;
            if (Prefixed.isPrefix(word) && at + 8 <= bytes) {
                at += 4;
                note(DECODER.rowOf(word, file.getInt(offset + at)), word, address + at - 4);
            } else {
                note(DECODER.rowOf(word), word, address + at);
            }
        }
    }

    private void note(InstructionRow row, int word, long address) {
        if (row == InstructionTable.ILLEGAL) {
            String name = DISASSEMBLER.text(word, address).split(" ")[0];
            refused.merge(name.equals(".long") ? "unknown" : name, new Count(1, address), Count::and);
        } else if (!row.refusal().isEmpty()) {
            refused.merge(row.mnemonic(), new Count(1, address), Count::and);
        }
    }

    /** Prints what the files under the directories {@code arguments} hold. */
    public static void main(String[] arguments) throws IOException {
        long all = 0;
        for (String directory : arguments) {
            List<Path> files;
            try (Stream<Path> found = Files.walk(Path.of(directory))) {
                files = found.filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))
                        .sorted()
                        .toList();
            }
            for (Path file : files) {
                if (beginsAsElf(file)) {
                    ShippedCode code = of(Files.readAllBytes(file));
                    all += code.words;
                    code.refused.forEach((name, count) -> System.out.printf(
                            Locale.ROOT, "%s %s %d 0x%x%n", file, name, count.words(), count.firstAddress()));
                }
            }
        }
        System.out.println("words " + all);
    }

    private static boolean beginsAsElf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(4), new byte[] {0x7F, 'E', 'L', 'F'});
        }
    }
}
