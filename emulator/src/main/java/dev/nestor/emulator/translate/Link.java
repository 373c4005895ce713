package dev.nestor.emulator.translate;

import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.mmu.AddressTranslator;
import org.jspecify.annotations.Nullable;

/** A call in translated code, and the region that it reached last. */
final class Link {
    private final Translator engine;
    /** Where the call returns to. */
    final long returnAddress;

    final int returnPage;
    final int summaryOverflow;

    /** The code to run when {@link #isReady}. */
    RegionCode code = Translator.NO_CODE;

    private @Nullable Region region;
    /** Whose fetches were last seen to come from the page of {@link #region}, and as of when. */
    private @Nullable AddressTranslator fetcher;

    private long stamp;
    /** What was called last that has no region. */
    private long awaited = -1;

    Link(Translator engine, long returnAddress, int returnPage, int summaryOverflow) {
        this.engine = engine;
        this.returnAddress = returnAddress;
        this.returnPage = returnPage;
        this.summaryOverflow = summaryOverflow;
    }

    /** Whether {@link #code} may run from {@code s.nia} now; the caller then runs it and calls {@link #returned}. */
    boolean isReady(Vcpu v, CpuState s, long left) {
        Region callee = region;
        return callee != null
                && callee.entry == s.nia
                && (fetcher == v.mem && stamp == v.mem.fetchStamp() || isFetched(v, callee))
                && callee.isEnterable(s, left)
                && engine.enter();
    }

    private boolean isFetched(Vcpu v, Region callee) {
        fetcher = v.mem;
        stamp = v.mem.fetchStamp();
        if (v.mem.fetchLine(callee.entry) != callee.page) {
            fetcher = null;
        }
        return fetcher != null;
    }

    /** After {@link #code} ran: goes on until the return address is reached. */
    long returned(Vcpu v, CpuState s, long left) {
        engine.leave();
        if (left >= 0 && s.nia == returnAddress && !v.mem.lines().missed) {
            return left;
        }
        return left < 0 ? left : engine.resume(v, s, left, this);
    }

    /** The callee cannot be run directly: finds what is at {@code s.nia}, and goes on until the return address. */
    long callSlowly(Vcpu v, CpuState s, long left) {
        Region callee = engine.find(v, s);
        if (callee != null) {
            region = callee;
            fetcher = null;
            code = callee.code;
        } else if (s.nia == awaited) {
            engine.warmCallee(v, awaited);
        } else {
            awaited = s.nia;
        }
        return engine.resume(v, s, left, this);
    }
}
