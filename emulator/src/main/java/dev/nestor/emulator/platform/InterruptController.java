package dev.nestor.emulator.platform;

import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;
import java.util.Arrays;

/**
 * The XICS interrupt controller: one presentation controller per vCPU, which presents inter-processor interrupts, and
 * the routing of the machine's few sources, none of which ever interrupts.
 *
 * <pre>
 * XIRR  CPPR(0:7) XISR(8:31)   current processor priority and source of the interrupt presented; a word
 * MFRR                         priority of the pending inter-processor interrupt, 0xFF for none
 * </pre>
 *
 * <p>A lower number is a higher priority; an interrupt is presented when its priority is below CPPR.
 *
 * @see "LoPAR, chapter 6: platform interrupts; QEMU hw/intc/xics.c"
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

    private final long[] cppr;
    private final long[] mfrr;
    /** Source presented and not yet accepted: 0 or {@link #IPI_SOURCE}. */
    private final long[] presented;

    private final long[] servers = new long[SOURCES.length];
    private final long[] priorities = new long[SOURCES.length];
    private final long[] savedPriorities = new long[SOURCES.length];

    /** Controllers for {@code vcpus} vCPUs that let nothing through yet. */
    public InterruptController(int vcpus) {
        cppr = new long[vcpus];
        mfrr = new long[vcpus];
        presented = new long[vcpus];
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
    public void setPriority(int vcpu, int priority) {
        cppr[vcpu] = priority & LOWEST;
        present(vcpu);
    }

    /** Sets the inter-processor interrupt priority of a vCPU: {@link #LOWEST} takes it back. */
    public void sendIpi(int vcpu, int priority) {
        mfrr[vcpu] = priority & LOWEST;
        present(vcpu);
    }

    /** Accepts the interrupt presented: the XIRR, whose source becomes the vCPU's priority. */
    public int accept(int vcpu) {
        int xirr = poll(vcpu);
        if (presented[vcpu] != 0) {
            cppr[vcpu] = mfrr[vcpu];
            presented[vcpu] = 0;
        }
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
    public void endOfInterrupt(int vcpu, int xirr) {
        setPriority(vcpu, xirr >>> 24);
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

    /** Routes a source. */
    public void route(int sourceIndex, int server, int priority) {
        servers[sourceIndex] = server;
        priorities[sourceIndex] = priority & LOWEST;
        savedPriorities[sourceIndex] = priority & LOWEST;
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
    public void setEnabled(int sourceIndex, boolean enabled) {
        priorities[sourceIndex] = enabled ? savedPriorities[sourceIndex] : LOWEST;
    }

    @Override
    public void save(StateWriter out) {
        out.putLongs("cppr", cppr);
        out.putLongs("mfrr", mfrr);
        out.putLongs("presented", presented);
        out.putLongs("servers", servers);
        out.putLongs("priorities", priorities);
        out.putLongs("saved_priorities", savedPriorities);
    }

    @Override
    public void load(StateReader in) {
        in.getLongs("cppr", cppr);
        in.getLongs("mfrr", mfrr);
        in.getLongs("presented", presented);
        in.getLongs("servers", servers);
        in.getLongs("priorities", priorities);
        in.getLongs("saved_priorities", savedPriorities);
    }

    private void present(int vcpu) {
        presented[vcpu] = mfrr[vcpu] < cppr[vcpu] ? IPI_SOURCE : 0;
    }
}
