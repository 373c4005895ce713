package dev.nestor.cli;

/** The user did wrong; the message is one line that says what, where and how to mend it. */
final class UserFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    UserFault(String message) {
        super(message);
    }

    UserFault(String message, Throwable cause) {
        super(message, cause);
    }
}
