package dev.nestor.cli;

import dev.nestor.analysis.sql.ResourceFolder;
import dev.nestor.analysis.sql.SqlFile;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.papr.NestedApi;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A machine that ships with Nestor: which L1, which L2, how much memory. To add one, put a folder with a {@code
 * scenario.properties} into {@code sample-traces}. One of a real bug lies in {@code sample-traces/bugs}, switches its
 * bug on with the keys below, and has a {@code failure.sql} beside it: a query with rows when the bug was there.
 *
 * <pre>
 * title story l1 l2 memory bootargs   every scenario
 * api                                 v1 or v2, when only one of them shows what there is to see
 * NAME                                any other value of the machine's configuration, such as vcpus
 * bug                                 a deliberate fault of the L1, by the name that its boot argument bug= takes
 * fault.N                             a fault on purpose, N from 1; see FaultText
 * bug.fault.N                         a fault on purpose with the bug, absent without it
 * bug.NAME                            a value of the machine's configuration with the bug, absent without it
 * </pre>
 *
 * @param name of its folder
 * @param group of the folder around it; empty for one that shows no bug
 * @param title what it shows, one phrase
 * @param story what happens in it, a few sentences
 * @param api the only API it is about, or null
 * @param l1 name of the L1's image among the guests
 * @param l2 name of the L2's image among the guests
 * @param memoryBytes L1 memory
 * @param bootArguments what the L1 is told at boot
 * @param settings further values of the configuration, by name
 * @param bug name of the L1's deliberate fault; empty for none
 * @param bugSettings values of the configuration that the bug consists of, by name
 * @param failure the query that finds the failure in a recording, or null
 * @param faults faults on purpose: the keys fault.1, fault.2, ... in order, as {@link FaultText} reads them
 * @param bugFaults the faults that the bug consists of: the keys bug.fault.1, bug.fault.2, ...
 */
record Scenario(
        String name,
        String group,
        String title,
        String story,
        @Nullable NestedApi api,
        String l1,
        String l2,
        long memoryBytes,
        String bootArguments,
        SortedMap<String, String> settings,
        String bug,
        SortedMap<String, String> bugSettings,
        @Nullable SqlFile failure,
        List<String> faults,
        List<String> bugFaults) {

    private static final String FOLDER = "sample-traces";
    private static final String FILE = "/scenario.properties";
    private static final String FAILURE = "/failure.sql";
    private static final String BUG = "bug";
    private static final String BUG_PREFIX = "bug.";
    private static final Set<String> REQUIRED = Set.of("title", "story", "l1", "l2", "memory", "bootargs");
    private static final String FAULT = "fault.";

    /** Read once; behind the constants that reading needs. */
    private static final List<Scenario> SHIPPED = readAll();

    /** A scenario that copies its list. */
    Scenario {
        faults = List.copyOf(faults);
        bugFaults = List.copyOf(bugFaults);
    }

    /** The faults to arrange: without those of the bug when it is fixed. */
    List<String> faults(boolean isFixed) {
        List<String> all = new ArrayList<>(faults);
        all.addAll(isFixed ? List.of() : bugFaults);
        return all;
    }

    /** Every scenario: those without a bug first, by name. */
    static List<Scenario> all() {
        return SHIPPED;
    }

    private static List<Scenario> readAll() {
        SortedMap<String, String> failures = ResourceFolder.texts(FOLDER, FAILURE);
        List<Scenario> scenarios = new ArrayList<>();
        ResourceFolder.texts(FOLDER, FILE).forEach((path, text) -> {
            String folder = path.substring(0, path.length() - FILE.length());
            scenarios.add(parse(folder, text, failures.get(folder + FAILURE)));
        });
        scenarios.sort(Comparator.comparing(Scenario::group).thenComparing(Scenario::name));
        return List.copyOf(scenarios);
    }

    /** The scenario that {@code --scenario} names. */
    static Scenario named(String name) {
        return named("--scenario", name);
    }

    /**
     * The scenario of that name.
     *
     * @param option that names it, for the message
     * @throws UserFault when there is none
     */
    static Scenario named(String option, String name) {
        List<Scenario> scenarios = all();
        for (Scenario scenario : scenarios) {
            if (scenario.name.equals(name)) {
                return scenario;
            }
        }
        List<String> names = scenarios.stream()
                .filter(scenario -> scenario.group().isEmpty())
                .map(Scenario::name)
                .toList();
        throw new UserFault(option + ": there is no scenario \"" + name + "\"; there are " + String.join(", ", names)
                + ", and those of bugs that nestor scenarios lists");
    }

    /**
     * The machine of this scenario under {@code api}, without its bug.
     *
     * @throws UserFault when the scenario is about the other API
     */
    MachineConfig config(NestedApi chosen) {
        if (api != null && api != chosen) {
            throw new UserFault("--scenario: " + name + " is about API " + api.text() + "; say --api " + api.text());
        }
        MachineConfig plain =
                MachineConfig.of(chosen).withMemoryBytes(memoryBytes).withBootArguments(bootArguments);
        return with(plain, settings);
    }

    /** Whether there is anything to fix. */
    boolean hasBug() {
        return !bug.isEmpty() || !bugSettings.isEmpty() || !bugFaults.isEmpty();
    }

    /** The machine {@code config} with this scenario's bug. */
    MachineConfig withBug(MachineConfig config) {
        MachineConfig told =
                bug.isEmpty() ? config : config.withBootArguments(BUG + "=" + bug + " " + config.bootArguments());
        return with(told, bugSettings);
    }

    /** Its images. */
    MachineImages images() {
        return new MachineImages(Guests.shipped(l1), Guests.shipped(l2));
    }

    /**
     * Reads a {@code scenario.properties}; a key too few is our fault.
     *
     * @param folder of the scenario, below {@code sample-traces}
     * @param failure text of its {@code failure.sql}, or null
     */
    static Scenario parse(String folder, String text, @Nullable String failure) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
        List<String> faults = takeFaults(properties, FAULT);
        List<String> bugFaults = takeFaults(properties, BUG_PREFIX + FAULT);
        SortedMap<String, String> settings = new TreeMap<>();
        SortedMap<String, String> bugSettings = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(BUG_PREFIX)) {
                bugSettings.put(key.substring(BUG_PREFIX.length()), properties.getProperty(key));
            } else if (!REQUIRED.contains(key) && !key.equals("api") && !key.equals(BUG)) {
                settings.put(key, properties.getProperty(key));
            }
        }
        if (!properties.stringPropertyNames().containsAll(REQUIRED)) {
            throw new IllegalStateException("scenario " + folder + " has the keys "
                    + new TreeSet<>(properties.stringPropertyNames()) + ", expected " + new TreeSet<>(REQUIRED));
        }
        int slash = folder.lastIndexOf('/');
        return new Scenario(
                folder.substring(slash + 1),
                folder.substring(0, Math.max(0, slash)),
                properties.getProperty("title"),
                properties.getProperty("story"),
                NestedApi.parse(properties.getProperty("api", "")),
                properties.getProperty("l1"),
                properties.getProperty("l2"),
                ByteSize.parse("memory of scenario " + folder, properties.getProperty("memory")),
                properties.getProperty("bootargs"),
                settings,
                properties.getProperty(BUG, ""),
                bugSettings,
                failure == null ? null : SqlFile.parse("failure", failure),
                faults,
                bugFaults);
    }

    /** Takes the values of prefix + 1, prefix + 2, ... out of {@code properties}. */
    private static List<String> takeFaults(Properties properties, String prefix) {
        List<String> faults = new ArrayList<>();
        for (int i = 1; properties.containsKey(prefix + i); i++) {
            faults.add(properties.getProperty(prefix + i));
            properties.remove(prefix + i);
        }
        return faults;
    }

    private MachineConfig with(MachineConfig config, Map<String, String> changes) {
        SortedMap<String, String> properties = config.toProperties();
        properties.putAll(changes);
        try {
            return MachineConfig.fromProperties(properties);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("scenario " + name + ": " + e.getMessage(), e);
        }
    }
}
