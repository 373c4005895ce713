package dev.nestor.recorder.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.event.TraceEvent;
import dev.nestor.emulator.input.MachineInput;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.recorder.SyntheticRun;
import dev.nestor.recorder.codec.InputEntry;
import dev.nestor.recorder.codec.PackedWriter;
import dev.nestor.recorder.keyframe.KeyframeWriter;
import dev.nestor.recorder.keyframe.PageChunk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFormatTest {

    private static final String GOLDEN = "golden/log-format-2.txt";

    @TempDir
    Path temporary;

    @Test
    void frameBytesAreThoseOfFormatTwo() throws IOException {
        List<String> frames = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(smallLog())) {
            TraceReader.FramePayload payload = new TraceReader.FramePayload();
            for (Frame frame : reader.frames()) {
                reader.read(frame, payload);
                int length = FrameHeader.BYTES + frame.payloadLength();
                frames.add(frame.kind() + " " + HexFormat.of().formatHex(payload.bytes(), 0, length));
            }
        }
        if (Boolean.getBoolean("nestor.bless")) {
            Path file = Path.of(System.getProperty("nestor.root"), "recorder/src/test/resources", GOLDEN);
            Files.write(file, frames, StandardCharsets.US_ASCII);
        }
        assertEquals(golden(), frames, "the log's format changed; bless it with -Dnestor.bless=true and a new number");
    }

    @Test
    void recordingIsAnOrdinaryChronicleQueue() {
        Path directory = temporary.resolve("r");
        SyntheticRun.record(directory, 3, 4000, 2_000_000);
        List<byte[]> excerpts = new ArrayList<>();
        ChronicleStore.prepare();
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(RecordingLayout.log(directory))
                        .rollCycle(RollCycles.FAST_DAILY)
                        .timeProvider(() -> 0L)
                        .readOnly(true)
                        .build();
                ExcerptTailer tailer = queue.createTailer()) {
            for (DocumentContext document = tailer.readingDocument(); document.isPresent(); ) {
                excerpts.add(document.wire().bytes().toByteArray());
                document.close();
                document = tailer.readingDocument();
            }
        }
        try (TraceReader reader = TraceReader.open(directory)) {
            TraceReader.FramePayload payload = new TraceReader.FramePayload();
            assertEquals(reader.frames().size(), excerpts.size());
            for (Frame frame : reader.frames()) {
                reader.read(frame, payload);
                byte[] excerpt = excerpts.get((int) frame.position().sequence());
                byte[] read = Arrays.copyOf(payload.bytes(), FrameHeader.BYTES + frame.payloadLength());
                assertArrayEquals(excerpt, read);
            }
        }
    }

    @Test
    void skipsAnUnknownFrameThatIsOptional() throws IOException {
        try (TraceReader reader = TraceReader.open(logWithKind(99, true))) {
            assertEquals(List.of(0L, 2L), sequences(reader));
        }
    }

    @Test
    void refusesAnUnknownFrameThatIsNot() {
        LogTooNewException refused =
                assertThrows(LogTooNewException.class, () -> TraceReader.open(logWithKind(99, false)));
        assertEquals("kind 99", refused.found());
        assertTrue(refused.place().startsWith("frame 1 (byte "), refused.place());
    }

    @Test
    void textOfPropertiesIsCanonical() {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("b", "x=y");
        values.put("a", "");
        byte[] text = PropertiesText.write(values);
        assertEquals("a=\nb=x=y\ncrc32c=3b0ac0f2\n", new String(text, StandardCharsets.US_ASCII));
        assertEquals(values, PropertiesText.read(temporary, text));
        values.put("c", "line\nbreak");
        assertThrows(IllegalArgumentException.class, () -> PropertiesText.write(values));
    }

    private Path smallLog() throws IOException {
        Path directory = Files.createDirectories(temporary.resolve("small"));
        Path log = Files.createDirectory(RecordingLayout.log(directory));
        byte[] manifest = "the manifest".getBytes(StandardCharsets.US_ASCII);
        byte[] text = {'o', 'k', '\n'};
        try (TraceWriter writer = TraceWriter.create(log, new LogHeader(manifest, "the schema"))) {
            long[] started = {2, 256L << 20, 0x100, 0x200_0000};
            writer.event(TraceEvent.MachineStarted.TYPE, 0, 0, started, text, 0, 0);
            long[] written = {0, 0x7100_0000};
            writer.event(TraceEvent.ConsoleWritten.TYPE, 1, 5000, written, text, 0, text.length);
            writer.input(new InputEntry(6000, 2, null));
            writer.input(new InputEntry(7000, 2, new MachineInput.ConsoleTyped(0x7100_0000, text)));
            writer.input(new InputEntry(7000, 2, new MachineInput.RegisterEdited(1, 3, -1)));
            writer.event(TraceEvent.ConsoleWritten.TYPE, 2, 9000, written, text, 2, 1);
            GuestMemory memory = new GuestMemory(1 << 20);
            memory.write(0x1FFE, text, 0, text.length);
            PageChunk chunk = new PageChunk();
            chunk.add(memory, 1);
            chunk.add(memory, 2);
            KeyframeWriter keyframes = new KeyframeWriter(writer);
            keyframes.add(chunk, 9500);
            keyframes.complete(9500, 0x1122_3344_5566_7788L, text, memory.sizeBytes());
            writer.footer(10_000, text);
        }
        return directory;
    }

    /** A log of three frames whose second has that kind. */
    private Path logWithKind(int kind, boolean isOptional) throws IOException {
        Path directory = Files.createDirectories(temporary.resolve("kind" + isOptional));
        Path log = Files.createDirectory(RecordingLayout.log(directory));
        CRC32C crc = new CRC32C();
        long chain = 0;
        try (ChronicleStore store = ChronicleStore.create(log, 0)) {
            for (int i = 0; i < 3; i++) {
                PackedWriter frame = new PackedWriter(100);
                frame.clear(FrameHeader.BYTES + 8);
                byte[] bytes = frame.array();
                FrameKind known = i == 0 ? FrameKind.HEADER : FrameKind.FOOTER;
                FrameHeader.write(bytes, frame.length(), known, new FramePosition(i, 0, 0, chain), crc);
                if (i == 1) {
                    bytes[4] = (byte) kind;
                    bytes[5] = (byte) (isOptional ? FrameHeader.OPTIONAL : 0);
                    frame.setInt(12, FrameHeader.crcOf(bytes, frame.length(), crc));
                }
                store.append(bytes, frame.length());
                chain = FrameHeader.chainAfter(chain, 8, FrameHeader.crc(bytes));
            }
        }
        return directory;
    }

    private static List<Long> sequences(TraceReader reader) {
        return reader.frames().stream()
                .map(frame -> frame.position().sequence())
                .toList();
    }

    private static List<String> golden() throws IOException {
        try (var in = LogFormatTest.class.getClassLoader().getResourceAsStream(GOLDEN)) {
            return in == null
                    ? List.of()
                    : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .toList();
        }
    }
}
