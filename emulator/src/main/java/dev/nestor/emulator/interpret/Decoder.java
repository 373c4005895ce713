package dev.nestor.emulator.interpret;

import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import java.util.ArrayList;
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
        for (int extended = 0; extended <= EXTENDED_MASK; extended++) {
            List<InstructionRow> here = new ArrayList<>();
            for (InstructionRow row : candidates) {
                if (agree(row, extended, EXTENDED_MASK)) {
                    here.add(row);
                }
            }
            cells[extended] = here.isEmpty() ? NONE : here.toArray(NONE);
        }
        return cells;
    }

    private static boolean agree(InstructionRow row, int bits, int within) {
        return ((row.pattern().bits() ^ bits) & row.pattern().mask() & within) == 0;
    }
}
