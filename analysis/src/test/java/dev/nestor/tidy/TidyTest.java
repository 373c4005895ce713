package dev.nestor.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the repository keep the habits of the house; {@link TidyRulesTest} shows that the rules can see. */
class TidyTest {

    /** Everything that may stand at the top, names beginning with a dot aside. */
    private static final Set<String> TOP_LEVEL = Set.of(
            "pom.xml",
            "README.md",
            "LICENSE",
            "recorder",
            "replayer",
            "emulator",
            "analysis",
            "notebooks",
            "sample-traces");

    private static final List<String> MODULES = List.of("emulator", "recorder", "replayer", "analysis");

    /** Everything that may stand in a module; guest programs are the emulator's, pictures and pages the analysis'. */
    private static final Set<String> IN_MODULES =
            Set.of("pom.xml", "README.md", "src", "guests", "images", "reference");

    /** A clone stays light; a recording that ships is cut to its content. */
    private static final long FILE_BYTES_MAX = 1 << 20;

    /** Fewer files than this and the tree was not found, whatever the rules say. */
    private static final int JAVA_FILES_MIN = 100;

    private static final SourceTree TREE = SourceTree.ofThisBuild();
    private static final List<JavaFile> MAIN = TREE.javaFiles("main");
    private static final List<JavaFile> TESTS = TREE.javaFiles("test");
    private static final List<TextFile> TEXTS = TREE.textFiles().toList();

    @Test
    void seesTheSources() {
        int files = MAIN.size() + TESTS.size();
        assertTrue(files >= JAVA_FILES_MIN, () -> "only " + files + " Java files under " + TREE.root());
        MODULES.forEach(module -> assertTrue(
                MAIN.stream().anyMatch(java -> java.path().startsWith(module + "/")),
                () -> "no sources of " + module + " under " + TREE.root()));
    }

    @Test
    void topLevelIsFixed() {
        Set<String> top = TREE.tracked().stream()
                .map(path -> path.split("/", 2)[0])
                .filter(name -> !name.startsWith("."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(TOP_LEVEL), top, "the top level of the repository is fixed; see the README");
    }

    @Test
    void modulesHoldNoOtherFolders() {
        Finding.assertNone(TREE.tracked().stream()
                .filter(TREE::exists)
                .filter(path -> MODULES.contains(path.split("/", 2)[0]))
                .filter(path -> !IN_MODULES.contains(path.split("/", 3)[1]))
                .map(path -> new Finding(path, 1, "no part of a module", "keep what is built or tried elsewhere"))
                .toList());
    }

    @Test
    void filesAreSmall() {
        Finding.assertNone(TREE.tracked().stream()
                .filter(TREE::exists)
                .filter(path -> TREE.sizeBytes(path) > FILE_BYTES_MAX)
                .map(path -> new Finding(
                        path, 1, TREE.sizeBytes(path) + " bytes, at most " + FILE_BYTES_MAX, "cut or build it"))
                .toList());
    }

    @Test
    void classesAreShort() {
        check(allJava(), JavaRules::fileLength);
    }

    @Test
    void methodsAreShort() {
        check(allJava(), JavaRules::methodLength);
    }

    @Test
    void methodsAreFlat() {
        check(MAIN.stream(), JavaRules::nesting);
    }

    @Test
    void publicTypesAreDescribed() {
        check(MAIN.stream(), JavaRules::publicTypesHaveJavadoc);
    }

    @Test
    void packagesAreDescribed() {
        check(MAIN.stream(), JavaRules::packageInfoSaysSomething);
        Set<String> described = MAIN.stream()
                .filter(JavaFile::isPackageInfo)
                .map(JavaFile::packageName)
                .collect(Collectors.toSet());
        Finding.assertNone(MAIN.stream()
                .filter(java -> !described.contains(java.packageName()))
                .map(java -> new Finding(
                        java.path(), 1, java.packageName() + " has no package-info.java", "say purpose and doors"))
                .toList());
    }

    @Test
    void namesSaySomething() {
        check(allJava(), JavaRules::namesSaySomething);
    }

    @Test
    void commentsHoldNoCode() {
        check(allJava(), JavaRules::noDeadCode);
    }

    @Test
    void testsAreClaims() {
        check(TESTS.stream().filter(java -> !java.path().contains("/tidy/")), JavaRules::testsAreClaims);
    }

    @Test
    void linesAreShort() {
        checkTexts(TextRules::lineLength);
    }

    @Test
    void spacesNotTabs() {
        checkTexts(TextRules::noTabs);
    }

    @Test
    void filesEndWithNewline() {
        checkTexts(TextRules::endsWithNewline);
    }

    @Test
    void nothingIsLeftOpen() {
        checkTexts(TextRules::noOpenEnds);
    }

    @Test
    void nobodySigns() {
        checkTexts(TextRules::noAuthors);
    }

    @Test
    void nobodysMachineIsNamed() {
        checkTexts(file -> isSample(file)
                ? List.of()
                : TextRules.noWorkplace(file, TREE.root().toString()));
    }

    @Test
    void namedPagesExist() {
        Set<String> known = Set.copyOf(TREE.all());
        checkTexts(file -> isSample(file) ? List.of() : TextRules.pagesExist(file, known));
    }

    @Test
    void viewsHaveHeadings() {
        checkTexts(TextRules::sqlHasHeading);
    }

    @Test
    void modulesListTheirDecisions() {
        List<Finding> findings = new ArrayList<>();
        for (String module : MODULES) {
            String path = module + "/README.md";
            findings.addAll(
                    TREE.exists(path)
                            ? TextRules.readmeHasDecisions(new TextFile(path, TREE.text(path)))
                            : List.of(new Finding(path, 1, "not there", "write it: purpose, doors, Decisions")));
        }
        Finding.assertNone(findings);
    }

    /** The samples name what does not exist, on purpose. */
    private static boolean isSample(TextFile file) {
        return file.path().endsWith("/TidyRulesTest.java");
    }

    private static Stream<JavaFile> allJava() {
        return Stream.concat(MAIN.stream(), TESTS.stream());
    }

    private static void check(Stream<JavaFile> files, Function<JavaFile, List<Finding>> rule) {
        Finding.assertNone(files.flatMap(file -> rule.apply(file).stream()).toList());
    }

    private static void checkTexts(Function<TextFile, List<Finding>> rule) {
        Finding.assertNone(
                TEXTS.stream().flatMap(file -> rule.apply(file).stream()).toList());
    }
}
