package dev.nestor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * One run of the command in this process.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int code, String out, String err) {

    /** Runs {@code nestor} with {@code arguments}, as a script would: no person watches, and it takes no time. */
    static CommandRun nestor(Object... arguments) {
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                () -> 0);
        int code = Main.run(terminal, words);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Claims that it ended well and had nothing to remark. */
    CommandRun succeeds() {
        assertEquals("", err);
        assertEquals(ExitCode.DONE.number(), code);
        return this;
    }

    /** Claims that it failed with that code and one line that contains each of {@code texts}. */
    CommandRun failsWith(ExitCode expected, String... texts) {
        assertEquals(1, err.lines().count(), "one line on standard error, not: " + err);
        assertEquals(expected.number(), code, err);
        for (String text : texts) {
            assertTrue(err.contains(text), () -> "\"" + text + "\" is not in: " + err);
        }
        return this;
    }

    /** Claims that its result contains {@code text}. */
    CommandRun prints(String text) {
        assertTrue(out.contains(text), () -> "\"" + text + "\" is not in: " + out);
        return this;
    }
}
