package dev.nestor.emulator.platform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nestor.emulator.GuestImages;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.StopReason;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.memory.GuestMemory;
import dev.nestor.emulator.papr.NestedApi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** The device tree that l1-hypervisor makes for its L2: it passes on what it was told of its processors. */
class L2TreeTest {
    private static final long MEMORY_BYTES = 64L << 20;
    private static final int MAGIC = 0xD00D_FEED;
    /** Trees begin at multiples of this. */
    private static final int STEP = 4096;

    private static final List<String> FEATURES =
            List.of("ibm,pa-features", "ibm,pi-features", "ibm,vmx", "ibm,dfp", "ibm,purr", "ibm,spurr");

    /** The one tree in memory after l2-hello whose model this is. */
    private static SortedMap<String, byte[]> tree(String bootArguments, String model) {
        MachineConfig config =
                MachineConfig.of(NestedApi.V2).withMemoryBytes(MEMORY_BYTES).withBootArguments(bootArguments);
        Machine machine = new Machine(
                config, GuestImages.with("l2-hello"), InputSource.SILENCE, (t, s, m, v, payload, o, l) -> {});
        assertEquals(StopReason.POWERED_OFF, machine.run());
        List<SortedMap<String, byte[]>> found = new ArrayList<>();
        GuestMemory memory = machine.memory();
        for (long at = 0; at < MEMORY_BYTES; at += STEP) {
            if (memory.readBe32(at) == MAGIC) {
                byte[] bytes = new byte[memory.readBe32(at + 4)];
                for (int k = 0; k < bytes.length; k++) {
                    bytes[k] = (byte) memory.read8(at + k);
                }
                SortedMap<String, byte[]> tree = FlatTreeReader.read(bytes);
                if (Arrays.equals(tree.get("/model"), (model + "\0").getBytes(StandardCharsets.US_ASCII))) {
                    found.add(tree);
                }
            }
        }
        assertEquals(1, found.size(), model);
        return found.get(0);
    }

    @Test
    void passesOnTheFeaturesOfTheProcessor() {
        SortedMap<String, byte[]> l1 = tree("", "IBM pSeries (emulated by nestor)");
        SortedMap<String, byte[]> l2 = tree("", "Nestor L2 (pSeries partition)");
        for (String name : FEATURES) {
            String path = "/cpus/PowerPC,POWER10@0/" + name;
            assertArrayEquals(l1.get(path), l2.get(path), name);
        }
    }

    @Test
    void cutsThemToThoseOfAPower9() {
        byte[] features =
                tree("compat=p9", "Nestor L2 (pSeries partition)").get("/cpus/PowerPC,POWER10@0/ibm,pa-features");
        assertEquals(66, features.length);
        assertEquals(64, features[0]);
    }
}
