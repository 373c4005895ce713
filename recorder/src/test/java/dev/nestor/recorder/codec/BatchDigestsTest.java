package dev.nestor.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Digests that leave a batch come back, and nothing else changes. */
class BatchDigestsTest {

    private final BatchGrammar grammar = BatchGrammar.of(Schema.text());
    private final BatchDigests digests = new BatchDigests(grammar);
    private final ArrayDeque<long[]> stated = new ArrayDeque<>();
    private final byte[] batch = batch();

    @Test
    void whatIsLeftOutAndPutInIsTheSame() {
        byte[] changed = batch.clone();
        digests.leaveOut(changed, 0, changed.length);
        assertFalse(Arrays.equals(batch, changed));
        digests.putIn(changed, 0, changed.length, type -> stated.remove());
        assertArrayEquals(batch, changed);
    }

    @Test
    void aColumnThatTheSourceLacksIsZero() {
        byte[] changed = batch.clone();
        digests.leaveOut(changed, 0, changed.length);
        byte[] without = changed.clone();
        digests.putIn(changed, 0, changed.length, type -> new long[0]);
        assertArrayEquals(without, changed);
    }

    private byte[] batch() {
        PackedWriter out = new PackedWriter(16);
        EventBatchEncoder encoder = new EventBatchEncoder(out);
        encoder.begin();
        new RandomEvents(20_261_122L).send(300, (type, sequence, moment, values, payload, offset, length) -> {
            encoder.add(type, moment, values, payload, offset, length);
            if (grammar.hasDigests(type.id())) {
                stated.add(values.clone());
            }
        });
        encoder.end();
        return out.copyFrom(0);
    }
}
