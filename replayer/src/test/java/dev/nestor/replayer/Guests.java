package dev.nestor.replayer;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recorder;
import dev.nestor.recorder.RecordingSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;

/** The guests that ship with the emulator, and short ways to record them. */
public final class Guests {

    private Guests() {}

    /** Nestor's L1 with that L2. */
    public static MachineImages images(String l2) {
        return new MachineImages(resource("l1-hypervisor.elf"), resource("l2-" + l2 + ".elf"));
    }

    /** A configuration in which every digest covers memory as well. */
    public static MachineConfig digestingAll(NestedApi api) {
        return MachineConfig.of(api).withMemoryDigestMoments(1);
    }

    /** Records a run from start to end. */
    public static RecordingSummary record(Path directory, MachineConfig config, String l2) {
        return record(directory, config, l2, InputSource.SILENCE, new long[0]);
    }

    /** Records a run with a keyframe at each of {@code keyframeMoments}, which ascend. */
    public static RecordingSummary record(
            Path directory, MachineConfig config, String l2, InputSource inputs, long[] keyframeMoments) {
        MachineImages images = images(l2);
        try (Recorder recorder = Recorder.create(directory, config, images, l2)) {
            Machine machine = new Machine(config, images, recorder.inputs(inputs), recorder);
            for (long moment : keyframeMoments) {
                machine.runUntil(moment);
                recorder.keyframe(machine);
            }
            StopReason reason = machine.run();
            return recorder.finish(reason, machine);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Machine.class.getResourceAsStream("/guests/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
