package dev.nestor.emulator.translate;

import dev.nestor.emulator.isa.Insn;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which registers a loop keeps in locals alone while it runs: those that it has in locals from its beginning on and
 * writes. They go from round to round in any case, so that HotSpot has them at hand wherever the loop is left, and that
 * is where they are stored. What is written before it is read in each round is stored at once: kept for the places
 * where the loop may be left it would take a register of the host all around.
 */
final class LateStores {
    /** The carry is two fields of the context, and CR is kept otherwise. */
    private static final long NEVER = 1L << UseScanner.CA | 1L << UseScanner.CR;

    private final Collection<Block> blocks;

    LateStores(Collection<Block> blocks) {
        this.blocks = blocks;
    }

    /** Sets {@link Block#late}, and adds to what is loaded where the loop is entered. */
    void plan() {
        Map<Integer, Long> written = new LinkedHashMap<>();
        Map<Integer, Long> loaded = new LinkedHashMap<>();
        Set<Integer> excluded = new LinkedHashSet<>();
        for (Block block : blocks) {
            written.put(block.loop, written.getOrDefault(block.loop, 0L) | block.writes);
            loaded.put(block.loop, loaded.getOrDefault(block.loop, 0L) | (block.loads ? block.wanted : 0));
            if (block.loop < 0 || !block.whole || showsContext(block)) {
                excluded.add(block.loop);
            }
        }
        for (Block block : blocks) {
            if (!excluded.contains(block.loop)) {
                block.late = written.getOrDefault(block.loop, 0L) & loaded.getOrDefault(block.loop, 0L) & ~NEVER;
                block.wanted |= block.late;
            }
        }
    }

    /** Whether something else than the code of the region looks at the context while the block runs. */
    private static boolean showsContext(Block block) {
        for (Insn insn : block.insns) {
            UseScanner one = UseScanner.of(insn);
            if (one.shows || one.flow == UseScanner.Flow.CALL) {
                return true;
            }
        }
        return false;
    }
}
