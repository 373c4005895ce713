package dev.nestor.emulator.hypervisor.nested.v1;

/** Which way a field of hv_guest_state goes. */
public enum V1Direction {
    /** Read at the entry. */
    IN,
    /** Read at the entry, written at the exit. */
    IN_OUT,
    /** Read at the entry; written at the exit by QEMU only, apart from the cause byte of HFSCR. */
    CONTROL,
    /** Written by the exits whose row names it. */
    EXIT
}
