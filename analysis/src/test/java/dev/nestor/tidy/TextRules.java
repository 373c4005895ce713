package dev.nestor.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for one file of any language; each returns what breaks it. */
final class TextRules {

    static final int LINE_MAX = 120;

    private static final Set<String> CODE = Set.of("java", "sql", "c", "h", "S", "lds", "sh", "run");
    private static final Set<String> NO_TABS = Set.of("java", "sql", "xml", "properties", "md", "json", "ipynb");
    // The words are taken apart so that this file does not break its own rules.
    private static final Pattern OPEN_END =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b(?! ?\\(#\\d+\\))");
    private static final Pattern AUTHOR = Pattern.compile("@auth" + "or\\b");
    private static final Pattern SOMEBODYS_DIRECTORY = Pattern.compile("(?<![\\w.}$/-])"
            + "/(?:root|work|workspace|home/\\w+|Users/\\w+)(?:/[\\w.-]*|\\b(?![/\\w-]))"
            + "|\\b[A-Z]:\\\\Users\\\\");
    private static final Pattern SOMEBODYS_HOST = Pattern.compile("\\bhttps?://"
            + "(?:localhost|127\\.|10\\.|192\\.168\\.|[\\w.-]+\\.(?:internal|local|corp|lan)\\b)[^ \"<]*");
    private static final Pattern PAGE = Pattern.compile("(?<![\\w/.:*-])((?:[\\w.-]+/)*[\\w-]+\\.md)\\b");

    private TextRules() {}

    static List<Finding> lineLength(TextFile file) {
        List<Finding> findings = new ArrayList<>();
        List<String> lines = CODE.contains(file.kind()) ? file.lines() : List.of();
        for (int i = 0; i < lines.size(); i++) {
            int length = lines.get(i).length();
            if (length > LINE_MAX) {
                findings.add(new Finding(file.path(), i + 1, length + " columns, at most " + LINE_MAX, "wrap it"));
            }
        }
        return findings;
    }

    static List<Finding> noTabs(TextFile file) {
        return NO_TABS.contains(file.kind())
                ? file.findingsWhere(Pattern.compile("\t"), "a tab", "indent with spaces")
                : List.of();
    }

    static List<Finding> noOpenEnds(TextFile file) {
        return file.findingsWhere(OPEN_END, "an open end without an issue", "do it, or name its issue as in (#12)");
    }

    static List<Finding> noAuthors(TextFile file) {
        return file.findingsWhere(AUTHOR, "an author tag", "delete it: git has it");
    }

    /** A file speaks of the project only: no directory of somebody's machine, no host of somebody's network. */
    static List<Finding> noWorkplace(TextFile file, String placeOfThisClone) {
        List<Finding> findings = new ArrayList<>();
        String mend = "write it relative to the repository, or leave it out";
        findings.addAll(file.findingsWhere(SOMEBODYS_DIRECTORY, "a directory of one machine", mend));
        findings.addAll(file.findingsWhere(SOMEBODYS_HOST, "a host of one network", mend));
        findings.addAll(file.findingsWhere(
                Pattern.compile(Pattern.quote(placeOfThisClone) + "(?![\\w-])"), "the place of this clone", mend));
        return findings;
    }

    /** Pages that a text names exist: beside the file, at the root, or anywhere when only a name is given. */
    static List<Finding> pagesExist(TextFile file, Set<String> known) {
        List<Finding> findings = new ArrayList<>();
        List<String> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = PAGE.matcher(lines.get(i));
            while (matcher.find()) {
                String page = matcher.group(1).replaceFirst("^(\\.\\./)+", "");
                if (known.stream().noneMatch(path -> path.equals(page) || path.endsWith("/" + page))) {
                    String fault = "names " + page + ", which is not in the repository";
                    findings.add(new Finding(file.path(), i + 1, fault, "cite the public source"));
                }
            }
        }
        return findings;
    }

    static List<Finding> sqlHasHeading(TextFile file) {
        boolean bare = file.kind().equals("sql") && !file.text().startsWith("-- ");
        String mend = "begin with \"-- \" and the question, then each column and its unit";
        return bare ? List.of(new Finding(file.path(), 1, "no heading", mend)) : List.of();
    }

    static List<Finding> readmeHasDecisions(TextFile readme) {
        return readme.lines().stream().anyMatch(line -> line.matches("#+ Decisions"))
                ? List.of()
                : List.of(new Finding(readme.path(), 1, "no Decisions", "add \"## Decisions\": date, choice, why"));
    }

    static List<Finding> endsWithNewline(TextFile file) {
        return file.text().isEmpty() || file.text().endsWith("\n")
                ? List.of()
                : List.of(new Finding(file.path(), file.lines().size(), "no newline at the end", "add one"));
    }
}
