package dev.nestor.emulator.platform;

import dev.nestor.emulator.memory.GuestMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * An executable ELF64 file for PowerPC of either byte order, checked in full before anything is loaded.
 *
 * <pre>
 * e_ident  0x7F 'E' 'L' 'F' class(2) data(1 little, 2 big) version(1) ...
 * 0x10     e_type(2) e_machine(2) e_version(4) e_entry(8) e_phoff(8) e_shoff(8)
 * 0x30     e_flags(4) e_ehsize(2) e_phentsize(2) e_phnum(2) ...
 * program header, 56 bytes: p_type(4) p_flags(4) p_offset(8) p_vaddr(8) p_paddr(8) p_filesz(8) p_memsz(8) p_align(8)
 * </pre>
 *
 * @see "System V ABI, ELF header and program header; 64-bit PowerPC ELF ABI"
 */
public final class ElfImage {
    private static final int HEADER_BYTES = 64;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int PROGRAM_HEADERS_MAX = 256;
    private static final int MACHINE_PPC64 = 21;
    private static final int TYPE_EXECUTABLE = 2;
    private static final int TYPE_SHARED = 3;
    private static final int LOAD = 1;
    private static final int ABI_V1 = 1;

    private final byte[] bytes;
    private final boolean littleEndian;
    private final long entry;
    private final long entrySegment;
    private final List<Segment> segments;

    /**
     * One loadable segment.
     *
     * @param offset first byte in the file
     * @param virtual effective address it was linked for
     * @param physical address it is loaded at, before the load offset
     * @param fileBytes bytes in the file
     * @param memoryBytes bytes in memory, at least {@code fileBytes}; the rest is zeros
     */
    public record Segment(long offset, long virtual, long physical, long fileBytes, long memoryBytes) {}

    private ElfImage(byte[] bytes, boolean littleEndian, long entry, long entrySegment, List<Segment> segments) {
        this.bytes = bytes;
        this.littleEndian = littleEndian;
        this.entry = entry;
        this.entrySegment = entrySegment;
        this.segments = List.copyOf(segments);
    }

    /**
     * Reads an image.
     *
     * @param bytes the file; kept, not copied
     * @throws MalformedImageException when it is no ELF64 executable for PowerPC or contradicts itself
     */
    public static ElfImage parse(byte[] bytes) {
        require(
                bytes.length >= HEADER_BYTES,
                "the image has %d bytes, an ELF header needs %d",
                bytes.length,
                HEADER_BYTES);
        boolean magic = bytes[0] == 0x7F && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F';
        require(
                magic,
                "the image is no ELF file: it begins with %02x %02x %02x %02x",
                bytes[0],
                bytes[1],
                bytes[2],
                bytes[3]);
        require(bytes[4] == 2, "the image is ELF class %d, expected 2 (64-bit)", bytes[4]);
        require(bytes[5] == 1 || bytes[5] == 2, "the image has ELF byte order %d, expected 1 or 2", bytes[5]);
        require(bytes[6] == 1, "the image has ELF version %d, expected 1", bytes[6]);
        boolean little = bytes[5] == 1;
        ByteBuffer file = ByteBuffer.wrap(bytes).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int type = file.getShort(0x10) & 0xFFFF;
        int machine = file.getShort(0x12) & 0xFFFF;
        require(
                machine == MACHINE_PPC64,
                "the image is for ELF machine %d, expected %d (64-bit PowerPC)",
                machine,
                MACHINE_PPC64);
        require(type == TYPE_EXECUTABLE || type == TYPE_SHARED, "the image has ELF type %d, expected 2 or 3", type);
        List<Segment> segments = readSegments(file);
        long entry = file.getLong(0x18);
        int abi = file.getInt(0x30) & 3;
        if (abi <= ABI_V1 && !little) {
            entry = throughDescriptor(file, segments, entry);
        }
        return new ElfImage(bytes, little, entry, segmentOf(segments, entry), segments);
    }

    /** Whether the file, and so its code, is little-endian. */
    public boolean isLittleEndian() {
        return littleEndian;
    }

    /** Physical address of the first instruction, before the load offset: the entry, translated like its segment. */
    public long entry() {
        Segment segment = segments.get((int) entrySegment);
        return entry - segment.virtual + segment.physical;
    }

    /** The loadable segments, in the order of the file. */
    public List<Segment> segments() {
        return segments;
    }

    /** First physical address after the last segment, before the load offset. */
    public long end() {
        long end = 0;
        for (Segment segment : segments) {
            end = Math.max(end, segment.physical + segment.memoryBytes);
        }
        return end;
    }

    /**
     * Copies the segments into memory at their physical addresses plus {@code loadOffset}.
     *
     * @param limit first address that must stay free; at most the size of memory
     * @throws MalformedImageException when a segment does not lie between 0 and {@code limit}; memory is unchanged then
     */
    public void load(GuestMemory memory, long loadOffset, long limit) {
        for (Segment segment : segments) {
            long start = segment.physical + loadOffset;
            boolean fits = start >= 0 && start <= limit && segment.memoryBytes <= limit - start;
            require(
                    fits,
                    "a segment of the image needs bytes 0x%x to 0x%x, but only 0x0 to 0x%x are free: give the"
                            + " machine more memory",
                    start,
                    start + segment.memoryBytes,
                    limit);
        }
        byte[] zeros = new byte[1 << 16];
        for (Segment segment : segments) {
            long start = segment.physical + loadOffset;
            memory.write(start, bytes, (int) segment.offset, (int) segment.fileBytes);
            for (long done = segment.fileBytes; done < segment.memoryBytes; done += zeros.length) {
                memory.write(start + done, zeros, 0, (int) Math.min(zeros.length, segment.memoryBytes - done));
            }
        }
    }

    private static List<Segment> readSegments(ByteBuffer file) {
        long tableOffset = file.getLong(0x20);
        int entryBytes = file.getShort(0x36) & 0xFFFF;
        int count = file.getShort(0x38) & 0xFFFF;
        require(count > 0, "the image has no program header: it is not linked for loading");
        require(
                count <= PROGRAM_HEADERS_MAX,
                "the image has %d program headers, expected at most %d",
                count,
                PROGRAM_HEADERS_MAX);
        require(
                entryBytes == PROGRAM_HEADER_BYTES,
                "the image's program headers have %d bytes, expected %d",
                entryBytes,
                PROGRAM_HEADER_BYTES);
        requireInFile(file, "program header table", tableOffset, (long) count * entryBytes);
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = (int) tableOffset + i * entryBytes;
            if (file.getInt(at) == LOAD && file.getLong(at + 40) != 0) {
                segments.add(readSegment(file, at));
            }
        }
        require(!segments.isEmpty(), "the image has no loadable segment");
        requireDisjoint(segments);
        return segments;
    }

    private static Segment readSegment(ByteBuffer file, int at) {
        Segment segment = new Segment(
                file.getLong(at + 8),
                file.getLong(at + 16),
                file.getLong(at + 24),
                file.getLong(at + 32),
                file.getLong(at + 40));
        requireInFile(file, "segment", segment.offset, segment.fileBytes);
        require(
                segment.memoryBytes >= segment.fileBytes,
                "a segment of the image has 0x%x bytes in the file, but only 0x%x in memory",
                segment.fileBytes,
                segment.memoryBytes);
        boolean sane = segment.physical >= 0 && segment.memoryBytes <= Long.MAX_VALUE - segment.physical;
        require(
                sane,
                "a segment of the image has physical address 0x%x and 0x%x bytes",
                segment.physical,
                segment.memoryBytes);
        return segment;
    }

    private static void requireDisjoint(List<Segment> segments) {
        List<Segment> ascending = new ArrayList<>(segments);
        ascending.sort(Comparator.comparingLong(segment -> segment.physical));
        for (int i = 1; i < ascending.size(); i++) {
            Segment below = ascending.get(i - 1);
            Segment above = ascending.get(i);
            require(
                    below.physical + below.memoryBytes <= above.physical,
                    "two segments of the image overlap at physical address 0x%x",
                    above.physical);
        }
    }

    /** ELF ABI version 1: e_entry is the address of a function descriptor whose first doubleword is the address. */
    private static long throughDescriptor(ByteBuffer file, List<Segment> segments, long descriptor) {
        if (segmentIndex(segments, descriptor) < 0) {
            return descriptor;
        }
        Segment segment = segments.get(segmentIndex(segments, descriptor));
        long at = descriptor - segment.virtual;
        if ((descriptor & 7) != 0 || at > segment.fileBytes - 8) {
            return descriptor;
        }
        long target = file.getLong((int) (segment.offset + at));
        // An image of plain assembly code has its first instruction there instead: then it points nowhere.
        return (target & 3) == 0 && segmentIndex(segments, target) >= 0 ? target : descriptor;
    }

    private static long segmentOf(List<Segment> segments, long entry) {
        int index = segmentIndex(segments, entry);
        require(index >= 0, "the image's entry 0x%x lies in none of its segments", entry);
        require((entry & 3) == 0, "the image's entry 0x%x is no multiple of 4", entry);
        return index;
    }

    private static int segmentIndex(List<Segment> segments, long virtualAddress) {
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (Long.compareUnsigned(virtualAddress - segment.virtual, segment.memoryBytes) < 0) {
                return i;
            }
        }
        return -1;
    }

    private static void requireInFile(ByteBuffer file, String what, long offset, long length) {
        boolean inside = offset >= 0 && length >= 0 && offset <= file.capacity() && length <= file.capacity() - offset;
        require(
                inside,
                "the image's %s at 0x%x with 0x%x bytes ends after the file's 0x%x bytes",
                what,
                offset,
                length,
                file.capacity());
    }

    private static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new MalformedImageException(String.format(Locale.ROOT, message, values));
        }
    }
}
