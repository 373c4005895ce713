package dev.nestor.cli;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.cpu.CpuRegister;
import dev.nestor.emulator.cpu.CpuState;
import dev.nestor.emulator.cpu.Spr;
import dev.nestor.emulator.cpu.Timebase;
import dev.nestor.emulator.isa.Vcpu;
import dev.nestor.replayer.explain.NextInstruction;
import dev.nestor.replayer.timeline.Rerun;
import java.util.List;
import java.util.Locale;

/** The registers of a machine at a moment, as text. */
final class RegistersText {

    private static final int COLUMNS = 4;
    private static final List<Integer> SPECIAL = List.of(
            CpuRegister.NIA,
            CpuRegister.MSR,
            CpuRegister.SPR + Spr.LR.number(),
            CpuRegister.SPR + Spr.CTR.number(),
            CpuRegister.CR,
            CpuRegister.SPR + Spr.XER.number(),
            CpuRegister.SPR + Spr.SRR0.number(),
            CpuRegister.SPR + Spr.SRR1.number(),
            CpuRegister.SPR + Spr.DAR.number(),
            CpuRegister.SPR + Spr.DSISR.number(),
            CpuRegister.SPR + Spr.LPCR.number(),
            CpuRegister.SPR + Spr.DEC.number());

    private RegistersText() {}

    /** Prints what {@code run} attempts next at {@code moment}, and the registers that run on each vCPU. */
    static void print(Terminal terminal, Rerun run, long moment) {
        Machine machine = run.machineAt(moment);
        terminal.print("moment %d, time base %d", machine.moment(), Timebase.ticksAt(machine.moment()));
        String next = NextInstruction.at(run, moment).map(found -> found.line()).orElse("none: idle, or stopped");
        terminal.print("next instruction  " + next);
        for (int i = 0; i < machine.config().vcpus(); i++) {
            Vcpu vcpu = machine.vcpu(i);
            terminal.print(terminal.bold("vCPU " + i + ", in the L" + vcpu.level()));
            printRow(terminal, vcpu.s, machine.moment(), SPECIAL);
            for (int register = 0; register < vcpu.s.gpr.length; register += COLUMNS) {
                printRow(
                        terminal,
                        vcpu.s,
                        machine.moment(),
                        List.of(register, register + 1, register + 2, register + 3));
            }
        }
    }

    private static void printRow(Terminal terminal, CpuState registers, long moment, List<Integer> numbers) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < numbers.size(); i++) {
            long value = CpuRegister.read(registers, numbers.get(i), Timebase.ticksAt(moment));
            line.append(String.format(Locale.ROOT, "  %-5s %016x", CpuRegister.name(numbers.get(i)), value));
            if (i % COLUMNS == COLUMNS - 1) {
                terminal.print(line.toString());
                line.setLength(0);
            }
        }
    }
}
