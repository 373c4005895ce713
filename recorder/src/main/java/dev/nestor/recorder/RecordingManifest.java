package dev.nestor.recorder;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.TraceLevel;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.log.LogTooNewException;
import dev.nestor.recorder.log.LogTooOldException;
import dev.nestor.recorder.log.PropertiesText;
import dev.nestor.recorder.log.RecordingLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a recording is a recording of. {@code recording.properties} is this as {@link PropertiesText}, and the HEADER
 * frame repeats it byte for byte:
 *
 * <pre>
 * capability.NAME=        optional or required: whether a reader that does not know it may go on
 * config.NAME=value       each value of the machine's configuration
 * format=2                format version of the whole recording
 * image.ROLE.bytes=       length
 * image.ROLE.file=        name in images/
 * image.ROLE.sha256=      hash
 * level=                  full, calls or inputs: which events were kept; absent in format 1, which kept all
 * machine.revision=       {@link Machine#REVISION} of the build that recorded; absent in format 1, which is 1
 * nestor.version=         build that recorded
 * scenario=               name of the scenario, empty for none
 * schema.sha256=          fingerprint of the declared events and inputs
 * </pre>
 *
 * @param config of the machine
 * @param images l1, then initrd where there is one
 * @param scenario name of the scenario, empty for none
 * @param nestorVersion build that recorded; says nothing about whether this build replays it
 * @param schemaFingerprint of the declared events and inputs
 * @param level which events were kept
 * @param machineRevision of the machine that was recorded
 * @param capabilities what the recording uses beyond the format's core, by name; true where a reader must know it
 */
public record RecordingManifest(
        MachineConfig config,
        List<RecordedImage> images,
        String scenario,
        String nestorVersion,
        String schemaFingerprint,
        TraceLevel level,
        int machineRevision,
        SortedMap<String, Boolean> capabilities) {

    /** Keyframes stand in the log; without them it is read from its begin. */
    public static final String KEYFRAMES = "keyframes";

    /** The begin of the log may have been dropped; then it is entered at its first keyframe. */
    public static final String RING = "ring";

    private static final List<String> KNOWN_CAPABILITIES = List.of(KEYFRAMES, RING);
    private static final String CAPABILITY = "capability.";
    private static final String CONFIG = "config.";
    private static final String REQUIRED = "required";
    private static final List<String> ROLES = List.of("l1", "initrd");

    /** With copies of list and map. */
    public RecordingManifest {
        images = List.copyOf(images);
        capabilities = Collections.unmodifiableSortedMap(new TreeMap<>(capabilities));
    }

    /** The images of a machine, as a manifest lists them. */
    static List<RecordedImage> imagesOf(MachineImages images) {
        List<RecordedImage> recorded = new ArrayList<>();
        recorded.add(RecordedImage.of(ROLES.get(0), images.l1()));
        if (images.initrd().length > 0) {
            recorded.add(RecordedImage.of(ROLES.get(1), images.initrd()));
        }
        return recorded;
    }

    /** Their contents by the names of their files. */
    static SortedMap<String, byte[]> filesOf(MachineImages images) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(RecordedImage.fileOf(ROLES.get(0)), images.l1());
        if (images.initrd().length > 0) {
            files.put(RecordedImage.fileOf(ROLES.get(1)), images.initrd());
        }
        return files;
    }

    /** The version of this build, or {@code unreleased} when it does not run from a jar that names one. */
    static String versionOfThisBuild() {
        return Objects.requireNonNullElse(
                RecordingManifest.class.getPackage().getImplementationVersion(), "unreleased");
    }

    /** The manifest's bytes. */
    byte[] toBytes() {
        SortedMap<String, String> values = new TreeMap<>();
        config.toProperties().forEach((name, value) -> values.put(CONFIG + name, value));
        values.put("format", Integer.toString(RecordingLayout.FORMAT));
        for (RecordedImage image : images) {
            String prefix = "image." + image.role() + ".";
            values.put(prefix + "bytes", Long.toString(image.bytes()));
            values.put(prefix + "file", image.file());
            values.put(prefix + "sha256", image.sha256());
        }
        capabilities.forEach((name, isRequired) -> values.put(CAPABILITY + name, isRequired ? REQUIRED : "optional"));
        values.put("level", level.text());
        values.put("machine.revision", Integer.toString(machineRevision));
        values.put("nestor.version", nestorVersion);
        values.put("scenario", scenario);
        values.put("schema.sha256", schemaFingerprint);
        return PropertiesText.write(values);
    }

    /**
     * The manifest in {@code bytes}, which come from {@code file}.
     *
     * @throws LogDamagedException when it is not as it was written
     * @throws LogTooNewException when its format is newer than this build's
     * @throws LogTooOldException when its format is older than this build reads
     */
    static RecordingManifest read(Path file, byte[] bytes) {
        SortedMap<String, String> values = PropertiesText.read(file, bytes);
        long format = number(file, values, "format");
        String known = "format " + RecordingLayout.FORMAT_OLDEST + " to " + RecordingLayout.FORMAT;
        if (format > RecordingLayout.FORMAT) {
            throw new LogTooNewException(file, "format", known, "format " + format);
        }
        if (format < RecordingLayout.FORMAT_OLDEST) {
            throw new LogTooOldException(file, "format", known, "format " + format);
        }
        List<RecordedImage> images = new ArrayList<>();
        for (String role : ROLES) {
            String prefix = "image." + role + ".";
            if (values.containsKey(prefix + "file")) {
                images.add(new RecordedImage(
                        role,
                        fileName(file, text(file, values, prefix + "file")),
                        number(file, values, prefix + "bytes"),
                        text(file, values, prefix + "sha256")));
            }
        }
        return new RecordingManifest(
                config(file, values),
                images,
                text(file, values, "scenario"),
                text(file, values, "nestor.version"),
                text(file, values, "schema.sha256"),
                level(file, values),
                values.containsKey("machine.revision") ? (int) number(file, values, "machine.revision") : 1,
                capabilities(file, values));
    }

    private static TraceLevel level(Path file, SortedMap<String, String> values) {
        String text = values.getOrDefault("level", TraceLevel.FULL.text());
        TraceLevel level = TraceLevel.parse(text);
        if (level == null) {
            throw new LogTooNewException(file, "level", "inputs, calls or full", text);
        }
        return level;
    }

    private static SortedMap<String, Boolean> capabilities(Path file, SortedMap<String, String> values) {
        SortedMap<String, Boolean> capabilities = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(CAPABILITY)) {
                String name = key.substring(CAPABILITY.length());
                boolean isRequired = value.equals(REQUIRED);
                if (isRequired && !KNOWN_CAPABILITIES.contains(name)) {
                    throw new LogTooNewException(
                            file, key, "one of the capabilities " + String.join(", ", KNOWN_CAPABILITIES), name);
                }
                capabilities.put(name, isRequired);
            }
        });
        return capabilities;
    }

    /** The configuration; a value that came up later stands at its default, which is what the machine did before. */
    private static MachineConfig config(Path file, SortedMap<String, String> values) {
        SortedMap<String, String> config = MachineConfig.of(NestedApi.V2).toProperties();
        for (String needed : List.of("api", "memory_bytes", "vcpus")) {
            text(file, values, CONFIG + needed);
        }
        values.forEach((name, value) -> {
            if (name.startsWith(CONFIG) && config.put(name.substring(CONFIG.length()), value) == null) {
                throw new LogTooNewException(file, name, "a value that a machine of this build has", value);
            }
        });
        try {
            MachineConfig read = MachineConfig.fromProperties(config);
            if (!read.problems().isEmpty()) {
                throw new LogDamagedException(
                        file, "config", "a sound configuration", read.problems().get(0));
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw new LogDamagedException(
                    file, "config", "the configuration of a machine", String.valueOf(e.getMessage()));
        }
    }

    /** A name that stays in its directory. */
    private static String fileName(Path file, String name) {
        if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            throw new LogDamagedException(file, "image file", "a plain file name", name);
        }
        return name;
    }

    private static String text(Path file, SortedMap<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new LogDamagedException(file, name, "a value", "none");
        }
        return value;
    }

    private static long number(Path file, SortedMap<String, String> values, String name) {
        String value = text(file, values, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new LogDamagedException(file, name, "a number", value);
        }
    }
}
