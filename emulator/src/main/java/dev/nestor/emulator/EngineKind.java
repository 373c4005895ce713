package dev.nestor.emulator;

import dev.nestor.emulator.isa.CodePages;
import dev.nestor.emulator.isa.Decoder;
import dev.nestor.emulator.isa.ExecutionEngine;
import dev.nestor.emulator.isa.Interpreter;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.translate.Translator;

/** What runs the instructions of a machine; no kind changes what the machine does. */
public enum EngineKind {
    /** One after another: the reference. */
    INTERPRETER,
    /** Hot code translated. */
    TRANSLATOR,
    /** Everything that is reached a few times translated: slow, and for tests. */
    EAGER_TRANSLATOR;

    private static final int REACHED_FEW_TIMES = 16;

    ExecutionEngine over(GuestMemory memory) {
        CodePages code = new CodePages(memory, new Decoder());
        return switch (this) {
            case INTERPRETER -> new Interpreter(code);
            case TRANSLATOR -> new Translator(memory, code);
            case EAGER_TRANSLATOR -> new Translator(memory, code, REACHED_FEW_TIMES);
        };
    }
}
