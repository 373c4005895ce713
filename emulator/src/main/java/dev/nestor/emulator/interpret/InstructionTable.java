package dev.nestor.emulator.interpret;

import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.InstructionRows.Declared;
import dev.nestor.emulator.isa.fixedpoint.AtomicMemory;
import dev.nestor.emulator.isa.fixedpoint.Branch;
import dev.nestor.emulator.isa.fixedpoint.ConditionRegister;
import dev.nestor.emulator.isa.fixedpoint.FixedPointArithmetic;
import dev.nestor.emulator.isa.fixedpoint.FixedPointCompare;
import dev.nestor.emulator.isa.fixedpoint.FixedPointLoad;
import dev.nestor.emulator.isa.fixedpoint.FixedPointLogical;
import dev.nestor.emulator.isa.fixedpoint.FixedPointMultiplyDivide;
import dev.nestor.emulator.isa.fixedpoint.FixedPointRotate;
import dev.nestor.emulator.isa.fixedpoint.FixedPointStore;
import dev.nestor.emulator.isa.fixedpoint.HashProtection;
import dev.nestor.emulator.isa.fixedpoint.LoadReserve;
import dev.nestor.emulator.isa.fixedpoint.Trap;
import dev.nestor.emulator.isa.floatingpoint.DecimalFloatArithmetic;
import dev.nestor.emulator.isa.floatingpoint.DecimalFloatConvert;
import dev.nestor.emulator.isa.floatingpoint.DecimalFloatQuantum;
import dev.nestor.emulator.isa.floatingpoint.FloatArithmetic;
import dev.nestor.emulator.isa.floatingpoint.FloatConvert;
import dev.nestor.emulator.isa.floatingpoint.FloatingPointMemory;
import dev.nestor.emulator.isa.floatingpoint.FpscrMoves;
import dev.nestor.emulator.isa.system.CacheAndSync;
import dev.nestor.emulator.isa.system.CacheInhibited;
import dev.nestor.emulator.isa.system.Doorbell;
import dev.nestor.emulator.isa.system.SystemLinkage;
import dev.nestor.emulator.isa.system.SystemRegister;
import dev.nestor.emulator.isa.system.TlbManagement;
import dev.nestor.emulator.isa.vector.MatrixMultiplyAssist;
import dev.nestor.emulator.isa.vector.VectorBcd;
import dev.nestor.emulator.isa.vector.VectorBits;
import dev.nestor.emulator.isa.vector.VectorCompare;
import dev.nestor.emulator.isa.vector.VectorCrypto;
import dev.nestor.emulator.isa.vector.VectorElement;
import dev.nestor.emulator.isa.vector.VectorFloat;
import dev.nestor.emulator.isa.vector.VectorInteger;
import dev.nestor.emulator.isa.vector.VectorLogical;
import dev.nestor.emulator.isa.vector.VectorMemory;
import dev.nestor.emulator.isa.vector.VectorMultiply;
import dev.nestor.emulator.isa.vector.VectorPermute;
import dev.nestor.emulator.isa.vector.VectorQuadword;
import dev.nestor.emulator.isa.vector.VectorScalarMemory;
import dev.nestor.emulator.isa.vector.VsxArithmetic;
import dev.nestor.emulator.isa.vector.VsxCompare;
import dev.nestor.emulator.isa.vector.VsxConvert;
import dev.nestor.emulator.isa.vector.VsxLoadStore;
import dev.nestor.emulator.isa.vector.VsxLogical;
import dev.nestor.emulator.isa.vector.VsxQuad;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All instruction rows, by the groups that declare them. */
public final class InstructionTable {
    /** Of primary opcodes, bits 0:5 of a word. */
    static final int PRIMARY_OPCODES = 64;
    /** What a word that no row matches decodes to. */
    static final InstructionRow ILLEGAL = InstructionRow.row(
            "illegal", "////////////////////////////////", "", "I 1.8.2", (v, i) -> v.illegal(i.word));

    /** By primary opcode; found when first asked for. */
    private static final AtomicReferenceArray<Opcode> OPCODES = new AtomicReferenceArray<>(PRIMARY_OPCODES);

    private static final Slot[] NONE = {};

    /** A declared row, which is made when it is first met. */
    static final class Slot {
        private final Declared declared;
        private final AtomicReference<@Nullable InstructionRow> row = new AtomicReference<>();

        private Slot(Declared declared) {
            this.declared = declared;
        }

        int group() {
            return declared.group();
        }

        int place() {
            return declared.place();
        }

        BitPattern pattern() {
            return declared.pattern();
        }

        InstructionRow row() {
            InstructionRow known = row.get();
            if (known != null) {
                return known;
            }
            InstructionRow made = InstructionRows.make(InstructionTable::declare, declared);
            // Whichever thread came first: a row is one object.
            return row.compareAndSet(null, made) ? made : row();
        }
    }

    /**
     * The rows of one primary opcode, group by group: opcode 31 has rows in 20 groups, of which most programs never
     * execute those of floating-point, vector and VSX registers. No patterns overlap, so whoever found a row needs to
     * look no further.
     */
    static final class Opcode {
        private final int primary;
        private final List<Integer> groups;
        private final AtomicReferenceArray<Slot[]> slots;

        private Opcode(int primary) {
            this.primary = primary;
            this.groups = InstructionRows.groups(InstructionTable::declare, primary);
            this.slots = new AtomicReferenceArray<>(groups.size());
        }

        /** How many groups have rows of it. */
        int groups() {
            return groups.size();
        }

        /** Its rows in group {@code index}, from 0. */
        Slot[] slots(int index) {
            Slot[] known = slots.get(index);
            if (known != null) {
                return known;
            }
            List<Slot> found = new ArrayList<>();
            for (Declared declared : InstructionRows.list(InstructionTable::declare, primary, groups.get(index))) {
                found.add(new Slot(declared));
            }
            slots.compareAndSet(index, null, found.toArray(NONE));
            return slots.get(index);
        }

        private Stream<Slot> all() {
            return IntStream.range(0, groups()).mapToObj(this::slots).flatMap(Arrays::stream);
        }
    }

    private InstructionTable() {}

    /** Every group, with the primary opcodes of its rows; a group is loaded when one of them is met. */
    static void declare(InstructionRows rows) {
        // tidy: dispatch, one branch for each group
        if (rows.of(16, 18, 19)) {
            Branch.rows(rows);
        }
        if (rows.of(19, 31)) {
            ConditionRegister.rows(rows);
        }
        if (rows.of(8, 12, 13, 14, 15, 19, 31)) {
            FixedPointArithmetic.rows(rows);
        }
        if (rows.of(4, 7, 31)) {
            FixedPointMultiplyDivide.rows(rows);
        }
        if (rows.of(10, 11, 31)) {
            FixedPointCompare.rows(rows);
        }
        if (rows.of(24, 25, 26, 27, 28, 29, 31)) {
            FixedPointLogical.rows(rows);
        }
        if (rows.of(20, 21, 23, 30, 31)) {
            FixedPointRotate.rows(rows);
        }
        if (rows.of(31, 32, 33, 34, 35, 40, 41, 42, 43, 46, 56, 58)) {
            FixedPointLoad.rows(rows);
        }
        if (rows.of(31, 36, 37, 38, 39, 44, 45, 47, 62)) {
            FixedPointStore.rows(rows);
        }
        if (rows.of(31)) {
            LoadReserve.rows(rows);
        }
        if (rows.of(31)) {
            AtomicMemory.rows(rows);
        }
        if (rows.of(31)) {
            HashProtection.rows(rows);
        }
        if (rows.of(19, 31)) {
            CacheAndSync.rows(rows);
        }
        if (rows.of(31)) {
            CacheInhibited.rows(rows);
        }
        if (rows.of(31)) {
            SystemRegister.rows(rows);
        }
        if (rows.of(17, 19)) {
            SystemLinkage.rows(rows);
        }
        if (rows.of(2, 3, 31)) {
            Trap.rows(rows);
        }
        if (rows.of(31)) {
            TlbManagement.rows(rows);
        }
        if (rows.of(31)) {
            Doorbell.rows(rows);
        }
        if (rows.of(31, 48, 49, 50, 51, 52, 53, 54, 55, 57, 61, 63)) {
            FloatingPointMemory.rows(rows);
        }
        if (rows.of(4, 31)) {
            VectorMemory.rows(rows);
        }
        if (rows.of(59, 63)) {
            FloatArithmetic.rows(rows);
        }
        if (rows.of(59, 63)) {
            FloatConvert.rows(rows);
        }
        if (rows.of(63)) {
            FpscrMoves.rows(rows);
        }
        if (rows.of(6, 31)) {
            VsxLoadStore.rows(rows);
        }
        if (rows.of(4)) {
            VectorInteger.rows(rows);
        }
        if (rows.of(4)) {
            VectorLogical.rows(rows);
        }
        if (rows.of(4)) {
            VectorMultiply.rows(rows);
        }
        if (rows.of(4)) {
            VectorQuadword.rows(rows);
        }
        if (rows.of(4)) {
            VectorCompare.rows(rows);
        }
        if (rows.of(4)) {
            VectorFloat.rows(rows);
        }
        if (rows.of(4)) {
            VectorPermute.rows(rows);
        }
        if (rows.of(4)) {
            VectorElement.rows(rows);
        }
        if (rows.of(4)) {
            VectorBits.rows(rows);
        }
        if (rows.of(60)) {
            VsxArithmetic.rows(rows);
        }
        if (rows.of(60)) {
            VsxLogical.rows(rows);
        }
        if (rows.of(60)) {
            VsxCompare.rows(rows);
        }
        if (rows.of(60)) {
            VsxConvert.rows(rows);
        }
        if (rows.of(4)) {
            VectorCrypto.rows(rows);
        }
        if (rows.of(4)) {
            VectorBcd.rows(rows);
        }
        if (rows.of(63)) {
            VsxQuad.rows(rows);
        }
        if (rows.of(59, 63)) {
            DecimalFloatArithmetic.rows(rows);
        }
        if (rows.of(59, 63)) {
            DecimalFloatQuantum.rows(rows);
        }
        if (rows.of(59, 63)) {
            DecimalFloatConvert.rows(rows);
        }
        if (rows.of(31, 59)) {
            MatrixMultiplyAssist.rows(rows);
        }
        if (rows.of(31, 57, 61)) {
            VectorScalarMemory.rows(rows);
        }
    }

    /** The rows of one word, by facility. */
    public static List<InstructionRow> rows() {
        return IntStream.range(0, PRIMARY_OPCODES)
                .mapToObj(InstructionTable::opcode)
                .flatMap(Opcode::all)
                .sorted(Comparator.comparing(Slot::group).thenComparing(Slot::place))
                .map(Slot::row)
                .toList();
    }

    /** What has {@code primary}, 0 to 63, in bits 0:5. */
    static Opcode opcode(int primary) {
        Opcode known = OPCODES.get(primary);
        if (known != null) {
            return known;
        }
        OPCODES.compareAndSet(primary, null, new Opcode(primary));
        return OPCODES.get(primary);
    }

    /** The rows of prefixed instructions: {@link InstructionRow#prefix()} is not null. */
    public static List<InstructionRow> prefixedRows() {
        return PrefixedRows.ROWS;
    }

    /** Every row that is never executed; each says why. */
    public static List<InstructionRow> refusedRows() {
        return Stream.of(rows(), prefixedRows())
                .flatMap(List::stream)
                .filter(row -> !row.refusal().isEmpty())
                .toList();
    }

    /**
     * The rows again, checked.
     *
     * @throws IllegalStateException when two patterns overlap
     */
    static List<InstructionRow> withoutOverlap(List<InstructionRow> rows) {
        for (int a = 0; a < rows.size(); a++) {
            for (int b = a + 1; b < rows.size(); b++) {
                InstructionRow first = rows.get(a);
                InstructionRow second = rows.get(b);
                if (first.pattern().overlaps(second.pattern()) && overlap(first.prefix(), second.prefix())) {
                    throw new IllegalStateException("patterns of " + first.mnemonic() + " and " + second.mnemonic()
                            + " overlap: " + first.pattern().text() + " | "
                            + second.pattern().text());
                }
            }
        }
        return rows;
    }

    private static boolean overlap(@Nullable BitPattern first, @Nullable BitPattern second) {
        return first == null || second == null || first.overlaps(second);
    }
}
