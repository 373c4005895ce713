package dev.nestor.emulator.isa;

import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.mmu.TranslationFault;

/** Why an L2 leaves its processor, and the registers that go with it. Reused; the L0 reads it before anything runs. */
public final class NestedExitCause {
    private Interrupt interrupt = Interrupt.HYPERVISOR_DECREMENTER;
    private long nia;
    private long msr;
    private long hdar;
    private long hdsisr;
    private long asdr;
    private long heir;
    private int facility;

    /** An exit without fault registers: the L2 goes on at {@code nia} with {@code msr}. */
    public void set(Interrupt interrupt, long nia, long msr) {
        this.interrupt = interrupt;
        this.nia = nia;
        this.msr = msr;
        this.hdar = 0;
        this.hdsisr = 0;
        this.asdr = 0;
        this.heir = 0;
        this.facility = 0;
    }

    void setStorage(Interrupt interrupt, long nia, long msr, TranslationFault fault) {
        boolean fetch = interrupt == Interrupt.HYPERVISOR_INSTRUCTION_STORAGE;
        set(interrupt, nia, fetch ? msr | fault.causeBits() : msr);
        hdar = fault.effectiveAddress();
        hdsisr = fetch ? 0 : fault.causeBits();
        asdr = fault.guestRealAddress();
    }

    void setEmulation(long nia, long msr, int word) {
        set(Interrupt.HYPERVISOR_EMULATION_ASSISTANCE, nia, msr);
        heir = word & 0xFFFF_FFFFL;
    }

    /** The instruction had a prefix: {@code mark} in HSRR1 says so, and HEIR has the prefix in its high word. */
    public void setPrefix(int prefix, long mark) {
        msr |= mark;
        if (interrupt == Interrupt.HYPERVISOR_EMULATION_ASSISTANCE) {
            heir |= (long) prefix << 32;
        }
    }

    void setFacility(long nia, long msr, int cause) {
        set(Interrupt.HYPERVISOR_FACILITY_UNAVAILABLE, nia, msr);
        facility = cause;
    }

    /** The interrupt; its vector is the exit's number. */
    public Interrupt interrupt() {
        return interrupt;
    }

    /** HSRR0 or SRR0: where the L2 goes on. */
    public long nia() {
        return nia;
    }

    /** HSRR1 or SRR1: the L2's MSR and, for an instruction storage exit, the cause bits. */
    public long msr() {
        return msr;
    }

    /** Effective address of a storage exit. */
    public long hdar() {
        return hdar;
    }

    /** Cause of a data storage exit. */
    public long hdsisr() {
        return hdsisr;
    }

    /** L2 real address of a storage exit, low 12 bits 0. */
    public long asdr() {
        return asdr;
    }

    /** Number of the facility of a facility unavailable exit, as HFSCR[0:7] takes it. */
    public int facility() {
        return facility;
    }

    /** Instruction of an emulation assistance exit: a word in the low half, above it the prefix, if it has one. */
    public long heir() {
        return heir;
    }
}
