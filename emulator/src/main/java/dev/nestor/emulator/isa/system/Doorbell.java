package dev.nestor.emulator.isa.system;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.FacilityGate;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRows;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;

/**
 * Doorbells between the threads of a virtual core. A virtual core has one thread, number 0, so a message to another
 * thread rings nowhere.
 *
 * @see "Power ISA 3.1, Book III, section 11.2"
 */
public final class Doorbell {
    private static final String SECTION = "III 11.2";
    /** Message type of a directed privileged doorbell, bits 32:36 of RB. */
    private static final int DIRECTED = 5;

    private Doorbell() {}

    /** Declares the rows of this group. */
    public static void rows(InstructionRows rows) {
        if (rows.at("msgsndp", "011111 ///// ///// RB 0010001110 /", "RB", SECTION)) {
            rows.does((v, i) -> message(v, i, 1)).privileged();
        }
        if (rows.at("msgclrp", "011111 ///// ///// RB 0010101110 /", "RB", SECTION)) {
            rows.does((v, i) -> message(v, i, 0)).privileged();
        }
        if (rows.at("msgsnd", "011111 ///// ///// RB 0011001110 /", "RB", SECTION)) {
            rows.does((v, i) -> v.illegal(i.word)).hypervisor();
        }
        if (rows.at("msgclr", "011111 ///// ///// RB 0011101110 /", "RB", SECTION)) {
            rows.does((v, i) -> v.illegal(i.word)).hypervisor();
        }
        if (rows.at("msgsndu", "011111 ///// ///// RB 0001001110 /", "RB", SECTION)) {
            rows.does((v, i) -> v.illegal(i.word)).hypervisor().refused("the ultravisor's");
        }
        if (rows.at("msgclru", "011111 ///// ///// RB 0001101110 /", "RB", SECTION)) {
            rows.does((v, i) -> v.illegal(i.word)).hypervisor().refused("the ultravisor's");
        }
        if (rows.at("msgsync", "011111 ///// ///// ///// 1101110110 /", "", SECTION)) {
            rows.does((v, i) -> v.illegal(i.word)).hypervisor();
        }
    }

    /** Makes the doorbell of the thread that RB names pending (1) or not (0). */
    private static int message(Vcpu v, Insn i, long pending) {
        if (FacilityGate.isOffForL2(v, Facility.MSGP)) {
            return v.hypervisorFacilityUnavailable(Facility.MSGP.cause());
        }
        long message = v.s.gpr[i.rb];
        if (PowerBits.field(message, 32, 36) != DIRECTED || PowerBits.field(message, 57, 63) != 0) {
            return Outcome.NEXT;
        }
        v.s.spr[Spr.DPDES.ordinal()] = pending;
        return v.resync(v.cia + 4);
    }
}
