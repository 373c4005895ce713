package dev.nestor.analysis.page;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes HTML that is XML too: text and attributes are escaped, elements are closed in the order in which they were
 * opened.
 */
final class Html {
    /** Elements behind which a line ends, so that two pages can be compared line by line. */
    private static final Set<String> BLOCKS = Set.of(
            "html", "head", "body", "header", "main", "section", "figure", "div", "table", "thead", "tbody", "tr", "p",
            "h1", "h2", "h3", "nav", "details", "ul", "li", "dl", "style", "title", "footer");

    /** Elements that have no end. */
    private static final Set<String> VOID = Set.of("meta", "br");

    private final Appendable out;
    private final Deque<String> open = new ArrayDeque<>();

    Html(Appendable out) {
        this.out = out;
    }

    /**
     * Opens an element.
     *
     * @param attributes names and values by turns
     */
    Html open(String element, String... attributes) throws IOException {
        out.append('<').append(element);
        for (int k = 0; k < attributes.length; k += 2) {
            out.append(' ')
                    .append(attributes[k])
                    .append("=\"")
                    .append(escaped(attributes[k + 1]))
                    .append('"');
        }
        out.append(VOID.contains(element) ? "/>" : ">");
        open.push(element);
        return this;
    }

    /** Closes the element opened last. */
    Html close() throws IOException {
        String element = open.pop();
        if (VOID.contains(element)) {
            return this;
        }
        out.append("</").append(element).append('>');
        if (BLOCKS.contains(element)) {
            out.append('\n');
        }
        return this;
    }

    /** Text of the element that is open. */
    Html text(String text) throws IOException {
        out.append(escaped(text));
        return this;
    }

    /** Text that is no markup to anybody: the page's own style sheet. */
    Html verbatim(String text) throws IOException {
        out.append(text);
        return this;
    }

    /** An element that holds text only. */
    Html leaf(String element, String text, String... attributes) throws IOException {
        return open(element, attributes).text(text).close();
    }

    /** Control characters, which a guest's console can bring, are no characters of HTML. */
    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int k = 0; k < text.length(); k++) {
            char c = text.charAt(k);
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                default -> safe.append(c < ' ' || c == 127 ? ' ' : c);
            }
        }
        return safe.toString();
    }
}
