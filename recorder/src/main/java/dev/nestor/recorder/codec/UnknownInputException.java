package dev.nestor.recorder.codec;

/** A recording holds an input that this build cannot give to a machine; no input can be left out of a replay. */
public final class UnknownInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String declaration;

    UnknownInputException(String declaration) {
        super("this build does not know the input \"" + declaration + "\"");
        this.declaration = declaration;
    }

    /** What the recording's schema says about the input. */
    public String declaration() {
        return declaration;
    }
}
