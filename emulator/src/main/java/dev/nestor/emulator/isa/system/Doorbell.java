package dev.nestor.emulator.isa.system;

import static dev.nestor.emulator.isa.InstructionRow.row;

import dev.nestor.emulator.arch.PowerBits;
import dev.nestor.emulator.cpu.Facility;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.isa.FacilityGate;
import dev.nestor.emulator.isa.Insn;
import dev.nestor.emulator.isa.InstructionRow;
import dev.nestor.emulator.isa.Outcome;
import dev.nestor.emulator.isa.Vcpu;
import java.util.List;

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

    /** The rows of this group. */
    public static final List<InstructionRow> ROWS = List.of(
            row("msgsndp", "011111 ///// ///// RB 0010001110 /", "RB", SECTION, (v, i) -> message(v, i, 1))
                    .privileged(),
            row("msgclrp", "011111 ///// ///// RB 0010101110 /", "RB", SECTION, (v, i) -> message(v, i, 0))
                    .privileged(),
            row("msgsnd", "011111 ///// ///// RB 0011001110 /", "RB", SECTION, (v, i) -> v.illegal(i.word))
                    .hypervisor(),
            row("msgclr", "011111 ///// ///// RB 0011101110 /", "RB", SECTION, (v, i) -> v.illegal(i.word))
                    .hypervisor(),
            row("msgsndu", "011111 ///// ///// RB 0001001110 /", "RB", SECTION, (v, i) -> v.illegal(i.word))
                    .hypervisor()
                    .refused("the ultravisor's"),
            row("msgclru", "011111 ///// ///// RB 0001101110 /", "RB", SECTION, (v, i) -> v.illegal(i.word))
                    .hypervisor()
                    .refused("the ultravisor's"),
            row("msgsync", "011111 ///// ///// ///// 1101110110 /", "", SECTION, (v, i) -> v.illegal(i.word))
                    .hypervisor());

    private Doorbell() {}

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
