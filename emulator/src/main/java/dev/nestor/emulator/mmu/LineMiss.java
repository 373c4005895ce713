package dev.nestor.emulator.mmu;

/** Thrown, without allocation, where translated code finds no line for an access; the interpreter then makes it. */
public final class LineMiss extends RuntimeException {
    private static final long serialVersionUID = 1;

    LineMiss() {
        super(null, null, false, false);
    }
}
