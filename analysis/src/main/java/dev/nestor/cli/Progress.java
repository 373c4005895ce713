package dev.nestor.cli;

import java.util.Locale;

/**
 * Tells how far a long step is, on standard error: nothing in its first second, then one line that is written over
 * where a person watches, or a plain line every few seconds where not.
 */
final class Progress implements AutoCloseable {

    private static final long FIRST_MS = 1_000;
    private static final long INTERACTIVE_MS = 200;
    private static final long PLAIN_MS = 5_000;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final String step;
    private final long startMs;
    private long nextMs;
    private boolean isShown;

    Progress(Terminal terminal, String step) {
        this.terminal = terminal;
        this.step = step;
        this.startMs = nowMs();
        this.nextMs = startMs + FIRST_MS;
    }

    /** So many units are done, of a total that is not known. */
    void at(long done, String unit) {
        if (done > 0 && isDue()) {
            show(String.format(Locale.ROOT, "%s: %,d %s", step, done, unit));
        }
    }

    /** So many units of {@code total} are done; a total below that is one that nobody knows. */
    void at(long done, long total, String unit) {
        if (total < done) {
            at(done, unit);
        } else if (done > 0 && isDue()) {
            long percent = 100 * done / total;
            show(String.format(Locale.ROOT, "%s: %,d of %,d %s, %d %%", step, done, total, unit, percent));
        }
    }

    /** Seconds since the step began. */
    double seconds() {
        return (nowMs() - startMs) / 1e3;
    }

    @Override
    public void close() {
        if (isShown && terminal.isInteractive()) {
            terminal.err().print(CLEAR_LINE);
            terminal.err().flush();
        }
    }

    private boolean isDue() {
        return nowMs() >= nextMs;
    }

    private void show(String line) {
        isShown = true;
        nextMs = nowMs() + (terminal.isInteractive() ? INTERACTIVE_MS : PLAIN_MS);
        if (terminal.isInteractive()) {
            terminal.err().print(CLEAR_LINE + line);
            terminal.err().flush();
        } else {
            terminal.remark(line);
        }
    }

    private long nowMs() {
        return terminal.clockMs().getAsLong();
    }
}
