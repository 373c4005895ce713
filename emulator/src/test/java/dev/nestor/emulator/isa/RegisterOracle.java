package dev.nestor.emulator.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Executes instructions on given registers in QEMU's user mode, by the program {@code oracle/registers.c}, which is
 * built for the byte order asked for.
 */
final class RegisterOracle {
    private static final String QEMU_CPU = "power10";

    private final ByteOrder order;
    private final Path program;

    private RegisterOracle(ByteOrder order, Path program) {
        this.order = order;
        this.program = program;
    }

    /** Builds the program in {@code directory}; skips the test where QEMU or the compiler is missing. */
    static RegisterOracle build(Path directory, ByteOrder order) throws IOException, InterruptedException {
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        String compiler = little ? "powerpc64le-linux-gnu-gcc" : "powerpc64-linux-gnu-gcc";
        for (String tool : List.of(compiler, qemu(order))) {
            assumeTrue(isInstalled(tool), tool + " is not installed: comparison skipped");
        }
        Path source = directory.resolve("registers.c");
        try (InputStream in = RegisterOracle.class.getResourceAsStream("/oracle/registers.c")) {
            Files.copy(Objects.requireNonNull(in), source);
        }
        Path program = directory.resolve("registers");
        List<String> command = List.of(
                compiler,
                "-mcpu=power8",
                "-O1",
                "-mabi=elfv2",
                "-fno-pic",
                "-no-pie",
                "-static",
                "-nostdlib",
                "-ffreestanding",
                "-fno-stack-protector",
                "-o",
                program.toString(),
                source.toString());
        Process build = new ProcessBuilder(command).inheritIO().start();
        assertEquals(0, build.waitFor(), "the oracle's program does not compile");
        return new RegisterOracle(order, program);
    }

    /** What the instructions make of the cases; both in order. */
    RegisterCase[] run(long[] words, List<RegisterCase> cases) throws IOException, InterruptedException {
        int bytes = 8 * RegisterCase.DOUBLEWORDS;
        ByteBuffer input = ByteBuffer.allocate(8 + 8 * words.length + cases.size() * (8 + bytes))
                .order(order);
        input.putLong(words.length);
        for (long word : words) {
            input.putLong(word);
        }
        for (RegisterCase one : cases) {
            input.putLong(one.index);
            for (long value : one.values) {
                input.putLong(value);
            }
        }
        Path given = program.resolveSibling("cases");
        Path results = program.resolveSibling("results");
        Files.write(given, input.array());
        Process process = new ProcessBuilder(qemu(order), "-cpu", QEMU_CPU, program.toString())
                .redirectInput(given.toFile())
                .redirectOutput(results.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int status = process.waitFor();
        byte[] written = Files.readAllBytes(results);
        assertEquals(
                cases.size() * bytes,
                written.length,
                () -> "QEMU ended with " + status + " after case " + written.length / bytes);
        ByteBuffer output = ByteBuffer.wrap(written).order(order);
        RegisterCase[] answers = new RegisterCase[cases.size()];
        for (int k = 0; k < answers.length; k++) {
            answers[k] = new RegisterCase(cases.get(k).index);
            for (int value = 0; value < RegisterCase.DOUBLEWORDS; value++) {
                answers[k].values[value] = output.getLong();
            }
        }
        return answers;
    }

    private static String qemu(ByteOrder order) {
        return order == ByteOrder.LITTLE_ENDIAN ? "qemu-ppc64le" : "qemu-ppc64";
    }

    /** Whether {@code tool} stands on the path. */
    static boolean isInstalled(String tool) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }
}
