package dev.nestor.emulator.translate;

import dev.nestor.emulator.isa.Insn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which accesses of a region keep the page they used last in locals: those in loops, and of the others those that are
 * many. Accesses of one loop that name the same address registers share a page, which outlives the loop; the region
 * begins without any, and so does what follows a call.
 */
final class PageKeeper {
    private static final int PAGES_MAX = 12;
    /** Outside of loops pages are kept for what is accessed this often, such as a frame. */
    private static final int USES_MIN = 3;

    private static final int PAGES_OUTSIDE_MAX = 3;
    private static final int INDEXED_OPCODE = 31;
    /** Where a loop has more, all accesses by one base share a page, however they are indexed. */
    private static final int KEYS_MAX = 8;
    /** The bits of a key that name the index. */
    private static final int INDEX = 0x3F << 5;

    /** The loops that have more keys. */
    private final Set<Integer> crowded = new LinkedHashSet<>();

    /** By what shares a page, as {@link #kept} makes it. */
    private final Map<Long, Integer> numbers = new LinkedHashMap<>();

    /** Of the code of {@code blocks}; accesses of rare blocks are not worth it. */
    static PageKeeper of(List<Block> blocks) {
        List<Block> common = new ArrayList<>();
        for (Block block : blocks) {
            if (!block.rare) {
                common.add(block);
            }
        }
        return new PageKeeper(common);
    }

    /** Of a method of its own. */
    static PageKeeper of(Round round) {
        return new PageKeeper(round.blocks());
    }

    private PageKeeper(List<Block> blocks) {
        findCrowded(blocks);
        Map<Long, Integer> uses = new LinkedHashMap<>();
        for (Block block : blocks) {
            for (int key : block.pageKeys) {
                long kept = kept(block.loop, key);
                uses.put(kept, uses.getOrDefault(kept, 0) + 1);
                if (block.loop >= 0 && numbers.size() < PAGES_MAX) {
                    numbers.putIfAbsent(kept, numbers.size());
                }
            }
        }
        int most = numbers.size() + PAGES_OUTSIDE_MAX;
        for (Map.Entry<Long, Integer> use : uses.entrySet()) {
            if (use.getKey() < 0 && use.getValue() >= USES_MIN && numbers.size() < most) {
                numbers.putIfAbsent(use.getKey(), numbers.size());
            }
        }
    }

    /** HotSpot has few registers for so many pages, and a table of a base is mostly within one. */
    private void findCrowded(List<Block> blocks) {
        Map<Integer, Set<Integer>> keys = new LinkedHashMap<>();
        for (Block block : blocks) {
            keys.computeIfAbsent(block.loop, loop -> new LinkedHashSet<>()).addAll(block.pageKeys);
        }
        keys.forEach((loop, all) -> {
            if (loop >= 0 && all.size() > KEYS_MAX) {
                crowded.add(loop);
            }
        });
    }

    /** How many pages are kept. */
    int count() {
        return numbers.size();
    }

    /** The number of the page that {@code insn} of {@code block} goes through, or -1. */
    int numberOf(Block block, Insn insn, boolean stores, boolean mixed) {
        return numbers.getOrDefault(kept(block.loop, keyOf(insn, stores, mixed)), -1);
    }

    /**
     * What shares a page, negative outside of loops: a register can go through an array upward in one loop, and
     * downward in the next. No record: the JVM makes up its comparison at run time, at the first translation.
     */
    private long kept(int loop, int key) {
        return (long) loop << Integer.SIZE | (crowded.contains(loop) ? key & ~INDEX : key);
    }

    /**
     * What accesses have in common that share a page: the registers of their addresses, and whether they store, also
     * into pages of code.
     */
    static int keyOf(Insn insn, boolean stores, boolean mixed) {
        boolean indexed = insn.word >>> 26 == INDEXED_OPCODE;
        return insn.ra | (indexed ? insn.rb + 1 : 0) << 5 | (stores ? 1 << 12 : 0) | (mixed ? 1 << 13 : 0);
    }
}
