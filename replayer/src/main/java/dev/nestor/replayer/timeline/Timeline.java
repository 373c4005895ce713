package dev.nestor.replayer.timeline;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.state.SavedState;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A recorded run as a line on which to go to any moment, forward and back. It keeps a few states that it came through,
 * so that the way back to a place near by is short.
 */
public final class Timeline {

    /** States kept. */
    private static final int KEPT = 8;

    /** A state is kept that many moments before the moment asked for, for steps back from there. */
    private static final long LEAD_MOMENTS = 20_000;

    /** Instructions that run in the time that a state takes to load, about. */
    private static final long LOAD_MOMENTS = 200_000;

    private record Kept(long moment, byte[] state) {}

    private final Player player;
    private final Machine machine;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private long moment;

    private Timeline(Player player) {
        this.player = player;
        this.machine = player.seek(0);
    }

    /** The line of {@code run}, standing at its start. */
    public static Timeline of(Rerun run) {
        return new Timeline(run.player());
    }

    /** The machine where the line stands, for looking only. */
    public Machine machine() {
        return machine;
    }

    /** Where the line stands: the moment asked for last, or the end of the run. */
    public long moment() {
        return moment;
    }

    /** Goes to {@code target}; to the end where the run is shorter, to the start where it is negative. */
    public Machine seek(long target) {
        long to = Math.max(0, target);
        if (to < moment || to - moment > LOAD_MOMENTS) {
            approach(to);
        }
        machine.runUntil(to);
        moment = Math.min(to, machine.moment());
        return machine;
    }

    /** Goes {@code moments} on, or back where negative. */
    public Machine step(long moments) {
        return seek(moment + moments);
    }

    /** Stands shortly before {@code target}, by the shortest way there is. */
    private void approach(long target) {
        Kept nearest = null;
        for (Kept each : kept) {
            if (each.moment <= target && (nearest == null || each.moment > nearest.moment)) {
                nearest = each;
            }
        }
        long start = player.nearestStart(target);
        long from = moment <= target ? moment : -1;
        if (nearest != null && nearest.moment > Math.max(start, from)) {
            player.resume(nearest.state, nearest.moment);
        } else if (start > from) {
            player.approach(target);
        }
        long lead = target - LEAD_MOMENTS;
        if (lead > machine.moment()) {
            machine.runUntil(lead);
            keep(lead);
        }
    }

    private void keep(long at) {
        if (machine.moment() == at) {
            if (kept.size() == KEPT) {
                kept.removeFirst();
            }
            kept.addLast(new Kept(at, SavedState.of(machine)));
        }
    }
}
