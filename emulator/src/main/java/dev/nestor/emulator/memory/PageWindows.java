package dev.nestor.emulator.memory;

/** Holds direct references to pages; told to forget them when a page must be watched again or has been replaced. */
@FunctionalInterface
public interface PageWindows {

    /** Forgets every page held; the next access asks {@link GuestMemory} again. */
    void dropPageWindows();

    /** Forgets {@code page}, which must be watched again or stands for memory no more. */
    default void dropPageWindows(byte[] page) {
        dropPageWindows();
    }
}
