package dev.nestor.emulator.platform;

import dev.nestor.emulator.fault.FaultBook;
import dev.nestor.emulator.fault.FaultEffect;
import dev.nestor.emulator.fault.FaultRule;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateDigest;
import dev.nestor.emulator.state.StateFormatException;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.Arrays;

/**
 * The XICS interrupt controller: one presentation controller per vCPU, and the routing of the machine's few sources. Of
 * these the console's interrupts, at every arrival of typed bytes; the others belong to events that never happen.
 *
 * <pre>
 * XIRR  CPPR(0:7) XISR(8:31)   current processor priority and source of the interrupt presented; a word
 * MFRR                         priority of the pending inter-processor interrupt, 0xFF for none
 * </pre>
 *
 * <p>A lower number is a higher priority; an interrupt is presented when its priority is below CPPR, the most favoured
 * first, and of equals the inter-processor interrupt, then the source of the lowest number. Sources are edges: one that
 * is masked, or not let through, stays pending until it is accepted. Callers say at which moment they call.
 *
 * @see "LoPAR, chapter 6: platform interrupts; QEMU hw/intc/xics.c and hw/char/spapr_vty.c"
 */
public final class InterruptController implements Stateful {
    /** Source of inter-processor interrupts. */
    public static final int IPI_SOURCE = 2;

    /** Source of environmental and power warnings. */
    public static final int EPOW_SOURCE = 0x1000;

    /** Source of hot-plug events. */
    public static final int HOT_PLUG_SOURCE = 0x1001;

    /** Source of the console. */
    public static final int CONSOLE_SOURCE = 0x1100;

    /** Lowest priority: nothing is pending, or nothing is let through. */
    public static final int LOWEST = 0xFF;

    private static final int[] SOURCES = {EPOW_SOURCE, HOT_PLUG_SOURCE, CONSOLE_SOURCE};

    @Derived("wiring; the L0 saves it")
    private final FaultBook faults;

    private final long[] cppr;
    private final long[] mfrr;
    /** Source presented and not yet accepted, or 0. */
    private final long[] presented;
    /** The moment before which a fault lets nothing be presented; 0 for none. */
    private final long[] heldUntil;

    private final long[] servers = new long[SOURCES.length];
    private final long[] priorities = new long[SOURCES.length];
    private final long[] savedPriorities = new long[SOURCES.length];
    /** 1 for a source that was raised and not accepted. */
    private final long[] raised = new long[SOURCES.length];

    /** Controllers for {@code vcpus} vCPUs that let nothing through yet; {@code faults} may delay what they present. */
    public InterruptController(int vcpus, FaultBook faults) {
        this.faults = faults;
        cppr = new long[vcpus];
        mfrr = new long[vcpus];
        presented = new long[vcpus];
        heldUntil = new long[vcpus];
        Arrays.fill(mfrr, LOWEST);
        Arrays.fill(priorities, LOWEST);
        Arrays.fill(savedPriorities, LOWEST);
    }

    /** Whether an external interrupt is pending on a vCPU. */
    public boolean isPending(int vcpu) {
        return presented[vcpu] != 0;
    }

    /** How many vCPUs there are. */
    public int vcpuCount() {
        return cppr.length;
    }

    /** Sets the priority of a vCPU; an interrupt that it no longer lets through is taken back. */
    public void setPriority(int vcpu, int priority, long moment) {
        cppr[vcpu] = priority & LOWEST;
        present(vcpu, moment);
    }

    /** Sets the inter-processor interrupt priority of a vCPU: {@link #LOWEST} takes it back. */
    public void sendIpi(int vcpu, int priority, long moment) {
        mfrr[vcpu] = priority & LOWEST;
        present(vcpu, moment);
    }

    /** A source, one of the constants here, interrupts. */
    public void raise(int source, long moment) {
        int index = sourceIndex(source);
        raised[index] = 1;
        present((int) servers[index], moment);
    }

    /** Accepts the interrupt presented: the XIRR, whose source's priority becomes the vCPU's. */
    public int accept(int vcpu) {
        int xirr = poll(vcpu);
        int source = (int) presented[vcpu];
        if (source == IPI_SOURCE) {
            cppr[vcpu] = mfrr[vcpu];
        } else if (source != 0) {
            int index = sourceIndex(source);
            cppr[vcpu] = priorities[index];
            raised[index] = 0;
        }
        presented[vcpu] = 0;
        return xirr;
    }

    /** The XIRR, nothing accepted. */
    public int poll(int vcpu) {
        return (int) (cppr[vcpu] << 24 | presented[vcpu]);
    }

    /** The pending inter-processor priority. */
    public int ipiPriority(int vcpu) {
        return (int) mfrr[vcpu];
    }

    /** Ends an interrupt: the priority of the XIRR given holds again. */
    public void endOfInterrupt(int vcpu, int xirr, long moment) {
        setPriority(vcpu, xirr >>> 24, moment);
    }

    /** Index of a source for the calls below; -1 for an unknown one. */
    public int sourceIndex(int source) {
        for (int i = 0; i < SOURCES.length; i++) {
            if (SOURCES[i] == source) {
                return i;
            }
        }
        return -1;
    }

    /** Routes a source; an interrupt that waits goes along. */
    public void route(int sourceIndex, int server, int priority, long moment) {
        int before = (int) servers[sourceIndex];
        servers[sourceIndex] = server;
        priorities[sourceIndex] = priority & LOWEST;
        savedPriorities[sourceIndex] = priority & LOWEST;
        present(before, moment);
        present(server, moment);
    }

    /** Where a source is routed. */
    public int server(int sourceIndex) {
        return (int) servers[sourceIndex];
    }

    /** With which priority. */
    public int priority(int sourceIndex) {
        return (int) priorities[sourceIndex];
    }

    /** Masks or unmasks a source. */
    public void setEnabled(int sourceIndex, boolean enabled, long moment) {
        priorities[sourceIndex] = enabled ? savedPriorities[sourceIndex] : LOWEST;
        present((int) servers[sourceIndex], moment);
    }

    /** Presents what faults held back until {@code moment} or before. */
    public void release(long moment) {
        for (int i = 0; i < heldUntil.length; i++) {
            if (heldUntil[i] != 0 && heldUntil[i] <= moment) {
                heldUntil[i] = 0;
                presented[i] = candidate(i);
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

    /** Mixes in what belongs to the sources and to one vCPU. */
    public void digestAtExit(int vcpu, StateDigest digest) {
        digest.putLong("cppr", cppr[vcpu]);
        digest.putLong("mfrr", mfrr[vcpu]);
        digest.putLong("presented", presented[vcpu]);
        digest.putLong("held_until", heldUntil[vcpu]);
        digest.putLongs("servers", servers);
        digest.putLongs("priorities", priorities);
        digest.putLongs("saved_priorities", savedPriorities);
        digest.putLongs("raised", raised);
    }

    @Override
    public void save(StateWriter out) {
        out.putLongs("cppr", cppr);
        out.putLongs("mfrr", mfrr);
        out.putLongs("presented", presented);
        out.putLongs("held_until", heldUntil);
        out.putLongs("servers", servers);
        out.putLongs("priorities", priorities);
        out.putLongs("saved_priorities", savedPriorities);
        out.putLongs("raised", raised);
    }

    @Override
    public void load(StateReader in) {
        in.getLongs("cppr", cppr);
        in.getLongs("mfrr", mfrr);
        in.getLongs("presented", presented);
        for (long source : presented) {
            if (source != 0 && source != IPI_SOURCE && sourceIndex((int) source) < 0) {
                throw new StateFormatException("saved presented source is " + source + ", which there is not");
            }
        }
        in.getLongs("held_until", heldUntil);
        in.getLongsWithin("servers", servers, 0, cppr.length - 1L);
        in.getLongs("priorities", priorities);
        in.getLongs("saved_priorities", savedPriorities);
        in.getLongs("raised", raised);
    }

    private void present(int vcpu, long moment) {
        int candidate = candidate(vcpu);
        boolean isNew = candidate != 0 && presented[vcpu] == 0 && heldUntil[vcpu] == 0;
        if (isNew && !faults.isEmpty()) {
            FaultBook.Place place = new FaultBook.Place(FaultEffect.L1_EXTERNAL, 0, vcpu, FaultBook.NOBODY, vcpu);
            FaultRule rule = faults.strike(FaultEffect.Kind.DELAY, place, moment);
            heldUntil[vcpu] = rule == null ? 0 : moment + rule.amount();
        }
        presented[vcpu] = heldUntil[vcpu] == 0 ? candidate : 0;
    }

    /** The source that the vCPU should be presented now, or 0. */
    private int candidate(int vcpu) {
        long best = cppr[vcpu];
        int source = 0;
        if (mfrr[vcpu] < best) {
            best = mfrr[vcpu];
            source = IPI_SOURCE;
        }
        for (int i = 0; i < SOURCES.length; i++) {
            if (raised[i] != 0 && servers[i] == vcpu && priorities[i] < best) {
                best = priorities[i];
                source = SOURCES[i];
            }
        }
        return source;
    }
}
