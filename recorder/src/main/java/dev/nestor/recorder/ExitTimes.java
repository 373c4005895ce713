package dev.nestor.recorder;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent.IdleSkipped;
import dev.nestor.emulator.event.TraceEvent.NestedEntered;
import dev.nestor.emulator.event.TraceEvent.NestedExited;
import dev.nestor.emulator.event.TraceEvent.VcpuDispatched;
import dev.nestor.recorder.RecordingSummary.ExitTime;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What L1s did between an exit of an L2 vCPU and its next entry, in instructions of that L1 vCPU without those of its
 * L2s: what the view {@code l2_exit} calls {@code l1_instructions}, summed up for the footer.
 */
final class ExitTimes {

    /** L2 vCPUs followed; with more, nothing is said. */
    private static final int L2_VCPUS_MAX = 1 << 16;

    private static final int ENTERED_L2_INSTRUCTIONS = column(NestedEntered.TYPE, "l2_instructions");
    private static final int EXITED_L2_INSTRUCTIONS = column(NestedExited.TYPE, "l2_instructions");
    private static final int ENTERED_GUEST = column(NestedEntered.TYPE, "guest_id");
    private static final int ENTERED_L2_VCPU = column(NestedEntered.TYPE, "l2_vcpu");
    private static final int EXITED_GUEST = column(NestedExited.TYPE, "guest_id");
    private static final int EXITED_L2_VCPU = column(NestedExited.TYPE, "l2_vcpu");
    private static final int EXITED_VECTOR = column(NestedExited.TYPE, "vector");

    private record L2Vcpu(long guest, long vcpu) {}

    /** The last run of an L2 vCPU. */
    private static final class Run {
        private int l1Vcpu = -1;
        private long l1Instructions;
        private long l2Instructions;
        private int vector = -1;
    }

    private final long[] own = new long[Limits.L1_VCPUS_MAX];
    private final Map<L2Vcpu, Run> runs = new HashMap<>();
    private final SortedMap<Integer, ExitTime> times = new TreeMap<>();

    /** The vCPU looked up last and its run: mostly the next one is the same, and needs no key made. */
    private long lastGuest;

    private long lastVcpu;
    private @Nullable Run lastRun;
    private int running;
    private long stretchMoment;
    private boolean isUnknown;

    /** Takes one event; the first column of those that matter is the L1 vCPU. */
    void add(EventType type, long moment, long[] values) {
        if (type == VcpuDispatched.TYPE) {
            stopAt(moment, moment);
            running = (int) values[0];
        } else if (type == IdleSkipped.TYPE) {
            stopAt(moment - values[0], moment);
        } else if (type == NestedEntered.TYPE) {
            entered(moment, values);
        } else if (type == NestedExited.TYPE) {
            exited(values);
        }
        isUnknown |= running < 0 || running >= own.length;
        running = isUnknown ? 0 : running;
    }

    /** Times by interrupt vector of the exit; empty when they are not known. */
    SortedMap<Integer, ExitTime> byVector() {
        return isUnknown ? new TreeMap<>() : times;
    }

    private void stopAt(long end, long next) {
        own[running] += end - stretchMoment;
        stretchMoment = next;
    }

    private void entered(long moment, long[] values) {
        Run run = find(values[ENTERED_GUEST], values[ENTERED_L2_VCPU]);
        if (run == null) {
            run = new Run();
            runs.put(new L2Vcpu(values[ENTERED_GUEST], values[ENTERED_L2_VCPU]), run);
        }
        isUnknown |= runs.size() > L2_VCPUS_MAX || values[0] != running;
        if (isUnknown) {
            runs.clear();
            lastRun = null;
            return;
        }
        long l1Instructions = own[running] + moment - stretchMoment;
        if (run.l1Vcpu == running && run.vector >= 0) {
            times.merge(run.vector, ExitTime.of(l1Instructions - run.l1Instructions), ExitTime::plus);
        }
        run.l1Vcpu = running;
        run.l1Instructions = l1Instructions;
        run.l2Instructions = values[ENTERED_L2_INSTRUCTIONS];
        run.vector = -1;
    }

    /** The L2's instructions are not the L1's. */
    private void exited(long[] values) {
        Run run = find(values[EXITED_GUEST], values[EXITED_L2_VCPU]);
        if (run == null || run.l1Vcpu != running) {
            isUnknown = true;
            return;
        }
        own[running] -= values[EXITED_L2_INSTRUCTIONS] - run.l2Instructions;
        run.vector = (int) values[EXITED_VECTOR];
    }

    private @Nullable Run find(long guest, long vcpu) {
        if (lastRun == null || guest != lastGuest || vcpu != lastVcpu) {
            lastRun = runs.get(new L2Vcpu(guest, vcpu));
            lastGuest = guest;
            lastVcpu = vcpu;
        }
        return lastRun;
    }

    private static int column(EventType type, String name) {
        return type.columns().stream().map(each -> each.name()).toList().indexOf(name);
    }
}
