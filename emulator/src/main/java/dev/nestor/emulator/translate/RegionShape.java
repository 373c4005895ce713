package dev.nestor.emulator.translate;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.interpret.CodePages;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.mmu.AddressTranslator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a region consists of: the blocks that are reached from its entry by direct branches, calls being stepped over,
 * as far as their pages can be fetched without a new translation and the bound on instructions allows.
 *
 * <p>The budget is looked at in the entry, in targets of backward branches and after calls, so that no cycle is
 * without a look.
 */
final class RegionShape {
    private static final long REACH_BYTES = 1 << 20;
    private static final int ADDRESS_SHIFT = Limits.PAGE_SHIFT;
    private static final long PAGE_MASK = -(long) Limits.PAGE_BYTES;

    private static final Set<UseScanner.Flow> PLAIN_FLOWS =
            EnumSet.of(UseScanner.Flow.NEXT, UseScanner.Flow.JUMP, UseScanner.Flow.BRANCH);

    private final AddressTranslator mem;
    private final CodePages code;
    private final long entry;
    private final boolean little;
    private final int insnsMax;
    private final LongFunction<BranchTargets> targets;
    private final MixedStores mixed;
    private final SpanMisses spanMisses;
    private final List<BranchTargets> switches = new ArrayList<>();
    private final Map<Block, Round> rounds = new LinkedHashMap<>();
    private final Map<Block, Chain> chains = new LinkedHashMap<>();
    private final UseScanner scanner = new UseScanner();
    private final TreeMap<Long, Insn> insns = new TreeMap<>();
    private final TreeMap<Long, Block> blocks = new TreeMap<>();

    RegionShape(
            AddressTranslator mem,
            CodePages code,
            long entry,
            int insnsMax,
            LongFunction<BranchTargets> targets,
            MixedStores mixed,
            SpanMisses spanMisses) {
        this.mixed = mixed;
        this.spanMisses = spanMisses;
        this.mem = mem;
        this.code = code;
        this.entry = entry;
        this.little = mem.isLittleEndian();
        this.insnsMax = insnsMax;
        this.targets = targets;
        collect();
        for (Block block : blocks.values()) {
            fill(block);
        }
        for (Block block : blocks.values()) {
            connect(block);
        }
        block(entry).checksBudget = true;
        measure();
        new LoopFinder().find(new LinkedHashSet<>(blocks.values()));
        want();
        new LateStores(blocks.values()).plan();
        findRounds();
        findChains();
    }

    long entry() {
        return entry;
    }

    int entryPage() {
        return block(entry).page;
    }

    boolean isLittle() {
        return little;
    }

    int comparedFields() {
        return scanner.compared & ~scanner.written;
    }

    int longestPathFromEntry() {
        return block(entry).longestPath;
    }

    /** Whether the store at {@code address} meets pages that hold code too. */
    boolean isMixedStore(long address) {
        return mixed.has(address);
    }

    /** Whether the instruction at {@code address} may look for the page of those that follow too. */
    boolean mayBeSpan(long address) {
        return spanMisses.mayBegin(address);
    }

    /** Where the branch to CTR at {@code address} is known to go. */
    long[] targetsAt(long address) {
        return targets.apply(address).known();
    }

    /** What is known of the branch to CTR at {@code address}. */
    BranchTargets switchAt(long address) {
        return targets.apply(address);
    }

    /** The branches to CTR of the region. */
    List<BranchTargets> switches() {
        return switches;
    }

    /** Registers the region reads or writes, as bits of {@link UseScanner}. */
    long used() {
        return scanner.reads | scanner.writes;
    }

    /** Whether the region reads or writes fields of CR that are not kept as comparisons. */
    boolean usesPlainCr() {
        return scanner.written != 0 || (scanner.fieldsRead & ~comparedFields()) != 0;
    }

    /** The blocks by address. */
    List<Block> blocks() {
        return new ArrayList<>(blocks.values());
    }

    /** The block that starts at an address, or null when that is outside the region. */
    @Nullable
    Block blockAt(long address) {
        return blocks.get(address);
    }

    long lowestAddress() {
        return blocks.firstKey();
    }

    long[] extents() {
        long[] extents = new long[2 * blocks.size()];
        int at = 0;
        for (Block block : blocks.values()) {
            extents[at++] = (long) block.page << ADDRESS_SHIFT | block.start & ~PAGE_MASK;
            extents[at++] = 4L * block.insns.size();
        }
        return extents;
    }

    private Block block(long address) {
        Block block = blocks.get(address);
        if (block == null) {
            throw new IllegalStateException("no block at " + Long.toHexString(address));
        }
        return block;
    }

    private void collect() {
        ArrayDeque<Long> pending = new ArrayDeque<>();
        lead(entry, pending);
        while (!pending.isEmpty()) {
            long address = pending.poll();
            boolean goesOn = true;
            while (goesOn && !insns.containsKey(address)) {
                goesOn = insns.size() < insnsMax && collectOne(address, pending);
                address += 4;
                if (goesOn && (address & ~PAGE_MASK) == 0) {
                    lead(address, pending);
                    goesOn = false;
                }
            }
        }
        blocks.keySet().retainAll(insns.keySet());
    }

    /** Whether the next instruction follows without a leader between. */
    private boolean collectOne(long address, ArrayDeque<Long> pending) {
        int page = mem.fetchLine(address);
        if (page < 0) {
            return false;
        }
        Insn insn = code.insn((long) page << ADDRESS_SHIFT | address & ~PAGE_MASK, little);
        insns.put(address, insn);
        scanner.next();
        insn.row.emit(scanner, insn);
        switch (scanner.flow) {
            case NEXT -> {
                return true;
            }
            case JUMP -> lead(address + scanner.displacement, pending);
            case BRANCH -> {
                lead(address + 4, pending);
                lead(address + scanner.displacement, pending);
            }
            case CALL, DYNAMIC_BRANCH -> lead(address + 4, pending);
            case SWITCH -> {
                switches.add(targets.apply(address));
                for (long target : targetsAt(address)) {
                    lead(target, pending);
                }
            }
            default -> {}
        }
        return false;
    }

    private void lead(long address, ArrayDeque<Long> pending) {
        if (Math.abs(address - entry) < REACH_BYTES && !blocks.containsKey(address)) {
            int page = mem.fetchLine(address);
            if (page >= 0) {
                blocks.put(address, new Block(address, page));
                pending.add(address);
            }
        }
    }

    private void fill(Block block) {
        long address = block.start;
        boolean goesOn = true;
        for (Insn insn = insns.get(address); insn != null && goesOn; insn = insns.get(address)) {
            block.insns.add(insn);
            UseScanner one = UseScanner.of(insn);
            block.reads |= one.reads & ~block.writes;
            block.writes |= one.writes;
            if (one.loads || one.stores) {
                block.pageKeys.add(PageKeeper.keyOf(insn, one.stores, one.stores && isMixedStore(address)));
            }
            address += 4;
            block.special |= one.shows || one.requires;
            block.plain &= !block.special && PLAIN_FLOWS.contains(one.flow);
            goesOn = one.flow == UseScanner.Flow.NEXT && !blocks.containsKey(address);
        }
    }

    private UseScanner.Flow flowOf(Insn insn) {
        scanner.next();
        insn.row.emit(scanner, insn);
        return scanner.flow;
    }

    private void connect(Block block) {
        UseScanner.Flow flow = flowOf(block.insns.get(block.insns.size() - 1));
        switch (flow) {
            case NEXT, DYNAMIC_BRANCH -> succeed(block, block.end());
            case JUMP -> succeed(block, block.last() + scanner.displacement);
            case BRANCH -> {
                succeed(block, block.last() + scanner.displacement);
                succeed(block, block.end());
            }
            case CALL -> {
                block.calls = true;
                succeed(block, block.end());
            }
            case SWITCH -> {
                for (long target : targetsAt(block.last())) {
                    succeed(block, target);
                }
            }
            default -> {}
        }
    }

    private void succeed(Block from, long target) {
        Block to = blocks.get(target);
        if (to != null) {
            from.successors.add(to);
            to.checksBudget |= target <= from.last();
        }
    }

    /** Blocks by descending address: every edge to a block without a look goes up. */
    private void measure() {
        for (Map.Entry<Long, Block> entryOf : blocks.descendingMap().entrySet()) {
            Block block = entryOf.getValue();
            int after = 0;
            for (Block successor : block.successors) {
                if (!successor.checksBudget && !block.calls) {
                    after = Math.max(after, successor.longestPath);
                }
            }
            block.longestPath = block.insns.size() + after;
        }
    }

    private void findRounds() {
        for (Block head : blocks.values()) {
            Round round = head.checksBudget ? Round.from(head, blocks.values()) : null;
            if (round != null) {
                rounds.put(head, round);
                for (Block exit : round.exits()) {
                    exit.loads = true;
                }
                boolean own = round.counts() && new RoundPages(round, PageKeeper.of(round), this).knowsAll();
                for (Block block : round.blocks()) {
                    block.rare |= own;
                }
            }
        }
    }

    /** The round that begins at {@code head}, or null. */
    @Nullable
    Round roundAt(Block head) {
        return rounds.get(head);
    }

    /** What is emitted as one looks at the budget once, for all of it. */
    private void findChains() {
        for (Block head : blocks.values()) {
            Chain chain = Chain.from(head, blocks.values());
            if (chain != null) {
                chains.put(head, chain);
            }
        }
        Map<Block, Integer> longest = new LinkedHashMap<>();
        for (Map.Entry<Block, Chain> chain : chains.entrySet()) {
            longest.put(chain.getKey(), chain.getValue().longestPath());
        }
        for (Map.Entry<Block, Integer> path : longest.entrySet()) {
            path.getKey().checksBudget = true;
            path.getKey().longestPath = path.getValue();
        }
    }

    /** The chain that begins at {@code head}, or null. */
    @Nullable
    Chain chainAt(Block head) {
        return chains.get(head);
    }

    /** From now on no loop has a method of its own. */
    void giveUpRoundMethods() {
        rounds.values().removeIf(Round::counts);
        blocks.values().forEach(block -> block.rare = false);
    }

    /** What is wanted flows against the edges, but for those that load anew. */
    private void want() {
        block(entry).loads = true;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : blocks.descendingMap().values()) {
                long wanted = block.reads | wantedAfter(block) & ~block.writes;
                changed |= wanted != block.wanted;
                block.wanted = wanted;
            }
        }
    }

    private long wantedAfter(Block block) {
        long after = 0;
        for (Block successor : block.successors) {
            if (block.calls || successor.loop != block.loop) {
                successor.loads = true;
            } else {
                after |= successor.wanted;
            }
        }
        return after;
    }
}
