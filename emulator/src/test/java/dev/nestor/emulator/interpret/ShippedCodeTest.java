package dev.nestor.emulator.interpret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Privilege;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is not executed is told, and nobody's code needs it. */
class ShippedCodeTest {
    private static final Path GUESTS =
            Path.of(System.getProperty("nestor.root", ".."), "emulator", "src", "main", "resources", "guests");

    @Test
    void everyRefusalHasAReasonAndARowOfTheManual() {
        for (InstructionRow row : InstructionTable.refusedRows()) {
            assertTrue(row.refusal().length() > 5 && row.section().matches("(I|II|III) .+"), row::mnemonic);
        }
        for (InstructionRow row : InstructionTable.rows()) {
            assertEquals(row.privilege() == Privilege.HYPERVISOR, row.refusal().contains("visor"), row::mnemonic);
        }
    }

    @Test
    void ourOwnGuestsNeedNothingThatIsRefused() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(GUESTS)) {
            files = found.filter(file -> file.toString().endsWith(".elf")).toList();
        }
        long words = 0;
        for (Path file : files) {
            ShippedCode code = ShippedCode.of(Files.readAllBytes(file));
            // A guest that is entered in either byte order begins with words of the other one.
            code.refused().values().forEach(count -> assertTrue(count.words() <= 4, file + " " + code.refused()));
            code.refused().keySet().forEach(name -> assertEquals("unknown", name, file.toString()));
            words += code.words();
        }
        assertTrue(words > 1_000, "only " + words + " words in " + files.size() + " files");
    }
}
