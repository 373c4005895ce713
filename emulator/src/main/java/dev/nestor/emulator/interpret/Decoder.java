package dev.nestor.emulator.interpret;

import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Turns instruction words into {@link Insn}. Its table derives from the rows: by primary opcode (bits 0:5) and, where
 * that does not decide, by bits 21:31, in which every extended opcode lies.
 */
public final class Decoder {
    private static final int EXTENDED_MASK = 0x7FF;
    private static final InstructionRow[] NONE = {};

    /**
     * By primary opcode, then by the last bits; each part is made when first needed, since making all of them takes
     * longer than making all the rest of a machine. Which thread makes one does not matter: it follows from the rows.
     */
    private static final AtomicReferenceArray<InstructionRow @Nullable [][]> TABLE =
            new AtomicReferenceArray<>(InstructionTable.PRIMARY_OPCODES);

    /** Prefixed rows by the primary opcode of their suffix; a class of its own, so that they are made when needed. */
    private static final class PrefixedTable {
        static final InstructionRow[][] ROWS = prefixedOf(InstructionTable.prefixedRows());
    }

    private static InstructionRow[][] table(int primary) {
        InstructionRow[][] known = TABLE.get(primary);
        if (known == null) {
            known = byExtendedOpcode(InstructionTable.rowsOf(primary));
            TABLE.set(primary, known);
        }
        return known;
    }

    private static InstructionRow[][] prefixedOf(List<InstructionRow> rows) {
        InstructionRow[][] prefixed = new InstructionRow[InstructionTable.PRIMARY_OPCODES][];
        for (int primary = 0; primary < prefixed.length; primary++) {
            int bits = primary << 26;
            prefixed[primary] =
                    rows.stream().filter(row -> agree(row, bits, 0xFC00_0000)).toArray(InstructionRow[]::new);
        }
        return prefixed;
    }

    /** The row of {@code word}; the row {@code illegal} when there is none. */
    public InstructionRow rowOf(int word) {
        InstructionRow[][] byExtended = table(word >>> 26);
        for (InstructionRow row : byExtended[word & byExtended.length - 1]) {
            if (row.pattern().matches(word)) {
                return row;
            }
        }
        return InstructionTable.ILLEGAL;
    }

    /** The row of a prefixed instruction; the row {@code illegal} when there is none. */
    public InstructionRow rowOf(int prefix, int suffix) {
        for (InstructionRow row : PrefixedTable.ROWS[suffix >>> 26]) {
            BitPattern pattern = row.prefix();
            if (pattern != null && pattern.matches(prefix) && row.pattern().matches(suffix)) {
                return row;
            }
        }
        return InstructionTable.ILLEGAL;
    }

    /** Decodes a prefixed instruction. */
    public Insn decode(int prefix, int suffix) {
        InstructionRow row = rowOf(prefix, suffix);
        BitPattern pattern = row.prefix();
        return pattern == null ? Prefixed.illegal(prefix, suffix) : Prefixed.decode(row, pattern, prefix, suffix);
    }

    /** Decodes {@code word}. */
    public Insn decode(int word) {
        return rowOf(word).decode(word);
    }

    private static InstructionRow[][] byExtendedOpcode(List<InstructionRow> candidates) {
        if (candidates.size() <= 1) {
            return new InstructionRow[][] {candidates.toArray(NONE)};
        }
        InstructionRow[][] cells = new InstructionRow[EXTENDED_MASK + 1][];
        Arrays.fill(cells, NONE);
        for (InstructionRow row : candidates) {
            int fixed = row.pattern().bits() & row.pattern().mask() & EXTENDED_MASK;
            int free = ~row.pattern().mask() & EXTENDED_MASK;
            int some = free;
            do { // each choice of the free bits, from all of them down to none
                InstructionRow[] here = cells[fixed | some];
                cells[fixed | some] = Arrays.copyOf(here, here.length + 1);
                cells[fixed | some][here.length] = row;
                some = some - 1 & free;
            } while (some != free);
        }
        return cells;
    }

    private static boolean agree(InstructionRow row, int bits, int within) {
        return ((row.pattern().bits() ^ bits) & row.pattern().mask() & within) == 0;
    }
}
