package dev.nestor.emulator.interpret;

import dev.nestor.emulator.isa.BitPattern;
import dev.nestor.emulator.isa.InstructionRow;
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
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All instruction rows, by the groups that declare them; refuses two rows that match one word. */
public final class InstructionTable {
    /** Of primary opcodes, bits 0:5 of a word. */
    static final int PRIMARY_OPCODES = 64;
    /** What a word that no row matches decodes to. */
    static final InstructionRow ILLEGAL = InstructionRow.row(
            "illegal", "////////////////////////////////", "", "I 1.8.2", (v, i) -> v.illegal(i.word));

    /**
     * The rows of a class, which HotSpot takes long to make ready, and are made when first asked for.
     *
     * @param opcodes the primary opcodes of its rows, a bit for each
     */
    private record Group(Supplier<List<InstructionRow>> rows, long opcodes) {}

    private static final List<Group> GROUPS = List.of(
            group(() -> Branch.ROWS, 16, 18, 19),
            group(() -> ConditionRegister.ROWS, 19, 31),
            group(() -> FixedPointArithmetic.ROWS, 8, 12, 13, 14, 15, 19, 31),
            group(() -> FixedPointMultiplyDivide.ROWS, 4, 7, 31),
            group(() -> FixedPointCompare.ROWS, 10, 11, 31),
            group(() -> FixedPointLogical.ROWS, 24, 25, 26, 27, 28, 29, 31),
            group(() -> FixedPointRotate.ROWS, 20, 21, 23, 30, 31),
            group(() -> FixedPointLoad.ROWS, 31, 32, 33, 34, 35, 40, 41, 42, 43, 46, 56, 58),
            group(() -> FixedPointStore.ROWS, 31, 36, 37, 38, 39, 44, 45, 47, 62),
            group(() -> LoadReserve.ROWS, 31),
            group(() -> AtomicMemory.ROWS, 31),
            group(() -> HashProtection.ROWS, 31),
            group(() -> CacheAndSync.ROWS, 19, 31),
            group(() -> CacheInhibited.ROWS, 31),
            group(() -> SystemRegister.ROWS, 31),
            group(() -> SystemLinkage.ROWS, 17, 19),
            group(() -> Trap.ROWS, 2, 3, 31),
            group(() -> TlbManagement.ROWS, 31),
            group(() -> Doorbell.ROWS, 31),
            group(() -> FloatingPointMemory.ROWS, 31, 48, 49, 50, 51, 52, 53, 54, 55, 57, 61, 63),
            group(() -> VectorMemory.ROWS, 4, 31),
            group(() -> FloatArithmetic.ROWS, 59, 63),
            group(() -> FloatConvert.ROWS, 59, 63),
            group(() -> FpscrMoves.ROWS, 63),
            group(() -> VsxLoadStore.ROWS, 6, 31),
            group(() -> VectorInteger.ROWS, 4),
            group(() -> VectorLogical.ROWS, 4),
            group(() -> VectorMultiply.ROWS, 4),
            group(() -> VectorQuadword.ROWS, 4),
            group(() -> VectorCompare.ROWS, 4),
            group(() -> VectorFloat.ROWS, 4),
            group(() -> VectorPermute.ROWS, 4),
            group(() -> VectorElement.ROWS, 4),
            group(() -> VectorBits.ROWS, 4),
            group(() -> VsxArithmetic.ROWS, 60),
            group(() -> VsxLogical.ROWS, 60),
            group(() -> VsxCompare.ROWS, 60),
            group(() -> VsxConvert.ROWS, 60),
            group(() -> VectorCrypto.ROWS, 4),
            group(() -> VectorBcd.ROWS, 4),
            group(() -> VsxQuad.ROWS, 63),
            group(() -> DecimalFloatArithmetic.ROWS, 59, 63),
            group(() -> DecimalFloatQuantum.ROWS, 59, 63),
            group(() -> DecimalFloatConvert.ROWS, 59, 63),
            group(() -> MatrixMultiplyAssist.ROWS, 31, 59),
            group(() -> VectorScalarMemory.ROWS, 31, 57, 61));

    private InstructionTable() {}

    private static Group group(Supplier<List<InstructionRow>> rows, int... opcodes) {
        return new Group(
                rows, Arrays.stream(opcodes).mapToLong(opcode -> 1L << opcode).sum());
    }

    /** The rows of one word, by facility. */
    public static List<InstructionRow> rows() {
        return GROUPS.stream().flatMap(group -> group.rows().get().stream()).toList();
    }

    /**
     * The rows of one word with {@code primary}, 0 to 63, in bits 0:5.
     *
     * @throws IllegalStateException when the patterns of two overlap
     */
    static List<InstructionRow> rowsOf(int primary) {
        return withoutOverlap(GROUPS.stream()
                .filter(group -> (group.opcodes() >>> primary & 1) != 0)
                .flatMap(group -> group.rows().get().stream())
                .filter(row -> row.pattern().bits() >>> 26 == primary)
                .toList());
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
