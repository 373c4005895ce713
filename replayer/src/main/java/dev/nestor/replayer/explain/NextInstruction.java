package dev.nestor.replayer.explain;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.interpret.Disassembler;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.emulator.state.SavedState;
import dev.nestor.replayer.timeline.Player;
import dev.nestor.replayer.timeline.Rerun;
import java.util.Optional;

/**
 * Finds the instruction that a run attempts next: that of the vCPU which is dispatched, behind the interrupts that it
 * takes first. All these are stated as events at the moment before the instruction, so a machine that is left right
 * behind the last of them stands at the instruction.
 */
public final class NextInstruction {

    /** Leaves the machine in the middle of its step. */
    private static final class Left extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Left() {
            super("left behind an event", null, false, false);
        }
    }

    /** Counts the events stated at a moment, and leaves behind the one asked for. */
    private static final class Behind implements EventSink {
        private final long at;
        private int last;
        private int events;

        Behind(long at) {
            this.at = at;
        }

        void listen(int leaveBehind) {
            events = 0;
            last = leaveBehind;
        }

        @Override
        public void event(
                EventType type,
                long sequence,
                long moment,
                long[] values,
                byte[] payload,
                int payloadOffset,
                int payloadLength) {
            if (moment == at && ++events == last) {
                throw new Left();
            }
        }
    }

    private NextInstruction() {}

    /** The instruction that {@code run} attempts next at {@code moment}; empty when it is idle or has stopped. */
    public static Optional<Instruction> at(Rerun run, long moment) {
        byte[] state = SavedState.of(run.machineAt(moment));
        return of(run, state, moment, Symbols.of(run.recording()));
    }

    /** The instruction attempted next by the machine saved at {@code moment}; empty when it is idle or stopped. */
    static Optional<Instruction> of(Rerun run, byte[] state, long moment, Symbols symbols) {
        Behind counter = new Behind(moment);
        Player player = new Player(run, counter);
        player.resume(state, moment);
        Machine machine = player.machine();
        long before = machine.instructions();
        counter.listen(Integer.MAX_VALUE);
        machine.runUntil(moment + 1);
        if (machine.instructions() == before) {
            return Optional.empty();
        }
        int events = counter.events;
        player.resume(state, moment);
        if (events > 0) {
            counter.listen(events);
            runInto(machine, moment + 1);
        }
        long current = StateFields.of(machine).values().getOrDefault("scheduler.current", 0L);
        return Optional.of(read(machine.vcpu((int) Math.max(0, current)), moment, symbols));
    }

    private static void runInto(Machine machine, long moment) {
        try {
            machine.runUntil(moment);
        } catch (Left e) {
            return; // where it should be
        }
        throw new IllegalStateException("two runs from one state at moment " + (moment - 1) + " state other events");
    }

    /** Reads the instruction; the machine is changed by that as by a fetch, and must be thrown away. */
    private static Instruction read(Vcpu vcpu, long moment, Symbols symbols) {
        CpuState registers = vcpu.s;
        int page = vcpu.mem.fetchPage(registers.nia);
        String text = "(the fetch faults)";
        if (page >= 0) {
            long address = (long) page << Limits.PAGE_SHIFT | registers.nia & Limits.PAGE_BYTES - 4;
            boolean little = vcpu.mem.isLittleEndian();
            int word = little ? vcpu.memory().readLe32(address) : vcpu.memory().readBe32(address);
            text = new Disassembler().text(word, registers.nia);
        }
        String symbol = symbols.of(vcpu.level(), registers.nia);
        return new Instruction(moment, vcpu.index(), vcpu.level(), registers.nia, text, symbol);
    }
}
