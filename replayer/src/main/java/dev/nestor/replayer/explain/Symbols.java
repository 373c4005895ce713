package dev.nestor.replayer.explain;

import dev.nestor.recorder.Recording;

/**
 * Names for code addresses in a recorded run. The L1 is the image loaded first; what it finds as its initial RAM disk
 * is taken for its L2, which it is for the L1 that ships and for many others.
 */
final class Symbols {
    private final ElfSymbols l1;
    private final ElfSymbols l2;
    private final long loadOffset;

    private Symbols(ElfSymbols l1, ElfSymbols l2, long loadOffset) {
        this.l1 = l1;
        this.l2 = l2;
        this.loadOffset = loadOffset;
    }

    /** The symbols of the images of {@code recording}. */
    static Symbols of(Recording recording) {
        return new Symbols(
                ElfSymbols.of(recording.images().l1()),
                ElfSymbols.of(recording.images().initrd()),
                recording.config().loadOffset());
    }

    /** The address as {@code name+0xoffset}; empty when no symbol is known for it. */
    String of(int level, long address) {
        if (level == 2) {
            return l2.at(address);
        }
        String linked = l1.at(address);
        return linked.isEmpty() ? l1.at(address - loadOffset) : linked;
    }
}
