package dev.nestor.cli;

/** How a command can end; the numbers are promised to scripts. */
public enum ExitCode {
    /** Done; what a guest did wrong is a result, not a failure. */
    DONE(0, "done"),
    /** The command line or a file it names is wrong. */
    USER(2, "the command line, or a file that it names, is wrong"),
    /** A recording is damaged, too old, too new, or something else. */
    DATA(3, "a recording is damaged, too old or too new"),
    /** A replay did not do what the recording says. */
    DIFFERS(4, "a replay differs from its recording"),
    /** The host failed: disk full, no memory, no access. */
    HOST(5, "the host failed: disk full, no memory, input or output error"),
    /** Nestor is wrong. */
    OURS(70, "Nestor itself is wrong");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** The process's exit code. */
    public int number() {
        return number;
    }

    /** What it means, one phrase. */
    public String meaning() {
        return meaning;
    }
}
