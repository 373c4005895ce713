package dev.nestor.cli;

import dev.nestor.analysis.sql.ResourceFolder;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.papr.NestedApi;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * A machine that ships with Nestor: which L1, which L2, how much memory. To add one, put a folder with a {@code
 * scenario.properties} into {@code sample-traces}.
 *
 * @param name of its folder
 * @param title what it shows, one phrase
 * @param story what happens in it, a few sentences
 * @param l1 name of the L1's image among the guests
 * @param l2 name of the L2's image among the guests
 * @param memoryBytes L1 memory
 * @param bootArguments what the L1 is told at boot
 */
record Scenario(String name, String title, String story, String l1, String l2, long memoryBytes, String bootArguments) {

    private static final String FOLDER = "sample-traces";
    private static final String FILE = "/scenario.properties";
    private static final Set<String> KEYS = Set.of("title", "story", "l1", "l2", "memory", "bootargs");

    /** Every scenario, by name. */
    static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        ResourceFolder.texts(FOLDER, FILE).forEach((path, text) -> {
            String name = path.substring(0, path.length() - FILE.length());
            scenarios.add(parse(name, text));
        });
        scenarios.sort(Comparator.comparing(Scenario::name));
        return scenarios;
    }

    /**
     * The scenario of that name.
     *
     * @throws UserFault when there is none
     */
    static Scenario named(String name) {
        List<Scenario> scenarios = all();
        for (Scenario scenario : scenarios) {
            if (scenario.name.equals(name)) {
                return scenario;
            }
        }
        List<String> names = scenarios.stream().map(Scenario::name).toList();
        throw new UserFault("--scenario: there is no scenario \"" + name + "\"; there are " + String.join(", ", names));
    }

    /** The machine of this scenario under {@code api}. */
    MachineConfig config(NestedApi api) {
        return MachineConfig.of(api).withMemoryBytes(memoryBytes).withBootArguments(bootArguments);
    }

    /** Its images. */
    MachineImages images() {
        return new MachineImages(Guests.shipped(l1), Guests.shipped(l2));
    }

    /** Reads a {@code scenario.properties}; a key too many or too few is our fault. */
    static Scenario parse(String name, String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be read", e);
        }
        if (!properties.stringPropertyNames().equals(KEYS)) {
            throw new IllegalStateException("scenario " + name + " has the keys "
                    + new TreeSet<>(properties.stringPropertyNames()) + ", expected " + new TreeSet<>(KEYS));
        }
        return new Scenario(
                name,
                properties.getProperty("title"),
                properties.getProperty("story"),
                properties.getProperty("l1"),
                properties.getProperty("l2"),
                ByteSize.parse("memory of scenario " + name, properties.getProperty("memory")),
                properties.getProperty("bootargs"));
    }
}
