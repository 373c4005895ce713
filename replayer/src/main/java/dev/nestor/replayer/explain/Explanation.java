package dev.nestor.replayer.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where two runs part, and in what.
 *
 * @param cause what it was
 * @param reference the run that values are expected of, in words
 * @param subject the run that is explained, in words
 * @param equalAt last moment at which both are known to be equal; -1 when they differ from the start
 * @param differsAt moment at which the differences are listed, the first one that differs unless the cause is
 *     {@link Cause#SOMEWHERE}
 * @param instruction attempted between these moments; behind an input, the first one that meets it
 * @param differences fields that differ at {@code differsAt}
 * @param differenceCount how many there are, those not listed included
 * @param reaches the last input and the last transfer of state that could have reached the first of the fields
 * @param remarks what else there is to know, a sentence each
 */
public record Explanation(
        Cause cause,
        String reference,
        String subject,
        long equalAt,
        long differsAt,
        Optional<Instruction> instruction,
        List<FieldDifference> differences,
        long differenceCount,
        List<String> reaches,
        List<String> remarks) {

    /** Fields shown. */
    private static final int SHOWN_MAX = 12;

    /** What makes two runs part. */
    public enum Cause {
        /** One instruction does something else. */
        INSTRUCTION("an instruction has another effect"),
        /** An input that only one of the runs has, or that is another one. */
        INPUT("an input from outside that only one run has"),
        /** They are different from the start: another configuration or image. */
        START("different from the start"),
        /** Somewhere between two moments; the run of the reference cannot be had again. */
        SOMEWHERE("somewhere between two moments");

        private final String text;

        Cause(String text) {
            this.text = text;
        }
    }

    /** With copies of the lists. */
    public Explanation {
        differences = List.copyOf(differences);
        reaches = List.copyOf(reaches);
        remarks = List.copyOf(remarks);
    }

    /** The whole explanation, line by line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("cause        " + cause.text);
        lines.add("expected     " + reference);
        lines.add("actual       " + subject);
        if (equalAt >= 0) {
            lines.add(String.format(Locale.ROOT, "equal at     moment %d", equalAt));
        }
        lines.add(String.format(Locale.ROOT, "differs at   moment %d", differsAt));
        instruction.ifPresent(found -> lines.add("instruction  " + found.line()));
        for (FieldDifference difference : differences.subList(0, Math.min(SHOWN_MAX, differences.size()))) {
            lines.add("field        " + difference.line());
        }
        if (differenceCount > SHOWN_MAX) {
            lines.add(String.format(Locale.ROOT, "             and %d fields more", differenceCount - SHOWN_MAX));
        }
        reaches.forEach(reach -> lines.add("reached by   " + reach));
        remarks.forEach(remark -> lines.add("remark       " + remark));
        return lines;
    }
}
