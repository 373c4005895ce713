package dev.nestor.emulator.interpret;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.isa.Insn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The decoded instructions of one page in one byte order. */
final class CodePage {
    static final int WORDS = Limits.PAGE_BYTES / 4;

    /** Null where not decoded yet. */
    final @Nullable Insn[] insns = new Insn[WORDS];

    /** The {@link ShortForm} of each. */
    final long[] forms = new long[WORDS];

    void put(int index, Insn insn) {
        insns[index] = insn;
        forms[index] = insn.form;
    }

    /** Forgets the words from {@code first} to before {@code end}. */
    void forget(int first, int end) {
        Arrays.fill(insns, first, end, null);
        Arrays.fill(forms, first, end, ShortForm.NONE);
    }

    /** Whether none of the words from {@code first} to before {@code end} is decoded. */
    boolean isEmpty(int first, int end) {
        for (int index = first; index < end; index++) {
            if (forms[index] != ShortForm.NONE) {
                return false;
            }
        }
        return true;
    }
}
