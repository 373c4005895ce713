package dev.nestor.cli.mutant;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.input.ScheduledInputs;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.RecordingPack;
import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.recorder.codec.Schema;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes a changed recording for each seed, from a few small sound ones. */
public final class Mutants {

    private static final String MANIFEST = "recording.properties";
    private static final String SEAL = "seal.properties";
    private static final String LOG = "log/19700101F.cq4";
    private static final String L1 = "images/l1.elf";
    private static final long MEMORY = 16L << 20;
    private static final long MEMORY_MOST = 256L << 20;

    /** Of an unfinished queue file: Chronicle's blocks. */
    private static final long UNFINISHED_BYTES = 20L << 20;

    private record Base(Path directory, SortedMap<String, byte[]> files, LogBytes log, byte[] pack) {}

    /**
     * A changed recording.
     *
     * @param path directory or pack
     * @param sound the recording that it was
     * @param isNested whether it is one of a whole L1 and L2, which takes its time
     */
    public record Mutant(Path path, Path sound, boolean isNested) {}

    private final Path work;
    private final List<Base> small = new ArrayList<>();
    private final List<Base> nested = new ArrayList<>();

    private Mutants(Path work) {
        this.work = work;
    }

    /**
     * Records what is changed later.
     *
     * @param work an empty directory for everything
     * @param tiny a machine that runs to its limit
     * @param hello a machine with an L2
     */
    public static Mutants in(Path work, MachineImages tiny, MachineImages hello) throws IOException {
        Mutants mutants = new Mutants(work);
        MachineConfig config =
                MachineConfig.of(NestedApi.V2).withMemoryBytes(MEMORY).withInstructionLimit(4000);
        mutants.small.add(mutants.record("plain", config, tiny, InputSource.SILENCE, 0));
        mutants.small.add(mutants.record("keyed", config, tiny, InputSource.SILENCE, 1000));
        ScheduledInputs inputs = new ScheduledInputs(List.of(
                new ScheduledInputs.Entry(10, new MachineInput.ConsoleTyped(0, new byte[] {'l', 's', '\n'})),
                new ScheduledInputs.Entry(20, new MachineInput.RegisterEdited(0, 3, 77)),
                new ScheduledInputs.Entry(2500, new MachineInput.MemoryEdited(0x5000, new byte[] {1, 2, 3}))));
        mutants.small.add(mutants.record("inputs", config, tiny, inputs, 1500));
        for (NestedApi api : NestedApi.values()) {
            MachineConfig whole = MachineConfig.of(api).withMemoryBytes(64L << 20);
            mutants.nested.add(mutants.record("nested-" + api.text(), whole, hello, InputSource.SILENCE, 3_340_000));
        }
        return mutants;
    }

    private Base record(String name, MachineConfig config, MachineImages images, InputSource inputs, long keyframes)
            throws IOException {
        Path directory = work.resolve(name);
        RecorderOptions options = RecorderOptions.DEFAULT.withKeyframeMoments(keyframes);
        try (Recorder recorder = Recorder.create(directory, config, images, name, options)) {
            Machine machine = new Machine(config, images, recorder.inputs(inputs), recorder);
            recorder.finish(recorder.run(machine), machine);
        }
        Path pack = work.resolve(name + ".nestor");
        RecordingPack.pack(directory, pack);
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return new Base(directory, files, LogBytes.parse(files.get(LOG)), Files.readAllBytes(pack));
    }

    /** The sound recordings. */
    public List<Path> sound() {
        return Stream.concat(small.stream(), nested.stream())
                .map(Base::directory)
                .toList();
    }

    /** Writes the changed recording of {@code seed} in place of the last one. */
    public Mutant write(long seed) throws IOException {
        Chance chance = new Chance(seed);
        boolean isNested = chance.oneIn(20);
        Base base = chance.of(isNested ? nested : small);
        SortedMap<String, byte[]> files = new TreeMap<>(base.files);
        Path victim = work.resolve("victim");
        Path pack = work.resolve("victim.nestor");
        switch (chance.below(10)) {
            case 0, 1 -> {
                String name = chance.oneIn(2) ? LOG : chance.of(List.copyOf(files.keySet()));
                files.put(name, chance.bytes(files.get(name)));
                writeFiles(victim, files);
                return new Mutant(victim, base.directory, isNested);
            }
            case 8 -> {
                texts(files, base.log.copy(), chance);
                writeFiles(victim, files);
                return new Mutant(victim, base.directory, isNested);
            }
            case 9 -> {
                Files.write(pack, packOf(base, files, chance));
                return new Mutant(pack, base.directory, isNested);
            }
            default -> {
                boolean isOpen = frames(files, base.log.copy(), chance);
                writeFiles(victim, files);
                if (isOpen) {
                    try (RandomAccessFile file =
                            new RandomAccessFile(victim.resolve(LOG).toFile(), "rw")) {
                        file.setLength(UNFINISHED_BYTES);
                    }
                }
                if (chance.oneIn(4) && !base.log.frames().isEmpty()) {
                    forge(victim, files);
                }
                return new Mutant(victim, base.directory, isNested);
            }
        }
    }

    private byte[] packOf(Base base, SortedMap<String, byte[]> files, Chance chance) {
        switch (chance.below(4)) {
            case 0:
                return chance.bytes(base.pack);
            case 1:
                return PackBytes.changed(base.pack, chance);
            case 2:
                return PackBytes.of(files, chance, true);
            default:
                frames(files, base.log.copy(), chance);
                return PackBytes.of(files, chance, false);
        }
    }

    /** Changes frames; whether the log is one that a recorder did not finish. */
    private static boolean frames(SortedMap<String, byte[]> files, LogBytes log, Chance chance) {
        FrameMutations mutations = new FrameMutations(chance, log.frames());
        for (int i = 1 + chance.below(3); i > 0 && !log.frames().isEmpty(); i--) {
            mutations.mutate();
        }
        LogBytes.Written written = log.write();
        files.put(LOG, written.file());
        List<MutableFrame> frames = log.frames();
        boolean isFinished = !frames.isEmpty() && frames.get(frames.size() - 1).kind == MutableFrame.FOOTER;
        if (isFinished && chance.oneIn(2)) {
            files.put(SEAL, written.seal());
        } else {
            files.remove(SEAL);
        }
        return !isFinished && chance.oneIn(16);
    }

    /** Changes manifest, schema or image so that each names the others as they are. */
    private static void texts(SortedMap<String, byte[]> files, LogBytes log, Chance chance) {
        PackedReader in = new PackedReader();
        MutableFrame header = log.frames().get(0);
        in.open(header.payload, 0, header.payload.length);
        byte[] manifest = in.getBytes("manifest", in.getCount("length", in.remaining()));
        String schema =
                new String(in.getBytes("schema", in.getCount("length", in.remaining())), StandardCharsets.UTF_8);
        switch (chance.below(4)) {
            case 0 -> {
                String[] lines = schema.split("\n");
                int line = chance.below(lines.length);
                lines[line] = chance.oneIn(4) ? chance.textNumber(lines[line]) : word(lines[line], chance);
                schema = String.join("\n", lines) + "\n";
                manifest = Chance.withValue(manifest, "schema.sha256", Schema.fingerprintOf(schema));
            }
            case 1 -> {
                byte[] image = chance.bytes(files.get(L1));
                files.put(L1, image);
                manifest = Chance.withValue(manifest, "image.l1.bytes", Integer.toString(image.length));
                manifest = Chance.withValue(manifest, "image.l1.sha256", PackBytes.sha256(image));
            }
            default -> manifest = bounded(chance.properties(manifest));
        }
        files.put(MANIFEST, manifest);
        PackedWriter out = new PackedWriter(manifest.length + schema.length() + 20);
        byte[] schemaBytes = schema.getBytes(StandardCharsets.UTF_8);
        out.putVarint(manifest.length);
        out.putBytes(manifest, 0, manifest.length);
        out.putVarint(schemaBytes.length);
        out.putBytes(schemaBytes, 0, schemaBytes.length);
        header.payload = out.copyFrom(0);
        LogBytes.Written written = log.write();
        files.put(LOG, written.file());
        files.put(SEAL, written.seal());
    }

    /** A machine with more memory than this process has is no fault of the recording. */
    private static byte[] bounded(byte[] manifest) {
        for (String line : new String(manifest, StandardCharsets.ISO_8859_1).split("\n")) {
            if (line.matches("config\\.memory_bytes=[0-9]{9,18}")
                    && Long.parseLong(line.substring(line.indexOf('=') + 1)) > MEMORY_MOST) {
                return Chance.withValue(manifest, "config.memory_bytes", Long.toString(MEMORY_MOST));
            }
        }
        return manifest;
    }

    private static String word(String line, Chance chance) {
        String[] words = line.split("(?<=[ :])|(?=[ :])");
        int word = chance.below(words.length);
        words[word] = chance.textNumber(words[word]);
        return String.join("", words);
    }

    /** Where a changed keyframe still loads, gives it the digest of the machine it makes. */
    private static void forge(Path victim, SortedMap<String, byte[]> files) throws IOException {
        LogBytes log = LogBytes.parse(files.get(LOG));
        boolean isForged = false;
        try (Recording recording = Recording.openUpToDamage(victim)) {
            List<MutableFrame> frames = log.frames().stream()
                    .filter(frame -> frame.kind == MutableFrame.KEYFRAME)
                    .toList();
            List<Keyframe> keyframes = recording.keyframes();
            for (int i = 0; i < Math.min(frames.size(), keyframes.size()); i++) {
                Machine machine = new Machine(
                        recording.config(),
                        recording.images(),
                        InputSource.SILENCE,
                        EventSink.NOWHERE,
                        EngineKind.INTERPRETER);
                recording.restore(keyframes.get(i), machine);
                if (machine.digest() != keyframes.get(i).digest()) {
                    FrameMutations.forge(frames.get(i), machine.digest());
                    isForged = true;
                }
            }
        } catch (RuntimeException e) {
            return; // the readers say whether that is as it should be
        }
        if (isForged) {
            LogBytes.Written written = log.write();
            files.put(LOG, written.file());
            if (files.containsKey(SEAL)) {
                files.put(SEAL, written.seal());
            }
            writeFiles(victim, files);
        }
    }

    private static void writeFiles(Path directory, SortedMap<String, byte[]> files) throws IOException {
        Files.createDirectories(directory.resolve("images"));
        Files.createDirectories(directory.resolve("log"));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
        for (String optional : List.of(SEAL, "images/initrd.elf")) {
            if (!files.containsKey(optional)) {
                Files.deleteIfExists(directory.resolve(optional));
            }
        }
    }
}
