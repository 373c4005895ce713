package dev.nestor.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.Losses.Loss;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What reading alone shows of what a recording lacks. */
class LossesTest {

    @Test
    void eventsThatThisBuildDoesNotDeclareAreCounted() {
        SortedMap<String, Loss> losses = new TreeMap<>();
        Losses.addUnknown(losses, 0);
        assertTrue(losses.isEmpty());
        Losses.addUnknown(losses, 7);
        assertEquals(OptionalLong.of(7), losses.get("unknown").missing());
    }
}
