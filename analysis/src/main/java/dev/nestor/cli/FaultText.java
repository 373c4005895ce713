package dev.nestor.cli;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.hypervisor.FaultChecks;
import dev.nestor.emulator.hypervisor.HypervisorConfig;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.input.ScheduledInputs;

/** A fault as a command line or a scenario writes it: a fault rule, and before it at=MOMENT when it is not 0. */
final class FaultText {
    private static final String AT = "at=";

    private FaultText() {}

    /**
     * The input that arranges it.
     *
     * @param where the option or key that says it, for the message
     * @throws UserFault when it cannot be arranged in a machine of {@code config}
     */
    static ScheduledInputs.Entry parse(String where, String text, MachineConfig config) {
        String rule = text.strip();
        long moment = 0;
        if (rule.startsWith(AT)) {
            int end = rule.indexOf(' ') < 0 ? rule.length() : rule.indexOf(' ');
            moment = ByteSize.number(where + ": " + AT, rule.substring(AT.length(), end));
            rule = rule.substring(end).strip();
            if (moment < 0 || moment > Limits.MOMENT_MAX) {
                throw new UserFault(where + ": at=" + moment + " is no moment of 0 to " + Limits.MOMENT_MAX);
            }
        }
        String problem = FaultChecks.problem(rule, new HypervisorConfig(config.api(), config.profile()));
        if (problem != null) {
            throw new UserFault(where + ": " + problem);
        }
        return new ScheduledInputs.Entry(moment, MachineInput.FaultArranged.of(rule));
    }
}
