package dev.nestor.analysis.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of {@code analysis/reference} say what the code declares. {@code -Dnestor.bless=reference} writes them. */
class ReferenceTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("nestor.root", "..")).resolve("analysis/reference");
    private static final boolean IS_BLESSED =
            System.getProperty("nestor.bless", "").equals("reference");
    private static final String MEND = "mvn -Dquick -DskipTests=false test -pl analysis -am"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=ReferenceTest -Dnestor.bless=reference";
    private static final SortedMap<String, String> PAGES = ReferencePages.all();

    static Stream<String> pages() {
        return PAGES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pageSaysWhatIsDeclared(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        String declared = Objects.requireNonNull(PAGES.get(name));
        if (IS_BLESSED) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, declared);
        }
        List<String> stored =
                Files.exists(file) ? Files.readString(file).lines().toList() : List.of();
        assertEquals(
                differing(declared.lines().toList(), stored),
                differing(stored, declared.lines().toList()),
                () -> file + " is out of step; this writes it anew: " + MEND);
    }

    /** Lines of {@code page} that {@code other} has not in that place, from the first to the last that differs. */
    private static String differing(List<String> page, List<String> other) {
        int first = 0;
        while (first < Math.min(page.size(), other.size()) && page.get(first).equals(other.get(first))) {
            first++;
        }
        int last = 0;
        int rest = Math.min(page.size(), other.size()) - first;
        while (last < rest && page.get(page.size() - 1 - last).equals(other.get(other.size() - 1 - last))) {
            last++;
        }
        return "line " + (first + 1) + ": " + String.join("\n", page.subList(first, page.size() - last));
    }

    @Test
    void folderHoldsNothingElse() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertEquals(
                    List.copyOf(PAGES.keySet()),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
