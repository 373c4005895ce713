package dev.nestor.emulator.papr;

/**
 * Serves one hypercall.
 *
 * @param <S> the class that keeps what the call works on
 */
@FunctionalInterface
public interface HcallHandler<S> {

    /**
     * Handles the call; a wrong argument is a return code, never an exception.
     *
     * @param service what the call works on
     * @param frame arguments in, results out; R3 was set when the answer is {@code RETURNED}
     */
    HcallOutcome handle(S service, HcallFrame frame);
}
