package dev.nestor.analysis.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The files of one folder among the resources, whether they lie in a directory or in a jar. So a file that is added to
 * the folder is found without being listed anywhere.
 */
public final class ResourceFolder {

    private ResourceFolder() {}

    /**
     * The texts of all files below {@code folder} whose path ends with {@code suffix}.
     *
     * @param folder path of the folder among the resources, without slashes at its ends
     * @param suffix end of the paths
     * @return path relative to the folder, to text; sorted by path
     */
    public static SortedMap<String, String> texts(String folder, String suffix) {
        ClassLoader loader = ResourceFolder.class.getClassLoader();
        SortedMap<String, String> texts = new TreeMap<>();
        try {
            for (URL url : Collections.list(loader.getResources(folder))) {
                if (url.openConnection() instanceof JarURLConnection jar) {
                    jar.setUseCaches(false);
                    readJar(jar, folder + "/", suffix, texts);
                } else {
                    readDirectory(Path.of(toUri(url)), suffix, texts);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("resources of " + folder + " cannot be read", e);
        }
        if (texts.isEmpty()) {
            throw new IllegalStateException("no resources " + folder + "/*" + suffix);
        }
        return texts;
    }

    private static void readJar(
            JarURLConnection connection, String prefix, String suffix, SortedMap<String, String> out)
            throws IOException {
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().startsWith(prefix) && entry.getName().endsWith(suffix)) {
                    out.put(entry.getName().substring(prefix.length()), readEntry(jar, entry));
                }
            }
        }
    }

    private static String readEntry(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void readDirectory(Path directory, String suffix, SortedMap<String, String> out) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String relative = directory.relativize(file).toString().replace('\\', '/');
                if (relative.endsWith(suffix)) {
                    out.put(relative, Files.readString(file));
                }
            }
        }
    }

    private static URI toUri(URL url) {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("resource with an odd place: " + url, e);
        }
    }
}
