package dev.nestor.replayer;

import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.nio.file.Path;

/** Replays one recording in a JVM of its own and prints how many differences were found. */
final class ReplayMain {
    private ReplayMain() {}

    /** Replays the directory named by the only argument. */
    public static void main(String[] arguments) throws IOException {
        try (Recording recording = Recording.open(Path.of(arguments[0]))) {
            ReplayResult result = Replayer.of(recording).run();
            System.out.println(result.divergence().map(Object::toString).orElse("0 differences"));
        }
    }
}
