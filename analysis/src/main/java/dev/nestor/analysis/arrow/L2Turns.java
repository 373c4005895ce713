package dev.nestor.analysis.arrow;

import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent.HcallEntered;
import dev.nestor.emulator.event.TraceEvent.HcallReturned;
import dev.nestor.emulator.event.TraceEvent.IdleSkipped;
import dev.nestor.emulator.event.TraceEvent.NestedEntered;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.event.TraceEvent.StateTransferred;
import dev.nestor.emulator.event.TraceEvent.VcpuDispatched;
import dev.nestor.emulator.hypervisor.HcallTable;
import dev.nestor.emulator.hypervisor.nested.NestedExit;
import dev.nestor.emulator.hypervisor.nested.StateFormat;
import dev.nestor.emulator.papr.HcallRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows L2 vCPUs through a run and states their turns: each exit with what came of it up to the next entry. What is
 * kept are the turns that are not complete, one for each L2 vCPU and L1 vCPU, and a place for each L2 vCPU.
 *
 * <p>A turn is complete when the same L2 vCPU was entered again, which ends its time, and another L2 vCPU exited to the
 * same L1 vCPU, which ends what counts as the L1's work for it. So turns come in the order in which they are complete.
 */
final class L2Turns {

    private static final int HCALL_VECTOR = 0xC00;
    private static final int OUT = 1;
    private static final int EXIT_VALUES = NestedExited.TYPE.valueCount();
    private static final int VECTOR = index(NestedExited.TYPE, "vector");
    private static final int R3 = index(NestedExited.TYPE, "r3");
    private static final int EXIT_GUEST = index(NestedExited.TYPE, "guest_id");
    private static final int EXIT_L2_VCPU = index(NestedExited.TYPE, "l2_vcpu");
    private static final int EXIT_INSTRUCTIONS = index(NestedExited.TYPE, "l2_instructions");
    private static final int ENTRY_GUEST = index(NestedEntered.TYPE, "guest_id");
    private static final int ENTRY_L2_VCPU = index(NestedEntered.TYPE, "l2_vcpu");
    private static final int ENTRY_INSTRUCTIONS = index(NestedEntered.TYPE, "l2_instructions");
    private static final int DIRECTION = index(StateTransferred.TYPE, "direction");
    private static final int FORMAT = index(StateTransferred.TYPE, "format");
    private static final int ELEMENTS = index(StateTransferred.TYPE, "elements");
    private static final int TABLE_READS = index(HcallReturned.TYPE, "table_reads");

    private record L2(long guest, long vcpu) {}

    /** An L1 vCPU: which stretch of time is its own, and whom it last entered and saw exit. */
    private static final class Lane {
        private boolean isTimed;
        private long instructionsBefore;
        private long stretchMoment;
        private long l2Instructions;
        private @Nullable Run entered;
        private @Nullable Turn last;
    }

    /** An L2 vCPU. */
    private static final class L2Vcpu {
        private long exits;
        private @Nullable Run run;
    }

    /** A run of an L2 vCPU, from its entry. */
    private static final class Run {
        private long sequence;
        private @Nullable Lane lane;
        private boolean isTimed;
        private long l1Instructions;
        private long l2Instructions;
        private @Nullable Turn turn;
    }

    /** An exit and what is known of it so far. */
    private static final class Turn {
        private final long[] exit = new long[EXIT_VALUES];
        private long sequence;
        private long moment;
        private long exitIndex;
        private boolean isRunKnown;
        private long entrySequence;
        private long l2RunInstructions;
        private boolean isEntered;
        private long nextSequence;
        private long nextMoment;
        private boolean isTimed;
        private long l1Instructions;
        private long hcalls;
        private long elementsOut;
        private long bytesOut;
        private long elementsIn;
        private long bytesIn;
        private long tableReads;
        private boolean isAwaitingEntry;
        private boolean isAwaitingExit;
        private @Nullable Turn before;
        private @Nullable Turn behind;
    }

    private final Map<Long, byte[]> reasons = new HashMap<>();
    private final Map<Long, byte[]> hcalls = new HashMap<>();
    private final boolean[] hasValues = new boolean[StateFormat.values().length + 1];
    private final Map<Long, Lane> lanes = new HashMap<>();
    private final Map<L2, L2Vcpu> l2Vcpus = new HashMap<>();
    private @Nullable Lane running;
    private boolean isDispatched;
    private @Nullable Turn first;
    private @Nullable Turn newest;

    L2Turns() {
        for (NestedExit exit : NestedExit.values()) {
            reasons.put((long) exit.vector(), utf8(exit.shortName()));
        }
        for (HcallRow<?> row : HcallTable.rows()) {
            hcalls.put((long) row.opcode(), utf8(row.name()));
        }
        for (StateFormat format : StateFormat.values()) {
            hasValues[format.number()] = format.hasValues();
        }
    }

    /** Takes one event; complete turns go to {@code into}. */
    void event(EventType type, long sequence, long moment, long[] values, int payloadLength, TurnTables into) {
        if (type == NestedExited.TYPE) {
            exited(sequence, moment, values, into);
        } else if (type == NestedEntered.TYPE) {
            entered(sequence, moment, values, into);
        } else if (type == HcallEntered.TYPE) {
            Lane lane = lane(values[0], moment);
            lane.entered = null;
            if (lane.last != null) {
                lane.last.hcalls++;
            }
        } else if (type == HcallReturned.TYPE) {
            Turn turn = lane(values[0], moment).last;
            if (turn != null) {
                turn.tableReads += values[TABLE_READS];
            }
        } else if (type == StateTransferred.TYPE) {
            Lane lane = lanes.get(values[0]);
            moved(lane == null ? null : lane.last, values, payloadLength);
        } else if (type == VcpuDispatched.TYPE) {
            stretchEnds(moment, moment);
            isDispatched = true;
            running = lanes.computeIfAbsent(values[0], vcpu -> new Lane());
            running.isTimed = true;
            running.stretchMoment = moment;
        } else if (type == IdleSkipped.TYPE) {
            stretchEnds(moment - values[0], moment);
        }
    }

    /** States the turns that are not complete, in order, with what is known of them; they may be completed later. */
    void pending(TurnTables into) {
        for (Turn turn = first; turn != null; turn = turn.behind) {
            write(turn, false, into);
        }
    }

    /** Positions of the turns that are not complete. */
    List<Long> pendingSequences() {
        List<Long> sequences = new ArrayList<>();
        for (Turn turn = first; turn != null; turn = turn.behind) {
            sequences.add(turn.sequence);
        }
        return sequences;
    }

    private void entered(long sequence, long moment, long[] values, TurnTables into) {
        Lane lane = lane(values[0], moment);
        L2Vcpu l2 = l2Vcpu(values[ENTRY_GUEST], values[ENTRY_L2_VCPU]);
        Run next = new Run();
        next.sequence = sequence;
        next.lane = lane;
        next.isTimed = lane.isTimed;
        next.l1Instructions = lane.instructionsBefore + moment - lane.stretchMoment - lane.l2Instructions;
        next.l2Instructions = values[ENTRY_INSTRUCTIONS];
        Run before = l2.run;
        Turn turn = before == null ? null : before.turn;
        if (before != null && turn != null) {
            turn.isEntered = true;
            turn.nextSequence = sequence;
            turn.nextMoment = moment;
            turn.isTimed = before.lane == lane && before.isTimed && next.isTimed;
            turn.l1Instructions = next.l1Instructions - before.l1Instructions;
            turn.isAwaitingEntry = false;
            completeWhenDone(turn, into);
        }
        l2.run = next;
        lane.entered = next;
    }

    private void exited(long sequence, long moment, long[] values, TurnTables into) {
        Lane lane = lane(values[0], moment);
        Turn turn = new Turn();
        System.arraycopy(values, 0, turn.exit, 0, EXIT_VALUES);
        turn.sequence = sequence;
        turn.moment = moment;
        turn.exitIndex = l2Vcpu(values[EXIT_GUEST], values[EXIT_L2_VCPU]).exits++;
        turn.isAwaitingExit = true;
        Run ran = lane.entered;
        if (ran != null) {
            turn.isRunKnown = true;
            turn.entrySequence = ran.sequence;
            turn.l2RunInstructions = values[EXIT_INSTRUCTIONS] - ran.l2Instructions;
            turn.isAwaitingEntry = true;
            lane.l2Instructions += turn.l2RunInstructions;
            lane.entered = null;
            ran.turn = turn;
        }
        append(turn);
        Turn before = lane.last;
        lane.last = turn;
        if (before != null) {
            before.isAwaitingExit = false;
            completeWhenDone(before, into);
        }
    }

    private void moved(@Nullable Turn turn, long[] values, int length) {
        if (turn == null) {
            return;
        }
        if (values[DIRECTION] == OUT) {
            turn.elementsOut += values[ELEMENTS];
            turn.bytesOut += length;
        } else if (values[DIRECTION] == 0) {
            boolean isKnown = values[FORMAT] >= 0 && values[FORMAT] < hasValues.length;
            turn.elementsIn += isKnown && hasValues[(int) values[FORMAT]] ? values[ELEMENTS] : 0;
            turn.bytesIn += length;
        }
    }

    private void stretchEnds(long end, long next) {
        if (running != null) {
            running.instructionsBefore += end - running.stretchMoment;
            running.stretchMoment = next;
        }
    }

    /** Of a recording that begins in the middle, whoever does something before the first dispatch is who runs. */
    private Lane lane(long vcpu, long moment) {
        Lane lane = lanes.computeIfAbsent(vcpu, key -> new Lane());
        if (!isDispatched && running == null) {
            running = lane;
            lane.isTimed = true;
            lane.stretchMoment = moment;
        }
        return lane;
    }

    private L2Vcpu l2Vcpu(long guest, long vcpu) {
        return l2Vcpus.computeIfAbsent(new L2(guest, vcpu), key -> new L2Vcpu());
    }

    private void append(Turn turn) {
        turn.before = newest;
        if (newest == null) {
            first = turn;
        } else {
            newest.behind = turn;
        }
        newest = turn;
    }

    private void completeWhenDone(Turn turn, TurnTables into) {
        if (turn.isAwaitingEntry || turn.isAwaitingExit) {
            return;
        }
        write(turn, true, into);
        if (turn.before == null) {
            first = turn.behind;
        } else {
            turn.before.behind = turn.behind;
        }
        if (turn.behind == null) {
            newest = turn.before;
        } else {
            turn.behind.before = turn.before;
        }
    }

    private void write(Turn turn, boolean isComplete, TurnTables into) {
        for (L2TurnCounts counts : into.counts()) {
            counts.add(kind(turn, isComplete), turn.isTimed ? turn.l1Instructions : 0, turn.sequence, turn.moment);
        }
        TableBatch rows = into.turns();
        if (rows != null) {
            write(into.run(), turn, rows);
            into.afterEach().accept(rows);
        }
    }

    private static L2TurnCounts.Kind kind(Turn turn, boolean isComplete) {
        long vector = turn.exit[VECTOR];
        return new L2TurnCounts.Kind(
                vector,
                vector == HCALL_VECTOR ? turn.exit[R3] : 0,
                turn.exit[EXIT_GUEST],
                turn.exit[EXIT_L2_VCPU],
                turn.isTimed,
                isComplete);
    }

    private void write(int run, Turn turn, TableBatch into) {
        into.row(run, turn.sequence, turn.moment);
        for (long value : turn.exit) {
            into.put(value);
        }
        names(turn.exit[VECTOR], turn.exit[R3], into);
        into.put(turn.exitIndex)
                .put(turn.isRunKnown, turn.entrySequence)
                .put(turn.isRunKnown, turn.l2RunInstructions)
                .put(turn.isEntered, turn.nextSequence)
                .put(turn.isEntered, turn.nextMoment)
                .put(turn.isTimed, turn.l1Instructions)
                .put(turn.hcalls)
                .put(turn.elementsOut)
                .put(turn.bytesOut)
                .put(turn.elementsIn)
                .put(turn.bytesIn)
                .put(turn.tableReads)
                .endRow();
    }

    /** Puts the columns {@code reason} and {@code l2_hcall} of an exit. */
    void names(long vector, long r3, TableBatch into) {
        byte[] reason = name(reasons, vector & 0xFFFF_FFFFL);
        into.put(reason, 0, reason.length);
        if (vector == HCALL_VECTOR) {
            byte[] hcall = name(hcalls, r3);
            into.put(hcall, 0, hcall.length);
        } else {
            into.putNothing();
        }
    }

    private static byte[] name(Map<Long, byte[]> names, long number) {
        byte[] name = names.get(number);
        return name == null ? utf8("0x" + Long.toHexString(number).toUpperCase(Locale.ROOT)) : name;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int index(EventType type, String column) {
        int at = type.columns().stream().map(each -> each.name()).toList().indexOf(column);
        if (at < 0) {
            throw new IllegalStateException(type + " has no column " + column);
        }
        return at;
    }
}
