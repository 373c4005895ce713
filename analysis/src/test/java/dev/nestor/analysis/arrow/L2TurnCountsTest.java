package dev.nestor.analysis.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.analysis.arrow.L2TurnCounts.Counted;
import dev.nestor.analysis.arrow.L2TurnCounts.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        L2TurnCounts counts = L2TurnCounts.exact(keptMax, row -> {
            assertEquals(3 * row.sequence(), row.moment());
            sequences.add(row.sequence());
            found.merge(new Row(row.kind(), row.time()), row.exits(), Long::sum);
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

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1 << 20})
    void slicesHaveTheirClassesOfTimes(int keptMax) {
        List<Counted> rows = new ArrayList<>();
        L2TurnCounts counts = L2TurnCounts.inSlices(keptMax, 1000, rows::add);
        Kind kind = new Kind(1, 0, 1, 0, true, true);
        Random random = new Random(8);
        long sum = 0;
        for (long turn = 0; turn < TURNS; turn++) {
            long time = random.nextLong() >>> random.nextInt(30, 64);
            sum += time;
            counts.add(kind, time, turn, 3 * turn);
        }
        counts.write();
        for (Counted row : rows) {
            assertEquals(row.moment() / 1000 * 1000, row.slice());
            assertEquals(row.time(), L2TurnCounts.classOf(row.least()));
            assertEquals(row.time(), L2TurnCounts.classOf(row.greatest()));
            assertTrue(row.least() <= row.greatest() && 128 * (row.greatest() - row.least()) <= row.least());
            assertTrue(row.least() * row.exits() <= row.sum() && row.sum() <= row.greatest() * row.exits());
        }
        assertEquals(TURNS, rows.stream().mapToLong(Counted::exits).sum());
        assertEquals(sum, rows.stream().mapToLong(Counted::sum).sum());
        assertTrue(keptMax == 1 || rows.stream().anyMatch(row -> row.least() < row.greatest()));
    }

    @ParameterizedTest
    @CsvSource({
        "0,1",
        "499,1",
        "500,2",
        "2499,5",
        "2500,10",
        "291433566956,1000000000",
        "9223372036854775807,20000000000000000"
    })
    void slicesAreOfARoundLengthAndNotTooMany(long moments, long length) {
        assertEquals(length, RunSoFar.sliceMoments(moments));
    }
}
