package dev.nestor.analysis.compare;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.Unit;
import dev.nestor.recorder.EventCursor;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The next events of a recording, as many as an alignment may look ahead. */
final class EventWindow {

    /**
     * An event that waits to be aligned.
     *
     * @param type its type
     * @param sequence its place in the run
     * @param moment its moment
     * @param values its values, without the payload
     * @param payload checksum of its payload
     */
    record Item(EventType type, long sequence, long moment, long[] values, int payload) {

        /** Whether two events say the same kind of thing about the same: type, ids, opcodes, vectors. */
        boolean isLike(Item other) {
            if (type != other.type) {
                return false;
            }
            for (int i = 0; i < type.valueCount(); i++) {
                if (isKey(type.columns().get(i)) && values[i] != other.values[i]) {
                    return false;
                }
            }
            return true;
        }

        private int key() {
            int hash = type.id();
            for (int i = 0; i < type.valueCount(); i++) {
                if (isKey(type.columns().get(i))) {
                    hash = 31 * hash + Long.hashCode(values[i]);
                }
            }
            return hash;
        }

        private static boolean isKey(EventColumn column) {
            return column.unit() == Unit.ID || column.unit() == Unit.HEX;
        }
    }

    private final EventCursor cursor;
    private final Item[] items;
    private final int[] keys;
    private final CRC32C crc = new CRC32C();
    private int head;
    private int count;
    private boolean isAtEnd;

    EventWindow(EventCursor cursor, int size) {
        this.cursor = cursor;
        this.items = new Item[size];
        this.keys = new int[size];
    }

    /** Reads on until the window is full or the recording ends; returns how many events there are. */
    int fill() {
        while (count < items.length && !isAtEnd) {
            if (cursor.next()) {
                int at = (head + count++) % items.length;
                items[at] = read();
                keys[at] = items[at].key();
            } else {
                isAtEnd = true;
            }
        }
        return count;
    }

    /** The event that many behind the next one. */
    Item get(int index) {
        return items[(head + index) % items.length];
    }

    /** Hash of what the event at {@code index} and the two behind it are about. */
    int gram(int index) {
        int hash = 1;
        for (int i = index; i < Math.min(index + 3, count); i++) {
            hash = 31 * hash + keys[(head + i) % items.length];
        }
        return hash;
    }

    /** Takes the next event out. */
    Item take() {
        Item item = get(0);
        head = (head + 1) % items.length;
        count--;
        return item;
    }

    private Item read() {
        crc.reset();
        crc.update(cursor.payload(), cursor.payloadOffset(), cursor.payloadLength());
        long[] values = Arrays.copyOf(cursor.values(), cursor.type().valueCount());
        return new Item(cursor.type(), cursor.sequence(), cursor.moment(), values, (int) crc.getValue());
    }
}
