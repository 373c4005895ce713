package dev.nestor.analysis.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nestor.analysis.SyntheticTrace;
import dev.nestor.analysis.TraceDatabase;
import dev.nestor.analysis.report.Report;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The page about one run and about two: sound, self-contained, the same every time, and as wide as its window. */
class ReportPageTest {
    private static final String HOSTILE = "<script>alert('\u0007&\"')</script>";

    @TempDir
    Path directory;

    private static String page(String... names) throws IOException {
        try (TraceDatabase database = TraceDatabase.inMemory()) {
            for (String name : names) {
                database.load(name, Map.of("api", "v2", "scenario", name), SyntheticTrace::twoExits);
            }
            StringBuilder page = new StringBuilder();
            ReportPage.write(database.session(), page);
            return page.toString();
        }
    }

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> all(Document page, String tag) {
        return elements(page.getElementsByTagName(tag));
    }

    private static List<Element> elements(NodeList found) {
        List<Element> elements = new ArrayList<>();
        for (int k = 0; k < found.getLength(); k++) {
            elements.add((Element) found.item(k));
        }
        return elements;
    }

    @Test
    void everyPictureHasATitleAQuestionAndItsNumbers() throws Exception {
        List<Element> figures = all(parsed(page("one")), "figure");
        assertFalse(figures.isEmpty());
        for (Element figure : figures) {
            assertEquals(1, figure.getElementsByTagName("h3").getLength());
            String title = ((Element) figure.getElementsByTagName("h3").item(0)).getAttribute("id");
            assertEquals(title, figure.getAttribute("aria-labelledby"));
            assertEquals(1, figure.getElementsByTagName("summary").getLength());
        }
    }

    @Test
    void everyReportOfThePageIsOnIt() throws Exception {
        String page = page("one", "two");
        for (Report report : Report.ofFolder("page")) {
            assertTrue(page.contains(report.file().question()), report.name());
        }
    }

    /** The totals are text in their report, each with the digits that it needs; on the page they are numbers. */
    @Test
    void numbersWrittenAsTextStandAsNumbers() throws Exception {
        Element totals = all(parsed(page("one", "two")), "figure").stream()
                .filter(figure -> figure.getElementsByTagName("h3")
                        .item(0)
                        .getTextContent()
                        .equals("Totals"))
                .findFirst()
                .orElseThrow();
        List<String> classes = new ArrayList<>();
        for (Element cell : elements(totals.getElementsByTagName("td"))) {
            classes.add(cell.getAttribute("class"));
        }
        assertEquals(List.of("text", "number", "number", "number"), classes.subList(0, 4));
    }

    @Test
    void idsAreUniqueAndLinksLeadSomewhere() throws Exception {
        Document page = parsed(page("one", "two"));
        Set<String> ids = new HashSet<>();
        for (Element element : all(page, "*")) {
            String id = element.getAttribute("id");
            assertTrue(id.isEmpty() || ids.add(id), id);
        }
        for (Element link : all(page, "a")) {
            assertTrue(ids.contains(link.getAttribute("href").substring(1)), link.getAttribute("href"));
        }
    }

    @Test
    void needsNothingElse() throws Exception {
        String page = page(HOSTILE);
        Document parsed = parsed(page);
        for (String tag : List.of("script", "link", "img", "iframe", "object")) {
            assertEquals(List.of(), all(parsed, tag), tag);
        }
        assertFalse(page.contains("http"), "no address of any network");
        assertFalse(page.contains("url("), "no file beside it");
    }

    @Test
    void namesAreTextWhateverTheyContain() throws Exception {
        Document page = parsed(page(HOSTILE));
        assertEquals(
                "Nestor: <script>alert(' &\"')</script>", all(page, "h1").get(0).getTextContent());
    }

    @Test
    void sameRunsGiveTheSameBytes() throws IOException {
        assertEquals(page("one", "two"), page("one", "two"));
    }

    /** Chromium lays the page out; a copy of it with a script says how wide it became. */
    @ParameterizedTest
    @ValueSource(ints = {400, 1280})
    void fitsTheWindow(int width) throws Exception {
        assumeTrue(isInstalled("chromium"), "chromium is not installed: the page was not looked at in a browser");
        Path copy = directory.resolve("page.html");
        Files.writeString(
                copy,
                page("one", "two")
                        .replace(
                                "</body>",
                                "<script>document.title = 'wide ' + document.documentElement.scrollWidth + ' of ' +"
                                        + " document.documentElement.clientWidth;</script></body>"));
        // The window is never narrower than 500; the page is shown in a frame of the width that is asked for.
        Path frame = directory.resolve("frame.html");
        Files.writeString(
                frame,
                "<html><body><iframe id=\"f\" width=\"" + width + "\" height=\"900\" src=\"page.html\"></iframe>"
                        + "<script>window.onload = () => document.title ="
                        + " document.getElementById('f').contentDocument.title;</script></body></html>");
        Process browser = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--allow-file-access-from-files",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--virtual-time-budget=5000",
                        "--dump-dom",
                        frame.toUri().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String dom = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, browser.waitFor());
        Matcher title = Pattern.compile("<title>wide (\\d+) of (\\d+)</title>").matcher(dom);
        assertTrue(title.find(), dom);
        assertTrue(Integer.parseInt(title.group(1)) <= Integer.parseInt(title.group(2)), title.group());
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }
}
