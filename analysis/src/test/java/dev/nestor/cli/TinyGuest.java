package dev.nestor.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The smallest L1: one instruction that branches to itself, so that a run ends at its limit. */
final class TinyGuest {

    private static final int HEADER_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final int MACHINE_PPC64 = 21;
    private static final int BRANCH_TO_SELF = 0x4800_0000;

    private TinyGuest() {}

    /** Writes it as an ELF file for big-endian 64-bit POWER, entered at address 0. */
    static Path write(Path file) throws IOException {
        int codeAt = HEADER_BYTES + SEGMENT_BYTES;
        ByteBuffer elf = ByteBuffer.allocate(codeAt + 4).order(ByteOrder.BIG_ENDIAN);
        // e_ident: 64 bits, big-endian, version 1, System V
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 2, 1, 0}).putLong(0);
        elf.putShort((short) 2).putShort((short) MACHINE_PPC64).putInt(1);
        elf.putLong(0).putLong(HEADER_BYTES).putLong(0);
        elf.putInt(0)
                .putShort((short) HEADER_BYTES)
                .putShort((short) SEGMENT_BYTES)
                .putShort((short) 1);
        elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        // PT_LOAD, readable and executable
        elf.putInt(1).putInt(5).putLong(codeAt).putLong(0).putLong(0);
        elf.putLong(4).putLong(4).putLong(4);
        elf.putInt(BRANCH_TO_SELF);
        return Files.write(file, elf.array());
    }
}
