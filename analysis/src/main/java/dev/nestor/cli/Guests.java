package dev.nestor.cli;

import dev.nestor.emulator.Machine;
import dev.nestor.emulator.arch.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Images of guests: those that ship with Nestor, and files of the user's. */
final class Guests {

    private static final int ELF_HEADER_BYTES = 64;
    private static final int MACHINE_OFFSET = 18;
    private static final int MACHINE_PPC64 = 21;

    private Guests() {}

    /** The image of that name among those that ship with Nestor. */
    static byte[] shipped(String name) {
        String resource = "/guests/" + name + ".elf";
        try (InputStream in = Machine.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    /**
     * The image in a file of the user's.
     *
     * @throws UserFault when there is no such file or it is no ELF file for 64-bit POWER
     */
    static byte[] fromFile(String option, Path file) {
        if (!Files.isRegularFile(file)) {
            String what = Files.isDirectory(file) ? "is a directory" : "does not exist";
            throw new UserFault(option + ": " + file + " " + what + "; name an ELF file for 64-bit POWER");
        }
        try {
            if (Files.size(file) > Limits.IMAGE_BYTES_MAX) {
                throw new UserFault(option + ": " + file + " has " + Files.size(file) + " bytes; an image has at most "
                        + ByteSize.text(Limits.IMAGE_BYTES_MAX));
            }
            byte[] image = Files.readAllBytes(file);
            checkElf(option, file, image);
            return image;
        } catch (IOException e) {
            throw new UserFault(option + ": " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Says in the user's words what the loader would refuse; offsets of the ELF-64 object file format. */
    private static void checkElf(String option, Path file, byte[] image) {
        boolean magic = image.length >= ELF_HEADER_BYTES
                && image[0] == 0x7f
                && image[1] == 'E'
                && image[2] == 'L'
                && image[3] == 'F';
        if (!magic) {
            throw new UserFault(option + ": " + file + " is no ELF file; name an ELF file for 64-bit POWER");
        }
        boolean is64 = image[4] == 2;
        ByteOrder order = image[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int machine = ByteBuffer.wrap(image).order(order).getShort(MACHINE_OFFSET) & 0xffff;
        if (!is64 || machine != MACHINE_PPC64) {
            throw new UserFault(option + ": " + file + " is an ELF file for " + (is64 ? "64" : "32") + "-bit machine "
                    + machine + ", not for 64-bit POWER (machine " + MACHINE_PPC64 + "); build it for powerpc64"
                    + " or powerpc64le");
        }
    }
}
