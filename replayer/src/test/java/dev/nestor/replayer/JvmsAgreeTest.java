package dev.nestor.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nestor.emulator.EngineKind;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A recording is the same, frame by frame, whatever JVM made it. */
class JvmsAgreeTest {
    private static final String L2 = "l2-hello";

    @TempDir
    static Path directory;

    @BeforeAll
    static void recordHere() throws IOException {
        RecordMain.recordBoth(directory.resolve("here"), L2, EngineKind.INTERPRETER);
    }

    static Stream<List<String>> jvmOptions() {
        return Stream.of(
                List.of("-Xint"),
                List.of("-XX:TieredStopAtLevel=1"),
                List.of("-XX:+UseSerialGC", "-Xmx512m"),
                List.of("-XX:+UseParallelGC"),
                List.of("-Duser.language=tr", "-Duser.country=TR", "-Duser.timezone=Asia/Kolkata"),
                List.of("-Duser.language=ar", "-Duser.country=EG", "-Dfile.encoding=UTF-16"));
    }

    @ParameterizedTest
    @MethodSource("jvmOptions")
    void anotherJvmOfThisJdkRecordsTheSame(List<String> options) throws Exception {
        Path there = recordElsewhere(System.getProperty("java.home"), options, EngineKind.INTERPRETER);
        for (NestedApi api : NestedApi.values()) {
            assertSameRecording(api, there.resolve(api.name()));
        }
    }

    /** The JDK that runs the tests, and another: what each records by each engine, both replay by every engine. */
    @ParameterizedTest
    @EnumSource(
            value = EngineKind.class,
            names = {"INTERPRETER", "TRANSLATOR"})
    void anotherJdkRecordsTheSameAndEachReplaysTheOthers(EngineKind engine) throws Exception {
        Path there = recordElsewhere(secondJdk(), List.of(), engine);
        for (NestedApi api : NestedApi.values()) {
            assertSameRecording(api, there.resolve(api.name()));
            try (Recording recording = Recording.open(there.resolve(api.name()))) {
                for (EngineKind kind : EngineKind.values()) {
                    ReplayResult result =
                            Replayer.of(recording).withEngine(kind).run();
                    assertTrue(result.divergence().isEmpty(), () -> kind + ": " + result.divergence());
                }
            }
        }
    }

    @Test
    void anotherJdkReplaysWhatThisOneRecorded() throws Exception {
        Path translated = directory.resolve("translated");
        RecordMain.recordBoth(translated, L2, EngineKind.TRANSLATOR);
        List<String> recordings = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (Path each : List.of(directory.resolve("here"), translated)) {
            for (NestedApi api : NestedApi.values()) {
                recordings.add(each.resolve(api.name()).toString());
                for (EngineKind kind : EngineKind.values()) {
                    expected.add(api + " " + kind + " 0 differences");
                }
            }
        }
        String output = run(secondJdk(), List.of(), ReplayMain.class, recordings.toArray(new String[0]));
        assertEquals(expected, output.lines().toList());
    }

    @Test
    void twoRecordingsInOneJvmAreTheSame() throws IOException {
        RecordMain.recordBoth(directory.resolve("again"), L2, EngineKind.INTERPRETER);
        for (NestedApi api : NestedApi.values()) {
            assertSameRecording(api, directory.resolve("again").resolve(api.name()));
        }
    }

    private void assertSameRecording(NestedApi api, Path there) throws IOException {
        try (Recording mine = Recording.open(here(api));
                Recording theirs = Recording.open(there)) {
            assertEquals(mine.frames(), theirs.frames());
        }
        for (Path file : files(here(api))) {
            assertEquals(-1, Files.mismatch(file, there.resolve(here(api).relativize(file))), file::toString);
        }
        assertEquals(files(here(api)).size(), files(there).size());
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Path here(NestedApi api) {
        return directory.resolve("here").resolve(api.name());
    }

    private Path recordElsewhere(String javaHome, List<String> options, EngineKind engine) throws Exception {
        Path there = Files.createTempDirectory(directory, "there").resolve("recording");
        run(javaHome, options, RecordMain.class, there.toString(), L2, engine.name());
        return there;
    }

    private static String secondJdk() throws IOException {
        String home = System.getenv("NESTOR_SECOND_JDK");
        assumeTrue(home != null, "set NESTOR_SECOND_JDK to the home of another JDK to compare two JDKs");
        String release = Files.readString(Path.of(home, "release"), StandardCharsets.UTF_8);
        assumeTrue(
                !release.contains("JAVA_VERSION=\"" + Runtime.version().feature() + "."),
                "NESTOR_SECOND_JDK names a JDK of the version that runs the tests: name one of another");
        return home;
    }

    private static String run(String javaHome, List<String> options, Class<?> main, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(javaHome + "/bin/java"));
        command.addAll(options);
        command.addAll(List.of(System.getProperty("nestor.jvm.flags", "").trim().split("\\s+")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile("nestor-child", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        int code = process.waitFor();
        String said = Files.readString(errors, StandardCharsets.ISO_8859_1);
        Files.delete(errors);
        assertEquals(0, code, () -> command + " said: " + said);
        return output;
    }
}
