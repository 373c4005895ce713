package dev.nestor.emulator.isa;

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
