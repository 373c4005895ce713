package dev.nestor.emulator.platform;

import dev.nestor.emulator.isa.Vcpu;

/**
 * What the machine does for its partition: power, vCPUs, randomness and typed bytes. Called while a vCPU's hypercall is
 * being handled, between instructions.
 */
public interface PartitionControl {
    /** Reason of {@link #powerOff}: the partition powered itself off. Numbers are those of dim_stop_reason. */
    int POWERED_OFF = 1;

    /** Reason of {@link #powerOff}: the partition asked for a reboot. */
    int REBOOTED = 2;

    /** Reason of {@link #powerOff}: the operating system reported its death. */
    int OS_TERMINATED = 4;

    /**
     * The machine stops for good after this instruction.
     *
     * @param reason one of the reasons above
     * @param detail what the event MachineStopped carries
     */
    void powerOff(int reason, long detail);

    /**
     * Starts a stopped vCPU as a pseries partition starts one: MSR = SF and ME, big-endian real mode.
     *
     * @param index an index below {@link #vcpuCount}
     * @param entry L1 real address of its first instruction
     * @param r3 value of R3
     */
    void startVcpu(int index, long entry, long r3);

    /** Stops a vCPU until it is started again. */
    void stopVcpu(int index);

    /** Whether a vCPU is stopped. */
    boolean isStopped(int index);

    /** Whether a vCPU waits in H_CEDE or H_JOIN. */
    boolean isWaiting(int index);

    /** Ends the wait of a vCPU that is in H_CEDE or H_JOIN; nothing otherwise. */
    void wake(int index);

    /** How many vCPUs the partition has. */
    int vcpuCount();

    /** A vCPU, stopped or not. */
    Vcpu vcpu(int index);

    /** The next 64 bits of the machine's seeded random sequence. */
    long nextRandom();

    /**
     * Takes bytes typed at the console, oldest first.
     *
     * @param into at least 16 bytes; filled from its start
     * @return how many bytes were taken, 0 to 16
     */
    int pollConsole(byte[] into);
}
