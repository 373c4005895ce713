package dev.nestor.emulator.isa;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.binary.FloatOperations;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.cpu.LpcrBits;
import dev.nestor.emulator.cpu.MsrBits;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.cpu.Timebase;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.mmu.AddressTranslator;
import dev.nestor.emulator.mmu.TranslationFault;
import dev.nestor.emulator.state.Derived;
import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/**
 * One L1 virtual processor, as the instruction rows see it: the registers of the context that runs (its own, or those
 * of the L2 vCPU it carries), its storage, its time, and the interrupts it takes.
 *
 * <p>Interrupts that stay in the guest are delivered here: SRR0, SRR1, MSR and the handler's address. Those that leave
 * an L2 are noted in {@link #exit()} for the L0.
 */
public final class Vcpu implements Stateful {
    private static final long PROGRAM_ILLEGAL = PowerBits.bit(44);
    private static final long PROGRAM_PRIVILEGED = PowerBits.bit(45);
    private static final long PROGRAM_TRAP = PowerBits.bit(46);
    /** SRR1 bits that carry interrupt causes: 33:36 and 42:47. */
    private static final long CAUSE_BITS = PowerBits.mask(33, 36) | PowerBits.mask(42, 47);

    /** Registers of the context that runs; wiring between contexts is restored by the L0. */
    @Derived("own registers, or those of the L2 vCPU that the L0 entered; set by enterNested and leaveNested")
    public CpuState s;

    /** Storage of the context that runs. */
    public final AddressTranslator mem;

    /** Floating-point arithmetic. */
    @Derived("keeps nothing from one instruction to the next")
    public final FloatOperations floats = new FloatOperations();

    /** Address of the instruction being executed. */
    @Derived("meaningful only while an instruction executes")
    public long cia;

    /** Instructions left of the current budget, the one being executed not counted. */
    @Derived("meaningful only while instructions execute")
    public long left;

    /** The value of {@link #left} up to which {@code s.instructions} counts. */
    @Derived("meaningful only while instructions execute")
    private long settledLeft;

    /** The moment at which the current budget is spent. */
    @Derived("meaningful only while instructions execute")
    private long horizon;

    private final int index;
    private final CpuState own = new CpuState();

    @Derived("wiring")
    private final GuestMemory memory;

    @Derived("wiring")
    private final VcpuHost host;

    private boolean nested;
    private long hdecExpiry = Long.MAX_VALUE;

    @Derived("meaningful only between an EXITED outcome and the L0's handling of it, within one instruction")
    private final NestedExitCause exit = new NestedExitCause();

    @Derived("meaningful only between an INTERRUPTED outcome and its event")
    private Interrupt delivered = Interrupt.SYSTEM_RESET;

    /** A stopped vCPU number {@code index} over {@code memory}. */
    public Vcpu(int index, GuestMemory memory, VcpuHost host) {
        this.index = index;
        this.memory = memory;
        this.host = host;
        this.s = own;
        this.mem = new AddressTranslator(memory);
    }

    /** Number of the vCPU, from 0. */
    public int index() {
        return index;
    }

    /** Registers of the L1 context, whatever runs. */
    public CpuState own() {
        return own;
    }

    /** Memory of the partition. */
    public GuestMemory memory() {
        return memory;
    }

    /** The rest of the machine. */
    public VcpuHost host() {
        return host;
    }

    /** Whether an L2 runs on this vCPU. */
    public boolean isNested() {
        return nested;
    }

    /** Level that runs: 1 or 2. */
    public int level() {
        return nested ? 2 : 1;
    }

    /** L1 time base at which the L2's run must end. */
    public long hdecExpiry() {
        return hdecExpiry;
    }

    /** The registers {@code l2} run from now on; the caller has set the translation scope. */
    public void enterNested(CpuState l2, long hdecExpiryTicks) {
        s = l2;
        nested = true;
        hdecExpiry = hdecExpiryTicks;
        mem.contextChanged(s);
    }

    /** The L1's own registers run again; the caller has set the translation scope. */
    public void leaveNested() {
        s = own;
        nested = false;
        hdecExpiry = Long.MAX_VALUE;
        mem.contextChanged(s);
    }

    /** Runs {@code running} again after saved state was loaded. */
    public void reconnect(CpuState running) {
        s = running;
        mem.contextChanged(s);
    }

    /** Moment now: exact at every instruction, the one being executed counted as attempted. */
    public long moment() {
        return horizon - left;
    }

    /** L1 time base now. */
    public long timebase() {
        return Timebase.ticksAt(moment());
    }

    /** Sets the moment between budgets, so that {@link #moment()} is right outside execution too. */
    public void setMoment(long moment) {
        horizon = moment;
        left = 0;
        settledLeft = 0;
    }

    /** Starts a budget at {@code moment}. */
    public void beginBudget(long moment, long budget) {
        horizon = moment + budget;
        left = budget;
        settledLeft = budget;
    }

    /**
     * Takes {@code instructions} from what is left of the budget, or gives them back when negative; the moment stays.
     */
    public void holdBack(long instructions) {
        horizon -= instructions;
        left -= instructions;
        settledLeft -= instructions;
    }

    /** Brings {@code s.instructions} up to date, the instruction being executed counted. */
    public void settleInstructions() {
        s.instructions += settledLeft - left;
        settledLeft = left;
    }

    /** Whether MSR[PR] is 1. */
    public boolean isProblemState() {
        return (s.msr & MsrBits.PR) != 0;
    }

    /** Ends an instruction that changed MSR, a timer or the translation context: execution goes on at {@code nia}. */
    public int resync(long nia) {
        s.nia = nia;
        mem.contextChanged(s);
        return Outcome.RESYNC;
    }

    /** The last access failed: delivers the storage interrupt, or exits with it. */
    public int storageFault() {
        mem.faulted = false;
        TranslationFault fault = mem.fault();
        Interrupt interrupt = fault.interrupt();
        if (interrupt.toHypervisor()) {
            exit.setStorage(interrupt, cia, s.msr, fault);
            return Outcome.EXITED;
        }
        switch (interrupt) {
            case DATA_STORAGE -> {
                s.spr[Spr.DAR.ordinal()] = fault.effectiveAddress();
                s.spr[Spr.DSISR.ordinal()] = fault.causeBits();
                return deliver(interrupt, cia, 0);
            }
            case DATA_SEGMENT -> {
                s.spr[Spr.DAR.ordinal()] = fault.effectiveAddress();
                return deliver(interrupt, cia, 0);
            }
            default -> {
                return deliver(interrupt, cia, fault.causeBits() & CAUSE_BITS);
            }
        }
    }

    /** An access at {@code address} is not aligned as its instruction demands. */
    public int alignment(long address) {
        s.spr[Spr.DAR.ordinal()] = address & mem.addressMask();
        s.spr[Spr.DSISR.ordinal()] = 0;
        return deliver(Interrupt.ALIGNMENT, cia, 0);
    }

    /** A data storage interrupt at {@code address} that no translation caused; {@code cause} is DSISR. */
    public int dataStorage(long address, long cause) {
        s.spr[Spr.DAR.ordinal()] = address & mem.addressMask();
        s.spr[Spr.DSISR.ordinal()] = cause;
        return deliver(Interrupt.DATA_STORAGE, cia, 0);
    }

    /** A privileged instruction in problem state. */
    public int privileged() {
        return deliver(Interrupt.PROGRAM, cia, PROGRAM_PRIVILEGED);
    }

    /** A trap instruction whose condition holds. */
    public int trap() {
        return deliver(Interrupt.PROGRAM, cia, PROGRAM_TRAP);
    }

    /**
     * An instruction or register that does not exist, or that is the hypervisor's: emulation assistance. From an L2
     * that is an exit; for an L1 the L0 reflects it as an illegal-instruction program interrupt.
     */
    public int illegal(int word) {
        if (nested) {
            exit.setEmulation(cia, s.msr, word);
            return Outcome.EXITED;
        }
        return deliver(Interrupt.PROGRAM, cia, PROGRAM_ILLEGAL);
    }

    /** A facility that MSR or FSCR switches off; {@code interrupt} is one of the unavailable interrupts. */
    public int unavailable(Interrupt interrupt) {
        return deliver(interrupt, cia, 0);
    }

    /** A facility that FSCR switches off: the cause goes to FSCR[0:7]. */
    public int facilityUnavailable(int cause) {
        int slot = Spr.FSCR.ordinal();
        s.spr[slot] = s.spr[slot] & ~PowerBits.mask(0, 7) | (long) cause << 56;
        return deliver(Interrupt.FACILITY_UNAVAILABLE, cia, 0);
    }

    /** A facility that HFSCR switches off for an L2: an exit; the L0 puts the cause into HFSCR[0:7]. */
    public int hypervisorFacilityUnavailable(int cause) {
        exit.setFacility(cia, s.msr, cause);
        return Outcome.EXITED;
    }

    /**
     * Delivers an interrupt inside the guest: SRR0 = {@code srr0}, SRR1 = MSR with its cause bits replaced by
     * {@code srr1Bits}, then MSR and nia as LPCR[ILE] and LPCR[AIL] say.
     */
    public int deliver(Interrupt interrupt, long srr0, long srr1Bits) {
        s.spr[Spr.SRR0.ordinal()] = srr0;
        s.spr[Spr.SRR1.ordinal()] = s.msr & ~CAUSE_BITS | srr1Bits;
        enterHandler(interrupt);
        return Outcome.INTERRUPTED;
    }

    private void enterHandler(Interrupt interrupt) {
        HandlerEntry.enter(s, interrupt);
        delivered = interrupt;
        mem.contextChanged(s);
    }

    /** scv: LR and CTR take the return state, EE and RI stay; goes on at the vectored handler of {@code level}. */
    public int systemCallVectored(int level) {
        long kept = s.msr & (MsrBits.EE | MsrBits.RI);
        s.lr = cia + 4 & mem.addressMask();
        s.ctr = s.msr & ~CAUSE_BITS;
        enterHandler(Interrupt.SYSTEM_CALL_VECTORED);
        s.msr |= kept;
        s.nia = HandlerEntry.vectored(s, level);
        return Outcome.INTERRUPTED;
    }

    /** The interrupt delivered last; for stating it as an event. */
    public Interrupt delivered() {
        return delivered;
    }

    /** Why the L2 leaves. */
    public NestedExitCause exit() {
        return exit;
    }

    /**
     * Takes the most urgent interrupt that is pending at an instruction boundary, {@code s.nia} being the next
     * instruction: {@code NEXT} for none, {@code INTERRUPTED} for one delivered here, {@code EXITED} for one that
     * leaves the L2.
     *
     * @param externalForL1 whether an external interrupt of the L1 is pending on this vCPU
     * @param staysInL2 whether an L2 that runs gets it delivered; else it leaves the L2
     * @see "Power ISA 3.1, Book III, section 7.8: interrupt priorities"
     */
    public int takePending(boolean externalForL1, boolean staysInL2) {
        long now = timebase();
        if (nested) {
            if (externalForL1 && !staysInL2) {
                exit.set(Interrupt.HYPERVISOR_VIRTUALIZATION, s.nia, s.msr);
                return Outcome.EXITED;
            }
            if (now - hdecExpiry >= 0) {
                exit.set(Interrupt.HYPERVISOR_DECREMENTER, s.nia, s.msr);
                return Outcome.EXITED;
            }
        }
        if ((s.msr & MsrBits.EE) == 0) {
            return Outcome.NEXT;
        }
        boolean mediated = nested && (s.spr[Spr.LPCR.ordinal()] & LpcrBits.MER) != 0;
        if (mediated || externalForL1) {
            return deliver(Interrupt.EXTERNAL, s.nia, 0);
        }
        if (now - s.decExpiry > 0) {
            return deliver(Interrupt.DECREMENTER, s.nia, 0);
        }
        if ((s.spr[Spr.DPDES.ordinal()] & 1) != 0) {
            s.spr[Spr.DPDES.ordinal()] &= ~1L;
            return deliver(Interrupt.DOORBELL, s.nia, 0);
        }
        return Outcome.NEXT;
    }

    /** The first moment, after now, at which a timer of this vCPU can make {@link #takePending} do something. */
    public long nextTimerMoment() {
        long next = Long.MAX_VALUE;
        if (nested) {
            next = Timebase.momentReaching(hdecExpiry);
        }
        return Math.min(next, wakeMoment());
    }

    /** Whether a vCPU that waits in H_CEDE has a reason to go on, whatever MSR[EE] says. */
    public boolean hasWakeReason(boolean external) {
        return external || timebase() - s.decExpiry > 0 || (s.spr[Spr.DPDES.ordinal()] & 1) != 0;
    }

    /** When the decrementer of a waiting vCPU becomes a wake reason; {@link Long#MAX_VALUE} for never. */
    public long wakeMoment() {
        return s.decExpiry == Long.MAX_VALUE ? Long.MAX_VALUE : afterNow(Timebase.momentReaching(s.decExpiry + 1));
    }

    private long afterNow(long timer) {
        return timer > moment() ? timer : Long.MAX_VALUE;
    }

    @Override
    public void save(StateWriter out) {
        out.putState("own", own);
        out.putBoolean("nested", nested);
        out.putLong("hdec_expiry", hdecExpiry);
        out.putState("mem", mem);
    }

    @Override
    public void load(StateReader in) {
        in.getState("own", own);
        nested = in.getBoolean("nested");
        hdecExpiry = in.getLong("hdec_expiry");
        in.getState("mem", mem);
        s = own;
    }
}
