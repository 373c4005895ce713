package dev.nestor.recorder.log;

import dev.nestor.recorder.codec.PackedReader;
import dev.nestor.recorder.codec.PackedWriter;
import java.nio.charset.StandardCharsets;

/**
 * The payload of the HEADER frame: what a reader must know before anything else.
 *
 * <pre>
 * varint  length of the manifest in bytes
 * bytes   the manifest, byte for byte as in recording.properties
 * varint  length of the schema in bytes
 * bytes   the schema, UTF-8, as {@link dev.nestor.recorder.codec.Schema} writes it
 * </pre>
 *
 * @param manifest the bytes of the manifest
 * @param schema the declarations of events and inputs
 */
public record LogHeader(byte[] manifest, String schema) {

    /** Appends the header to a frame. */
    void write(PackedWriter out) {
        byte[] schemaBytes = schema.getBytes(StandardCharsets.UTF_8);
        out.putVarint(manifest.length);
        out.putBytes(manifest, 0, manifest.length);
        out.putVarint(schemaBytes.length);
        out.putBytes(schemaBytes, 0, schemaBytes.length);
    }

    /** Reads the header back. */
    public static LogHeader read(PackedReader in) {
        byte[] manifest = in.getBytes("manifest", in.getCount("length of the manifest", in.remaining()));
        byte[] schema = in.getBytes("schema", in.getCount("length of the schema", in.remaining()));
        in.requireEnd();
        return new LogHeader(manifest, new String(schema, StandardCharsets.UTF_8));
    }
}
