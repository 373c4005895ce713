package dev.nestor.replayer.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An {@link EndlessRecorder} in a process of its own, which can be stopped at any instruction, continued and killed.
 * Signals are sent by a shell that stays, since a process for each would cost more than the rest of the test.
 */
final class RecorderProcess implements AutoCloseable {

    private final Process process;
    private final Process shell;
    private final StringBuilder line = new StringBuilder();
    private Said said = Said.NOTHING;
    private Said saidBefore = Said.NOTHING;

    /**
     * What the recorder has said of the recording that it is at.
     *
     * @param what its last word
     * @param number of the recording
     * @param events acknowledged
     * @param isBegun whether there is a recorder, and so a recording
     * @param isEnding whether it may have written its footer
     */
    record Said(char what, int number, long events, boolean isBegun, boolean isEnding) {
        static final Said NOTHING = new Said(EndlessRecorder.CLOSED, -1, 0, false, false);

        Said and(char next, int itsNumber, long itsEvents) {
            boolean isSame = itsNumber == number;
            return new Said(
                    next,
                    itsNumber,
                    isSame ? Math.max(events, itsEvents) : itsEvents,
                    next != EndlessRecorder.OPENING,
                    next == EndlessRecorder.FINISHING || next == EndlessRecorder.FINISHED);
        }

        boolean isFinished() {
            return what == EndlessRecorder.FINISHED;
        }
    }

    /** Starts one that records below {@code root}, which is there, from number {@code first} on. */
    RecorderProcess(Path root, int first) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("nestor.jvm.flags", "").trim().split("\\s+")));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EndlessRecorder.class.getName()));
        command.addAll(List.of(root.toString(), Integer.toString(first)));
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // Its last act, also when this process is gone, is to let nothing behind that is stopped for ever.
        String loop = "while read signal; do kill -s $signal PID; echo; done; kill -s KILL PID 2>/dev/null";
        this.shell = new ProcessBuilder("sh", "-c", loop.replace("PID", Long.toString(process.pid())))
                .redirectErrorStream(true)
                .start();
    }

    /** Reads on until the recorder says {@code what}. */
    void await(char what) throws IOException {
        do {
            readLine();
        } while (said.what() != what);
    }

    /** Takes what it said so far, without waiting for more. */
    Said said() throws IOException {
        while (process.isAlive() && process.getInputStream().available() > 0) {
            readLine();
        }
        return said;
    }

    /** The last that it said of the recording before. */
    Said saidBefore() {
        return saidBefore;
    }

    /** Stops all its threads, wherever they are; when this returns none of them runs. */
    void stop() throws IOException {
        signal("STOP");
        while (!isStopped()) {
            requireAlive();
        }
    }

    /** Lets a stopped one go on. */
    void goOn() throws IOException {
        signal("CONT");
    }

    /** Kills it, running or stopped, and waits for its end; what it said up to there is still read. */
    void kill() throws IOException, InterruptedException {
        signal("KILL");
        process.waitFor();
        InputStream rest = process.getInputStream();
        for (int next = rest.read(); next >= 0; next = rest.read()) {
            take(next);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        shell.getOutputStream().close();
    }

    private void signal(String name) throws IOException {
        OutputStream out = shell.getOutputStream();
        out.write((name + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String answer = "";
        for (int next = shell.getInputStream().read(); next >= 0 && next != '\n'; ) {
            answer += (char) next;
            next = shell.getInputStream().read();
        }
        if (!answer.isEmpty()) {
            throw new IOException("signal " + name + ": " + answer);
        }
    }

    /** The state stands behind the name, which is in parentheses: T for stopped. */
    private boolean isStopped() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"), StandardCharsets.ISO_8859_1);
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // A thread ended between the list and the look; so not all were stopped.
            return false;
        }
    }

    private void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the recorder ended by itself, at recording " + said.number());
        }
    }

    private void readLine() throws IOException {
        int next;
        do {
            next = process.getInputStream().read();
            if (next < 0) {
                throw new IOException("the recorder ended by itself, at recording " + said.number());
            }
            take(next);
        } while (next != '\n');
    }

    private void take(int next) {
        if (next != '\n') {
            line.append((char) next);
            return;
        }
        String[] words = line.toString().split(" ");
        Said now = said.and(words[0].charAt(0), Integer.parseInt(words[1]), Long.parseLong(words[2]));
        saidBefore = now.number() == said.number() ? saidBefore : said;
        said = now;
        line.setLength(0);
    }
}
