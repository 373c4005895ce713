package dev.nestor.emulator.translate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Tells the blocks of a region which loop they lie in. A loop is what can reach itself (a strongly connected
 * component); one that uses more values than the host has registers is taken apart into the loops in it and the rest.
 * What lies deeper is told by the length of the way back, not by where a loop is entered: a region may be entered
 * anywhere, and two loops may begin at one block.
 */
final class LoopFinder {
    /** Registers and pages of a loop beyond which it is taken apart; found by trial. */
    private static final int VALUES_MAX = 12;
    /** What lies deeper in a loop has a way back of at most so many hundredths of the longest. */
    private static final int DEEPER_PERCENT = 75;

    private int loops;

    /** Numbers of Tarjan's algorithm; its stack is one of its own, for a region can be deeper than Java's. */
    private final Map<Block, Integer> order = new LinkedHashMap<>();

    private final Map<Block, Integer> lowest = new LinkedHashMap<>();

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
            boolean apart = valuesOf(component) > VALUES_MAX && find(innerOf(component));
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

    /**
     * What lies deeper in a loop: the blocks from which a short way leads back to themselves. A loop that chooses among
     * many ways by a table has none that is deeper; what leaves one of the ways would only go from locals to locals.
     */
    private static Set<Block> innerOf(Set<Block> component) {
        Map<Block, Integer> rounds = new LinkedHashMap<>();
        int longest = 0;
        for (Block block : component) {
            if (block.successors.size() > 2) {
                return new LinkedHashSet<>();
            }
            int round = shortestRound(block, component);
            rounds.put(block, round);
            longest = Math.max(longest, round);
        }
        // Less than the longest, so that something is taken off each time.
        int limit = longest * DEEPER_PERCENT / 100;
        Set<Block> inner = new LinkedHashSet<>();
        for (Block block : component) {
            if (rounds.getOrDefault(block, 0) <= limit) {
                inner.add(block);
            }
        }
        return inner;
    }

    /** Instructions on the shortest way from a block of {@code component} back to it. */
    private static int shortestRound(Block from, Set<Block> component) {
        Map<Block, Integer> ways = new LinkedHashMap<>();
        PriorityQueue<Map.Entry<Block, Integer>> open = new PriorityQueue<>(Map.Entry.comparingByValue());
        open.add(Map.entry(from, 0));
        while (!open.isEmpty()) {
            Map.Entry<Block, Integer> nearest = open.remove();
            int way = nearest.getValue() + nearest.getKey().insns.size();
            for (Block to : nearest.getKey().successors) {
                if (component.contains(to) && way < ways.getOrDefault(to, Integer.MAX_VALUE)) {
                    ways.put(to, way);
                    open.add(Map.entry(to, way));
                }
            }
        }
        return ways.getOrDefault(from, Integer.MAX_VALUE);
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
        lowest.put(block, Math.min(to, lowest.getOrDefault(block, to)));
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
