package dev.nestor.recorder;

import dev.nestor.emulator.event.EventColumn;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.event.TraceLevel;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the events of a run for its footer. */
final class RunCounts {

    private static final int TYPES = 256;

    /** Vectors counted one by one; they are multiples of 0x20 below this, and any other number counts at the end. */
    private static final int VECTORS = 0x2000;

    private final long[] eventCounts = new long[TYPES];
    private final long[] exitCounts = new long[VECTORS];
    private final int vectorColumn = vectorColumn();
    private final ExitTimes times = new ExitTimes();
    private final boolean hasTimes;

    /** Of a recording that keeps what {@code level} says; without idle time and who ran, no times are known. */
    RunCounts(TraceLevel level) {
        this.hasTimes = level.keeps(TraceEvent.VcpuDispatched.TYPE) && level.keeps(TraceEvent.IdleSkipped.TYPE);
    }

    /** Counts one event. */
    void add(EventType type, long moment, long[] values) {
        eventCounts[type.id()]++;
        if (hasTimes) {
            times.add(type, moment, values);
        }
        if (type == TraceEvent.NestedExited.TYPE) {
            exitCounts[(int) Math.min(values[vectorColumn] & 0xFFFF_FFFFL, VECTORS - 1)]++;
        }
    }

    /** Events by name of their type, those that occur. */
    SortedMap<String, Long> byName() {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (EventType type : EventType.all()) {
            if (eventCounts[type.id()] > 0) {
                counts.put(type.name(), eventCounts[type.id()]);
            }
        }
        return counts;
    }

    /** Exits of L2s by interrupt vector, those that occur. */
    SortedMap<Integer, Long> byVector() {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (int vector = 0; vector < VECTORS; vector++) {
            if (exitCounts[vector] > 0) {
                counts.put(vector, exitCounts[vector]);
            }
        }
        return counts;
    }

    /** What L1s did after exits, by interrupt vector; empty when that is not known. */
    SortedMap<Integer, RecordingSummary.ExitTime> times() {
        return times.byVector();
    }

    private static int vectorColumn() {
        List<EventColumn> columns = TraceEvent.NestedExited.TYPE.columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals("vector")) {
                return i;
            }
        }
        throw new IllegalStateException("nested_exited has no column vector");
    }
}
