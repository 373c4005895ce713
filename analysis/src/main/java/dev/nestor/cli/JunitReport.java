package dev.nestor.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A report in the XML that JUnit made and continuous integration reads: one suite, a case for each recording. A replay
 * that differs is a failure, a recording that cannot be used an error. It states no times, so that equal results give
 * equal bytes.
 */
final class JunitReport {

    private JunitReport() {}

    /**
     * Writes the report.
     *
     * @throws UserFault when it cannot be written at that place
     */
    static void write(Path file, String suite, List<CheckedRecording> checked) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuite name=\"")
                .append(escaped(suite))
                .append("\" tests=\"")
                .append(checked.size());
        xml.append("\" failures=\"").append(count(checked, ExitCode.DIFFERS));
        xml.append("\" errors=\"").append(count(checked, ExitCode.DATA));
        xml.append("\" skipped=\"0\">\n");
        for (CheckedRecording each : checked) {
            xml.append("  <testcase classname=\"").append(escaped(suite)).append("\" name=\"");
            xml.append(escaped(each.path().toString())).append('"');
            if (each.problem().isEmpty()) {
                xml.append("/>\n");
            } else {
                String tag = each.code() == ExitCode.DIFFERS ? "failure" : "error";
                String problem = escaped(each.problem().get());
                xml.append(">\n    <")
                        .append(tag)
                        .append(" message=\"")
                        .append(problem)
                        .append("\"/>\n");
                xml.append("  </testcase>\n");
            }
        }
        xml.append("</testsuite>\n");
        try {
            Files.writeString(file, xml, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserFault("--junit: " + file + " cannot be written; name a file in a directory", e);
        }
    }

    private static long count(List<CheckedRecording> checked, ExitCode code) {
        return checked.stream().filter(each -> each.code() == code).count();
    }

    /** XML knows no control characters, not even escaped. */
    private static String escaped(String text) {
        return text.replaceAll("[\\x00-\\x1f\\x7f\\ufffe\\uffff]", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
