package dev.nestor.emulator.translate;

import dev.nestor.emulator.isa.Insn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which accesses of a region keep the page they used last in locals: those in loops, the innermost first, that name the
 * same address registers sharing one page.
 */
final class PageKeeper {
    private static final int PAGES_MAX = 8;
    private static final int INDEXED_OPCODE = 31;

    private record Candidate(int key, int depth) {}

    private final Map<Integer, Integer> numbers = new LinkedHashMap<>();

    PageKeeper(RegionShape shape) {
        List<Candidate> candidates = new ArrayList<>();
        UseScanner scanner = new UseScanner();
        for (Block block : shape.blocks()) {
            int depth = depthOf(shape, block);
            if (depth == 0) {
                continue;
            }
            for (Insn insn : block.insns) {
                scanner.next();
                insn.row.emit(scanner, insn);
                if (scanner.loads || scanner.stores) {
                    candidates.add(new Candidate(keyOf(insn, scanner.stores), depth));
                }
            }
        }
        candidates.sort(Comparator.comparingInt(candidate -> -candidate.depth));
        for (Candidate candidate : candidates) {
            if (numbers.size() < PAGES_MAX) {
                numbers.putIfAbsent(candidate.key, numbers.size());
            }
        }
    }

    /** How many pages are kept. */
    int count() {
        return numbers.size();
    }

    /** The number of the page that {@code insn} goes through, or -1. */
    int numberOf(Insn insn, boolean stores) {
        return numbers.getOrDefault(keyOf(insn, stores), -1);
    }

    private static int keyOf(Insn insn, boolean stores) {
        boolean indexed = insn.word >>> 26 == INDEXED_OPCODE;
        return insn.ra | (indexed ? insn.rb + 1 : 0) << 5 | (stores ? 1 << 12 : 0);
    }

    /** How many backward branches span the block. */
    private static int depthOf(RegionShape shape, Block block) {
        int depth = 0;
        for (Block from : shape.blocks()) {
            for (Block to : from.successors) {
                if (to.start <= from.start && to.start <= block.start && block.start <= from.start) {
                    depth++;
                }
            }
        }
        return depth;
    }
}
