package dev.nestor.analysis.arrow;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.Unit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * How a column is stored in Arrow and in SQL.
 *
 * <p>One rule decides the sign: a number one counts with is signed, a pattern of bits is unsigned. So differences of
 * counts, moments and ids never overflow in SQL, addresses and registers compare as they do in the machine, and a
 * printer knows from the type alone that an unsigned column reads in hexadecimal.
 */
public enum ColumnType {
    /** A signed 32-bit number. */
    INTEGER(new ArrowType.Int(32, true)),
    /** A 32-bit pattern, such as an interrupt vector. */
    UINTEGER(new ArrowType.Int(32, false)),
    /** A signed 64-bit number. */
    BIGINT(new ArrowType.Int(64, true)),
    /** A 64-bit pattern: address, register, digest, opcode. */
    UBIGINT(new ArrowType.Int(64, false)),
    /** Bytes. */
    BLOB(ArrowType.Binary.INSTANCE),
    /** A name, in UTF-8. */
    VARCHAR(ArrowType.Utf8.INSTANCE);

    @SuppressWarnings("ImmutableEnumChecker")
    private final ArrowType arrowType;

    ColumnType(ArrowType arrowType) {
        this.arrowType = arrowType;
    }

    /** The type in Arrow. */
    public ArrowType arrowType() {
        return arrowType;
    }

    /** The type of an event's column. */
    public static ColumnType of(EventColumn column) {
        return switch (column.kind()) {
            case INT -> isPattern(column.unit()) ? UINTEGER : INTEGER;
            case LONG -> isPattern(column.unit()) ? UBIGINT : BIGINT;
            case BYTES -> BLOB;
        };
    }

    private static boolean isPattern(Unit unit) {
        return switch (unit) {
            case HEX, ADDRESS, REGISTER, DIGEST -> true;
            case COUNT, ID, CODE, INSTRUCTIONS, TICKS, BYTES, PAYLOAD, NAME -> false;
        };
    }
}
