package dev.nestor.emulator.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.interpret.Decoder;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which blocks share locals: those of a loop, and of one with too many values those of the loops in it. */
class LoopFinderTest {
    private static final int NOP = 0x6000_0000;
    private static final long MANY = 0x7FFF;

    private final Block scan = block(0x100, 2);
    private final Block test = block(0x108, 4);
    private final Block prime = block(0x118, 5);
    private final Block before = block(0x12C, 1);
    private final Block strike = block(0x130, 4);
    private final Block after = block(0x140, 2);

    /** The loops of a sieve: a scan that is entered in its middle, and one that strikes out, both in a third. */
    private void sieve(long valuesBeforeStriking) {
        follow(scan, test);
        follow(test, scan, prime);
        follow(prime, scan, before);
        follow(before, strike);
        follow(strike, strike, after);
        follow(after, test);
        before.reads = valuesBeforeStriking;
    }

    @Test
    void aLoopWithFewValuesIsOne() {
        sieve(0xF);
        find(scan, test, prime, before, strike, after);
        for (Block block : List.of(test, prime, before, strike, after)) {
            assertEquals(scan.loop, block.loop);
            assertTrue(block.whole);
        }
    }

    /** Wherever the region is entered: its blocks are given in the order in which they were found from there. */
    @Test
    void aLoopWithManyValuesIsTakenApart() {
        sieve(MANY);
        find(strike, after, test, scan, prime, before);
        assertEquals(scan.loop, test.loop);
        assertEquals(scan.loop, prime.loop);
        assertTrue(scan.whole && test.whole && prime.whole);
        assertTrue(strike.whole);
        assertEquals(before.loop, after.loop);
        assertFalse(before.whole || after.whole);
        assertNotEquals(scan.loop, strike.loop);
        assertNotEquals(scan.loop, before.loop);
        assertNotEquals(strike.loop, before.loop);
    }

    @Test
    void aLoopThatChoosesAmongManyWaysStaysTogether() {
        follow(test, scan, prime, strike);
        follow(scan, test);
        follow(prime, after);
        follow(after, test);
        follow(strike, strike, test);
        test.reads = MANY;
        find(test, scan, prime, strike, after);
        for (Block block : List.of(scan, prime, strike, after)) {
            assertEquals(test.loop, block.loop);
            assertTrue(block.whole);
        }
    }

    /** Of a loop of one block there is nothing to take apart, however short it is. */
    @Test
    void aBlockThatFollowsItselfIsALoop() {
        Block one = block(0x200, 1);
        follow(one, one);
        one.reads = MANY;
        find(one);
        assertTrue(one.loop >= 0 && one.whole);
    }

    private static void find(Block... blocks) {
        new LoopFinder().find(new LinkedHashSet<>(Arrays.asList(blocks)));
    }

    private static void follow(Block from, Block... to) {
        from.successors.addAll(Arrays.asList(to));
    }

    private static Block block(long start, int instructions) {
        Block block = new Block(start, 0);
        for (int i = 0; i < instructions; i++) {
            block.insns.add(new Decoder().decode(NOP));
        }
        return block;
    }
}
