package dev.nestor.emulator.guests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.TraceEvent.ConsoleWritten;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiled programs give the checksums that the oracle gave, run bare as an L1 by either engine. Where the compilers
 * and QEMU's user mode are installed, the files are built anew and the oracle is asked again: for one build always, for
 * all of them among the long tests.
 */
class CorpusTest {
    private static final int PROGRAMS_MIN = 20;
    private static final int BUILDS = 18;
    /** Programs of the matrix-multiply assist, which POWER10 alone has. */
    private static final Set<String> MATRIX_PROGRAMS = Set.of("gemm", "outer");

    private static final int MATRIX_BUILDS = 6;
    private static final long MEMORY_BYTES = 16L << 20;
    private static final long INSTRUCTIONS_MAX = 20_000_000;
    private static final String SAMPLE = "power10-le-O2";
    private static final Predicate<String> ALL = name -> true;

    private static final Path SOURCES = Path.of("guests").toAbsolutePath();

    @TempDir
    private Path scratch;

    private final Corpus corpus;

    CorpusTest() throws IOException {
        corpus = new Corpus();
    }

    @Test
    void everyProgramHasEveryBuildAndAChecksum() {
        assertEquals(corpus.checksums().keySet(), corpus.images().keySet());
        Map<String, Integer> builds = new TreeMap<>();
        for (String name : corpus.images().keySet()) {
            builds.merge(name.substring(0, name.indexOf('-')), 1, Integer::sum);
        }
        assertTrue(builds.size() >= PROGRAMS_MIN, "programs: " + builds.keySet());
        builds.forEach((program, count) ->
                assertEquals(MATRIX_PROGRAMS.contains(program) ? MATRIX_BUILDS : BUILDS, count, program));
    }

    @Test
    void theInterpreterComputesTheirChecksums() {
        compare(ALL, EngineKind.INTERPRETER);
    }

    @Test
    void theTranslatorComputesTheirChecksums() {
        compare(name -> name.endsWith("power10-le-O2") || name.endsWith("power9-be-O3"), EngineKind.EAGER_TRANSLATOR);
    }

    @Test
    @Tag("long")
    void theTranslatorComputesAllChecksums() {
        compare(ALL, EngineKind.EAGER_TRANSLATOR);
    }

    private void compare(Predicate<String> which, EngineKind engine) {
        SortedMap<String, String> expected = new TreeMap<>();
        SortedMap<String, String> printed = new TreeMap<>();
        corpus.images().forEach((name, image) -> {
            if (which.test(name)) {
                expected.put(name, corpus.checksums().get(name) + " POWERED_OFF");
                printed.put(name, run(image, engine));
            }
        });
        assertSameTables(expected, printed);
    }

    /** What the program wrote to the console, and why the machine stopped. */
    private static String run(byte[] image, EngineKind engine) {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        MachineConfig config =
                MachineConfig.of(NestedApi.V2).withMemoryBytes(MEMORY_BYTES).withInstructionLimit(INSTRUCTIONS_MAX);
        Machine machine = new Machine(
                config,
                new MachineImages(image, new byte[0]),
                InputSource.SILENCE,
                (type, sequence, moment, values, payload, offset, length) -> {
                    if (type == ConsoleWritten.TYPE) {
                        console.write(payload, offset, length);
                    }
                },
                engine);
        return console(machine, console);
    }

    private static String console(Machine machine, ByteArrayOutputStream console) {
        String reason = machine.run().toString();
        return console.toString(StandardCharsets.ISO_8859_1) + " " + reason;
    }

    @Test
    void theOraclePrintsTheChecksums() throws Exception {
        askTheOracle(name -> name.endsWith(SAMPLE));
    }

    @Test
    @Tag("long")
    void theOraclePrintsAllChecksums() throws Exception {
        askTheOracle(ALL);
    }

    private void askTheOracle(Predicate<String> which) throws Exception {
        GuestTools.assumeCommand("qemu-ppc64le", "--version");
        SortedMap<String, String> expected = new TreeMap<>();
        SortedMap<String, String> printed = new TreeMap<>();
        for (Map.Entry<String, byte[]> program : corpus.images().entrySet()) {
            String name = program.getKey();
            if (which.test(name)) {
                Path file = scratch.resolve(name);
                Files.write(file, program.getValue());
                assertTrue(file.toFile().setExecutable(true), name);
                String oracle = name.contains("-le-") ? "qemu-ppc64le" : "qemu-ppc64";
                expected.put(name, corpus.checksums().get(name));
                printed.put(
                        name,
                        GuestTools.run(scratch, List.of(oracle, "-cpu", "power10", file.toString()))
                                .strip());
            }
        }
        assertSameTables(expected, printed);
    }

    @Test
    void sourcesBuildTheCheckedInPrograms() throws Exception {
        sourcesBuild(name -> name.endsWith(SAMPLE), "BUILDS=" + SAMPLE);
    }

    @Test
    @Tag("long")
    void sourcesBuildAllCheckedInPrograms() throws Exception {
        sourcesBuild(ALL);
    }

    private void sourcesBuild(Predicate<String> which, String... variables) throws Exception {
        GuestTools.assumeRecordedCompilers(SOURCES, scratch);
        Path build = scratch.resolve("build");
        List<String> command = new ArrayList<>(List.of("make", "--silent", "-j2", "all", "BUILD=" + build));
        command.addAll(List.of(variables));
        GuestTools.run(SOURCES.resolve("corpus"), command);
        for (String name : corpus.images().keySet()) {
            if (which.test(name)) {
                assertArrayEquals(
                        Files.readAllBytes(build.resolve(name + ".elf")),
                        corpus.images().get(name),
                        name + " differs from its sources; mend it with: make -C emulator/guests/corpus install");
            }
        }
    }

    private static void assertSameTables(SortedMap<String, String> expected, SortedMap<String, String> actual) {
        assertTrue(!expected.isEmpty(), "something was compared");
        StringBuilder differences = new StringBuilder();
        expected.forEach((name, checksum) -> {
            if (!checksum.equals(actual.get(name))) {
                differences
                        .append(name)
                        .append(": expected ")
                        .append(checksum)
                        .append(", was ")
                        .append(actual.get(name))
                        .append('\n');
            }
        });
        assertEquals("", differences.toString());
    }
}
