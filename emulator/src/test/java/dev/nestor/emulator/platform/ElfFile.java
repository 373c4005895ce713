package dev.nestor.emulator.platform;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A small ELF file with one segment, to be spoilt by tests. */
final class ElfFile {
    static final int ENTRY = 0x18;
    static final int TABLE = 0x20;
    static final int FLAGS = 0x30;
    static final int ENTRY_SIZE = 0x36;
    static final int ENTRY_COUNT = 0x38;
    static final int SEGMENT = 64;
    static final int CODE = 120;

    final ByteBuffer bytes;

    ElfFile(boolean little) {
        bytes = ByteBuffer.allocate(CODE + 32).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        bytes.put(0, new byte[] {0x7F, 'E', 'L', 'F', 2, (byte) (little ? 1 : 2), 1});
        bytes.putShort(0x10, (short) 2).putShort(0x12, (short) 21).putInt(0x14, 1);
        bytes.putLong(ENTRY, 0xC000_0000_0000_0008L).putLong(TABLE, SEGMENT).putInt(FLAGS, 2);
        bytes.putShort(0x34, (short) 64).putShort(ENTRY_SIZE, (short) 56).putShort(ENTRY_COUNT, (short) 1);
        bytes.putInt(SEGMENT, 1).putInt(SEGMENT + 4, 7);
        bytes.putLong(SEGMENT + 8, CODE).putLong(SEGMENT + 16, 0xC000_0000_0000_0000L);
        bytes.putLong(SEGMENT + 24, 0x2000).putLong(SEGMENT + 32, 32).putLong(SEGMENT + 40, 64);
        bytes.putLong(CODE, 0x1122_3344_5566_7788L);
    }

    byte[] toBytes() {
        return bytes.array().clone();
    }
}
