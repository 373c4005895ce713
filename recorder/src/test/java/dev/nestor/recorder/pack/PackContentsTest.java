package dev.nestor.recorder.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.nestor.recorder.codec.Sha256;
import dev.nestor.recorder.log.LogDamagedException;
import dev.nestor.recorder.pack.PackContents.Extent;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackContentsTest {

    private static final String LOG = "log/19700101F.cq4";
    private static final String HASH = Sha256.of("what the file holds");

    private static byte[] of(String wholeName) {
        Extent extent = new Extent(8, 19);
        return new PackContents(
                        new TreeMap<>(Map.of(LOG, HASH)),
                        new TreeMap<>(Map.of(HASH, extent)),
                        new TreeMap<>(Map.of(wholeName, HASH)))
                .toBytes();
    }

    @Test
    void whatWasWrittenIsRead() {
        PackContents read = PackContents.read(Path.of("pack"), of(LOG));
        assertEquals(Map.of(LOG, HASH), read.whole());
        assertEquals(19, read.bytes());
    }

    @Test
    void theHashOfAFileThatIsNotInThePackIsRefused() {
        LogDamagedException refused = assertThrows(
                LogDamagedException.class, () -> PackContents.read(Path.of("pack"), of("log/1970h101F.cq4")));
        assertEquals(
                "pack: damaged at whole.log/1970h101F.cq4: expected a file of the pack, found none of that name",
                refused.getMessage());
    }
}
