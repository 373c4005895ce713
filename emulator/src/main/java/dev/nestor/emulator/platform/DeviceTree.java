package dev.nestor.emulator.platform;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A device tree under construction, written as a flattened device tree of version 17.
 *
 * <pre>
 * header     magic 0xD00DFEED, total size, offsets of structure, strings and reservations, version 17, compatible 16,
 *            boot CPU 0, size of strings, size of structure: ten words
 * reserved   (address, size) pairs of doublewords, ended by zeros
 * structure  1 name: node begins; 2: node ends; 3 length offset value: property; 9: end. Words, padded to 4 bytes
 * strings    names of properties
 * </pre>
 *
 * <p>All values are big-endian.
 *
 * @see "Devicetree Specification 0.4, chapter 5"
 */
public final class DeviceTree {
    private static final int MAGIC = 0xD00D_FEED;
    private static final int VERSION = 17;
    private static final int COMPATIBLE = 16;
    private static final int HEADER_BYTES = 40;
    private static final int NODE_BEGINS = 1;
    private static final int NODE_ENDS = 2;
    private static final int PROPERTY = 3;
    private static final int END = 9;

    private final Node root = new Node("");
    private final List<long[]> reservations = new ArrayList<>();

    /** A node with properties and children, in the order in which they were added. */
    public static final class Node {
        private final String name;
        private final List<String> propertyNames = new ArrayList<>();
        private final List<byte[]> values = new ArrayList<>();
        private final List<Node> children = new ArrayList<>();

        private Node(String name) {
            this.name = name;
        }

        /** Adds a child; {@code name} includes the unit address. */
        public Node node(String name) {
            Node child = new Node(name);
            children.add(child);
            return child;
        }

        /** Adds a property without a value. */
        public Node flag(String property) {
            return bytes(property, new byte[0]);
        }

        /** Adds a property of 32-bit cells. */
        public Node cells(String property, int... cells) {
            Words words = new Words();
            for (int cell : cells) {
                words.word(cell);
            }
            return bytes(property, words.toByteArray());
        }

        /** Adds a property of 64-bit values, two cells each. */
        public Node doublewords(String property, long... values) {
            Words words = new Words();
            for (long value : values) {
                words.word((int) (value >>> 32));
                words.word((int) value);
            }
            return bytes(property, words.toByteArray());
        }

        /** Adds a property of ASCII strings, each ended by a zero. */
        public Node text(String property, String... strings) {
            Words words = new Words();
            for (String string : strings) {
                words.string(string);
            }
            return bytes(property, words.toByteArray());
        }

        /** Adds a property of raw bytes. */
        public Node bytes(String property, byte[] value) {
            propertyNames.add(property);
            values.add(value.clone());
            return this;
        }
    }

    /** The root node. */
    public Node root() {
        return root;
    }

    /** Reserves memory: the kernel must not use it before it has looked. */
    public void reserve(long address, long bytes) {
        reservations.add(new long[] {address, bytes});
    }

    /** The flattened tree. */
    public byte[] flatten() {
        Words structure = new Words();
        Words strings = new Words();
        List<String> names = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        writeNode(root, structure, strings, names, offsets);
        structure.word(END);
        Words reserved = new Words();
        for (long[] reservation : reservations) {
            reserved.doubleword(reservation[0]);
            reserved.doubleword(reservation[1]);
        }
        reserved.doubleword(0);
        reserved.doubleword(0);
        int structureAt = HEADER_BYTES + reserved.size();
        int stringsAt = structureAt + structure.size();
        Words tree = new Words();
        tree.word(MAGIC);
        tree.word(stringsAt + strings.size());
        tree.word(structureAt);
        tree.word(stringsAt);
        tree.word(HEADER_BYTES);
        tree.word(VERSION);
        tree.word(COMPATIBLE);
        tree.word(0);
        tree.word(strings.size());
        tree.word(structure.size());
        tree.writeBytes(reserved.toByteArray());
        tree.writeBytes(structure.toByteArray());
        tree.writeBytes(strings.toByteArray());
        return tree.toByteArray();
    }

    private static void writeNode(
            Node node, Words structure, Words strings, List<String> names, List<Integer> offsets) {
        structure.word(NODE_BEGINS);
        structure.string(node.name);
        structure.pad();
        for (int i = 0; i < node.propertyNames.size(); i++) {
            byte[] value = node.values.get(i);
            structure.word(PROPERTY);
            structure.word(value.length);
            structure.word(offsetOf(node.propertyNames.get(i), strings, names, offsets));
            structure.writeBytes(value);
            structure.pad();
        }
        for (Node child : node.children) {
            writeNode(child, structure, strings, names, offsets);
        }
        structure.word(NODE_ENDS);
    }

    private static int offsetOf(String name, Words strings, List<String> names, List<Integer> offsets) {
        int known = names.indexOf(name);
        if (known >= 0) {
            return offsets.get(known);
        }
        names.add(name);
        offsets.add(strings.size());
        strings.string(name);
        return offsets.get(offsets.size() - 1);
    }

    /** Bytes with big-endian words. */
    private static final class Words extends ByteArrayOutputStream {
        void word(int value) {
            write(value >>> 24);
            write(value >>> 16);
            write(value >>> 8);
            write(value);
        }

        void doubleword(long value) {
            word((int) (value >>> 32));
            word((int) value);
        }

        void string(String text) {
            writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            write(0);
        }

        void pad() {
            while (size() % 4 != 0) {
                write(0);
            }
        }
    }
}
