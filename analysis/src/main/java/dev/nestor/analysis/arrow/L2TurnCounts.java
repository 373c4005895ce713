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

    /** Different ones that are kept at most, 44 bytes each. */
    static final int KEPT_MAX = 1 << 20;

    private static final int FIRST_CAPACITY = 1 << 10;
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

    private int[] kindOf = new int[FIRST_CAPACITY];
    private long[] timeOf = new long[FIRST_CAPACITY];
    private long[] countOf = new long[FIRST_CAPACITY];
    private long[] sequenceOf = new long[FIRST_CAPACITY];
    private long[] momentOf = new long[FIRST_CAPACITY];
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
            } else if (kept == timeOf.length) {
                grow();
            }
            slot = slotOf(number, time);
            kindOf[kept] = number;
            timeOf[kept] = time;
            countOf[kept] = 0;
            sequenceOf[kept] = sequence;
            momentOf[kept] = moment;
            slots[slot] = ++kept;
        }
        countOf[slots[slot] - 1]++;
    }

    /** Hands on all that was counted, and begins anew. */
    void write() {
        for (int i = 0; i < kept; i++) {
            rows.row(sequenceOf[i], momentOf[i], kinds.get(kindOf[i]), timeOf[i], countOf[i]);
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
        while (slots[slot] != 0 && (timeOf[slots[slot] - 1] != time || kindOf[slots[slot] - 1] != number)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private void grow() {
        int capacity = 2 * timeOf.length;
        kindOf = Arrays.copyOf(kindOf, capacity);
        timeOf = Arrays.copyOf(timeOf, capacity);
        countOf = Arrays.copyOf(countOf, capacity);
        sequenceOf = Arrays.copyOf(sequenceOf, capacity);
        momentOf = Arrays.copyOf(momentOf, capacity);
        slots = new int[2 * capacity];
        for (int i = 0; i < kept; i++) {
            slots[slotOf(kindOf[i], timeOf[i])] = i + 1;
        }
    }
}
