package dev.nestor.tidy;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One place where a file breaks a rule.
 *
 * @param path the file, relative to the root of the repository
 * @param line the line, counted from 1
 * @param fault what is wrong there
 * @param mend what to do about it
 */
record Finding(String path, int line, String fault, String mend) {

    /** Fails with every finding on a line of its own, or passes when there is none. */
    static void assertNone(List<Finding> findings) {
        if (!findings.isEmpty()) {
            fail(findings.stream()
                    .map(Finding::toString)
                    .collect(Collectors.joining("\n  ", findings.size() + " to mend:\n  ", "\n")));
        }
    }

    @Override
    public String toString() {
        return path + ":" + line + ": " + fault + "; " + mend;
    }
}
