package dev.nestor.emulator.translate;

import dev.nestor.emulator.isa.Insn;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which accesses of a region keep the page they used last in locals: those in loops, and of the others those that are
 * many. Accesses that name the same address registers share one page; a loop, and what follows it, begins without any.
 */
final class PageKeeper {
    private static final int PAGES_MAX = 8;
    /** Outside of loops pages are kept for what is accessed this often, such as a frame. */
    private static final int USES_MIN = 3;

    private static final int PAGES_OUTSIDE_MAX = 3;
    private static final int INDEXED_OPCODE = 31;

    /** For each loop the numbers of its pages, by the registers of the address. */
    private final Map<Integer, Map<Integer, Integer>> numbers = new LinkedHashMap<>();

    PageKeeper(RegionShape shape) {
        Map<Integer, Integer> uses = new LinkedHashMap<>();
        for (Block block : shape.blocks()) {
            if (block.loop < 0) {
                block.pageKeys.forEach(key -> uses.merge(key, 1, Integer::sum));
            }
        }
        for (Block block : shape.blocks()) {
            Map<Integer, Integer> ofLoop = numbers.computeIfAbsent(block.loop, loop -> new LinkedHashMap<>());
            for (int key : block.pageKeys) {
                boolean pays = block.loop >= 0 || uses.getOrDefault(key, 0) >= USES_MIN;
                if (pays && ofLoop.size() < (block.loop >= 0 ? PAGES_MAX : PAGES_OUTSIDE_MAX)) {
                    ofLoop.putIfAbsent(key, ofLoop.size());
                }
            }
        }
    }

    /** How many pages are kept in the loop of {@code block}. */
    int countIn(Block block) {
        return ofLoop(block).size();
    }

    /** The number of the page that {@code insn} of {@code block} goes through, or -1. */
    int numberOf(Block block, Insn insn, boolean stores) {
        return ofLoop(block).getOrDefault(keyOf(insn, stores), -1);
    }

    private Map<Integer, Integer> ofLoop(Block block) {
        return numbers.getOrDefault(block.loop, Collections.emptyMap());
    }

    /** What accesses have in common that share a page: the registers of their addresses, and whether they store. */
    static int keyOf(Insn insn, boolean stores) {
        boolean indexed = insn.word >>> 26 == INDEXED_OPCODE;
        return insn.ra | (indexed ? insn.rb + 1 : 0) << 5 | (stores ? 1 << 12 : 0);
    }
}
