package dev.nestor.analysis.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.arrow.L2TurnCounts.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of turns, whether or not there is room for all that are different. */
class L2TurnCountsTest {

    private static final int TURNS = 20_000;

    private record Row(Kind kind, long time) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 1500, 1 << 20})
    void countsAddUpWhateverRoomThereIs(int keptMax) {
        Map<Row, Long> expected = new HashMap<>();
        Map<Row, Long> found = new HashMap<>();
        List<Long> sequences = new ArrayList<>();
        L2TurnCounts counts = new L2TurnCounts(keptMax, (sequence, moment, kind, time, count) -> {
            assertEquals(3 * sequence, moment);
            sequences.add(sequence);
            found.merge(new Row(kind, time), count, Long::sum);
        });
        Random random = new Random(7);
        for (long turn = 0; turn < TURNS; turn++) {
            Kind kind = new Kind(random.nextInt(3), random.nextInt(2), 1, random.nextInt(2), true, true);
            long time = random.nextInt(4) == 0 ? Long.MAX_VALUE - random.nextInt(300) : random.nextInt(40);
            counts.add(kind, time, turn, 3 * turn);
            expected.merge(new Row(kind, time), 1L, Long::sum);
        }
        counts.write();
        assertEquals(expected, found);
        assertEquals(sequences.stream().sorted().toList(), sequences);
        assertEquals(keptMax >= expected.size(), sequences.size() == expected.size());
        assertTrue(expected.size() > 1500);
    }
}
