package dev.nestor.analysis;

import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.hypervisor.HypervisorConfig;
import dev.nestor.emulator.hypervisor.PartitionUnderTest;
import dev.nestor.recorder.Recorder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Records what the partitions of the conformance cases state, one recording for each API and profile. The cases follow
 * one another in it as if one machine had run them: sequences and moments go on where the case before stopped.
 */
final class ConformanceRecordings implements PartitionUnderTest.Witness, AutoCloseable {
    private final Path folder;
    private final SortedMap<String, Tape> tapes = new TreeMap<>();

    /** Recordings in directories of {@code folder}, which is there and empty. */
    ConformanceRecordings(Path folder) {
        this.folder = folder;
    }

    /** One recording in the making. */
    private static final class Tape {
        private final Recorder recorder;
        private long sequence;
        private long moment;

        Tape(Recorder recorder) {
            this.recorder = recorder;
        }

        EventSink next() {
            long first = moment;
            return (type, ignored, at, values, payload, offset, length) -> {
                moment = Math.max(moment, first + at);
                recorder.event(type, sequence++, moment, values, payload, offset, length);
            };
        }
    }

    @Override
    public EventSink begins(HypervisorConfig config) {
        if (!config.defects().isEmpty()) {
            return (type,
                    sequence,
                    moment,
                    values,
                    payload,
                    offset,
                    length) -> {}; // a bug on purpose is no conformance
        }
        String name = config.api().text() + "-" + config.profile().text();
        return tapes.computeIfAbsent(name, directory -> new Tape(recorder(directory, config)))
                .next();
    }

    /** Where the recordings are, by name. */
    List<Path> directories() {
        List<Path> directories = new ArrayList<>();
        tapes.values().forEach(tape -> directories.add(tape.recorder.directory()));
        return directories;
    }

    private Recorder recorder(String directory, HypervisorConfig config) {
        SortedMap<String, String> properties =
                new TreeMap<>(MachineConfig.of(config.api()).toProperties());
        properties.put("profile", config.profile().text());
        properties.put("memory_bytes", Long.toString(PartitionUnderTest.MEMORY_BYTES));
        MachineConfig machine = MachineConfig.fromProperties(properties);
        MachineImages none = new MachineImages(new byte[0], new byte[0]);
        return Recorder.create(folder.resolve(directory), machine, none, "conformance");
    }

    @Override
    public void close() {
        tapes.values().forEach(tape -> tape.recorder.close());
    }
}
