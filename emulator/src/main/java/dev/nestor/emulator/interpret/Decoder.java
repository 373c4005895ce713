package dev.nestor.emulator.interpret;

import dev.nestor.emulator.interpret.InstructionTable.Opcode;
import dev.nestor.emulator.interpret.InstructionTable.Slot;
import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Turns instruction words into {@link Insn}. Its table derives from the rows: by primary opcode (bits 0:5) and, where
 * that does not decide, by bits 21:31, in which every extended opcode lies.
 */
public final class Decoder {
    private static final int EXTENDED_MASK = 0x7FF;
    private static final Slot[] NONE = {};

    /** By primary opcode, then by the last bits; each part is found when first needed. */
    private static final AtomicReferenceArray<AtomicReferenceArray<Cell>> TABLE =
            new AtomicReferenceArray<>(InstructionTable.PRIMARY_OPCODES);

    /** The rows that a word may be of, as far as the first {@code groups} of its primary opcode have them. */
    private record Cell(Slot[] slots, int groups) {
        static final Cell EMPTY = new Cell(NONE, 0);

        /** With the next group's rows that agree with {@code bits} in {@code within}. */
        Cell more(Opcode opcode, int bits, int within) {
            List<Slot> here = new ArrayList<>(List.of(slots));
            for (Slot slot : opcode.slots(groups)) {
                if (agree(slot.pattern(), bits, within)) {
                    here.add(slot);
                }
            }
            return new Cell(here.toArray(NONE), groups + 1);
        }
    }

    /** Prefixed rows by the primary opcode of their suffix; a class of its own, so that they are made when needed. */
    private static final class PrefixedTable {
        static final InstructionRow[][] ROWS = prefixedOf(InstructionTable.prefixedRows());
    }

    /** The cells of {@code primary}, by the last bits of a word. */
    private static AtomicReferenceArray<Cell> cells(int primary, Opcode opcode) {
        AtomicReferenceArray<Cell> byExtended = TABLE.get(primary);
        if (byExtended == null) {
            boolean decided = opcode.groups() == 0 || opcode.groups() == 1 && opcode.slots(0).length == 1;
            TABLE.compareAndSet(primary, null, new AtomicReferenceArray<>(decided ? 1 : EXTENDED_MASK + 1));
            byExtended = TABLE.get(primary);
        }
        return byExtended;
    }

    private static InstructionRow[][] prefixedOf(List<InstructionRow> rows) {
        InstructionRow[][] prefixed = new InstructionRow[InstructionTable.PRIMARY_OPCODES][];
        for (int primary = 0; primary < prefixed.length; primary++) {
            int bits = primary << 26;
            prefixed[primary] = rows.stream()
                    .filter(row -> agree(row.pattern(), bits, 0xFC00_0000))
                    .toArray(InstructionRow[]::new);
        }
        return prefixed;
    }

    /** The row of {@code word}; the row {@code illegal} when there is none. */
    public InstructionRow rowOf(int word) {
        int primary = word >>> 26;
        Opcode opcode = InstructionTable.opcode(primary);
        AtomicReferenceArray<Cell> cells = cells(primary, opcode);
        int within = cells.length() - 1;
        Cell cell = cells.get(word & within);
        if (cell == null) {
            cell = Cell.EMPTY;
        }
        while (true) {
            for (Slot slot : cell.slots()) {
                if (slot.pattern().matches(word)) {
                    return slot.row();
                }
            }
            if (cell.groups() == opcode.groups()) {
                return InstructionTable.ILLEGAL;
            }
            cell = cell.more(opcode, word, within);
            cells.set(word & within, cell);
        }
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

    private static boolean agree(BitPattern pattern, int bits, int within) {
        return ((pattern.bits() ^ bits) & pattern.mask() & within) == 0;
    }
}
