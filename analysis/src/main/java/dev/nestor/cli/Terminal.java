package dev.nestor.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Where a command speaks: results to {@code out}, remarks to {@code err}.
 *
 * @param out for results
 * @param err for remarks and progress
 * @param isInteractive whether a person watches
 * @param hasColour whether it may use colour
 * @param clockMs milliseconds that only go forward, for progress
 */
record Terminal(PrintStream out, PrintStream err, boolean isInteractive, boolean hasColour, LongSupplier clockMs) {

    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    /** A heading among results. */
    String bold(String text) {
        return hasColour ? BOLD + text + PLAIN : text;
    }

    /** One line of result. */
    void print(String line) {
        out.println(line);
    }

    /** One line of result, laid out by {@code format}. */
    void print(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    /** One line of remark. */
    void remark(String line) {
        err.println(line);
    }

    /** One line of remark, laid out by {@code format}. */
    void remark(String format, Object... arguments) {
        err.println(String.format(Locale.ROOT, format, arguments));
    }
}
