package dev.nestor.emulator;

import java.io.IOException;
import java.io.InputStream;

/** The guest programs that ship with Nestor, for tests. */
public final class GuestImages {

    private GuestImages() {}

    /** The L1 hypervisor with {@code l2} (such as "l2-hello") as its L2. */
    public static MachineImages with(String l2) {
        return new MachineImages(read("l1-hypervisor"), read(l2));
    }

    /** The bytes of one guest program. */
    public static byte[] read(String name) {
        try (InputStream in = GuestImages.class.getResourceAsStream("/guests/" + name + ".elf")) {
            if (in == null) {
                throw new IllegalStateException("no guest program " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("guest program " + name + " cannot be read", e);
        }
    }
}
