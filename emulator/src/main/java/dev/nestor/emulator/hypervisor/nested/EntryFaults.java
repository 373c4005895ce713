package dev.nestor.emulator.hypervisor.nested;

import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.fault.FaultBook;
import dev.nestor.emulator.fault.FaultEffect;
import dev.nestor.emulator.fault.FaultEffect.Kind;
import dev.nestor.emulator.fault.FaultRule;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.platform.PartitionControl;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import org.jspecify.annotations.Nullable;

/**
 * What faults on purpose do at the entry of an L2, under either API: they move the end of the run, and hold back the
 * external interrupt that the L1 asked for with LPCR[MER]. A hold ends with the run, or with its time: then MER is set.
 */
public final class EntryFaults implements Stateful {
    @Derived("wiring; the L0 saves it")
    private final FaultBook faults;

    @Derived("wiring")
    private final PartitionControl control;

    /** The moment at which MER is set in the L2 on each L1 vCPU; 0 for no hold. */
    private final long[] heldUntil;

    /** Faults of {@code faults} at the entries on the vCPUs of {@code control}. */
    public EntryFaults(FaultBook faults, PartitionControl control) {
        this.faults = faults;
        this.control = control;
        this.heldUntil = new long[control.vcpuCount()];
    }

    /** The end of a run, in ticks of the L1's time base: {@code asked}, or what a fault makes of it. */
    public long hdecExpiry(Vcpu v, long guestId, long l2Vcpu, long asked) {
        FaultRule rule = strike(v, Kind.TIMER, FaultEffect.L2_ENTRY, guestId, l2Vcpu);
        if (rule == null) {
            return asked;
        }
        return switch (rule.effect()) {
            case HDEC_LOST -> Long.MAX_VALUE;
            case HDEC_EARLY -> asked - rule.amount();
            default -> v.timebase();
        };
    }

    /** The LPCR that the L2 on {@code v} enters with: {@code effective}, or without MER while a fault holds it back. */
    public long lpcr(Vcpu v, long guestId, long l2Vcpu, long effective) {
        heldUntil[v.index()] = 0;
        if ((effective & LpcrBits.MER) == 0) {
            return effective;
        }
        FaultRule rule = strike(v, Kind.DELAY, FaultEffect.L2_EXTERNAL, guestId, l2Vcpu);
        if (rule == null) {
            return effective;
        }
        heldUntil[v.index()] = v.moment() + rule.amount();
        return effective & ~LpcrBits.MER;
    }

    /** The L2 on {@code v} has exited. */
    public void exited(Vcpu v) {
        heldUntil[v.index()] = 0;
    }

    /** Ends the holds whose time has come at {@code moment}. */
    public void release(long moment) {
        for (int i = 0; i < heldUntil.length; i++) {
            if (heldUntil[i] != 0 && heldUntil[i] <= moment) {
                heldUntil[i] = 0;
                control.vcpu(i).s.spr[Spr.LPCR.ordinal()] |= LpcrBits.MER;
            }
        }
    }

    /** The first moment at which {@link #release} will do something; {@link Long#MAX_VALUE} for never. */
    public long nextRelease() {
        long next = Long.MAX_VALUE;
        for (long until : heldUntil) {
            next = until == 0 ? next : Math.min(next, until);
        }
        return next;
    }

    private @Nullable FaultRule strike(Vcpu v, Kind kind, String place, long guestId, long l2Vcpu) {
        return faults.isEmpty()
                ? null
                : faults.strike(kind, new FaultBook.Place(place, 0, v.index(), guestId, l2Vcpu), v.moment());
    }

    @Override
    public void save(StateWriter out) {
        out.putLongs("held_until", heldUntil);
    }

    @Override
    public void load(StateReader in) {
        in.getLongs("held_until", heldUntil);
    }
}
