package dev.nestor.emulator.translate;

import dev.nestor.emulator.isa.Insn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way around a loop, from its head back to it, that offers no choice but to leave: what {@link RoundEmitter} emits
 * several times in a row.
 *
 * @param blocks what it passes, the head first
 * @param times how often in a row
 */
record Round(List<Block> blocks, int times) {
    /** The most instructions of one round. */
    private static final int ONCE_MAX = 72;
    /** The most instructions in a row among others. */
    private static final int INSNS_MAX = 48;
    /** The most in a row in a method of their own. */
    private static final int COUNTED_INSNS_MAX = 288;

    /** The most rounds in a row. */
    static final int TIMES_MAX = 8;

    /**
     * The round that begins at {@code head}, or null when its loop has another shape, is too long or does what only
     * single instructions can.
     *
     * @param region all blocks of the region
     */
    static @Nullable Round from(Block head, Collection<Block> region) {
        Round shortest = null;
        for (Block end : region) {
            if (end.start >= head.start && end.successors.contains(head)) {
                Round round = through(head, end, region);
                if (round != null && (shortest == null || round.insns() < shortest.insns())) {
                    shortest = round;
                }
            }
        }
        return shortest;
    }

    private static @Nullable Round through(Block head, Block end, Collection<Block> region) {
        Set<Block> body = bodyOf(head, end, region);
        List<Block> blocks = new ArrayList<>();
        int insns = 0;
        Block block = head;
        do {
            blocks.add(block);
            insns += block.insns.size();
            boolean fits = block.plain && block.page == head.page && insns <= ONCE_MAX;
            if (!fits || block.loop != head.loop || block != head && block.checksBudget) {
                return null;
            }
            block = onlyOneIn(body, block.successors);
        } while (block != null && block != head);
        if (block == null) {
            return null;
        }
        Round once = new Round(blocks, 1);
        int times = Math.min(TIMES_MAX, (once.counts() ? COUNTED_INSNS_MAX : INSNS_MAX) / insns);
        return times < 2 ? null : new Round(blocks, times);
    }

    /** The blocks from which {@code end} is reached without passing {@code head}, and that. */
    private static Set<Block> bodyOf(Block head, Block end, Collection<Block> region) {
        Set<Block> body = new LinkedHashSet<>(List.of(head));
        ArrayDeque<Block> pending = new ArrayDeque<>(List.of(end));
        while (!pending.isEmpty()) {
            Block block = pending.remove();
            if (!body.add(block)) {
                continue;
            }
            for (Block before : region) {
                if (before.successors.contains(block)) {
                    pending.add(before);
                }
            }
        }
        return body;
    }

    /** The only block that is both, or null. */
    private static @Nullable Block onlyOneIn(Set<Block> body, List<Block> successors) {
        Block only = null;
        for (Block successor : successors) {
            if (body.contains(successor)) {
                if (only != null) {
                    return null;
                }
                only = successor;
            }
        }
        return only;
    }

    Block head() {
        return blocks.get(0);
    }

    /** Registers that it reads before it writes them, as bits of {@link UseScanner}. */
    long wanted() {
        long wanted = 0;
        long written = 0;
        for (Block block : blocks) {
            wanted |= block.reads & ~written;
            written |= block.writes;
        }
        return wanted;
    }

    /** Registers that it reads or writes. */
    long used() {
        return blocks.stream().mapToLong(block -> block.reads | block.writes).reduce(0, (a, b) -> a | b);
    }

    /** Instructions of one round. */
    int insns() {
        int insns = 0;
        for (Block block : blocks) {
            insns += block.insns.size();
        }
        return insns;
    }

    /** What each instruction of a round sets, as bits of {@link RegionLocals#defer}. */
    long[] sets(int comparedFields) {
        long[] sets = new long[insns()];
        int at = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            for (int index = 0; index < block.insns.size(); index++) {
                UseScanner one = UseScanner.of(block.insns.get(index));
                boolean jumps = one.flow != UseScanner.Flow.NEXT
                        && next(i).start == block.start + 4L * index + one.displacement;
                sets[at++] = DeferringEmitter.setBy(one, comparedFields, jumps);
            }
        }
        return sets;
    }

    /** The block after the one at that place. */
    Block next(int place) {
        return blocks.get((place + 1) % blocks.size());
    }

    /** The blocks of the region to which it may be left. */
    Set<Block> exits() {
        Set<Block> exits = new LinkedHashSet<>();
        for (int i = 0; i < blocks.size(); i++) {
            exits.addAll(blocks.get(i).successors);
            exits.remove(next(i));
        }
        return exits;
    }

    /** As often as this, and at most {@code most} times; null when that is not in a row. */
    @Nullable
    Round atMost(int most) {
        return most < 2 ? null : new Round(blocks, Math.min(times, most));
    }

    /** The same, once. */
    Round once() {
        return new Round(blocks, 1);
    }

    /** Whether the counter decides alone whether there is another round, and nothing else sets it. */
    boolean counts() {
        int decrements = 0;
        int others = 0;
        for (Block block : blocks) {
            for (Insn insn : block.insns) {
                UseScanner one = UseScanner.of(insn);
                decrements += one.countsDown ? 1 : 0;
                others += !one.countsDown && (one.writes >>> UseScanner.CTR & 1) != 0 ? 1 : 0;
            }
        }
        Block end = blocks.get(blocks.size() - 1);
        UseScanner one = UseScanner.of(end.insns.get(end.insns.size() - 1));
        return decrements == 1 && others == 0 && one.countsDown && end.last() + one.displacement == head().start;
    }

    /** Instructions of the budget with which it may begin: all in a row, and what may follow where it is left. */
    int longestPath() {
        int longest = 0;
        for (Block block : blocks) {
            longest = Math.max(longest, block.longestPath);
        }
        return times * insns() + longest;
    }
}
