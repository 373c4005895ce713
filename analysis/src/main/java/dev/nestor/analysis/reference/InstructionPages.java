package dev.nestor.analysis.reference;

import static dev.nestor.analysis.reference.Page.code;
import static dev.nestor.analysis.reference.Page.plain;

import dev.nestor.emulator.interpret.InstructionTable;
import dev.nestor.emulator.isa.InstructionRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a guest cannot execute, and why. */
final class InstructionPages {

    private InstructionPages() {}

    static String instructions() {
        int executed = 0;
        for (InstructionRow row : InstructionTable.rows()) {
            executed += row.refusal().isEmpty() ? 1 : 0;
        }
        Page page = new Page(
                "Instructions that are not executed",
                "the rows of `InstructionTable`",
                "Power ISA 3.1 as a partition of a POWER10 sees it: " + executed + " rows are executed, and "
                        + InstructionTable.prefixedRows().size()
                        + " prefixed ones. Each instruction here takes the interrupt that the ISA gives it:"
                        + " privileged or illegal instruction in an L1, an exit for emulation assistance in an L2.");
        Map<String, List<List<String>>> byReason = new TreeMap<>();
        for (InstructionRow row : InstructionTable.refusedRows()) {
            byReason.computeIfAbsent(row.refusal(), reason -> new ArrayList<>())
                    .add(List.of(code(row.mnemonic()), code(row.pattern().text()), plain(row.section())));
        }
        byReason.forEach((reason, rows) -> page.section(Character.toUpperCase(reason.charAt(0)) + reason.substring(1))
                .table(List.of("Instruction", "Word", "Section"), rows));
        page.section("Removed from the ISA")
                .says("Transactional memory (`tbegin.` and its like) left the ISA with version 3.1; its words are"
                        + " illegal instructions, and no partition of a POWER10 is told that they exist.");
        return page.text();
    }
}
