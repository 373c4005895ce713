package dev.nestor.emulator;

import dev.nestor.emulator.interpret.CodePages;
import dev.nestor.emulator.interpret.Decoder;
import dev.nestor.emulator.interpret.ExecutionEngine;
import dev.nestor.emulator.interpret.Interpreter;
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

    /** What runs a machine unless another is asked for. */
    public static final EngineKind DEFAULT = TRANSLATOR;

    /** Instructions interpreted from an entry before it is translated. */
    private static final int FEW = 16;

    ExecutionEngine over(GuestMemory memory) {
        CodePages code = new CodePages(memory, new Decoder());
        return switch (this) {
            case INTERPRETER -> new Interpreter(code);
            case TRANSLATOR -> new Translator(memory, code);
            case EAGER_TRANSLATOR -> new Translator(memory, code, FEW);
        };
    }
}
