package dev.nestor.emulator.platform;

import dev.nestor.emulator.papr.HcallOutcome;

/** Serves one RTAS call. */
@FunctionalInterface
public interface RtasHandler {

    /** Handles the call; a wrong argument is a status in the first return word, never an exception. */
    HcallOutcome handle(Rtas rtas, RtasFrame frame);
}
