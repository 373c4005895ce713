package dev.nestor.emulator.cpu;

import dev.nestor.emulator.state.StateReader;
import dev.nestor.emulator.state.StateWriter;
import dev.nestor.emulator.state.Stateful;

/**
 * The architected registers of one processor context: of an L1 vCPU, or of an L2 vCPU whose state the L0 keeps.
 *
 * <p>Fields are public because every instruction row works on them; they hold architected values at every instruction
 * boundary. Special purpose registers without a field of their own live in {@link #spr}, one slot per row of {@link
 * Spr}.
 */
public final class CpuState extends ComparedFields implements Stateful {

    /** General purpose registers 0 to 31. */
    public final long[] gpr = new long[32];

    /**
     * VSX registers: register n has its high doubleword at 2n and its low doubleword at 2n + 1; FPR n is VSR n high.
     */
    public final long[] vsr = new long[128];

    /** Special purpose registers by {@link Spr#ordinal()}; slots of rows with a field of their own stay 0. */
    public final long[] spr = new long[Spr.COUNT];

    /** Address of the next instruction. */
    public long nia;
    /** Machine state register, bits of {@link MsrBits}. */
    public long msr;
    /** Link register. */
    public long lr;
    /** Count register. */
    public long ctr;
    /** Come-from address register. */
    public long cfar;
    /** Condition register; field 0 is the most significant nibble. */
    public int cr;
    /** XER without CA, OV, SO, CA32 and OV32: the transfer length and reserved-but-kept bits, in place. */
    public int xerRest;
    /** XER[CA], 0 or 1. */
    public int ca;
    /** XER[CA32], 0 or 1. */
    public int ca32;
    /** XER[OV], 0 or 1. */
    public int ov;
    /** XER[OV32], 0 or 1. */
    public int ov32;
    /** XER[SO], 0 or 1. */
    public int so;
    /** Floating-point status and control register. */
    public long fpscr;
    /** Vector status and control register: NJ and SAT. */
    public int vscr;

    /** Real address of the reservation granule, or -1 without a reservation. */
    public long reservation = -1;
    /** Bytes of the access that made the reservation. */
    public int reservationBytes;

    /** L1 time base at which the decrementer passes through zero: DEC = this - time base, sign as architected. */
    public long decExpiry = Long.MAX_VALUE;
    /** Added to the L1 time base for this context; 0 for an L1. */
    public long tbOffset;
    /** Attempted instructions of this context. */
    public long instructions;

    @Override
    public void save(StateWriter out) {
        out.putLongs("gpr", gpr);
        out.putLongs("vsr", vsr);
        out.putLongs("spr", spr);
        out.putLong("nia", nia);
        out.putLong("msr", msr);
        out.putLong("lr", lr);
        out.putLong("ctr", ctr);
        out.putLong("cfar", cfar);
        out.putLong("cr", cr);
        out.putLong("xer", xer());
        out.putLong("fpscr", fpscr);
        out.putLong("vscr", vscr);
        out.putLong("reservation", reservation);
        out.putLong("reservation_bytes", reservationBytes);
        out.putLong("dec_expiry", decExpiry);
        out.putLong("tb_offset", tbOffset);
        out.putLong("instructions", instructions);
    }

    @Override
    public void load(StateReader in) {
        in.getLongs("gpr", gpr);
        in.getLongs("vsr", vsr);
        in.getLongs("spr", spr);
        nia = in.getLong("nia");
        msr = in.getLong("msr");
        lr = in.getLong("lr");
        ctr = in.getLong("ctr");
        cfar = in.getLong("cfar");
        cr = (int) in.getLong("cr");
        setXer(in.getLong("xer"));
        fpscr = in.getLong("fpscr");
        vscr = (int) in.getLong("vscr");
        reservation = in.getLong("reservation");
        reservationBytes = (int) in.getLong("reservation_bytes");
        decExpiry = in.getLong("dec_expiry");
        tbOffset = in.getLong("tb_offset");
        instructions = in.getLong("instructions");
    }

    /** Takes over every register of {@code other}. */
    public void copyFrom(CpuState other) {
        System.arraycopy(other.gpr, 0, gpr, 0, gpr.length);
        System.arraycopy(other.vsr, 0, vsr, 0, vsr.length);
        System.arraycopy(other.spr, 0, spr, 0, spr.length);
        nia = other.nia;
        msr = other.msr;
        lr = other.lr;
        ctr = other.ctr;
        cfar = other.cfar;
        cr = other.cr;
        setXer(other.xer());
        fpscr = other.fpscr;
        vscr = other.vscr;
        reservation = other.reservation;
        reservationBytes = other.reservationBytes;
        decExpiry = other.decExpiry;
        tbOffset = other.tbOffset;
        instructions = other.instructions;
    }

    /** The fixed-point exception register, put together. */
    public long xer() {
        return (so << 31 | ov << 30 | ca << 29 | ov32 << 19 | ca32 << 18 | xerRest) & 0xFFFF_FFFFL;
    }

    /** Takes the fixed-point exception register apart; bits that do not exist are dropped. */
    public void setXer(long value) {
        int xer = (int) value;
        so = xer >>> 31;
        ov = xer >>> 30 & 1;
        ca = xer >>> 29 & 1;
        ov32 = xer >>> 19 & 1;
        ca32 = xer >>> 18 & 1;
        xerRest = xer & 0x7F;
    }

    /** Sets condition register field {@code field} (0 to 7) to the nibble {@code value}. */
    public void setCrField(int field, int value) {
        int shift = 28 - 4 * field;
        cr = cr & ~(0xF << shift) | value << shift;
    }

    /** The bits of CR that are condition register field {@code field} (0 to 7). */
    public static int crFieldMask(int field) {
        return 0xF000_0000 >>> 4 * field;
    }

    /** Puts {@link #cr} together, where fields are kept as comparisons. */
    public void settleCr() {
        if (kept == 0) {
            return;
        }
        settleField(0, first0, second0);
        settleField(1, first1, second1);
        settleField(2, first2, second2);
        settleField(3, first3, second3);
        settleField(4, first4, second4);
        settleField(5, first5, second5);
        settleField(6, first6, second6);
        settleField(7, first7, second7);
        kept = 0;
    }

    private void settleField(int field, long first, long second) {
        if ((kept & crFieldMask(field)) != 0) {
            compareSigned(field, first, second);
        }
    }

    /** Sets condition register field {@code field} by a signed comparison of {@code a} with {@code b}, and SO. */
    public void compareSigned(int field, long a, long b) {
        setCrField(field, (a < b ? 8 : a > b ? 4 : 2) | so);
    }

    /** Sets condition register field {@code field} by an unsigned comparison of {@code a} with {@code b}, and SO. */
    public void compareUnsigned(int field, long a, long b) {
        compareSigned(field, a + Long.MIN_VALUE, b + Long.MIN_VALUE);
    }
}
