package dev.nestor.analysis.arrow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how often each kind of turn took each time. What is kept is bounded: when there are too many different ones,
 * all are written and counting begins anew, so a kind and time can have several rows, whose counts add up. Rows are in
 * the order in which their first turns were counted.
 */
final class L2TurnCounts {

    /** Different ones that are kept at most, 40 bytes each and their index. */
    static final int KEPT_MAX = 1 << 20;

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int KIND = 0;
    private static final int TIME = 1;
    private static final int COUNT = 2;
    private static final int SEQUENCE = 3;
    private static final int MOMENT = 4;
    private static final int WIDTH = 5;
    private static final long MIXER = 0x9E37_79B9_7F4A_7C15L;

    /**
     * What turns are told apart by, besides their time.
     *
     * @param vector interrupt vector of the exit
     * @param l2Hcall the L2's hypercall of a hypercall exit, else 0
     * @param guest id of the guest
     * @param l2Vcpu the L2 vCPU
     * @param isTimed whether the time is known
     * @param isComplete whether later events change nothing about it
     */
    record Kind(long vector, long l2Hcall, long guest, long l2Vcpu, boolean isTimed, boolean isComplete) {}

    /** Takes what was counted of one kind and time. */
    interface Rows {
        /** The position is that of the first one counted; the time means nothing of a kind without. */
        void row(long sequence, long moment, Kind kind, long time, long count);
    }

    private final int keptMax;
    private final Rows rows;
    private final Map<Kind, Integer> numbers = new HashMap<>();
    private final List<Kind> kinds = new ArrayList<>();

    /** Where each is kept, plus one, by a hash of it; 0 where nothing is. */
    private int[] slots = new int[2 * FIRST_CAPACITY];

    /** What is kept, {@link #WIDTH} numbers each side by side, which one look at the memory brings. */
    private long[] table = new long[WIDTH * FIRST_CAPACITY];

    private int kept;

    /** Counts that go to {@code rows} when there are more than {@code keptMax} different ones, and at the end. */
    L2TurnCounts(int keptMax, Rows rows) {
        this.keptMax = keptMax;
        this.rows = rows;
    }

    /** Counts one turn. */
    void add(Kind kind, long time, long sequence, long moment) {
        int number = numberOf(kind);
        int slot = slotOf(number, time);
        if (slots[slot] == 0) {
            if (kept == keptMax) {
                write();
                number = numberOf(kind);
            } else if (WIDTH * kept == table.length) {
                grow();
            }
            slot = slotOf(number, time);
            int at = WIDTH * kept;
            table[at + KIND] = number;
            table[at + TIME] = time;
            table[at + COUNT] = 0;
            table[at + SEQUENCE] = sequence;
            table[at + MOMENT] = moment;
            slots[slot] = ++kept;
        }
        table[WIDTH * (slots[slot] - 1) + COUNT]++;
    }

    /** Hands on all that was counted, and begins anew. */
    void write() {
        for (int at = 0; at < WIDTH * kept; at += WIDTH) {
            Kind kind = kinds.get((int) table[at + KIND]);
            rows.row(table[at + SEQUENCE], table[at + MOMENT], kind, table[at + TIME], table[at + COUNT]);
        }
        kept = 0;
        numbers.clear();
        kinds.clear();
        Arrays.fill(slots, 0);
    }

    private int numberOf(Kind kind) {
        Integer number = numbers.get(kind);
        if (number == null) {
            number = kinds.size();
            numbers.put(kind, number);
            kinds.add(kind);
        }
        return number;
    }

    private int slotOf(int number, long time) {
        long hash = (time * MIXER + number) * MIXER;
        int slot = (int) (hash >>> 32) & slots.length - 1;
        while (slots[slot] != 0 && !isAt(WIDTH * (slots[slot] - 1), number, time)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean isAt(int at, int number, long time) {
        return table[at + TIME] == time && table[at + KIND] == number;
    }

    private void grow() {
        table = Arrays.copyOf(table, 2 * table.length);
        slots = new int[2 * slots.length];
        for (int i = 0; i < kept; i++) {
            slots[slotOf((int) table[WIDTH * i + KIND], table[WIDTH * i + TIME])] = i + 1;
        }
    }
}
