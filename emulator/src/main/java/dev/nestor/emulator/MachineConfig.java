package dev.nestor.emulator;

import dev.nestor.emulator.arch.Limits;
import dev.nestor.emulator.papr.Defect;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.papr.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a machine is a function of, apart from the bytes of its two images and its inputs.
 *
 * @param api nested API the L0 offers
 * @param profile whose view it takes where sources disagree
 * @param vcpus L1 virtual processors, 1 to 64
 * @param memoryBytes L1 memory, a multiple of 1 MiB
 * @param seed of the machine's random sequence (darn, H_RANDOM, the tree's rng-seed)
 * @param sliceMoments most instructions a vCPU attempts before the next one that is ready runs
 * @param memoryDigestMoments a digest at an L2 exit covers memory when this many moments passed since the last that did
 * @param instructionLimit moment at which the run ends, whatever happens
 * @param loadOffset added to the physical addresses of the L1 image's segments
 * @param bootArguments the tree's /chosen bootargs
 * @param defects bugs that the L0 has on purpose; a recording from before there were any has none
 */
public record MachineConfig(
        NestedApi api,
        Profile profile,
        int vcpus,
        long memoryBytes,
        long seed,
        long sliceMoments,
        long memoryDigestMoments,
        long instructionLimit,
        long loadOffset,
        String bootArguments,
        Set<Defect> defects) {

    private static final String DEFECTS = "defects";
    private static final int BOOT_ARGUMENTS_MAX = 1024;

    /** With a copy of the set. */
    public MachineConfig {
        defects = Defect.parseList(Defect.listText(defects));
    }

    /** 256 MiB, one vCPU, papr profile, seed 1. */
    public static MachineConfig of(NestedApi api) {
        return new MachineConfig(
                api,
                Profile.PAPR,
                1,
                256L << 20,
                1,
                100_000,
                10_000_000,
                1_000_000_000_000L,
                0,
                "console=hvc0",
                Defect.NONE);
    }

    /** This configuration with another memory size. */
    public MachineConfig withMemoryBytes(long bytes) {
        return with("memory_bytes", Long.toString(bytes));
    }

    /** This configuration with another seed. */
    public MachineConfig withSeed(long newSeed) {
        return with("seed", Long.toString(newSeed));
    }

    /** This configuration with another memory digest cadence. */
    public MachineConfig withMemoryDigestMoments(long moments) {
        return with("memory_digest_moments", Long.toString(moments));
    }

    /** This configuration with another instruction limit. */
    public MachineConfig withInstructionLimit(long limit) {
        return with("instruction_limit", Long.toString(limit));
    }

    /** This configuration with slices of another length. */
    public MachineConfig withSliceMoments(long moments) {
        return with("slice_moments", Long.toString(moments));
    }

    /** This configuration with another load offset. */
    public MachineConfig withLoadOffset(long offset) {
        return with("load_offset", Long.toString(offset));
    }

    /** This configuration with other boot arguments. */
    public MachineConfig withBootArguments(String arguments) {
        return with("boot_arguments", arguments);
    }

    /** This configuration with another profile. */
    public MachineConfig withProfile(Profile newProfile) {
        return with("profile", newProfile.text());
    }

    /** This configuration with these defects in place of its own. */
    public MachineConfig withDefects(Set<Defect> newDefects) {
        return with(DEFECTS, Defect.listText(newDefects));
    }

    /** Every fault of this configuration, one line each with what, where and how to mend it; empty when it is sound. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        require(problems, vcpus >= 1 && vcpus <= Limits.L1_VCPUS_MAX, "vcpus", vcpus, "1 to " + Limits.L1_VCPUS_MAX);
        require(
                problems,
                memoryBytes >= Limits.MEMORY_BYTES_MIN
                        && memoryBytes <= Limits.MEMORY_BYTES_MAX
                        && memoryBytes % (1 << 20) == 0,
                "memory_bytes",
                memoryBytes,
                "a multiple of 1 MiB from 16 MiB to 64 GiB");
        require(problems, sliceMoments >= 1000, "slice_moments", sliceMoments, "at least 1000");
        require(problems, memoryDigestMoments >= 1, "memory_digest_moments", memoryDigestMoments, "at least 1");
        boolean limitFits = instructionLimit >= 1 && instructionLimit <= Limits.MOMENT_MAX;
        require(problems, limitFits, "instruction_limit", instructionLimit, "1 to " + Limits.MOMENT_MAX);
        boolean offsetFits = loadOffset >= 0 && loadOffset < memoryBytes && loadOffset % Limits.PAGE_BYTES == 0;
        require(problems, offsetFits, "load_offset", loadOffset, "a multiple of 4096 inside memory");
        requireBootArguments(problems);
        for (Defect defect : defects) {
            if (defect.api() != api) {
                problems.add("defect " + defect.text() + " is one of API "
                        + defect.api().text() + ", the machine offers " + api.text());
            }
        }
        return problems;
    }

    /** The configuration as sorted names and values, for the header of a recording. */
    public SortedMap<String, String> toProperties() {
        SortedMap<String, String> properties = new TreeMap<>();
        properties.put("api", api.text());
        properties.put("profile", profile.text());
        properties.put("vcpus", Integer.toString(vcpus));
        properties.put("memory_bytes", Long.toString(memoryBytes));
        properties.put("seed", Long.toString(seed));
        properties.put("slice_moments", Long.toString(sliceMoments));
        properties.put("memory_digest_moments", Long.toString(memoryDigestMoments));
        properties.put("instruction_limit", Long.toString(instructionLimit));
        properties.put("load_offset", Long.toString(loadOffset));
        properties.put("boot_arguments", bootArguments);
        properties.put(DEFECTS, Defect.listText(defects));
        return properties;
    }

    /**
     * The configuration that {@link #toProperties} wrote; {@code defects} may be missing, as older builds wrote none.
     *
     * @throws IllegalArgumentException when a name is missing or unknown or a value does not parse; the message names
     *     it
     */
    public static MachineConfig fromProperties(Map<String, String> properties) {
        SortedMap<String, String> expected = of(NestedApi.V2).toProperties();
        for (String name : properties.keySet()) {
            if (!expected.containsKey(name)) {
                throw new IllegalArgumentException("unknown configuration value " + name);
            }
        }
        NestedApi api = NestedApi.parse(text(properties, "api"));
        Profile profile = Profile.parse(text(properties, "profile"));
        if (api == null || profile == null) {
            throw new IllegalArgumentException("configuration has api " + text(properties, "api") + " and profile "
                    + text(properties, "profile") + ", expected v1 or v2 and papr2023, papr, linux or qemu");
        }
        return new MachineConfig(
                api,
                profile,
                (int) number(properties, "vcpus"),
                number(properties, "memory_bytes"),
                number(properties, "seed"),
                number(properties, "slice_moments"),
                number(properties, "memory_digest_moments"),
                number(properties, "instruction_limit"),
                number(properties, "load_offset"),
                text(properties, "boot_arguments"),
                Defect.parseList(properties.getOrDefault(DEFECTS, "")));
    }

    private MachineConfig with(String name, String value) {
        SortedMap<String, String> properties = toProperties();
        properties.put(name, value);
        return fromProperties(properties);
    }

    private static void require(List<String> problems, boolean holds, String name, long value, String expected) {
        if (!holds) {
            problems.add(String.format(Locale.ROOT, "%s is %d, expected %s", name, value, expected));
        }
    }

    private void requireBootArguments(List<String> problems) {
        int length = bootArguments.length();
        require(
                problems,
                length <= BOOT_ARGUMENTS_MAX,
                "the length of boot_arguments",
                length,
                "at most " + BOOT_ARGUMENTS_MAX);
        for (int i = 0; i < length; i++) {
            if (bootArguments.charAt(i) < ' ' || bootArguments.charAt(i) >= 127) {
                problems.add(String.format(
                        Locale.ROOT, "character %d of boot_arguments is U+%04X, expected printable ASCII", i + 1, (int)
                                bootArguments.charAt(i)));
                return;
            }
        }
    }

    private static String text(Map<String, String> properties, String name) {
        String value = properties.get(name);
        if (value == null) {
            throw new IllegalArgumentException("configuration lacks " + name);
        }
        return value;
    }

    private static long number(Map<String, String> properties, String name) {
        String value = text(properties, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("configuration value " + name + " is no number: " + value, e);
        }
    }
}
