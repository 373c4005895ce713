package dev.nestor.emulator.platform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a flattened device tree back, independently of the writer: path of each property to its value. */
final class FlatTreeReader {
    private FlatTreeReader() {}

    static SortedMap<String, byte[]> read(byte[] tree) {
        ByteBuffer bytes = ByteBuffer.wrap(tree);
        require(bytes.getInt(0) == 0xD00D_FEED, "magic");
        require(bytes.getInt(4) == tree.length, "total size");
        require(bytes.getInt(20) == 17, "version");
        int at = bytes.getInt(8);
        int strings = bytes.getInt(12);
        int end = at + bytes.getInt(36);
        SortedMap<String, byte[]> properties = new TreeMap<>();
        StringBuilder path = new StringBuilder();
        while (true) {
            int token = bytes.getInt(at);
            at += 4;
            if (token == 1) {
                String name = text(tree, at);
                path.append(name.isEmpty() ? "" : "/" + name);
                at = align(at + name.length() + 1);
            } else if (token == 2) {
                path.setLength(Math.max(0, path.lastIndexOf("/")));
            } else if (token == 3) {
                int length = bytes.getInt(at);
                String name = text(tree, strings + bytes.getInt(at + 4));
                byte[] value = new byte[length];
                System.arraycopy(tree, at + 8, value, 0, length);
                require(properties.put(path + "/" + name, value) == null, "twice: " + path + "/" + name);
                at = align(at + 8 + length);
            } else {
                require(token == 9, "token " + token);
                require(at == end, "size of the structure");
                return properties;
            }
        }
    }

    private static String text(byte[] tree, int at) {
        int end = at;
        while (tree[end] != 0) {
            end++;
        }
        return new String(tree, at, end - at, StandardCharsets.US_ASCII);
    }

    private static int align(int at) {
        return at + 3 & -4;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
