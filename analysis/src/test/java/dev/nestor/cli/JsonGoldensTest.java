package dev.nestor.cli;

import static dev.nestor.cli.CommandRun.nestor;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the commands around recordings print for scripts, to the last character, of a run of 1,000 instructions. Of
 * digests, fingerprints, versions and sizes, which say nothing of the shape, only the place is compared. {@code
 * -Dnestor.bless=answers} writes the texts anew.
 */
class JsonGoldensTest {

    private static final Path STORED =
            Path.of(System.getProperty("nestor.root", "..")).resolve("analysis/src/test/resources/json");
    private static final boolean IS_BLESSED =
            !System.getProperty("nestor.bless", "").isEmpty();

    @TempDir
    private static Path directory;

    private static String recorded = "";

    @BeforeAll
    static void record() throws IOException {
        Path guest = TinyGuest.write(directory.resolve("tiny.elf"));
        recorded = nestor(
                        "record",
                        "--l1",
                        guest,
                        "--api",
                        "v2",
                        "--limit",
                        "1000",
                        "--twice",
                        "--json",
                        "-o",
                        directory.resolve("tiny"))
                .out();
    }

    @Test
    void recordsText() throws IOException {
        assertStored("record", recorded);
    }

    @Test
    void checksText() throws IOException {
        assertStored(
                "check",
                nestor("check", directory.resolve("tiny"), "--json").succeeds().out());
    }

    @Test
    void replaysText() throws IOException {
        assertStored(
                "replay",
                nestor("replay", directory.resolve("tiny"), "--json").succeeds().out());
    }

    @Test
    void infosText() throws IOException {
        assertStored(
                "info",
                nestor("info", directory.resolve("tiny"), "--json").succeeds().out());
    }

    private static void assertStored(String command, String text) throws IOException {
        String found = text.replace(directory.toString(), "DIR")
                .replaceAll("\"(digest|schema|recorded_by)\": \"[^\"]*\"", "\"$1\": \"*\"")
                .replaceAll("\"machine_revision\": [0-9]+", "\"machine_revision\": *")
                .replaceAll("[0-9]+ bytes", "* bytes");
        int bytes = found.indexOf("\"bytes\": {");
        if (bytes >= 0) {
            int end = found.indexOf('}', bytes);
            found = found.substring(0, bytes)
                    + found.substring(bytes, end).replaceAll(": [0-9]+", ": *")
                    + found.substring(end);
        }
        Path stored = STORED.resolve(command + ".json");
        if (IS_BLESSED) {
            Files.writeString(stored, found);
        }
        assertEquals(Files.exists(stored) ? Files.readString(stored) : "", found, stored + " is out of step");
    }
}
