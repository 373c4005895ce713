package dev.nestor.emulator.isa.system;

import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Loads and stores around the caches, by real address: the hypervisor's, so a partition takes the interrupt of an
 * illegal instruction.
 *
 * @see "Power ISA 3.1, Book III, section 5.4.1"
 */
public final class CacheInhibited {
    private static final String LOAD = "RT,RA,RB";
    private static final String STORE = "RS,RA,RB";
    private static final String SECTION = "III 5.4.1";

    private CacheInhibited() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("lbzcix", "011111 RT RA RB 1101010101 /", LOAD, SECTION)) {
            rows.does(CacheInhibited::never).hypervisor();
        }
        if (rows.at("lhzcix", "011111 RT RA RB 1100110101 /", LOAD, SECTION)) {
            rows.does(CacheInhibited::never).hypervisor();
        }
        if (rows.at("lwzcix", "011111 RT RA RB 1100010101 /", LOAD, SECTION)) {
            rows.does(CacheInhibited::never).hypervisor();
        }
        if (rows.at("ldcix", "011111 RT RA RB 1101110101 /", LOAD, SECTION)) {
            rows.does(CacheInhibited::never).hypervisor();
        }
        if (rows.at("stbcix", "011111 RS RA RB 1111010101 /", STORE, SECTION)) {
            rows.does(CacheInhibited::never).hypervisor();
        }
        if (rows.at("sthcix", "011111 RS RA RB 1110110101 /", STORE, SECTION)) {
            rows.does(CacheInhibited::never).hypervisor();
        }
        if (rows.at("stwcix", "011111 RS RA RB 1110010101 /", STORE, SECTION)) {
            rows.does(CacheInhibited::never).hypervisor();
        }
        if (rows.at("stdcix", "011111 RS RA RB 1111110101 /", STORE, SECTION)) {
            rows.does(CacheInhibited::never).hypervisor();
        }
    }

    private static int never(Vcpu v, Insn i) {
        return v.illegal(i.word);
    }
}
