package dev.nestor.emulator.interpret;

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
    private static final AtomicReferenceArray<AtomicReferenceArray<Slot[]>> TABLE =
            new AtomicReferenceArray<>(InstructionTable.PRIMARY_OPCODES);

    /** Prefixed rows by the primary opcode of their suffix; a class of its own, so that they are made when needed. */
    private static final class PrefixedTable {
        static final InstructionRow[][] ROWS = prefixedOf(InstructionTable.prefixedRows());
    }

    /** The rows that {@code word} may be of. */
    private static Slot[] candidates(int word) {
        int primary = word >>> 26;
        AtomicReferenceArray<Slot[]> byExtended = TABLE.get(primary);
        if (byExtended == null) {
            boolean decided = InstructionTable.slotsOf(primary).length <= 1;
            TABLE.compareAndSet(primary, null, new AtomicReferenceArray<>(decided ? 1 : EXTENDED_MASK + 1));
            byExtended = TABLE.get(primary);
        }
        int extended = word & byExtended.length() - 1;
        Slot[] known = byExtended.get(extended);
        if (known == null) {
            known = matching(InstructionTable.slotsOf(primary), extended, byExtended.length() - 1);
            byExtended.set(extended, known);
        }
        return known;
    }

    private static Slot[] matching(Slot[] slots, int extended, int within) {
        List<Slot> here = new ArrayList<>();
        for (Slot slot : slots) {
            if (agree(slot.pattern(), extended, within)) {
                here.add(slot);
            }
        }
        return here.toArray(NONE);
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
        for (Slot slot : candidates(word)) {
            if (slot.pattern().matches(word)) {
                return slot.row();
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

    private static boolean agree(BitPattern pattern, int bits, int within) {
        return ((pattern.bits() ^ bits) & pattern.mask() & within) == 0;
    }
}
