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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All instruction rows; refuses two rows that match one word. */
public final class InstructionTable {
    /** What a word that no row matches decodes to. */
    static final InstructionRow ILLEGAL = InstructionRow.row(
            "illegal", "////////////////////////////////", "", "I 1.8.2", (v, i) -> v.illegal(i.word));

    private static final List<InstructionRow> ROWS = joined();
    private static final List<InstructionRow> PREFIXED_ROWS = withoutOverlap(PrefixedRows.ROWS);

    private InstructionTable() {}

    /** The rows of one word, by facility. */
    public static List<InstructionRow> rows() {
        return ROWS;
    }

    /** The rows of prefixed instructions: {@link InstructionRow#prefix()} is not null. */
    public static List<InstructionRow> prefixedRows() {
        return PREFIXED_ROWS;
    }

    /** Every row that is never executed; each says why. */
    public static List<InstructionRow> refusedRows() {
        return Stream.of(ROWS, PREFIXED_ROWS)
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
        return List.copyOf(rows);
    }

    private static boolean overlap(@Nullable BitPattern first, @Nullable BitPattern second) {
        return first == null || second == null || first.overlaps(second);
    }

    private static List<InstructionRow> joined() {
        List<InstructionRow> rows = new ArrayList<>();
        Stream.of(
                        Branch.ROWS,
                        ConditionRegister.ROWS,
                        FixedPointArithmetic.ROWS,
                        FixedPointMultiplyDivide.ROWS,
                        FixedPointCompare.ROWS,
                        FixedPointLogical.ROWS,
                        FixedPointRotate.ROWS,
                        FixedPointLoad.ROWS,
                        FixedPointStore.ROWS,
                        LoadReserve.ROWS,
                        AtomicMemory.ROWS,
                        HashProtection.ROWS,
                        CacheAndSync.ROWS,
                        CacheInhibited.ROWS,
                        SystemRegister.ROWS,
                        SystemLinkage.ROWS,
                        Trap.ROWS,
                        TlbManagement.ROWS,
                        Doorbell.ROWS,
                        FloatingPointMemory.ROWS,
                        VectorMemory.ROWS,
                        FloatArithmetic.ROWS,
                        FloatConvert.ROWS,
                        FpscrMoves.ROWS,
                        VsxLoadStore.ROWS,
                        VectorInteger.ROWS,
                        VectorLogical.ROWS,
                        VectorMultiply.ROWS,
                        VectorQuadword.ROWS,
                        VectorCompare.ROWS,
                        VectorFloat.ROWS,
                        VectorPermute.ROWS,
                        VectorElement.ROWS,
                        VectorBits.ROWS,
                        VsxArithmetic.ROWS,
                        VsxLogical.ROWS,
                        VsxCompare.ROWS,
                        VsxConvert.ROWS,
                        VectorCrypto.ROWS,
                        VectorBcd.ROWS,
                        VsxQuad.ROWS,
                        DecimalFloatArithmetic.ROWS,
                        DecimalFloatQuantum.ROWS,
                        DecimalFloatConvert.ROWS,
                        MatrixMultiplyAssist.ROWS,
                        VectorScalarMemory.ROWS)
                .forEach(rows::addAll);
        return withoutOverlap(rows);
    }
}
