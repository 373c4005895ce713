package dev.nestor.replayer;

import dev.nestor.emulator.EngineKind;
import dev.nestor.recorder.Recording;
import java.io.IOException;
import java.nio.file.Path;

/** Replays recordings by every engine in a JVM of its own and prints the differences of each. */
final class ReplayMain {
    private ReplayMain() {}

    /** Replays the directories named. */
    public static void main(String[] arguments) throws IOException {
        for (String directory : arguments) {
            try (Recording recording = Recording.open(Path.of(directory))) {
                for (EngineKind engine : EngineKind.values()) {
                    ReplayResult result =
                            Replayer.of(recording).withEngine(engine).run();
                    String found = result.divergence().map(Object::toString).orElse("0 differences");
                    System.out.println(recording.config().api() + " " + engine + " " + found);
                }
            }
        }
    }
}
