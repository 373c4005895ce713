package dev.nestor.emulator.fault;

/** A fault rule is not written as {@link FaultRule} says; the message is one line: what, where, how to mend. */
public final class MalformedRuleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedRuleException(String message) {
        super(message);
    }
}
