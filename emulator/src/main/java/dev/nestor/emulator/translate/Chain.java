package dev.nestor.emulator.translate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a loop in which all its ways meet, and which mostly run one after another to a choice by CTR, as in a
 * program that interprets another: {@link ChainEmitter} emits them as one.
 *
 * @param blocks two or more, each once
 */
record Chain(List<Block> blocks) {
    /** The most instructions. */
    private static final int INSNS_MAX = 40;
    /** With fewer ways that meet at its head it is not worth the code. */
    private static final int WAYS_MIN = 3;

    /**
     * The chain that begins at {@code head}, or null.
     *
     * @param region all blocks of the region
     */
    static @Nullable Chain from(Block head, Collection<Block> region) {
        int ways = 0;
        for (Block before : region) {
            ways += before.successors.contains(head) ? 1 : 0;
        }
        return ways < WAYS_MIN ? null : along(head);
    }

    private static @Nullable Chain along(Block head) {
        List<Block> blocks = new ArrayList<>();
        Block block = head;
        int insns = 0;
        while (block != null && head.loop >= 0 && block.loop == head.loop && block.page == head.page) {
            if (blocks.contains(block) || block.special) {
                return null;
            }
            blocks.add(block);
            insns += block.insns.size();
            UseScanner end = UseScanner.of(block.insns.get(block.insns.size() - 1));
            if (insns > INSNS_MAX) {
                return null;
            }
            if (end.flow == UseScanner.Flow.SWITCH) {
                return blocks.size() > 1 ? new Chain(blocks) : null;
            }
            block = nextOf(block, end);
        }
        return null;
    }

    private static @Nullable Block nextOf(Block block, UseScanner end) {
        long next;
        switch (end.flow) {
            case NEXT -> next = block.end();
            case JUMP -> next = block.last() + end.displacement;
            case BRANCH -> {
                if ((end.writes >>> UseScanner.CTR & 1) != 0) {
                    return null;
                }
                next = block.end();
            }
            default -> {
                return null;
            }
        }
        for (Block successor : block.successors) {
            if (successor.start == next) {
                return successor;
            }
        }
        return null;
    }

    /** Instructions of the budget with which it may begin. */
    int longestPath() {
        int longest = 0;
        int before = 0;
        for (Block block : blocks) {
            longest = Math.max(longest, before + block.longestPath);
            before += block.insns.size();
        }
        return longest;
    }

    /** What each instruction sets, as bits of {@link RegionLocals#defer}. */
    long[] sets(int comparedFields) {
        return blocks.stream()
                .flatMap(block -> block.insns.stream())
                .mapToLong(insn -> {
                    UseScanner one = UseScanner.of(insn);
                    boolean jumps = one.flow == UseScanner.Flow.JUMP || one.flow == UseScanner.Flow.SWITCH;
                    return DeferringEmitter.setBy(one, comparedFields, jumps);
                })
                .toArray();
    }
}
