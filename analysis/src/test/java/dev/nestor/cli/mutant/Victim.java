package dev.nestor.cli.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A directory for changed recordings: of each only the files are written that differ from the one before. */
final class Victim {

    private final Path directory;
    private final SortedMap<String, byte[]> there = new TreeMap<>();

    Victim(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("images"));
        Files.createDirectories(directory.resolve("log"));
    }

    Path directory() {
        return directory;
    }

    /** Makes the directory hold {@code files}, arrays that nobody changes, and no others. */
    void write(SortedMap<String, byte[]> files) throws IOException {
        for (String name : there.keySet()) {
            if (!files.containsKey(name)) {
                Files.delete(directory.resolve(name));
            }
        }
        there.keySet().retainAll(files.keySet());
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (there.get(file.getKey()) != file.getValue()) {
                Files.write(directory.resolve(file.getKey()), file.getValue());
                there.put(file.getKey(), file.getValue());
            }
        }
    }

    /** Makes a file that is there longer, until the next is written. */
    void extend(String name, long bytes) throws IOException {
        try (java.io.RandomAccessFile file =
                new java.io.RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
            file.setLength(bytes);
        }
        there.put(name, new byte[0]);
    }
}
