package dev.nestor.emulator.fuzz;

import dev.nestor.emulator.hypervisor.nested.GuestStateElement;
import dev.nestor.emulator.hypervisor.nested.GuestStateElement.Scope;
import dev.nestor.emulator.papr.Profile;
import java.nio.ByteBuffer;

/** Makes guest state buffers: a valid skeleton, and most ways in which one can be wrong. */
final class StateBufferForge {
    private static final GuestStateElement[] ROWS = GuestStateElement.values();
    private static final int BYTES_MAX = 4096;
    private static final long SF_ME = 0x8000_0000_0000_1000L;

    private final Chance chance;
    private final Profile profile;

    StateBufferForge(Chance chance, Profile profile) {
        this.chance = chance;
        this.profile = profile;
    }

    /** A buffer whose elements mostly suit {@code scope}; {@code now} is the time base. */
    byte[] make(Scope scope, long now) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES_MAX);
        buffer.putInt(0);
        int count = 0;
        boolean essentials = chance.oneIn(2) && scope != Scope.HOST;
        if (essentials) {
            count = scope == Scope.GUEST ? putTables(buffer) : putEntryState(buffer, now);
        }
        int more = chance.oneIn(8) ? chance.below(60) : chance.below(5);
        boolean sloppy = chance.oneIn(6);
        for (int i = 0; i < more; i++) {
            put(buffer, sloppy && chance.oneIn(4) ? ROWS[chance.below(ROWS.length)] : rowOf(scope), now);
            count++;
        }
        buffer.putInt(0, count);
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return chance.oneIn(6) ? mutate(bytes) : bytes;
    }

    private int putTables(ByteBuffer buffer) {
        long root = chance.of(Landscape.ROOT, Landscape.ROOT, Landscape.OTHER_ROOT);
        put(buffer, GuestStateElement.PARTITION_TABLE, 24, root, 52, Landscape.ROOT_BYTES);
        put(buffer, GuestStateElement.PROCESS_TABLE, 16, Landscape.PROCESS_TABLE, 0x1000);
        return 2;
    }

    private int putEntryState(ByteBuffer buffer, long now) {
        boolean edgy = chance.oneIn(8);
        long page = Landscape.BUFFERS + 4096L * chance.below(Landscape.BUFFER_PAGES);
        long input = edgy ? chance.address(FuzzPartition.MEMORY_BYTES) : page;
        long output = edgy ? chance.address(FuzzPartition.MEMORY_BYTES) : page + chance.of(0, 4096, 2048);
        put(buffer, GuestStateElement.RUN_INPUT, 16, input, chance.of(128, 1024, 4096));
        put(buffer, GuestStateElement.RUN_OUTPUT, 16, output, chance.of(128, 256, 4096));
        put(buffer, GuestStateElement.HDEC_EXPIRY_TB, 8, now + chance.below(100));
        put(buffer, GuestStateElement.NIA, 8, codeAddress());
        put(buffer, GuestStateElement.MSR, 8, SF_ME | chance.bits() & 0xFFFF);
        return 5;
    }

    /** Somewhere in the code, through any of the quadrants. */
    private long codeAddress() {
        return chance.of(0, 0, 0xC000_0000_0000_0000L) | chance.below((int) Landscape.CODE_BYTES) & ~3;
    }

    private void put(ByteBuffer buffer, GuestStateElement row, long now) {
        int bytes = row.sizeBytes(profile);
        if (row == GuestStateElement.NOP) {
            bytes = chance.below(40);
        }
        if (buffer.remaining() < 4 + bytes + 8) {
            return;
        }
        long value = chance.oneIn(2) ? chance.boundary() : row.mask() & chance.bits();
        if (row == GuestStateElement.HDEC_EXPIRY_TB || row == GuestStateElement.DEC_EXPIRY_TB) {
            value = chance.oneIn(8) ? chance.boundary() : now + chance.below(200) - 20;
        } else if (row == GuestStateElement.NIA) {
            value = chance.oneIn(6) ? chance.boundary() : codeAddress();
        } else if (row == GuestStateElement.RUN_INPUT || row == GuestStateElement.RUN_OUTPUT) {
            long size = chance.oneIn(4) ? chance.boundary() : chance.of(128, 129, 4096, 16384);
            put(buffer, row, bytes, chance.address(FuzzPartition.MEMORY_BYTES), size);
            return;
        } else if (row == GuestStateElement.PARTITION_TABLE) {
            long root = chance.oneIn(2) ? Landscape.ROOT : chance.address(FuzzPartition.MEMORY_BYTES);
            long bits = chance.oneIn(6) ? chance.boundary() : 52;
            put(buffer, row, bytes, root, bits, 1L << chance.below(40));
            return;
        }
        put(buffer, row, bytes, value, 1L << chance.below(64));
    }

    private void put(ByteBuffer buffer, GuestStateElement row, int bytes, long... words) {
        buffer.putShort((short) row.id(chance.below(row.count())));
        buffer.putShort((short) bytes);
        if (bytes == 4) {
            buffer.putInt((int) words[0]);
            return;
        }
        for (int i = 0; i < bytes; i++) {
            int word = Math.min(i / 8, words.length - 1);
            buffer.put((byte) (words[word] >>> 56 - 8 * (i % 8)));
        }
    }

    private GuestStateElement rowOf(Scope scope) {
        GuestStateElement row = ROWS[chance.below(ROWS.length)];
        while (row.scope() != scope && row.scope() != Scope.ANY) {
            row = ROWS[chance.below(ROWS.length)];
        }
        return row;
    }

    private byte[] mutate(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        switch (chance.below(6)) {
            case 0 -> buffer.putInt(0, buffer.getInt(0) + chance.below(5) - 2);
            case 1 -> buffer.putInt(0, (int) chance.boundary());
            case 2 -> bytes[chance.below(bytes.length)] ^= (byte) (1 << chance.below(8));
            case 3 -> putShortAt(buffer, 4, (int) chance.boundary());
            case 4 -> putShortAt(buffer, 6, (int) chance.boundary());
            default -> {
                for (int i = chance.below(8); i >= 0; i--) {
                    bytes[chance.below(bytes.length)] = (byte) chance.bits();
                }
            }
        }
        return bytes;
    }

    private static void putShortAt(ByteBuffer buffer, int offset, int value) {
        if (offset + 2 <= buffer.capacity()) {
            buffer.putShort(offset, (short) value);
        }
    }
}
