package dev.nestor.replayer.explain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The functions and labels of an ELF64 file, from its symbol table.
 *
 * <pre>
 * section header, 64 bytes: name(4) type(4) flags(8) addr(8) offset(8) size(8) link(4) info(4) align(8) entsize(8)
 * symbol, 24 bytes:         name(4) info(1) other(1) shndx(2) value(8) size(8)
 * </pre>
 *
 * <p>A file without a table, or with one that contradicts itself, has no symbols; nothing here is worth a failure.
 */
final class ElfSymbols {
    private static final int HEADER_BYTES = 64;
    private static final int SECTION_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int SECTION_SYMBOLS = 2;
    private static final int TYPE_NONE = 0;
    private static final int TYPE_FUNCTION = 2;
    private static final int SYMBOLS_MAX = 1_000_000;
    private static final int NAME_BYTES_MAX = 200;

    /** Farther behind a symbol without a size, an address has nothing to do with it. */
    private static final long REACH_BYTES = 1 << 16;

    /** Kernels are linked at 0xC000... and run their first instructions without these bits. */
    private static final long ADDRESS_BITS = 0x0FFF_FFFF_FFFF_FFFFL;

    private record Symbol(String name, long sizeBytes) {}

    private final TreeMap<Long, Symbol> byAddress = new TreeMap<>();

    private ElfSymbols() {}

    /** The symbols of {@code file}; none when it has none that can be read. */
    static ElfSymbols of(byte[] file) {
        ElfSymbols symbols = new ElfSymbols();
        boolean isElf = file.length >= HEADER_BYTES
                && file[0] == 0x7F
                && file[1] == 'E'
                && file[2] == 'L'
                && file[3] == 'F'
                && file[4] == 2;
        if (isElf) {
            symbols.readTables(
                    ByteBuffer.wrap(file).order(file[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN));
        }
        return symbols;
    }

    /** The address as {@code name+0xoffset}; empty when it lies in or behind no symbol. */
    String at(long address) {
        long looked = address & ADDRESS_BITS;
        Map.Entry<Long, Symbol> below = byAddress.floorEntry(looked);
        if (below == null) {
            return "";
        }
        long offset = looked - below.getKey();
        long size = below.getValue().sizeBytes;
        if (offset >= (size == 0 ? REACH_BYTES : size)) {
            return "";
        }
        return below.getValue().name + (offset == 0 ? "" : "+0x" + Long.toHexString(offset));
    }

    private void readTables(ByteBuffer file) {
        long table = file.getLong(0x28);
        int count = file.getShort(0x3C) & 0xFFFF;
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * SECTION_BYTES;
            if (isInside(file, at, SECTION_BYTES) && file.getInt((int) at + 4) == SECTION_SYMBOLS) {
                long strings = table + (file.getInt((int) at + 40) & 0xFFFF_FFFFL) * SECTION_BYTES;
                if (isInside(file, strings, SECTION_BYTES)) {
                    readSymbols(file, (int) at, (int) strings);
                }
            }
        }
    }

    private void readSymbols(ByteBuffer file, int section, int stringSection) {
        long offset = file.getLong(section + 24);
        long size = file.getLong(section + 32);
        long strings = file.getLong(stringSection + 24);
        long stringBytes = file.getLong(stringSection + 32);
        if (!isInside(file, offset, size) || !isInside(file, strings, stringBytes)) {
            return;
        }
        long count = Math.min(SYMBOLS_MAX, size / SYMBOL_BYTES);
        for (long i = 0; i < count; i++) {
            int at = (int) (offset + i * SYMBOL_BYTES);
            int type = file.get(at + 4) & 0xF;
            long name = file.getInt(at) & 0xFFFF_FFFFL;
            boolean isDefined = file.getShort(at + 6) != 0;
            if (isDefined && name > 0 && name < stringBytes && (type == TYPE_FUNCTION || type == TYPE_NONE)) {
                String text = text(file, (int) (strings + name), (int) (strings + stringBytes));
                add(file.getLong(at + 8) & ADDRESS_BITS, new Symbol(text, file.getLong(at + 16)), type);
            }
        }
    }

    /** Of several at one address a function is the best name; else the first is kept. */
    private void add(long address, Symbol symbol, int type) {
        if (!symbol.name.isEmpty() && !symbol.name.startsWith("$")) {
            if (type == TYPE_FUNCTION) {
                byAddress.put(address, symbol);
            } else {
                byAddress.putIfAbsent(address, symbol);
            }
        }
    }

    private static String text(ByteBuffer file, int from, int limit) {
        int end = from;
        while (end < Math.min(limit, from + NAME_BYTES_MAX) && file.get(end) > ' ') {
            end++;
        }
        byte[] name = new byte[end - from];
        file.get(from, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private static boolean isInside(ByteBuffer file, long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= file.capacity() && length <= file.capacity() - offset;
    }
}
