package dev.nestor.emulator.mmu;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.Interrupt;
import dev.nestor.emulator.memory.GuestMemory;

/**
 * Effective address to L1 page: through the {@link TranslationSet} where it holds the page with the right the access
 * needs, through the {@link RadixWalker} otherwise. An entry that lacks the right is walked again before it faults, so
 * a right that was added needs no invalidation.
 */
final class TranslationLookup {
    private final GuestMemory memory;
    private final TranslationSet translations;
    private final PartitionScope scope;
    private final TranslationContext context;
    private final TranslationFault fault;
    private final RadixWalker walker;
    private final Runnable setEmptied;

    /** Tag and page of the translation through which the current instruction was fetched; -1 for none. */
    private long fetchTag = -1;

    private long fetchEffectivePage;

    TranslationLookup(
            GuestMemory memory,
            TranslationSet translations,
            PartitionScope scope,
            TranslationContext context,
            TranslationFault fault,
            Runnable setEmptied) {
        this.memory = memory;
        this.translations = translations;
        this.scope = scope;
        this.context = context;
        this.fault = fault;
        this.walker = new RadixWalker(memory, fault);
        this.setEmptied = setEmptied;
    }

    RadixWalker walker() {
        return walker;
    }

    /** The L1 page number behind {@code ea}; -1 with the fault set. */
    int page(long ea, Access access) {
        boolean fetch = access == Access.FETCH;
        boolean relocated = fetch ? context.fetchRelocated : context.dataRelocated;
        if (!relocated && !scope.nested) {
            long real = ea & RadixWalker.REAL_MODE_ADDRESS;
            return memory.contains(real, 1) ? (int) (real >>> Limits.PAGE_SHIFT) : outsideMemory(ea, access);
        }
        if (relocated && !isInQuadrant(ea)) {
            fault.set(fetch ? Interrupt.INSTRUCTION_SEGMENT : Interrupt.DATA_SEGMENT, 0, ea, 0);
            return -1;
        }
        long tag = tagOf(ea, relocated);
        long effectivePage = ea >>> Limits.PAGE_SHIFT;
        long value = translations.find(tag, effectivePage);
        if (value == -1 || !isAllowed(value, access)) {
            int pid = relocated && ea >>> 62 == 0 ? context.pid : 0;
            value = walker.translate(scope, relocated, pid, ea, access, context.problemState, context.keyDenied);
            if (value == -1) {
                return -1;
            }
            makeRoom();
            translations.put(tag, effectivePage, value);
        }
        return TranslationSet.pageOf(value);
    }

    /** Notes that the current instruction is fetched through the translation of {@code ea}. */
    void fetchedThrough(long ea) {
        fetchTag = tagOf(ea, context.fetchRelocated);
        fetchEffectivePage = ea >>> Limits.PAGE_SHIFT;
    }

    /**
     * Empties a full set, but for the translation through which the current instruction was fetched: it would be
     * fetched again or not depending on how the run is cut into pieces.
     */
    private void makeRoom() {
        if (!translations.isFull()) {
            return;
        }
        long kept = fetchTag == -1 ? -1 : translations.find(fetchTag, fetchEffectivePage);
        translations.clear();
        setEmptied.run();
        if (kept != -1) {
            translations.put(fetchTag, fetchEffectivePage, kept);
        }
    }

    private boolean isAllowed(long value, Access access) {
        int flags = TranslationSet.flagsOf(value);
        boolean privilegedPage = (flags & TranslationSet.PRIVILEGED) != 0;
        if (context.problemState && privilegedPage) {
            return false;
        }
        int usable = context.problemState || privilegedPage ? flags : flags & ~context.keyDenied;
        return switch (access) {
            case LOAD -> (usable & TranslationSet.READ) != 0;
            case STORE -> (usable & TranslationSet.WRITE) != 0 && (flags & TranslationSet.CHANGED) != 0;
            case FETCH -> (usable & TranslationSet.EXECUTE) != 0;
        };
    }

    private int outsideMemory(long ea, Access access) {
        Interrupt interrupt = access == Access.FETCH ? Interrupt.INSTRUCTION_STORAGE : Interrupt.DATA_STORAGE;
        long store = access == Access.STORE ? TranslationFault.STORE : 0;
        fault.set(interrupt, TranslationFault.NO_TRANSLATION | store, ea, 0);
        return -1;
    }

    private long tagOf(long ea, boolean relocated) {
        if (!relocated) {
            return TranslationSet.tagOf(scope.lpid, TranslationSet.REAL_MODE);
        }
        return TranslationSet.tagOf(scope.lpid, ea >>> 62 == 3 ? 0 : context.pid);
    }

    /** Quadrant 0 or 3, and within the 52 bits that a tree translates. */
    private static boolean isInQuadrant(long ea) {
        long quadrant = ea >>> 62;
        return (quadrant == 0 || quadrant == 3) && (ea << 2 >>> 54) == 0;
    }
}
