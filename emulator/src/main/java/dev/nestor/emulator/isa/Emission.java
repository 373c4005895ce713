package dev.nestor.emulator.isa;

/** The translation of an instruction: what its semantics do, said to an {@link Emitter}. */
@FunctionalInterface
public interface Emission {

    /** Emits {@code i}, which the decoder has prepared; the same bits as its semantics, in 64-bit mode. */
    void emit(Emitter e, Insn i);
}
