package dev.nestor.emulator.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nestor.emulator.GuestImages;
import dev.nestor.emulator.Machine;
import dev.nestor.emulator.MachineConfig;
import dev.nestor.emulator.MachineImages;
import dev.nestor.emulator.event.EventSink;
import dev.nestor.emulator.input.InputSource;
import dev.nestor.emulator.papr.NestedApi;
import dev.nestor.emulator.platform.MalformedImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A damaged image is refused with one line, or runs as whatever it then is; nothing else. */
class MalformedImageFuzzTest {
    private static final long MEMORY_BYTES = 32L << 20;
    private static final int HEADER_BYTES = 64 + 4 * 56;
    private static final String[] L2S = {"l2-hello", "l2-hello-be", "l2-radix", "l2-exit-storm"};

    @Test
    void aDamagedImageIsRefusedOrRuns() {
        run(161803, 150, 200_000);
    }

    @Test
    @Tag("long")
    void manyDamagedImagesAreRefusedOrRun() {
        run(577215, 10_000, 1_000_000);
    }

    private static void run(long firstSeed, int images, long instructions) {
        byte[] l1 = GuestImages.read("l1-hypervisor");
        int refused = 0;
        for (int i = 0; i < images; i++) {
            long seed = firstSeed + i;
            Chance chance = new Chance(seed);
            byte[] l2 = GuestImages.read(L2S[chance.below(L2S.length)]);
            boolean ofL1 = chance.oneIn(2);
            MachineImages damaged = new MachineImages(ofL1 ? damage(l1, chance) : l1, ofL1 ? l2 : damage(l2, chance));
            NestedApi api = chance.oneIn(2) ? NestedApi.V1 : NestedApi.V2;
            MachineConfig config =
                    MachineConfig.of(api).withMemoryBytes(MEMORY_BYTES).withSeed(seed);
            try {
                new Machine(config, damaged, InputSource.SILENCE, EventSink.NOWHERE).runUntil(instructions);
            } catch (MalformedImageException e) {
                refused++;
                assertTrue(e.getMessage().indexOf('\n') < 0 && e.getMessage().length() > 20, e::getMessage);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(e + " (" + (ofL1 ? "L1" : "L2") + " damaged): seed " + seed + " call 0", e);
            }
        }
        assertTrue(refused > images / 20 && refused < images, "refused " + refused + " of " + images);
    }

    /** Flips, overwrites or cuts; headers more often than contents. */
    private static byte[] damage(byte[] image, Chance chance) {
        byte[] damaged = image.clone();
        int header = Math.min(HEADER_BYTES, damaged.length);
        switch (chance.below(7)) {
            case 0 -> damaged[chance.below(header)] ^= (byte) (1 << chance.below(8));
            case 1 -> damaged[chance.below(header)] = (byte) chance.bits();
            case 2, 3 -> {
                boolean little = damaged[5] == 1;
                ByteBuffer file =
                        ByteBuffer.wrap(damaged).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
                file.putLong(chance.below(header / 8 - 1) * 8, chance.boundary());
            }
            case 4 ->
                damaged = Arrays.copyOf(damaged, chance.oneIn(2) ? chance.below(header) : chance.below(image.length));
            default -> {
                for (int i = 1 + chance.below(40); i > 0; i--) {
                    damaged[chance.below(damaged.length)] = (byte) chance.bits();
                }
            }
        }
        return damaged;
    }
}
