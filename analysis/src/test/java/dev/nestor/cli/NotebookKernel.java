package dev.nestor.cli;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** The notebooks' cells behind Jupyter's protocol; {@link #install} tells Jupyter how to start it. */
public final class NotebookKernel extends BaseKernel {

    private final NotebookCells cells;

    private NotebookKernel() throws NotebookCells.CellFailedException {
        cells = new NotebookCells();
    }

    /**
     * Jupyter starts it with the file that says where to listen. With {@code --install DIR} it writes into
     * {@code DIR/kernels/nestor} how Jupyter is to start it.
     */
    public static void main(String... words) throws Exception {
        if (words[0].equals("--install")) {
            install(Path.of(words[1]));
            return;
        }
        JupyterSocket.JUPYTER_LOGGER.setLevel(Level.WARNING);
        KernelConnectionProperties properties = KernelConnectionProperties.parse(Files.readString(Path.of(words[0])));
        JupyterConnection connection = new JupyterConnection(properties);
        NotebookKernel kernel = new NotebookKernel();
        kernel.becomeHandlerForConnection(connection);
        connection.connect();
        connection.waitUntilClose();
    }

    /** Writes the description of the kernel: this process's JDK, class path and flags. */
    static void install(Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : System.getProperty("nestor.jvm.flags", "").split("\\s+")) {
            if (!flag.isEmpty()) {
                command.add(flag);
            }
        }
        command.add("-Dnestor.root="
                + Path.of(System.getProperty("nestor.root", ".."))
                        .toAbsolutePath()
                        .normalize());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NotebookKernel.class.getName()));
        command.add("{connection_file}");
        Path folder = Files.createDirectories(directory.resolve("kernels/nestor"));
        Json description = new Json()
                .put("argv", command)
                .put("display_name", "Java (Nestor)")
                .put("language", "java")
                .put("interrupt_mode", "message");
        Files.writeString(folder.resolve("kernel.json"), description.text());
    }

    @Override
    public @Nullable DisplayData eval(String cell) throws Exception {
        for (Notebook.Output output : cells.run(cell)) {
            DisplayData data = new DisplayData();
            data.putData(MIMEType.TEXT_HTML, output.html());
            data.putText(output.says());
            display(data);
        }
        return null;
    }

    @Override
    public LanguageInfo getLanguageInfo() {
        return new LanguageInfo.Builder("Java")
                .version(Runtime.version().toString())
                .mimetype("text/x-java-source")
                .fileExtension(".java")
                .build();
    }
}
