package dev.nestor.cli.mutant;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.TraceLevel;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.input.ScheduledInputs;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.RecorderOptions;
import dev.nestor.recorder.RecordingPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A sound recording, to be changed.
 *
 * @param directory where it lies
 * @param files its files by name
 * @param log its log taken apart
 * @param packs the same as packs, the lean one last; empty for an older format
 * @param isLong whether running it takes its time: more than a few thousand instructions
 */
record SoundRecording(
        Path directory, SortedMap<String, byte[]> files, LogBytes log, List<byte[]> packs, boolean isLong) {

    private static final long MEMORY = 16L << 20;
    private static final long SHORT = 700;
    private static final long KEYFRAME = 250;
    private static final long RING_PART = 1_000_000;

    /** Long enough that a ring drops parts; nearly all of it is idle time, which takes none. */
    private static final long RING = 6_500_000;

    private static final long HELLO_MEMORY = 64L << 20;
    private static final long HELLO_KEYFRAME = 3_340_000;

    /**
     * Records some of every kind: both APIs, every level, with inputs, with keyframes and without, rings, and a machine
     * that does nothing.
     *
     * @param work where to
     * @param tiny an image that only turns round
     */
    static List<SoundRecording> small(Path work, MachineImages tiny) throws IOException {
        List<SoundRecording> all = new ArrayList<>();
        RecorderOptions keyed = RecorderOptions.DEFAULT.withKeyframeMoments(KEYFRAME);
        RecorderOptions plain = RecorderOptions.DEFAULT.withKeyframeMoments(0);
        for (NestedApi api : NestedApi.values()) {
            MachineImages guest = new MachineImages(RoundTripGuest.elf(api, false), new byte[0]);
            MachineImages idle = new MachineImages(RoundTripGuest.elf(api, true), new byte[0]);
            RecorderOptions ring = RecorderOptions.DEFAULT.withRingMoments(RING_PART);
            String name = api.text();
            all.add(record(work.resolve(name + "-keyed"), config(api, SHORT), guest, inputs(false), keyed));
            all.add(record(work.resolve(name + "-plain"), config(api, SHORT), guest, inputs(true), plain));
            all.add(record(work.resolve(name + "-ring"), config(api, RING), idle, inputs(false), ring));
            RecorderOptions calls = keyed.withLevel(TraceLevel.CALLS);
            all.add(record(work.resolve(name + "-calls"), config(api, SHORT), guest, inputs(false), calls));
        }
        MachineImages guest = new MachineImages(RoundTripGuest.elf(NestedApi.V2, false), new byte[0]);
        RecorderOptions inputs = keyed.withLevel(TraceLevel.INPUTS);
        all.add(record(work.resolve("inputs"), config(NestedApi.V2, SHORT), guest, inputs(true), inputs));
        all.add(record(work.resolve("tiny"), config(NestedApi.V2, SHORT), tiny, inputs(false), keyed));
        return all;
    }

    /** An L1 and an L2 as Nestor ships them, under both APIs. */
    static List<SoundRecording> whole(Path work, MachineImages hello) throws IOException {
        List<SoundRecording> all = new ArrayList<>();
        RecorderOptions keyed = RecorderOptions.DEFAULT.withKeyframeMoments(HELLO_KEYFRAME);
        for (NestedApi api : NestedApi.values()) {
            MachineConfig config = MachineConfig.of(api).withMemoryBytes(HELLO_MEMORY);
            all.add(record(work.resolve("hello-" + api.text()), config, hello, inputs(false), keyed));
        }
        return all;
    }

    /** One that is there, of any format. */
    static SoundRecording older(Path directory) throws IOException {
        SortedMap<String, byte[]> files = read(directory);
        return new SoundRecording(directory, files, LogBytes.parse(files), List.of(), true);
    }

    private static MachineConfig config(NestedApi api, long moments) {
        return MachineConfig.of(api).withMemoryBytes(MEMORY).withInstructionLimit(moments);
    }

    private static InputSource inputs(boolean areThere) {
        return areThere
                ? new ScheduledInputs(List.of(
                        new ScheduledInputs.Entry(10, new MachineInput.ConsoleTyped(0, new byte[] {'l', 's', '\n'})),
                        new ScheduledInputs.Entry(20, new MachineInput.RegisterEdited(0, 20, 77)),
                        new ScheduledInputs.Entry(600, new MachineInput.MemoryEdited(0x5000, new byte[] {1, 2, 3}))))
                : InputSource.SILENCE;
    }

    /** Records one. */
    static SoundRecording record(
            Path directory, MachineConfig config, MachineImages images, InputSource inputs, RecorderOptions options)
            throws IOException {
        String name = String.valueOf(directory.getFileName());
        try (Recorder recorder = Recorder.create(directory, config, images, name, options)) {
            Machine machine = new Machine(config, images, recorder.inputs(inputs), recorder);
            recorder.finish(recorder.run(machine), machine);
        }
        Path pack = directory.resolveSibling(name + ".nestor");
        Path lean = directory.resolveSibling(name + "-lean.nestor");
        RecordingPack.pack(directory, pack);
        RecordingPack.packLean(directory, lean);
        SortedMap<String, byte[]> files = read(directory);
        List<byte[]> packs = List.of(Files.readAllBytes(pack), Files.readAllBytes(lean));
        boolean isLong = images.initrd().length > 0;
        return new SoundRecording(directory, files, LogBytes.parse(files), packs, isLong);
    }

    /** All files of a recording, by name. */
    static SortedMap<String, byte[]> read(Path directory) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
