package dev.nestor.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.event.EventType;
import dev.nestor.emulator.event.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventBatchCodecTest {

    private static final long SEED = Long.getLong("nestor.test.seed", 20_261_122L);

    private record Said(EventType type, long sequence, long moment, long[] values, byte[] payload) {}

    @Test
    void giveBackEveryEventAsItWas() {
        for (long seed = SEED; seed < SEED + 20; seed++) {
            List<Said> said = new ArrayList<>();
            PackedWriter out = new PackedWriter(16);
            EventBatchEncoder encoder = new EventBatchEncoder(out);
            encoder.begin();
            EventSink sink = (type, sequence, moment, values, payload, offset, length) -> {
                encoder.add(type, moment, values, payload, offset, length);
                long[] kept = Arrays.copyOf(values, type.valueCount());
                said.add(new Said(type, sequence, moment, kept, Arrays.copyOfRange(payload, offset, offset + length)));
            };
            new RandomEvents(seed).send(500, sink);
            encoder.end();
            assertReads(said, out, "seed " + seed);
        }
    }

    @Test
    void startsEveryBatchAfresh() {
        PackedWriter out = new PackedWriter(16);
        EventBatchEncoder encoder = new EventBatchEncoder(out);
        byte[][] batches = new byte[2][];
        for (int i = 0; i < 2; i++) {
            out.clear(0);
            encoder.begin();
            encoder.add(TraceEvent.IdleSkipped.TYPE, 1000, new long[] {77}, new byte[0], 0, 0);
            encoder.end();
            batches[i] = out.copyFrom(0);
        }
        assertArrayEquals(batches[0], batches[1]);
    }

    @Test
    void writesTheBytesThatTheLayoutDraws() {
        PackedWriter out = new PackedWriter(16);
        EventBatchEncoder encoder = new EventBatchEncoder(out);
        encoder.begin();
        byte[] text = {'h', 'i'};
        encoder.add(TraceEvent.ConsoleWritten.TYPE, 500, new long[] {0, 0x7100_0000}, text, 0, 2);
        encoder.add(TraceEvent.ConsoleWritten.TYPE, 700, new long[] {1, 0x7100_0000}, text, 1, 1);
        encoder.add(TraceEvent.StateDigested.TYPE, 700, new long[] {-1, 0x1122_3344_5566_7788L, 0, 0}, text, 0, 0);
        encoder.end();
        assertEquals(
                "03000000" // three events
                        + "09" + "00" + "02" + "8080809" + "00e" + "08" + "6869" // column 1 differs from 0
                        + "09" + "c801" + "01" + "02" + "04" + "69" // 200 later, column 0 is 1 more
                        + "0c" + "00" + "03" + "01" + "8877665544332211", // a digest stands as it is
                HexFormat.of().formatHex(out.copyFrom(0)));
    }

    @Test
    void writesOnlyWhatDiffersInAPayload() {
        PackedWriter out = new PackedWriter(16);
        EventBatchEncoder encoder = new EventBatchEncoder(out);
        encoder.begin();
        byte[] text = new byte[100];
        encoder.add(TraceEvent.ConsoleWritten.TYPE, 0, new long[] {0, 0}, text, 0, 100);
        int first = out.length();
        text[40] = 0x11;
        text[42] = 0x22;
        encoder.add(TraceEvent.ConsoleWritten.TYPE, 0, new long[] {0, 0}, text, 0, 100);
        text[99] = 0x33;
        encoder.add(TraceEvent.ConsoleWritten.TYPE, 0, new long[] {0, 0}, text, 0, 100);
        encoder.end();
        assertEquals(
                "090000" + "9103" + "28" + "03" + "110022" + "39" // 40 equal, 3 differ, 57 equal
                        + "090000" + "9103" + "63" + "01" + "33", // 99 equal, 1 differs
                HexFormat.of().formatHex(out.copyFrom(first)));
    }

    @Test
    void refusesTimeThatGoesBack() {
        EventBatchEncoder encoder = new EventBatchEncoder(new PackedWriter(16));
        encoder.begin();
        encoder.add(TraceEvent.IdleSkipped.TYPE, 1000, new long[] {1}, new byte[0], 0, 0);
        assertThrows(
                IllegalStateException.class,
                () -> encoder.add(TraceEvent.IdleSkipped.TYPE, 999, new long[] {1}, new byte[0], 0, 0));
    }

    @Test
    void refusesOrReadsAnyBytesWithoutFailing() {
        PackedWriter out = new PackedWriter(16);
        EventBatchEncoder encoder = new EventBatchEncoder(out);
        encoder.begin();
        new RandomEvents(SEED)
                .send(
                        60,
                        (type, sequence, moment, values, payload, offset, length) ->
                                encoder.add(type, moment, values, payload, offset, length));
        encoder.end();
        byte[] sound = out.copyFrom(0);
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = sound.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            refused += isRefused(bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length) ? 1 : 0;
        }
        assertTrue(refused > 1000, "only " + refused + " of 20000 refused, seed " + SEED);
    }

    private static boolean isRefused(byte[] bytes, int length) {
        EventBatchDecoder decoder = new EventBatchDecoder();
        try {
            decoder.open(bytes, 0, length, 0, 0);
            while (decoder.next()) {
                assertTrue(decoder.payloadOffset() + decoder.payloadLength() <= length);
            }
            return false;
        } catch (MalformedBytesException e) {
            return true;
        }
    }

    private static void assertReads(List<Said> said, PackedWriter out, String message) {
        EventBatchDecoder decoder = new EventBatchDecoder();
        decoder.open(out.array(), 0, out.length(), said.get(0).moment(), 0);
        for (Said one : said) {
            assertTrue(decoder.next(), message);
            assertSame(one.type(), decoder.type(), message);
            assertEquals(one.sequence(), decoder.sequence(), message);
            assertEquals(one.moment(), decoder.moment(), message);
            assertArrayEquals(one.values(), decoder.values(), message);
            int from = decoder.payloadOffset();
            byte[] payload = Arrays.copyOfRange(decoder.payload(), from, from + decoder.payloadLength());
            assertArrayEquals(one.payload(), payload, message);
        }
        assertFalse(decoder.next(), message);
    }
}
