package dev.nestor.analysis.arrow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts how often each kind of turn took each time, in each slice of the run where slices are asked for. What is kept
 * is bounded: when there are too many different ones, all are written and counting begins anew, so a kind and time can
 * have several rows, whose counts add up. Rows are in the order in which their first turns were counted.
 *
 * <p>Times can be counted by class: a class has all times whose highest {@link #CLASS_BITS} bits are alike, so that its
 * greatest is less than 1/128 above its least. Times below 256 are classes of their own.
 */
final class L2TurnCounts {

    /** Different ones that are kept at most when times are exact, 48 bytes each and their index. */
    static final int KEPT_MAX = 1 << 20;

    /** The same of classes in slices, 72 bytes each: of a slice there are some ten thousands. */
    static final int KEPT_IN_SLICES_MAX = 1 << 17;

    /** Bits of a time that a class keeps. */
    static final int CLASS_BITS = 8;

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int KIND = 0;
    private static final int TIME = 1;
    private static final int SLICE = 2;
    private static final int COUNT = 3;
    private static final int SEQUENCE = 4;
    private static final int MOMENT = 5;
    private static final int SUM = 6;
    private static final int LEAST = 7;
    private static final int GREATEST = 8;
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

    /**
     * How often one kind took one time, or a time of one class, in one slice; times mean nothing of a kind without.
     *
     * @param sequence position of the first one counted
     * @param moment moment of that
     * @param kind the kind
     * @param slice moment at which the slice begins; 0 without slices
     * @param time the time, or the least one that the class can have
     * @param exits how often
     * @param sum of all times counted
     * @param least of them
     * @param greatest of them
     */
    record Counted(
            long sequence,
            long moment,
            Kind kind,
            long slice,
            long time,
            long exits,
            long sum,
            long least,
            long greatest) {}

    private final int keptMax;
    private final long sliceMoments;
    private final int width;
    private final Consumer<Counted> rows;
    private final Map<Kind, Integer> numbers = new HashMap<>();
    private final List<Kind> kinds = new ArrayList<>();

    /** Where each is kept, plus one, by a hash of it; 0 where nothing is. */
    private int[] slots = new int[2 * FIRST_CAPACITY];

    /** What is kept, {@link #width} numbers each side by side, which one look at the memory brings. */
    private long[] table;

    private int kept;

    private L2TurnCounts(int keptMax, long sliceMoments, Consumer<Counted> rows) {
        this.keptMax = keptMax;
        this.sliceMoments = sliceMoments;
        this.width = sliceMoments > 0 ? GREATEST + 1 : MOMENT + 1;
        this.rows = rows;
        this.table = new long[width * FIRST_CAPACITY];
    }

    /** Exact times of the whole run; they go to {@code rows} when more than {@code keptMax} differ, and at the end. */
    static L2TurnCounts exact(int keptMax, Consumer<Counted> rows) {
        return new L2TurnCounts(keptMax, 0, rows);
    }

    /** Classes of times in slices of {@code sliceMoments}, which is positive. */
    static L2TurnCounts inSlices(int keptMax, long sliceMoments, Consumer<Counted> rows) {
        return new L2TurnCounts(keptMax, sliceMoments, rows);
    }

    /** Counts one turn. */
    void add(Kind kind, long time, long sequence, long moment) {
        boolean isSliced = sliceMoments > 0;
        long slice = isSliced ? moment - Math.floorMod(moment, sliceMoments) : 0;
        long place = isSliced ? classOf(time) : time;
        int number = numberOf(kind);
        int slot = slotOf(number, place, slice);
        if (slots[slot] == 0) {
            if (kept == keptMax) {
                write();
                number = numberOf(kind);
            } else if (width * kept == table.length) {
                grow();
            }
            slot = slotOf(number, place, slice);
            int at = width * kept;
            Arrays.fill(table, at, at + width, 0);
            table[at + KIND] = number;
            table[at + TIME] = place;
            table[at + SLICE] = slice;
            table[at + SEQUENCE] = sequence;
            table[at + MOMENT] = moment;
            if (isSliced) {
                table[at + LEAST] = time;
                table[at + GREATEST] = time;
            }
            slots[slot] = ++kept;
        }
        int at = width * (slots[slot] - 1);
        table[at + COUNT]++;
        if (isSliced) {
            table[at + SUM] += time;
            table[at + LEAST] = Math.min(table[at + LEAST], time);
            table[at + GREATEST] = Math.max(table[at + GREATEST], time);
        }
    }

    /** Hands on all that was counted, and begins anew. */
    void write() {
        for (int at = 0; at < width * kept; at += width) {
            long time = table[at + TIME];
            long count = table[at + COUNT];
            boolean isSliced = sliceMoments > 0;
            rows.accept(new Counted(
                    table[at + SEQUENCE],
                    table[at + MOMENT],
                    kinds.get((int) table[at + KIND]),
                    table[at + SLICE],
                    time,
                    count,
                    isSliced ? table[at + SUM] : time * count,
                    isSliced ? table[at + LEAST] : time,
                    isSliced ? table[at + GREATEST] : time));
        }
        kept = 0;
        numbers.clear();
        kinds.clear();
        Arrays.fill(slots, 0);
    }

    /** The least time of the class of {@code time}. */
    static long classOf(long time) {
        int dropped = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(time) - CLASS_BITS);
        return time < 0 ? time : time >>> dropped << dropped;
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

    private int slotOf(int number, long time, long slice) {
        long hash = ((slice * MIXER + time) * MIXER + number) * MIXER;
        int slot = (int) (hash >>> 32) & slots.length - 1;
        while (slots[slot] != 0 && !isAt(width * (slots[slot] - 1), number, time, slice)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean isAt(int at, int number, long time, long slice) {
        return table[at + TIME] == time && table[at + KIND] == number && table[at + SLICE] == slice;
    }

    private void grow() {
        table = Arrays.copyOf(table, 2 * table.length);
        slots = new int[2 * slots.length];
        for (int i = 0; i < kept; i++) {
            int at = width * i;
            slots[slotOf((int) table[at + KIND], table[at + TIME], table[at + SLICE])] = i + 1;
        }
    }
}
