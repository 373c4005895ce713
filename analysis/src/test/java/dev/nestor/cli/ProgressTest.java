package dev.nestor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Progress is heard after a second, and not too often. */
class ProgressTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long nowMs;

    @Test
    void shortStepIsSilent() {
        try (Progress progress = new Progress(terminal(false), "loading")) {
            nowMs = 999;
            progress.at(5, 10, "events");
        }
        assertEquals("", heard());
    }

    @Test
    void longStepIsHeardEveryFewSeconds() {
        try (Progress progress = new Progress(terminal(false), "loading")) {
            for (nowMs = 0; nowMs <= 11_000; nowMs += 500) {
                progress.at(nowMs, 20_000, "events");
            }
        }
        assertEquals("""
                loading: 1,000 of 20,000 events, 5 %
                loading: 6,000 of 20,000 events, 30 %
                loading: 11,000 of 20,000 events, 55 %
                """, heard());
    }

    @Test
    void totalThatNobodyKnowsIsNotShown() {
        try (Progress progress = new Progress(terminal(false), "replaying")) {
            nowMs = 1_500;
            progress.at(7, 0, "moments");
        }
        assertEquals("replaying: 7 moments\n", heard());
    }

    @Test
    void personSeesOneLineThatGoesAway() {
        try (Progress progress = new Progress(terminal(true), "running")) {
            nowMs = 1_500;
            progress.at(7, "instructions");
        }
        assertEquals("\r\u001b[Krunning: 7 instructions\r\u001b[K", heard());
    }

    private Terminal terminal(boolean isInteractive) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Terminal(stream, stream, isInteractive, false, () -> nowMs);
    }

    private String heard() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
