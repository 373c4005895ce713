package dev.nestor.analysis.export;

import com.google.protobuf.CodedOutputStream;
import dev.nestor.analysis.sql.DuckDbSession;
import dev.nestor.analysis.sql.QueryResult;
import dev.nestor.analysis.sql.ResourceFolder;
import dev.nestor.analysis.sql.SqlFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a database as a trace that Perfetto's viewer opens: a process for each run, below it a track for each L1
 * vCPU and what happened on it, and counters. One instruction is shown as one nanosecond.
 *
 * @see "Perfetto protos/perfetto/trace: TracePacket, TrackEvent, TrackDescriptor; field numbers are part of its format"
 */
public final class PerfettoTrace {
    private static final String FOLDER = "export";
    private static final String FILE = "perfetto.sql";

    private static final int TRACE_PACKET = 1;
    private static final int PACKET_TIMESTAMP = 8;
    private static final int PACKET_SEQUENCE_ID = 10;
    private static final int PACKET_TRACK_EVENT = 11;
    private static final int PACKET_TRACK_DESCRIPTOR = 60;
    private static final int DESCRIPTOR_UUID = 1;
    private static final int DESCRIPTOR_NAME = 2;
    private static final int DESCRIPTOR_PROCESS = 3;
    private static final int DESCRIPTOR_PARENT = 5;
    private static final int DESCRIPTOR_COUNTER = 8;
    private static final int PROCESS_PID = 1;
    private static final int PROCESS_NAME = 6;
    private static final int EVENT_TYPE = 9;
    private static final int EVENT_TRACK = 11;
    private static final int EVENT_NAME = 23;
    private static final int EVENT_COUNTER_VALUE = 30;
    private static final int EVENT_FLOW = 47;
    private static final int EVENT_FLOW_END = 48;
    private static final Map<String, Integer> TYPES = Map.of("begin", 1, "end", 2, "instant", 3, "count", 4);
    private static final int SEQUENCE_ID = 1;

    private final CodedOutputStream out;
    private final Map<String, Long> tracks = new HashMap<>();

    private PerfettoTrace(OutputStream out) {
        this.out = CodedOutputStream.newInstance(out, 1 << 16);
    }

    /**
     * Writes the trace.
     *
     * @return events written, without the descriptions of tracks
     * @throws IOException when {@code to} cannot be written
     */
    public static long write(DuckDbSession session, OutputStream to) throws IOException {
        PerfettoTrace trace = new PerfettoTrace(to);
        try (QueryResult names = session.query("SELECT run, name FROM recording ORDER BY run")) {
            for (List<@Nullable Object> row : names.rest()) {
                trace.process(number(row.get(0)), text(row.get(1)));
            }
        }
        String text =
                Objects.requireNonNull(ResourceFolder.texts(FOLDER, ".sql").get(FILE));
        long events = 0;
        try (QueryResult steps = session.query(SqlFile.parse("perfetto", text).query())) {
            for (List<@Nullable Object> row = steps.next(); row != null; row = steps.next()) {
                trace.step(row);
                events++;
            }
        }
        trace.out.flush();
        return events;
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    private static long uuidOfRun(long run) {
        return run << 32;
    }

    private void process(long run, String name) throws IOException {
        byte[] process = message(part -> {
            part.writeInt32(PROCESS_PID, (int) run);
            part.writeString(PROCESS_NAME, name);
        });
        packet(part -> part.writeByteArray(PACKET_TRACK_DESCRIPTOR, message(descriptor -> {
            descriptor.writeUInt64(DESCRIPTOR_UUID, uuidOfRun(run));
            descriptor.writeByteArray(DESCRIPTOR_PROCESS, process);
        })));
    }

    /** The track of that name, described before its first event. */
    private long track(long run, String name, long parent, boolean counts) throws IOException {
        String key = run + " " + parent + " " + name;
        Long known = tracks.get(key);
        if (known != null) {
            return known;
        }
        long uuid = uuidOfRun(run) + tracks.size() + 1;
        tracks.put(key, uuid);
        packet(part -> part.writeByteArray(PACKET_TRACK_DESCRIPTOR, message(descriptor -> {
            descriptor.writeUInt64(DESCRIPTOR_UUID, uuid);
            descriptor.writeString(DESCRIPTOR_NAME, name);
            descriptor.writeUInt64(DESCRIPTOR_PARENT, parent);
            if (counts) {
                descriptor.writeByteArray(DESCRIPTOR_COUNTER, new byte[0]);
            }
        })));
        return uuid;
    }

    /** One row of the question: run, moment, vcpu, track, kind, name, flow, value. */
    private void step(List<@Nullable Object> row) throws IOException {
        long run = number(row.get(0));
        String kind = text(row.get(4));
        int type = Objects.requireNonNull(TYPES.get(kind));
        boolean counts = kind.equals("count");
        long vcpu = track(run, "L1 vCPU " + row.get(2), uuidOfRun(run), false);
        long track = track(run, text(row.get(3)), vcpu, counts);
        byte[] event = message(part -> {
            part.writeInt32(EVENT_TYPE, type);
            part.writeUInt64(EVENT_TRACK, track);
            if (row.get(5) != null) {
                part.writeString(EVENT_NAME, text(row.get(5)));
            }
            if (counts) {
                part.writeInt64(EVENT_COUNTER_VALUE, number(row.get(7)));
            }
            if (row.get(6) != null) {
                // Flows of different runs are different flows.
                long flow = uuidOfRun(run) + number(row.get(6)) + 1;
                part.writeFixed64(kind.equals("instant") ? EVENT_FLOW : EVENT_FLOW_END, flow);
            }
        });
        packet(part -> {
            part.writeUInt64(PACKET_TIMESTAMP, number(row.get(1)));
            part.writeUInt32(PACKET_SEQUENCE_ID, SEQUENCE_ID);
            part.writeByteArray(PACKET_TRACK_EVENT, event);
        });
    }

    private void packet(Fields fields) throws IOException {
        out.writeByteArray(TRACE_PACKET, message(fields));
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream coded = CodedOutputStream.newInstance(bytes, 256);
        fields.write(coded);
        coded.flush();
        return bytes.toByteArray();
    }

    /** Writes the fields of one message. */
    private interface Fields {
        void write(CodedOutputStream message) throws IOException;
    }
}
