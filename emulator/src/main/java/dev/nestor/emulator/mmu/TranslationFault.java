package dev.nestor.emulator.mmu;

import dev.nestor.emulator.cpu.Interrupt;

/**
 * Why the last translation failed: reused, overwritten by the next failure.
 *
 * <p>The cause bits are those of DSISR and HDSISR; for a fetch the same bits appear in SRR1 or HSRR1.
 *
 * @see "Power ISA 3.1, Book III, sections 7.5.3, 7.5.5, 7.5.16, 7.5.17"
 */
public final class TranslationFault {
    /** No translation found. */
    public static final long NO_TRANSLATION = 0x4000_0000L;
    /** The page may not be executed: a fetch only. */
    public static final long NO_EXECUTE = 0x1000_0000L;
    /** Protection. */
    public static final long PROTECTION = 0x0800_0000L;
    /** The access was a store. */
    public static final long STORE = 0x0200_0000L;
    /** A data address watchpoint matched. */
    public static final long WATCHED = 0x0040_0000L;
    /** Unsupported tree geometry. */
    public static final long UNSUPPORTED = 0x0008_0000L;
    /** The access that failed was to the process table. */
    public static final long PROCESS_TABLE = 0x0002_0000L;

    private Interrupt interrupt = Interrupt.DATA_STORAGE;
    private long causeBits;
    private long effectiveAddress;
    private long guestRealAddress;

    void set(Interrupt interrupt, long causeBits, long effectiveAddress, long guestRealAddress) {
        this.interrupt = interrupt;
        this.causeBits = causeBits;
        this.effectiveAddress = effectiveAddress;
        this.guestRealAddress = guestRealAddress;
    }

    /** The interrupt that reports it. */
    public Interrupt interrupt() {
        return interrupt;
    }

    /** Cause bits as in DSISR, HDSISR, SRR1 or HSRR1. */
    public long causeBits() {
        return causeBits;
    }

    /** The effective address that could not be translated. */
    public long effectiveAddress() {
        return effectiveAddress;
    }

    /** For a partition-scoped fault: the guest real address, its low 12 bits 0; otherwise 0. */
    public long guestRealAddress() {
        return guestRealAddress;
    }
}
