package dev.nestor.cli;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.ScheduledInputs;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which machine to run: those of {@code record} and {@code run}. */
final class MachineOptions {

    @Option(names = "--scenario", paramLabel = "NAME", description = "A machine that ships with Nestor; see scenarios.")
    private @Nullable String scenario;

    @Option(names = "--fixed", description = "The scenario of a bug without its bug.")
    private boolean isFixed;

    @Option(names = "--l1", paramLabel = "ELF", description = "Image of your own L1, in place of a scenario.")
    private @Nullable Path l1;

    @Option(names = "--l2", paramLabel = "ELF", description = "What the L1 finds as its initial RAM disk: its L2.")
    private @Nullable Path l2;

    @Option(names = "--api", paramLabel = "v1|v2", required = true, description = "Nested API that the L0 offers.")
    private String api = "";

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the machine's random sequence; default 1.")
    private @Nullable String seed;

    @Option(names = "--memory", paramLabel = "SIZE", description = "L1 memory, such as 256M or 2G (1,024 MiB).")
    private @Nullable String memory;

    @Option(names = "--load-offset", paramLabel = "N", description = "Added to the addresses of the L1's segments.")
    private @Nullable String loadOffset;

    @Option(names = "--bootargs", paramLabel = "TEXT", description = "What the L1 is told at boot.")
    private @Nullable String bootArguments;

    @Option(
            names = "--profile",
            paramLabel = "P",
            description = "Whose view the L0 takes where sources disagree: papr (default), papr2023, linux or qemu.")
    private @Nullable String profile;

    @Option(
            names = "--defect",
            paramLabel = "NAME[,NAME]",
            description = "Bugs of real L0s that this one is to have; emulator/README.md lists them.")
    private @Nullable String defects;

    @Option(
            names = "--fault",
            paramLabel = "RULE",
            description = {
                "A fault on purpose, such as 'call=H_GUEST_CREATE effect=H_BUSY times=3'; repeatable.",
                "With at=MOMENT it is in force from there on. The rules are described in emulator/README.md."
            })
    private List<String> faults = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "Ends the run after that many instructions.")
    private @Nullable String limit;

    /** The scenario asked for, as a recording names it; empty for none. */
    String scenario() {
        return scenario == null ? "" : isFixed ? scenario + ", fixed" : scenario;
    }

    /** Whether one seed was asked for. */
    boolean hasSeed() {
        return seed != null;
    }

    /**
     * The configuration.
     *
     * @throws UserFault with all its faults on one line
     */
    MachineConfig config() {
        NestedApi chosen = NestedApi.parse(api);
        if (chosen == null) {
            throw new UserFault("--api: there is no API \"" + api + "\"; write v1 or v2");
        }
        Scenario shipped = chosenScenario();
        MachineConfig config = shipped == null ? MachineConfig.of(chosen) : shipped.config(chosen);
        if (memory != null) {
            config = config.withMemoryBytes(ByteSize.parse("--memory", memory));
        }
        if (seed != null) {
            config = config.withSeed(ByteSize.number("--seed", seed));
        }
        if (loadOffset != null) {
            config = config.withLoadOffset(ByteSize.number("--load-offset", loadOffset));
        }
        if (bootArguments != null) {
            config = config.withBootArguments(bootArguments);
        }
        if (limit != null) {
            config = config.withInstructionLimit(ByteSize.number("--limit", limit));
        }
        config = withProfile(config);
        if (shipped != null && !isFixed) {
            config = shipped.withBug(config);
        }
        config = withDefects(config);
        List<String> problems = config.problems();
        if (!problems.isEmpty()) {
            throw new UserFault("the machine cannot be built: " + String.join("; ", problems));
        }
        return config;
    }

    /**
     * The images.
     *
     * @throws UserFault when one cannot be read or is none
     */
    MachineImages images() {
        Scenario shipped = chosenScenario();
        if (shipped != null) {
            return shipped.images();
        }
        if (l1 == null) {
            throw new UserFault("nothing to run: name a --scenario (see nestor scenarios) or an L1 with --l1 ELF");
        }
        byte[] initrd = l2 == null ? new byte[0] : Guests.fromFile("--l2", l2);
        return new MachineImages(Guests.fromFile("--l1", l1), initrd);
    }

    /**
     * What comes in from outside: the faults of the scenario, then those asked for.
     *
     * @throws UserFault when one cannot be arranged in a machine of {@code config}
     */
    InputSource inputs(MachineConfig config) {
        Scenario chosen = chosenScenario();
        List<ScheduledInputs.Entry> entries = new ArrayList<>();
        if (chosen != null) {
            chosen.faults(isFixed).forEach(fault -> entries.add(FaultText.parse("fault", fault, config)));
        }
        faults.forEach(fault -> entries.add(FaultText.parse("--fault", fault, config)));
        return new ScheduledInputs(entries);
    }

    private @Nullable Scenario chosenScenario() {
        if (scenario != null && (l1 != null || l2 != null)) {
            throw new UserFault("--scenario and --l1 or --l2 exclude each other; a scenario brings its own images");
        }
        Scenario chosen = scenario == null ? null : Scenario.named(scenario);
        if (isFixed && (chosen == null || !chosen.hasBug())) {
            throw new UserFault("--fixed: there is no bug to leave out; name the --scenario of a bug, see scenarios");
        }
        return chosen;
    }

    private MachineConfig withProfile(MachineConfig config) {
        if (profile == null) {
            return config;
        }
        Profile chosen = Profile.parse(profile);
        if (chosen == null) {
            throw new UserFault(
                    "--profile: there is no profile \"" + profile + "\"; write papr2023, papr, linux or qemu");
        }
        return config.withProfile(chosen);
    }

    private MachineConfig withDefects(MachineConfig config) {
        if (defects == null) {
            return config;
        }
        try {
            return config.withDefects(Defect.parseList(defects));
        } catch (IllegalArgumentException e) {
            throw new UserFault("--defect: " + e.getMessage(), e);
        }
    }
}
