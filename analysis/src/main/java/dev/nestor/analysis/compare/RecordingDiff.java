package dev.nestor.analysis.compare;

import dev.nestor.analysis.compare.EventWindow.Item;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.hypervisor.HcallTable;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.papr.HcallRow;
import dev.nestor.recorder.EventCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two recordings, aligned over what only one of them has.
 *
 * <p>Two events are alike when type, ids, opcodes and vectors are the same. As long as the next events of both are
 * alike they are a pair. Where they are not, the nearest place ahead is sought at which three events in a row are
 * alike; what lies before it stands in one recording only. Memory is bounded: nothing beyond {@link #LOOK_AHEAD} events
 * is looked at, and where nothing is found that far, half of it counts as standing in one recording only.
 */
public final class RecordingDiff {

    /** How far ahead a place to go on is sought, in events of each recording. */
    public static final int LOOK_AHEAD = 4096;

    private static final int[] REACHES = {64, 512, LOOK_AHEAD};
    private static final int VECTOR = column(NestedExited.TYPE, "vector");
    private static final int R3 = column(NestedExited.TYPE, "r3");

    /**
     * One side of a difference.
     *
     * @param type the event's type
     * @param sequence its place in its run
     * @param moment its moment
     * @param values its values
     */
    public record Place(EventType type, long sequence, long moment, List<Long> values) {}

    /**
     * A difference.
     *
     * @param first in the first recording; absent when only the second has it
     * @param second in the second recording; absent when only the first has it
     * @param columns names of the columns that differ, of an event that both have
     */
    public record Difference(Optional<Place> first, Optional<Place> second, List<String> columns) {}

    /**
     * Where differences lie.
     *
     * @param cause exit of an L2 after which they lie, or: before the first exit
     * @param event name of the event
     */
    public record Heap(String cause, String event) implements Comparable<Heap> {
        @Override
        public int compareTo(Heap other) {
            int order = cause.compareTo(other.cause);
            return order != 0 ? order : event.compareTo(other.event);
        }
    }

    /** How many events of a heap are how. */
    public static final class Tally {
        private long same;
        private long changed;
        private long onlyFirst;
        private long onlySecond;
        private final SortedMap<String, Long> columns = new TreeMap<>();

        /** Pairs with equal values. */
        public long same() {
            return same;
        }

        /** Pairs with other values. */
        public long changed() {
            return changed;
        }

        /** Events that only the first recording has. */
        public long onlyFirst() {
            return onlyFirst;
        }

        /** Events that only the second recording has. */
        public long onlySecond() {
            return onlySecond;
        }

        /** Of the changed pairs, how often each column differs. */
        public SortedMap<String, Long> columns() {
            return new TreeMap<>(columns);
        }

        /** Differences in all. */
        public long differences() {
            return changed + onlyFirst + onlySecond;
        }
    }

    private final EventWindow first;
    private final EventWindow second;
    private final SortedMap<Heap, Tally> tallies = new TreeMap<>();
    private String firstCause = "before the first exit";
    private String secondCause = firstCause;
    private @Nullable Difference firstDifference;
    private long shifted;
    private long shiftMax;

    private RecordingDiff(EventCursor first, EventCursor second) {
        this.first = new EventWindow(first, LOOK_AHEAD);
        this.second = new EventWindow(second, LOOK_AHEAD);
    }

    /** Aligns two recordings, each from its cursor on. */
    public static RecordingDiff of(EventCursor first, EventCursor second) {
        RecordingDiff diff = new RecordingDiff(first, second);
        diff.align();
        return diff;
    }

    /** The first difference in order of the alignment; moments alone are none. */
    public Optional<Difference> firstDifference() {
        return Optional.ofNullable(firstDifference);
    }

    /** Counts by where the events lie, those without a difference included. */
    public SortedMap<Heap, Tally> tallies() {
        return new TreeMap<>(tallies);
    }

    /** Pairs whose moments differ. */
    public long shifted() {
        return shifted;
    }

    /** The largest difference of the moments of a pair. */
    public long shiftMax() {
        return shiftMax;
    }

    private void align() {
        int ofFirst = first.fill();
        int ofSecond = second.fill();
        while (ofFirst > 0 && ofSecond > 0) {
            if (first.get(0).isLike(second.get(0))) {
                pair(first.take(), second.take());
            } else {
                skip(ofFirst, ofSecond);
            }
            ofFirst = first.fill();
            ofSecond = second.fill();
        }
        while (first.fill() > 0) {
            onlyFirst(first.take());
        }
        while (second.fill() > 0) {
            onlySecond(second.take());
        }
    }

    /** Goes to the nearest place where both are alike again. */
    private void skip(int ofFirst, int ofSecond) {
        for (int reach : REACHES) {
            int inFirst = Math.min(reach, ofFirst);
            int inSecond = Math.min(reach, ofSecond);
            long found = nearest(inFirst, inSecond);
            if (found >= 0) {
                take((int) (found >>> 32), (int) found);
                return;
            }
        }
        take((ofFirst + 1) / 2, (ofSecond + 1) / 2);
    }

    /** Index in the first recording, shifted left by 32, and in the second; -1 when there is none in reach. */
    private long nearest(int inFirst, int inSecond) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = inSecond - 1; i >= 0; i--) {
            places.put(second.gram(i), i);
        }
        long best = -1;
        int bestSum = Integer.MAX_VALUE;
        for (int i = 0; i < inFirst && i < bestSum; i++) {
            Integer place = places.get(first.gram(i));
            if (place != null && i + place < bestSum && first.get(i).isLike(second.get(place))) {
                bestSum = i + place;
                best = (long) i << 32 | place;
            }
        }
        return best;
    }

    private void take(int ofFirst, int ofSecond) {
        for (int i = 0; i < ofFirst; i++) {
            onlyFirst(first.take());
        }
        for (int i = 0; i < ofSecond; i++) {
            onlySecond(second.take());
        }
    }

    private void pair(Item one, Item two) {
        firstCause = causeAfter(one, firstCause);
        secondCause = causeAfter(two, secondCause);
        Tally tally = tally(firstCause, one);
        List<String> columns = differing(one, two);
        if (columns.isEmpty()) {
            tally.same++;
        } else {
            tally.changed++;
            columns.forEach(name -> tally.columns.merge(name, 1L, Long::sum));
            difference(placeOf(one), placeOf(two), columns);
        }
        if (one.moment() != two.moment()) {
            shifted++;
            shiftMax = Math.max(shiftMax, Math.abs(one.moment() - two.moment()));
        }
    }

    private void onlyFirst(Item item) {
        firstCause = causeAfter(item, firstCause);
        tally(firstCause, item).onlyFirst++;
        difference(placeOf(item), Optional.empty(), List.of());
    }

    private void onlySecond(Item item) {
        secondCause = causeAfter(item, secondCause);
        tally(secondCause, item).onlySecond++;
        difference(Optional.empty(), placeOf(item), List.of());
    }

    private void difference(Optional<Place> one, Optional<Place> two, List<String> columns) {
        if (firstDifference == null) {
            firstDifference = new Difference(one, two, columns);
        }
    }

    private Tally tally(String cause, Item item) {
        return tallies.computeIfAbsent(new Heap(cause, item.type().name()), heap -> new Tally());
    }

    private static Optional<Place> placeOf(Item item) {
        List<Long> values = new ArrayList<>();
        for (long value : item.values()) {
            values.add(value);
        }
        return Optional.of(new Place(item.type(), item.sequence(), item.moment(), List.copyOf(values)));
    }

    private static List<String> differing(Item one, Item two) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < one.type().valueCount(); i++) {
            if (one.values()[i] != two.values()[i]) {
                names.add(one.type().columns().get(i).name());
            }
        }
        if (one.payload() != two.payload()) {
            names.add(one.type().columns().get(one.type().valueCount()).name());
        }
        return names;
    }

    private static String causeAfter(Item item, String before) {
        if (item.type() != NestedExited.TYPE) {
            return before;
        }
        int vector = (int) item.values()[VECTOR];
        for (NestedExit exit : NestedExit.values()) {
            if (exit.vector() == vector) {
                return exit == NestedExit.HCALL ? "HCALL " + hcallName(item.values()[R3]) : exit.shortName();
            }
        }
        return "0x" + Integer.toHexString(vector);
    }

    private static String hcallName(long opcode) {
        for (HcallRow<?> row : HcallTable.rows()) {
            if (row.opcode() == opcode) {
                return row.name();
            }
        }
        return "others";
    }

    private static int column(EventType type, String name) {
        return type.columns().stream().map(each -> each.name()).toList().indexOf(name);
    }
}
