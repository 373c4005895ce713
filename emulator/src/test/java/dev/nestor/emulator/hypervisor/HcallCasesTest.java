package dev.nestor.emulator.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.papr.HcallRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names the served hypercalls that no conformance case calls: a row without a case is not known to work. */
class HcallCasesTest {

    @Test
    void everyServedCallIsCalledByACase() throws IOException {
        String cases = casesText();
        List<String> missing = new ArrayList<>();
        for (HcallRow<?> row : HcallTable.rows()) {
            String number = Integer.toHexString(row.opcode()).toUpperCase(Locale.ROOT);
            boolean called =
                    Pattern.compile("0x0*" + number + "\\b").matcher(cases).find()
                            || cases.contains('"' + row.name() + '"');
            if (row.isServed() && !called) {
                missing.add(row.name() + " (0x" + number + ")");
            }
        }
        assertEquals(List.of(), missing, "add conformance cases that call these by number, beside this test");
    }

    private static String casesText() throws IOException {
        Path tests = Path.of(
                System.getProperty("nestor.root", ".."), "emulator/src/test/java/dev/nestor/emulator/hypervisor");
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(tests)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
