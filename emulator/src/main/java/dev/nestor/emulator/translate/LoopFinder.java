package dev.nestor.emulator.translate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Tells the blocks of a region which loop they lie in. A loop is what can reach itself (a strongly connected
 * component); one that uses more values than the host has registers is taken apart into the loops in it, which are
 * what is left of it without the block through which it is entered, and the rest.
 */
final class LoopFinder {
    /** Registers and pages of a loop beyond which it is taken apart; found by trial. */
    private static final int VALUES_MAX = 12;

    private final Block regionEntry;
    private int loops;

    /** Numbers of Tarjan's algorithm; its stack is one of its own, for a region can be deeper than Java's. */
    private final Map<Block, Integer> order = new LinkedHashMap<>();

    private final Map<Block, Integer> lowest = new LinkedHashMap<>();

    LoopFinder(Block regionEntry) {
        this.regionEntry = regionEntry;
    }

    /**
     * Numbers the loops among {@code blocks}.
     *
     * @return whether there are any
     */
    boolean find(Set<Block> blocks) {
        List<Set<Block>> found = components(blocks);
        for (Set<Block> component : found) {
            int loop = loops++;
            for (Block block : component) {
                block.loop = loop;
            }
            Set<Block> inner = new LinkedHashSet<>(component);
            inner.remove(entryOf(component, blocks));
            boolean apart = valuesOf(component) > VALUES_MAX && find(inner);
            for (Block block : component) {
                block.whole = block.loop == loop ? !apart : block.whole;
            }
        }
        return !found.isEmpty();
    }

    private static int valuesOf(Set<Block> blocks) {
        long registers = 0;
        Set<Integer> pageKeys = new LinkedHashSet<>();
        for (Block block : blocks) {
            registers |= block.reads | block.writes;
            pageKeys.addAll(block.pageKeys);
        }
        return Long.bitCount(registers) + 2 * pageKeys.size();
    }

    /** The block through which the loop is entered, or one of them. */
    private Block entryOf(Set<Block> component, Set<Block> around) {
        if (component.contains(regionEntry)) {
            return regionEntry;
        }
        for (Block block : component) {
            for (Block from : around) {
                if (!component.contains(from) && from.successors.contains(block)) {
                    return block;
                }
            }
        }
        return component.iterator().next();
    }

    /** The sets of blocks that reach each other without leaving {@code blocks}. */
    private List<Set<Block>> components(Set<Block> blocks) {
        order.clear();
        lowest.clear();
        List<Set<Block>> found = new ArrayList<>();
        ArrayDeque<Block> open = new ArrayDeque<>();
        for (Block root : blocks) {
            if (!order.containsKey(root)) {
                visit(root, blocks, open, found);
            }
        }
        return found;
    }

    private void visit(Block root, Set<Block> blocks, ArrayDeque<Block> open, List<Set<Block>> found) {
        ArrayDeque<Block> path = new ArrayDeque<>();
        Map<Block, Integer> next = new LinkedHashMap<>();
        path.push(root);
        while (!path.isEmpty()) {
            Block block = path.element();
            int at = next.getOrDefault(block, 0);
            if (at == 0 && !order.containsKey(block)) {
                int number = order.size();
                order.put(block, number);
                lowest.put(block, number);
                open.push(block);
            }
            if (at < block.successors.size()) {
                next.put(block, at + 1);
                Block to = block.successors.get(at);
                if (blocks.contains(to) && !order.containsKey(to)) {
                    path.push(to);
                } else if (open.contains(to)) {
                    lower(block, order.getOrDefault(to, 0));
                }
            } else {
                path.pop();
                if (!path.isEmpty()) {
                    lower(path.element(), lowest.getOrDefault(block, 0));
                }
                close(block, open, found);
            }
        }
    }

    private void lower(Block block, int to) {
        lowest.merge(block, to, Math::min);
    }

    private void close(Block block, ArrayDeque<Block> open, List<Set<Block>> found) {
        if (!Objects.equals(lowest.get(block), order.get(block))) {
            return;
        }
        Set<Block> component = new LinkedHashSet<>();
        Block last;
        do {
            last = open.pop();
            component.add(last);
        } while (last != block);
        if (component.size() > 1 || block.successors.contains(block)) {
            found.add(component);
        }
    }
}
