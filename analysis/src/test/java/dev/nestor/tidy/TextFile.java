package dev.nestor.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file of the repository, any language.
 *
 * @param path relative to the root, with slashes
 * @param text the whole content
 */
record TextFile(String path, String text) {

    boolean isText() {
        return text.indexOf('\0') < 0;
    }

    List<String> lines() {
        return text.lines().toList();
    }

    /** What follows the last dot of the name, or the whole name when it has none ({@code Makefile}). */
    String kind() {
        return path.substring(Math.max(path.lastIndexOf('.'), path.lastIndexOf('/')) + 1);
    }

    /** One finding per line in which the pattern occurs. */
    List<Finding> findingsWhere(Pattern pattern, String fault, String mend) {
        List<Finding> findings = new ArrayList<>();
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            var matcher = pattern.matcher(lines.get(i));
            if (matcher.find()) {
                findings.add(
                        new Finding(path, i + 1, fault + " (" + matcher.group().strip() + ")", mend));
            }
        }
        return findings;
    }
}
