package dev.nestor.emulator.memory;

/** Told of writes into pages from which instructions were decoded, so that the next fetch sees them. */
@FunctionalInterface
public interface CodeWatcher {

    /** Bytes {@code offset} to {@code offset + length - 1} of page {@code pageNumber} were written. */
    void codeWritten(int pageNumber, int offset, int length);
}
