package dev.nestor.replayer;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Records one run of the guests that ship with Nestor, in a JVM of its own, under each nested API. */
final class RecordMain {
    private static final long MEMORY_BYTES = 64L << 20;

    private RecordMain() {}

    /**
     * Records into the sub-directories V1 and V2 of the directory named first, with the L2 image named second, by the
     * engine named third; every failure ends the JVM with its stack trace and an exit code other than 0.
     */
    public static void main(String[] arguments) throws IOException {
        recordBoth(Path.of(arguments[0]), arguments[1], EngineKind.valueOf(arguments[2]));
    }

    static void recordBoth(Path directory, String l2, EngineKind engine) throws IOException {
        for (NestedApi api : NestedApi.values()) {
            record(directory.resolve(api.name()), api, l2, engine);
        }
    }

    private static void record(Path directory, NestedApi api, String l2, EngineKind engine) throws IOException {
        Recorder.prepareHost();
        MachineConfig config = MachineConfig.of(api).withMemoryBytes(MEMORY_BYTES);
        MachineImages images = new MachineImages(guest("l1-hypervisor"), guest(l2));
        try (Recorder recorder = Recorder.create(directory, config, images, l2)) {
            Machine machine = new Machine(config, images, recorder.inputs(InputSource.SILENCE), recorder, engine);
            StopReason reason = machine.run();
            recorder.finish(reason, machine);
        }
    }

    private static byte[] guest(String name) throws IOException {
        try (InputStream in = MachineImages.class.getResourceAsStream("/guests/" + name + ".elf")) {
            if (in == null) {
                throw new IOException("no guest program " + name);
            }
            return in.readAllBytes();
        }
    }
}
