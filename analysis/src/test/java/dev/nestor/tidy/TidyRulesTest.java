package dev.nestor.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule of {@link TidyTest} finds the sample that breaks it, on the right line, and passes the mended one. */
class TidyRulesTest {

    private static final String SLASH = "/";

    @Test
    void longFilesAreFound() {
        String head = "package p;\n\n/** A. */\nclass A {\n";
        assertJava(JavaRules::fileLength, 401, head + "\n".repeat(500) + "}\n");
        assertJavaPasses(JavaRules::fileLength, head + "\n".repeat(395) + "}\n");
        String table = head.replace("/**", "// tidy: table, one row per case\n/**");
        assertJavaPasses(JavaRules::fileLength, table + "\n".repeat(500) + "}\n");
        assertJava(JavaRules::fileLength, 601, table + "\n".repeat(600) + "}\n");
    }

    @Test
    void longMethodsAreFound() {
        String body = "int i;\n".repeat(59);
        assertJava(JavaRules::methodLength, 3, "class A {\n\nvoid m() {\n" + body + "}\n}\n");
        assertJava(JavaRules::methodLength, 2, "class A {\nstatic {\n" + body + "}\n}\n");
        assertJava(JavaRules::methodLength, 2, "record A(int i) {\nA {\n" + body + "}\n}\n");
        String dispatch = "// tidy: dispatch, one case per row\n";
        assertJavaPasses(JavaRules::methodLength, "class A {\n\nvoid m() {\n" + dispatch + body + "}\n}\n");
        String shorter = body.substring(7);
        assertJavaPasses(JavaRules::methodLength, "class A {\n/**\n * Says\n */\nvoid m() {\n" + shorter + "}\n}\n");
    }

    @Test
    void deepNestingIsFound() {
        String three = "class A {\nvoid m() {\nfor (;;) {\nif (a) {\nwhile (b) {\n%s\n}\n}\n}\n}\n}\n";
        assertJava(JavaRules::nesting, 6, three.formatted("try { x(); } finally { y(); }"));
        assertJavaPasses(JavaRules::nesting, three.formatted("x();"));
        String chain = "if (a) {\n} else if (b) {\n} else if (c) {\n} else if (d) {\n}";
        assertJavaPasses(JavaRules::nesting, "class A {\nvoid m() {\n" + chain + "\n}\n}\n");
    }

    @Test
    void silentPublicTypesAreFound() {
        assertJava(JavaRules::publicTypesHaveJavadoc, 2, "package p;\npublic class A {}\n");
        assertJava(JavaRules::publicTypesHaveJavadoc, 3, "package p;\n/** */\npublic class A {}\n");
        assertJava(JavaRules::publicTypesHaveJavadoc, 3, "/** A. */\npublic interface A {\nrecord B(int i) {}\n}\n");
        assertJavaPasses(JavaRules::publicTypesHaveJavadoc, "/** A. */\npublic class A {\nclass B {}\n}\n");
        assertJavaPasses(JavaRules::publicTypesHaveJavadoc, "class A {\npublic interface B {\nrecord C() {}\n}\n}\n");
    }

    @Test
    void silentPackagesAreFound() {
        String path = "emulator/src/main/java/p/package-info.java";
        assertEquals(
                1,
                JavaRules.packageInfoSaysSomething(JavaFile.parse(path, "package p;\n"))
                        .size());
        assertEquals(List.of(), JavaRules.packageInfoSaysSomething(JavaFile.parse(path, "/** P. */\npackage p;\n")));
    }

    @Test
    void emptyNamesAreFound() {
        assertJava(JavaRules::namesSaySomething, 1, "package dev.nestor.util;\nclass A {}\n");
        assertJava(JavaRules::namesSaySomething, 2, "package dev.nestor;\nclass TraceManager {}\n");
        assertJava(JavaRules::namesSaySomething, 2, "class A {\nstatic class MachineImpl {}\n}\n");
        assertJavaPasses(JavaRules::namesSaySomething, "package dev.nestor.utility;\nclass Implementation {}\n");
    }

    @Test
    void codeInCommentsIsFound() {
        assertJava(JavaRules::noDeadCode, 2, "class A {\n    // close();\n}\n");
        assertJava(JavaRules::noDeadCode, 2, "class A {\n    // if (a == b) {\n}\n");
        assertJavaPasses(JavaRules::noDeadCode, "class A {\n    // Closes what close() left open; then ends.\n}\n");
    }

    @Test
    void testsWithoutClaimAreFound() {
        assertJava(JavaRules::testsAreClaims, 2, "class A {\n@Test\nvoid test_it() {}\n}\n");
        assertJava(JavaRules::testsAreClaims, 2, "class A {\n@ParameterizedTest\nvoid testSomething() {}\n}\n");
        assertJava(JavaRules::testsAreClaims, 2, "class A {\n@Disabled\nvoid x() {}\n}\n");
        assertJava(JavaRules::testsAreClaims, 2, "class A {\nvoid x() { Thread.sleep(1); }\n}\n");
        assertJava(JavaRules::testsAreClaims, 1, "import org.mockito.Mockito;\nclass A {}\n");
        String claim = "@Disabled(\"until #3\")\n@Test\nvoid refusesTests() {}\n";
        assertJavaPasses(JavaRules::testsAreClaims, "class A {\n" + claim + "void a_b() {}\n}\n");
    }

    @Test
    void longLinesAreFound() {
        assertText(TextRules::lineLength, 2, "a.sql", "-- a\n-- " + "x".repeat(118) + "\n");
        assertTextPasses(TextRules::lineLength, "a.sql", "-- a\n-- " + "x".repeat(117) + "\n");
        assertTextPasses(TextRules::lineLength, "a.md", "x".repeat(200) + "\n");
    }

    @Test
    void tabsAreFound() {
        assertText(TextRules::noTabs, 2, "a.java", "class A {\n\tint i;\n}\n");
        assertTextPasses(TextRules::noTabs, "guests/Makefile", "all:\n\tcc\n");
    }

    @Test
    void openEndsAreFound() {
        String word = "TO" + "DO";
        assertText(TextRules::noOpenEnds, 1, "a.c", "// " + word + ": later\n");
        assertTextPasses(TextRules::noOpenEnds, "a.c", "// " + word + "(#12): later\n");
    }

    @Test
    void signaturesAreFound() {
        assertText(TextRules::noAuthors, 1, "A.java", "/** @auth" + "or somebody */\n");
        assertTextPasses(TextRules::noAuthors, "A.java", "/** The author of a trace. */\n");
    }

    @Test
    void workplacesAreFound() {
        Function<TextFile, List<Finding>> rule = file -> TextRules.noWorkplace(file, "/build/clone");
        for (String place : List.of("root/x", "home/me/x", "Users/me", "work/x", "workspace")) {
            assertText(rule, 2, "a.md", "See\n`" + SLASH + place + "`.\n");
        }
        assertText(rule, 1, "a.md", "in /build/clone/analysis\n");
        assertText(rule, 1, "a.xml", "<url>http://mirror.corp/maven</url>\n");
        assertTextPasses(rule, "a.md", "See /proc/cpuinfo, arch/powerpc/kvm, framework/x and https://example.org/.\n");
    }

    @Test
    void missingPagesAreFound() {
        Function<TextFile, List<Finding>> rule =
                file -> TextRules.pagesExist(file, Set.of("README.md", "emulator/README.md"));
        assertText(rule, 1, "a.java", "// as in notes/" + "plan.md\n");
        assertTextPasses(rule, "a.java", "// as in emulator/README.md, README.md and https://example.org/other.md\n");
    }

    @Test
    void bareViewsAreFound() {
        assertText(TextRules::sqlHasHeading, 1, "a.sql", "SELECT 1;\n");
        assertText(TextRules::sqlHasHeading, 1, "a.sql", "--\nSELECT 1;\n");
        assertTextPasses(TextRules::sqlHasHeading, "a.sql", "-- Which exits cost most?\nSELECT 1;\n");
    }

    @Test
    void readmesWithoutDecisionsAreFound() {
        assertText(TextRules::readmeHasDecisions, 1, "x/README.md", "# X\n\nDecisions\n");
        assertTextPasses(TextRules::readmeHasDecisions, "x/README.md", "# X\n\n## Decisions\n");
    }

    @Test
    void missingNewlinesAreFound() {
        assertText(TextRules::endsWithNewline, 2, "a.md", "a\nb");
        assertTextPasses(TextRules::endsWithNewline, "a.md", "a\nb\n");
    }

    @Test
    void treesWithoutGitAreWalked(@TempDir Path root) throws Exception {
        Path source = Files.createDirectories(root.resolve("emulator/src/main/java"));
        Files.writeString(source.resolve("A.java"), "class A {}\n");
        Files.writeString(
                Files.createDirectories(root.resolve("emulator/target")).resolve("B.java"), "class B {}\n");
        SourceTree tree = SourceTree.at(root);
        assertEquals(List.of("emulator/src/main/java/A.java"), tree.all());
        assertEquals(1, tree.javaFiles("main").size());
    }

    private static void assertJava(Function<JavaFile, List<Finding>> rule, int line, String text) {
        List<Finding> findings = rule.apply(JavaFile.parse("m/src/main/java/p/A.java", text));
        assertEquals(List.of(line), findings.stream().map(Finding::line).toList(), findings::toString);
        assertTrue(findings.get(0).toString().startsWith("m/src/main/java/p/A.java:" + line + ": "));
    }

    private static void assertJavaPasses(Function<JavaFile, List<Finding>> rule, String text) {
        assertEquals(List.of(), rule.apply(JavaFile.parse("m/src/main/java/p/A.java", text)));
    }

    private static void assertText(Function<TextFile, List<Finding>> rule, int line, String path, String text) {
        List<Finding> findings = rule.apply(new TextFile(path, text));
        assertEquals(List.of(line), findings.stream().map(Finding::line).toList(), findings::toString);
    }

    private static void assertTextPasses(Function<TextFile, List<Finding>> rule, String path, String text) {
        assertEquals(List.of(), rule.apply(new TextFile(path, text)));
    }
}
