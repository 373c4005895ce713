package dev.nestor.emulator.translate;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.interpret.CodeHeat;
import dev.nestor.emulator.interpret.CodePages;
import dev.nestor.emulator.interpret.ExecutionEngine;
import dev.nestor.emulator.interpret.Interpreter;
import dev.nestor.emulator.interpret.Tracing;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.mmu.PageLines;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs hot code translated and the rest interpreted; the same to the state as the {@link Interpreter}, bit for bit.
 *
 * <p>Translated code does what cannot fail and changes no translation: everything else (a page that is not at hand, the
 * end of the budget, an instruction without translation) leaves it at an exact instruction, which the interpreter does.
 * So the architected translations are filled by the interpreter alone, or by semantics that translated code calls, at
 * the same instructions and in the same order.
 */
public final class Translator implements ExecutionEngine {
    /** What {@link Link} holds before it is resolved. */
    static final RegionCode NO_CODE = new RegionCode() {
        @Override
        long run(Vcpu v, CpuState s, long left) {
            throw new IllegalStateException("an unresolved link was called");
        }
    };

    /** Instructions interpreted from an entry that make it worth translating; see the module's README. */
    private static final int HOT = 2_000_000;

    /** Code of another region is worth one of its own where, of so many instructions, one is interpreted from it. */
    private static final long RARE = 200;

    /** Leaving a region for code that is interpreted costs as much as so many interpreted instructions. */
    private static final int CROSSING = 30;

    /** What is called so often in a row by one call of a region is worth translating, however short it is. */
    private static final int CALLS_HOT = 2_000;

    private static final int INSNS_MAX = 300;
    private static final int DEPTH_MAX = 100;
    /** No instruction is there. */
    private static final long NOWHERE = 1;

    private final CodePages code;
    private final Interpreter interpreter;
    private final CodeHeat heat;
    private final int hot;
    private final RegionTable table;
    /** What is known of branches to CTR, by effective address. */
    private final Map<Long, BranchTargets> targets = new LinkedHashMap<>();

    /** When code of a region got hot by itself, by the L1 address. */
    private final Map<Long, Long> hotInside = new LinkedHashMap<>();

    private final RoundCodes rounds = new RoundCodes();
    private final MixedStores mixed = new MixedStores();
    private final SpanMisses spanMisses = new SpanMisses();

    private int depth;
    private int regionsMade;
    private int outcome;

    /** An engine that fetches from {@code code}, which it follows. */
    public Translator(GuestMemory memory, CodePages code) {
        this(memory, code, HOT);
    }

    /** As the other; translates an entry after {@code hot} instructions were interpreted from it. */
    public Translator(GuestMemory memory, CodePages code, int hot) {
        this.code = code;
        this.hot = hot;
        this.heat = new CodeHeat(memory.sizeBytes(), hot);
        this.interpreter = new Interpreter(code, heat);
        this.table = new RegionTable(memory.sizeBytes(), heat);
        code.setFollower(table);
    }

    @Override
    public int run(Vcpu v, long moment, long budget) {
        if (Tracing.begins(v) || v.mem.addressMask() != -1L) {
            return interpreter.run(v, moment, budget);
        }
        v.beginBudget(moment, budget);
        do {
            depth = 0;
            outcome = Outcome.NEXT;
            long rest = dispatch(v, v.s, v.left, NOWHERE);
            if (rest >= 0) {
                throw new IllegalStateException("came back from nowhere");
            }
        } while (outcome <= Outcome.BRANCHED);
        v.mem.lines().missed = false;
        v.s.settleCr();
        v.settleInstructions();
        return outcome;
    }

    /** Runs from {@code s.nia} to {@code stop}: instructions left then, or -1 when everyone returns. */
    private long dispatch(Vcpu v, CpuState s, long given, long stop) {
        PageLines lines = v.mem.lines();
        long left = given;
        int changes = table.changes();
        boolean ran = false;
        while (true) {
            if (!lines.missed && s.nia == stop) {
                return left;
            }
            Region region = !lines.missed ? find(v, s) : null;
            if (region != null && region.isEnterable(s, left) && enter()) {
                left = run(v, region, left);
                leave();
                ran = true;
            } else if (!lines.missed) {
                if (ran && region == null) {
                    warm(v, s.nia, CROSSING);
                }
                ran = false;
                left = interpret(v, left, changes, stop);
            } else {
                left = interpretMissed(v, left, changes, stop);
            }
            if (left < 0) {
                return -1;
            }
        }
    }

    /** Runs {@code region} with its share of what is left: instructions left then, or -1 when everyone returns. */
    private long run(Vcpu v, Region region, long left) {
        long share = region.shareOf(left);
        if (share == left) {
            return region.code.run(v, v.s, left);
        }
        long held = left - share;
        v.holdBack(held);
        long rest = region.code.run(v, v.s, share);
        v.holdBack(-held);
        if (rest >= 0) {
            return rest + held;
        }
        if (outcome != Outcome.BUDGET_SPENT) {
            return -1;
        }
        outcome = Outcome.NEXT;
        return v.left;
    }

    /** A region calls {@code address} again, which has none. */
    void warmCallee(Vcpu v, long address) {
        warm(v, address, Math.max(1, hot / CALLS_HOT));
    }

    /** {@code address}, which has no region, is worth one as if {@code count} more instructions were interpreted. */
    private void warm(Vcpu v, long address, int count) {
        int page = v.mem.fetchLine(address);
        if (page >= 0) {
            heat.warm(page, address, count);
        }
    }

    /** The instruction at {@code s.nia} missed its page; learns whether that page is one of code and data. */
    private long interpretMissed(Vcpu v, long left, int changes, long stop) {
        PageLines lines = v.mem.lines();
        long address = v.s.nia;
        int page = v.mem.fetchLine(address);
        int stores = lines.mixedStores();
        lines.missed = false;
        long rest = interpret(v, left, changes, stop);
        boolean isMixed = stores != lines.mixedStores() && mixed.missed(address);
        if ((spanMisses.missed(address) || isMixed) && page >= 0) {
            table.renewAround(page, address);
        }
        return rest;
    }

    private long interpret(Vcpu v, long left, int changes, long stop) {
        v.s.settleCr();
        v.left = left;
        if (left == 0) {
            return unwind(Outcome.BUDGET_SPENT);
        }
        int led = interpreter.runToEntry(v, stop);
        return led > Outcome.BRANCHED || changes != table.changes() ? unwind(led) : v.left;
    }

    /** The region at {@code s.nia}, if one is there or is worth making; its first page can be fetched as it is. */
    @Nullable
    Region find(Vcpu v, CpuState s) {
        long address = s.nia;
        int page = v.mem.fetchLine(address);
        if (page < 0 || !heat.isHot(page, address)) {
            return null;
        }
        Region region = table.find(page, address, v.mem.isLittleEndian(), s.so);
        return region == null && !table.isCrowded(page, address) && pays(v, page, address)
                ? translate(v, s, page)
                : region;
    }

    /**
     * Whether what got hot at {@code address} is worth a region. Where one has that code already, only horizons and
     * misses lead into its middle: then it has to get hot again before long, or HotSpot would compile the same loops
     * once for each of their instructions at which a horizon came.
     */
    private boolean pays(Vcpu v, int page, long address) {
        if (heat.isAtOnce(page, address) || !table.holds(page, address)) {
            return true;
        }
        Long before = hotInside.put((long) page << Limits.PAGE_SHIFT | address & Limits.PAGE_BYTES - 1, v.moment());
        if (before != null && v.moment() - before < RARE * hot) {
            return true;
        }
        heat.cool(page, address);
        return false;
    }

    private BranchTargets targetsAt(long address) {
        return targets.computeIfAbsent(address, a -> new BranchTargets(this));
    }

    /** {@code region} is out of date; the next arrival at its entry translates it again. */
    void translateAgain(Region region) {
        table.renew(region);
    }

    private @Nullable Region translate(Vcpu v, CpuState s, int page) {
        int insnsMax = INSNS_MAX;
        while (insnsMax > 0) {
            RegionShape shape = new RegionShape(v.mem, code, s.nia, insnsMax, this::targetsAt, mixed, spanMisses);
            RegionCode made = RegionCompiler.compile(this, shape, s.so);
            if (made != null) {
                Region region = new Region(shape, s.so, made);
                table.add(region);
                for (BranchTargets known : shape.switches()) {
                    known.isUsedBy(region);
                }
                regionsMade++;
                return region;
            }
            insnsMax = insnsMax * 3 / 4;
        }
        heat.set(page, s.nia, CodeHeat.NEVER);
        return null;
    }

    /** After a call that did not come back to {@code link}'s return address by itself. */
    long resume(Vcpu v, CpuState s, long left, Link link) {
        long rest = dispatch(v, s, left, link.returnAddress);
        if (rest < 0) {
            return -1;
        }
        if (s.so != link.summaryOverflow || v.mem.fetchLine(link.returnAddress) != link.returnPage) {
            v.left = rest;
            return unwind(Outcome.BRANCHED);
        }
        return rest;
    }

    /** Everyone returns; {@code led} is what the last instruction led to, and {@code v.left} is right. */
    long unwind(int led) {
        outcome = led;
        return -1;
    }

    /** Whether one more region may be entered; it is then. */
    boolean enter() {
        if (depth >= DEPTH_MAX) {
            return false;
        }
        depth++;
        return true;
    }

    void leave() {
        depth--;
    }

    /** Instructions interpreted from an entry that make it worth translating. */
    int hot() {
        return hot;
    }

    /** Regions translated since the engine began. */
    int regionsMade() {
        return regionsMade;
    }

    /** The code of rounds, which regions share. */
    RoundCodes rounds() {
        return rounds;
    }

    /** Changes whenever translated code became stale. */
    int changes() {
        return table.changes();
    }
}
