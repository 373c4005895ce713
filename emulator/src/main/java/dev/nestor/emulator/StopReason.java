package dev.nestor.emulator;

import org.jspecify.annotations.Nullable;

/** Why a machine stopped running. */
public enum StopReason {
    /** The moment asked for was reached; the machine can go on. */
    MOMENT_REACHED(0, false),
    /** The L1 powered the partition off (RTAS power-off). */
    POWERED_OFF(1, true),
    /** The L1 asked for a reboot; Nestor ends the run there. */
    REBOOTED(2, true),
    /** Every vCPU waits, no timer runs and no input will come: nothing can ever happen again. */
    DEADLOCKED(3, true),
    /** The L1 reported that its operating system died (RTAS ibm,os-term). */
    OS_TERMINATED(4, true),
    /** The instruction limit of the configuration was reached. */
    LIMIT_REACHED(5, true),
    /** A vCPU stopped in a state from which no interrupt can be delivered, such as a checkstop. */
    CHECKSTOPPED(6, true),
    /** The recording reached the size it was allowed; the machine could go on. The machine itself never stops so. */
    RECORDING_FULL(7, false);

    private final int number;
    private final boolean isFinal;

    StopReason(int number, boolean isFinal) {
        this.number = number;
        this.isFinal = isFinal;
    }

    /** The number that the event MachineStopped carries; explicit, never reused. */
    public int number() {
        return number;
    }

    /** The reason with a number, or null. */
    public static @Nullable StopReason byNumber(long number) {
        for (StopReason reason : values()) {
            if (reason.number == number) {
                return reason;
            }
        }
        return null;
    }

    /** Whether the machine cannot go on; then MachineStopped was stated. */
    public boolean isFinal() {
        return isFinal;
    }
}
