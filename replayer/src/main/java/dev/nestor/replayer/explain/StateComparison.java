package dev.nestor.replayer.explain;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.arch.Limits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two machines that stand still, field by field. */
public final class StateComparison {

    /** Differences kept; more are counted. */
    public static final int KEPT_MAX = 64;

    /** Bytes of memory shown as one difference. */
    private static final int RUN_BYTES = 8;

    private static final byte[] ZEROS = new byte[Limits.PAGE_BYTES];
    private static final HexFormat HEX = HexFormat.of();

    private final List<FieldDifference> differences = new ArrayList<>();
    private long count;

    private StateComparison() {}

    /** Compares everything saved but the counts of what passed the doors. */
    public static StateComparison of(Machine expected, Machine actual) {
        StateComparison comparison = new StateComparison();
        StateFields expectedFields = StateFields.of(expected);
        StateFields actualFields = StateFields.of(actual);
        comparison.compareValues(expectedFields.values(), actualFields.values());
        comparison.compareBytes(expectedFields.bytes(), actualFields.bytes());
        comparison.differences.sort(Comparator.comparing(FieldDifference::kind));
        return comparison;
    }

    /** The differences, ordered by kind, then as saved; at most {@link #KEPT_MAX} of each of values and bytes. */
    public List<FieldDifference> differences() {
        return List.copyOf(differences);
    }

    /** How many there are, those that were not kept included. */
    public long count() {
        return count;
    }

    private void compareValues(Map<String, Long> expected, Map<String, Long> actual) {
        int kept = 0;
        for (String path : union(expected.keySet(), actual.keySet())) {
            Long wanted = expected.get(path);
            Long found = actual.get(path);
            boolean isSame = wanted == null ? found == null : wanted.equals(found);
            if (!isSame && !ComparedDigest.LEFT_OUT.contains(path)) {
                count++;
                if (kept++ < KEPT_MAX) {
                    FieldName name = FieldName.of(path);
                    differences.add(new FieldDifference(name.kind(), path, name.text(), text(wanted), text(found)));
                }
            }
        }
    }

    private void compareBytes(Map<String, byte[]> expected, Map<String, byte[]> actual) {
        int keptBefore = differences.size();
        for (String path : union(expected.keySet(), actual.keySet())) {
            byte[] wanted = expected.getOrDefault(path, ZEROS);
            byte[] found = actual.getOrDefault(path, ZEROS);
            if (!path.startsWith("memory.")) {
                compareWhole(path, expected.get(path), actual.get(path));
                continue;
            }
            int at = mismatch(wanted, found, 0);
            while (at >= 0) {
                int end = lastOfRun(wanted, found, at) + 1;
                count++;
                if (differences.size() - keptBefore < KEPT_MAX) {
                    differences.add(memory(path, at, HEX.formatHex(wanted, at, end), HEX.formatHex(found, at, end)));
                }
                at = mismatch(wanted, found, end);
            }
        }
    }

    private void compareWhole(String path, byte @Nullable [] wanted, byte @Nullable [] found) {
        String expected = wanted == null ? FieldDifference.NONE : HEX.formatHex(wanted);
        String actual = found == null ? FieldDifference.NONE : HEX.formatHex(found);
        if (!expected.equals(actual)) {
            count++;
            FieldName name = FieldName.of(path);
            differences.add(new FieldDifference(name.kind(), path, name.text(), expected, actual));
        }
    }

    private static FieldDifference memory(String path, int offset, String expected, String actual) {
        long page = Long.parseLong(path.substring(path.indexOf("[0x") + 3, path.length() - 1), 16);
        long address = page << Limits.PAGE_SHIFT | offset;
        String name = "memory at L1 real address " + HEX.toHexDigits(address) + " (page 0x" + Long.toHexString(page)
                + ", byte 0x" + Integer.toHexString(offset) + ")";
        String place = path + "+0x" + Integer.toHexString(offset);
        return new FieldDifference(FieldKind.MEMORY, place, name, expected, actual);
    }

    private static int mismatch(byte[] a, byte[] b, int from) {
        for (int i = from; i < a.length; i++) {
            if (a[i] != b[i]) {
                return i;
            }
        }
        return -1;
    }

    /** The last byte that differs among those of the doubleword that {@code first} begins. */
    private static int lastOfRun(byte[] a, byte[] b, int first) {
        int last = first;
        for (int i = first + 1; i < Math.min(a.length, first + RUN_BYTES); i++) {
            if (a[i] != b[i]) {
                last = i;
            }
        }
        return last;
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> both = new LinkedHashSet<>(a);
        both.addAll(b);
        return both;
    }

    private static String text(@Nullable Long value) {
        return value == null ? FieldDifference.NONE : HEX.toHexDigits(value);
    }
}
