package dev.nestor.cli;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.cpu.CpuRegister;
import dev.nestor.emulator.cpu.Timebase;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingSummary;
import dev.nestor.replayer.ReplayExplainer;
import dev.nestor.replayer.ReplayResult;
import dev.nestor.replayer.Replayer;
import dev.nestor.replayer.explain.Explanation;
import dev.nestor.replayer.explain.FirstDifference;
import dev.nestor.replayer.timeline.Rerun;
import dev.nestor.replayer.verify.Divergence;
import dev.nestor.replayer.verify.Edit;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A replay in which one bit of the machine's state changes on the way, as a fault of its memory would change it: to see
 * that a difference is found, and how it is explained. The recording stays as it is.
 */
final class FlippedReplay {

    private static final String OPTION = "--flip";
    private static final Pattern FLIP =
            Pattern.compile("([0-9]{1,18}):([A-Za-z0-9_.]+)(?:@([0-9]{1,3}))?:([0-9]{1,2})");
    private static final int REGISTERS_MAX = CpuRegister.SPR + 1024;

    private final Recording recording;
    private final Rerun run;
    private final Edit edit;
    private final String text;

    /** As {@code asked}: moment, register or address, and bit, the lowest of which is 0, with colons between. */
    private FlippedReplay(Recording recording, String asked) {
        Matcher matcher = FLIP.matcher(asked);
        if (!matcher.matches()) {
            throw new UserFault(OPTION + ": \"" + asked + "\" is no bit; write MOMENT:REGISTER:BIT, as in"
                    + " 1000000:GPR5:40, for another vCPU GPR5@1, or MOMENT:ADDRESS:BIT for a byte of L1 memory, as in"
                    + " 1000000:0x3000012:7");
        }
        this.recording = recording;
        this.run = Rerun.of(recording);
        long moment = Long.parseLong(matcher.group(1));
        long first = recording.beginsAtKeyframe() ? recording.keyframes().get(0).moment() : 0;
        long end = recording.summary().map(RecordingSummary::moment).orElse(Long.MAX_VALUE);
        if (moment <= first || moment >= end) {
            throw new UserFault(OPTION + ": moment " + moment + " does not lie in " + recording.directory()
                    + "; write one between " + first + " and " + end);
        }
        Machine machine = run.machineAt(moment);
        int bit = Integer.parseInt(matcher.group(4));
        String place = matcher.group(2);
        MachineInput input;
        if (place.startsWith("0x")) {
            if (matcher.group(3) != null) {
                throw new UserFault(OPTION + ": memory belongs to no vCPU; write " + place + " alone");
            }
            input = memory(machine, ByteSize.number(OPTION, place), bit);
        } else {
            input = register(machine, place, matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)), bit);
        }
        this.edit = new Edit(moment, input);
        this.text = String.format(Locale.ROOT, "bit %d of %s is flipped at moment %d", bit, place, moment);
    }

    /**
     * Replays the recording in {@code directory} with that bit flipped, and says what comes of it.
     *
     * @return {@link ExitCode#DONE} where the change is masked: the machine is in the recorded state again
     * @throws UserFault when there is no such bit in the recorded machine
     */
    static ExitCode run(Terminal terminal, Path directory, String asked) {
        try (Recording recording = Recording.open(directory)) {
            return new FlippedReplay(recording, asked).run(terminal);
        }
    }

    private ExitCode run(Terminal terminal) {
        terminal.print(recording.directory() + ": " + text);
        Replayer replayer = Replayer.of(recording).withEdits(List.of(edit));
        recording.keyframes().stream()
                .filter(keyframe -> keyframe.moment() < edit.moment())
                .reduce((earlier, later) -> later)
                .ifPresent(replayer::fromKeyframe);
        ReplayResult result = replayer.run();
        terminal.print(recording.directory() + ": " + ReplayCommand.summary(result));
        Optional<Explanation> explanation = result.divergence().isPresent()
                ? Optional.of(explain(terminal, result.divergence().get()))
                : explainUnseen(terminal);
        explanation.ifPresent(found -> found.lines().forEach(line -> terminal.print("  " + line)));
        return explanation.isPresent() ? ExitCode.DIFFERS : ExitCode.DONE;
    }

    /** Every event and digest is as recorded: the states are equal again by then, or differ where none looked. */
    private Optional<Explanation> explainUnseen(Terminal terminal) {
        FirstDifference search =
                FirstDifference.between(run, "the recorded run", run.withEdits(List.of(edit)), "the changed run");
        OptionalLong equal = search.equalAgain(edit.moment());
        if (equal.isPresent()) {
            terminal.print(
                    "masked: at moment %d the digest of the whole state is that of the recorded run",
                    equal.getAsLong());
            return Optional.empty();
        }
        terminal.print("not masked: no event shows it, but the states differ to the end");
        return search.find();
    }

    private Explanation explain(Terminal terminal, Divergence divergence) {
        ReplayCommand.print(terminal, divergence);
        return ReplayExplainer.of(recording).withEdits(List.of(edit)).explain(divergence);
    }

    private static MachineInput memory(Machine machine, long address, int bit) {
        if (bit >= Byte.SIZE || !machine.memory().contains(address, 1)) {
            throw new UserFault(OPTION + ": no bit " + bit + " of a byte at 0x" + Long.toHexString(address)
                    + "; memory has " + ByteSize.text(machine.memory().sizeBytes()) + ", a byte bits 0 to 7");
        }
        byte[] bytes = {(byte) (machine.memory().read8(address) ^ 1 << bit)};
        return new MachineInput.MemoryEdited(address, bytes);
    }

    private static MachineInput register(Machine machine, String name, int vcpu, int bit) {
        if (vcpu >= machine.config().vcpus()) {
            throw new UserFault(OPTION + ": there is no vCPU " + vcpu);
        }
        long ticks = Timebase.ticksAt(machine.moment());
        for (int register = 0; register < REGISTERS_MAX; register++) {
            if (CpuRegister.exists(register) && CpuRegister.name(register).equalsIgnoreCase(name)) {
                long value = CpuRegister.read(machine.vcpu(vcpu).s, register, ticks);
                return new MachineInput.RegisterEdited(vcpu, register, value ^ bitOf(bit));
            }
        }
        throw new UserFault(OPTION + ": there is no register " + name
                + "; nestor replay DIR --to MOMENT --state shows some, others are VSR0.high, SPRG3, DEC_EXPIRY");
    }

    private static long bitOf(int bit) {
        if (bit >= Long.SIZE) {
            throw new UserFault(OPTION + ": a register has bits 0 to 63, and no bit " + bit);
        }
        return 1L << bit;
    }
}
