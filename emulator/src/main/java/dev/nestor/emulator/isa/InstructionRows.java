package dev.nestor.emulator.isa;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A walk over declarations of instruction rows. The JVM takes 0.2 ms to link a lambda, and a table of rows has
 * thousands; so a declaration first asks whether its row is wanted now, and says only then what the row does:
 *
 * <pre>
 * if (rows.at("and", "011111 RS RA RB 0000011100 Rc", "RA,RS,RB", "I 3.3.13")) {
 *     rows.does(FixedPointLogical::and).recording(FixedPointLogical::andRecord);
 * }
 * </pre>
 *
 * <p>One walk finds the groups that have rows of a primary opcode, another the patterns of one group, and makes no row;
 * a third makes one row, when a word of that pattern is met.
 */
public final class InstructionRows {
    private static final int PRIMARY_DIGITS = 6;
    private static final int ANY_GROUP = 0;
    private static final int NO_GROUP = -1;
    private static final int NO_PRIMARY = -1;

    /** Declares rows, each by {@link #at} and then {@link #does}. */
    @FunctionalInterface
    public interface Group {
        /** Declares all rows of the group to {@code rows}. */
        void declare(InstructionRows rows);
    }

    /**
     * A row that is declared, but perhaps never made.
     *
     * @param group the number of its group, from 1
     * @param place where in the group it stands, from 1
     * @param mnemonic its name, which no other row has
     * @param pattern its word
     */
    public record Declared(int group, int place, String mnemonic, BitPattern pattern) {}

    /** The primary opcode of rows to be listed; {@link #NO_PRIMARY} when rows are to be made. */
    private final int primary;
    /** The same in six binary digits, as patterns begin. */
    private final String digits;
    /** The group whose rows are listed or made. */
    private final int groupWanted;
    /** The row that is made; null for all. */
    private final @Nullable String mnemonicWanted;

    private final List<Integer> groups = new ArrayList<>();
    private final List<Declared> listed = new ArrayList<>();
    private final List<InstructionRow> made = new ArrayList<>();
    private int group;
    private int place;
    private String mnemonic = "";
    private String pattern = "";
    private String operands = "";
    private String section = "";

    private InstructionRows(int primary, int groupWanted, @Nullable String mnemonicWanted) {
        this.primary = primary;
        this.digits = Integer.toBinaryString(1 << PRIMARY_DIGITS | primary).substring(1);
        this.groupWanted = groupWanted;
        this.mnemonicWanted = mnemonicWanted;
    }

    /** The groups of {@code table}, by number, with rows whose word begins with {@code primary}, 0 to 63. */
    public static List<Integer> groups(Group table, int primary) {
        InstructionRows rows = new InstructionRows(primary, NO_GROUP, null);
        table.declare(rows);
        return rows.groups;
    }

    /** The rows of a group of {@code table} whose word begins with {@code primary}; none is made. */
    public static List<Declared> list(Group table, int primary, int group) {
        InstructionRows rows = new InstructionRows(primary, group, null);
        table.declare(rows);
        return rows.listed;
    }

    /**
     * Makes one row.
     *
     * @throws IllegalStateException when {@code table} does not declare it
     */
    public static InstructionRow make(Group table, Declared row) {
        return new InstructionRows(NO_PRIMARY, row.group(), row.mnemonic()).one(table);
    }

    /**
     * Makes the row {@code mnemonic} of {@code group}.
     *
     * @throws IllegalStateException when it declares none
     */
    public static InstructionRow named(Group group, String mnemonic) {
        return new InstructionRows(NO_PRIMARY, ANY_GROUP, mnemonic).one(group);
    }

    /** Makes all rows of {@code group}, in their order. */
    public static List<InstructionRow> all(Group group) {
        InstructionRows rows = new InstructionRows(NO_PRIMARY, ANY_GROUP, null);
        group.declare(rows);
        return List.copyOf(rows.made);
    }

    private InstructionRow one(Group declaring) {
        declaring.declare(this);
        if (made.size() != 1) {
            throw new IllegalStateException(made.size() + " rows " + mnemonicWanted);
        }
        return made.get(0);
    }

    /**
     * Begins the next group of a table; whether the group shall declare its rows.
     *
     * @param opcodes the primary opcodes of all its rows
     */
    public boolean of(int... opcodes) {
        group++;
        place = 0;
        if (groupWanted != NO_GROUP) {
            return groupWanted == ANY_GROUP || groupWanted == group;
        }
        for (int opcode : opcodes) {
            if (opcode == primary) {
                groups.add(group);
            }
        }
        return false;
    }

    /**
     * Names the next row of a group; whether its declaration shall go on, with {@link #does}.
     *
     * @param mnemonic the name without the suffixes that the fields AA, LK, OE and Rc add
     * @param pattern the word as {@link BitPattern} reads it
     * @param operands the assembly operands, fields by name: {@code "RT,D(RA)"}
     * @param section book and section of Power ISA 3.1: {@code "I 3.3.9"}
     */
    public boolean at(String mnemonic, String pattern, String operands, String section) {
        place++;
        if (primary != NO_PRIMARY) {
            if (pattern.startsWith(digits)) {
                listed.add(new Declared(group, place, mnemonic, BitPattern.parse(pattern)));
            }
            return false;
        }
        if (mnemonicWanted != null && !mnemonicWanted.equals(mnemonic)) {
            return false;
        }
        this.mnemonic = mnemonic;
        this.pattern = pattern;
        this.operands = operands;
        this.section = section;
        return true;
    }

    /** The row just named, which anyone may execute and which does {@code semantics}. */
    public InstructionRow does(Semantics semantics) {
        InstructionRow row = InstructionRow.row(mnemonic, pattern, operands, section, semantics);
        made.add(row);
        return row;
    }
}
