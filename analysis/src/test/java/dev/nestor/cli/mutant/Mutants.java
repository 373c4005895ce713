package dev.nestor.cli.mutant;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.recorder.Keyframe;
import dev.nestor.recorder.Recording;
import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.recorder.codec.Schema;
import dev.nestor.recorder.codec.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes a changed recording for each seed, from a few small sound ones. */
public final class Mutants {

    private static final String MANIFEST = "recording.properties";
    private static final String SEAL = "seal.properties";
    private static final String L1 = "images/l1.elf";
    private static final long MEMORY_MOST = 256L << 20;

    /** One in so many is of a recording that takes its time. */
    private static final int LONG_EVERY = 100;

    /** One in so many of those without a seal and an end is as long as one that a recorder left. */
    private static final int OPEN_EVERY = 16;

    /** Of an unfinished queue file: Chronicle's blocks. */
    private static final long UNFINISHED_BYTES = 20L << 20;

    /**
     * A changed recording.
     *
     * @param path directory or pack
     * @param sound the recording that it was
     * @param isLong whether running it takes its time
     * @param kind what was done, for counting
     */
    public record Mutant(Path path, Path sound, boolean isLong, String kind) {}

    private final Path pack;
    private final List<SoundRecording> small;
    private final List<SoundRecording> large = new ArrayList<>();
    private final Map<SoundRecording, Victim> victims = new IdentityHashMap<>();

    private Mutants(Path work, List<SoundRecording> small) {
        this.pack = work.resolve("victim.nestor");
        this.small = small;
    }

    /**
     * Records what is changed later.
     *
     * @param work an empty directory for everything
     * @param tiny a machine that runs to its limit
     * @param hello a machine with an L2
     * @param older recordings of older formats
     */
    public static Mutants in(Path work, MachineImages tiny, MachineImages hello, List<Path> older) throws IOException {
        Mutants mutants = new Mutants(work, SoundRecording.small(work, tiny));
        mutants.large.addAll(SoundRecording.whole(work, hello));
        for (Path each : older) {
            mutants.large.add(SoundRecording.older(each));
        }
        for (SoundRecording each :
                Stream.concat(mutants.small.stream(), mutants.large.stream()).toList()) {
            mutants.victims.put(each, new Victim(work.resolve("victim-" + mutants.victims.size())));
        }
        return mutants;
    }

    /** The sound recordings of this build; a machine of another one may do otherwise. */
    public List<Path> sound() {
        return Stream.concat(small.stream(), large.stream())
                .filter(each -> !each.packs().isEmpty())
                .map(SoundRecording::directory)
                .toList();
    }

    /** Writes the changed recording of {@code seed} in place of an earlier one. */
    public Mutant write(long seed) throws IOException {
        Chance chance = new Chance(seed);
        boolean isLarge = chance.oneIn(LONG_EVERY);
        SoundRecording base = chance.of(isLarge ? large : small);
        SortedMap<String, byte[]> files = new TreeMap<>(base.files());
        int change = chance.below(10);
        if (change == 9 && !base.packs().isEmpty()) {
            return packed(base, files, chance);
        }
        Victim victim = victims.get(base);
        String kind;
        switch (change) {
            case 0, 1 -> {
                List<String> logs =
                        base.log().files().stream().map(LogBytes.Part::name).toList();
                String name = chance.of(chance.oneIn(2) ? logs : List.copyOf(files.keySet()));
                files.put(name, chance.bytes(files.get(name)));
                victim.write(files);
                kind = "bytes as they come";
            }
            case 8 -> {
                texts(files, base.log().copy(), chance);
                victim.write(files);
                kind = "manifest, schema or image, checksums fit";
            }
            default -> {
                boolean isOpen = frames(files, base.log().copy(), chance);
                victim.write(files);
                if (isOpen) {
                    victim.extend(
                            base.log()
                                    .files()
                                    .get(base.log().files().size() - 1)
                                    .name(),
                            UNFINISHED_BYTES);
                }
                boolean isForged = !isOpen && chance.oneIn(4) && forge(victim, files);
                String seal = files.containsKey(SEAL) ? "sealed" : isOpen ? "as a recorder left it" : "no seal";
                kind = "frames, checksums fit, " + seal + (isForged ? ", keyframes forged" : "");
            }
        }
        return new Mutant(victim.directory(), base.directory(), isLarge, kind);
    }

    private Mutant packed(SoundRecording base, SortedMap<String, byte[]> files, Chance chance) throws IOException {
        byte[] sound = chance.of(base.packs());
        String lean = sound == base.packs().get(0) ? "" : "lean ";
        String kind;
        byte[] bytes;
        switch (chance.below(4)) {
            case 0 -> {
                bytes = chance.bytes(sound);
                kind = lean + "pack, bytes as they come";
            }
            case 1 -> {
                bytes = PackBytes.changed(sound, chance);
                kind = lean + "pack, checksums fit";
            }
            case 2 -> {
                bytes = PackBytes.of(files, chance, true);
                kind = "pack written anew, checksums fit";
            }
            default -> {
                frames(files, base.log().copy(), chance);
                bytes = PackBytes.of(files, chance, false);
                kind = "pack of changed frames, checksums fit";
            }
        }
        Files.write(pack, bytes);
        return new Mutant(pack, base.directory(), base.isLong(), kind);
    }

    /** Changes frames; whether the log is one that a recorder did not finish. */
    private static boolean frames(SortedMap<String, byte[]> files, LogBytes log, Chance chance) {
        FrameMutations mutations = new FrameMutations(chance, log.frames());
        for (int i = 1 + chance.below(3); i > 0 && !log.frames().isEmpty(); i--) {
            mutations.mutate();
        }
        byte[] seal = log.writeTo(files);
        List<MutableFrame> frames = log.frames();
        boolean isFinished = !frames.isEmpty() && frames.get(frames.size() - 1).kind == MutableFrame.FOOTER;
        if (isFinished && !chance.oneIn(3)) {
            files.put(SEAL, seal);
        } else {
            files.remove(SEAL);
        }
        return !isFinished && chance.oneIn(OPEN_EVERY);
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
                manifest = Chance.withValue(manifest, "image.l1.sha256", Sha256.of(image));
            }
            default -> manifest = bounded(chance.properties(manifest));
        }
        files.put(MANIFEST, manifest);
        byte[] schemaBytes = schema.getBytes(StandardCharsets.UTF_8);
        PackedWriter out = new PackedWriter(manifest.length + schemaBytes.length + 20);
        out.putVarint(manifest.length);
        out.putBytes(manifest, 0, manifest.length);
        out.putVarint(schemaBytes.length);
        out.putBytes(schemaBytes, 0, schemaBytes.length);
        byte[] payload = out.copyFrom(0);
        // Each file of a ring begins with it.
        for (MutableFrame frame : log.frames()) {
            if (frame.kind == MutableFrame.HEADER) {
                frame.payload = payload;
            }
        }
        files.put(SEAL, log.writeTo(files));
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

    /** Where a changed keyframe still loads, gives it the digest of the machine it makes; whether one did. */
    private static boolean forge(Victim victim, SortedMap<String, byte[]> files) throws IOException {
        LogBytes log = LogBytes.parse(files);
        boolean isForged = false;
        try (Recording recording = Recording.openUpToDamage(victim.directory())) {
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
            return false; // the readers say whether that is as it should be
        }
        if (isForged) {
            byte[] seal = log.writeTo(files);
            if (files.containsKey(SEAL)) {
                files.put(SEAL, seal);
            }
            victim.write(files);
        }
        return isForged;
    }
}
