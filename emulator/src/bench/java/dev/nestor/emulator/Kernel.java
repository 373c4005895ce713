package dev.nestor.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The programs that engines are measured by; their sources stand in {@code emulator/guests/bench}. */
enum Kernel {
    SIEVE(Role.HOT),
    CRC32(Role.HOT),
    QUICKSORT(Role.HOT),
    MATMUL(Role.HOT),
    SHA256(Role.HOT),
    VM(Role.HOT),
    CALLS(Role.HOT),
    LIST(Role.HOT),
    /** 1,500 functions called in random order; half of a run is about half a billion instructions. */
    COLD(Role.ALONE),
    /** As CALLS, with hot data in the page of the code. */
    CALLS_MIXED(Role.ALONE),
    /** The same, with as many rounds as CALLS has: a hundred seconds of QEMU. */
    CALLS_MIXED_LONG(Role.OURS);

    /** Who runs a kernel, and whether it counts in the means. */
    enum Role {
        HOT,
        ALONE,
        /** Nestor alone runs it. */
        OURS
    }

    private final Role role;

    Kernel(Role role) {
        this.role = role;
    }

    boolean isInMeans() {
        return role == Role.HOT;
    }

    boolean isForQemu() {
        return role != Role.OURS;
    }

    /** As its marks and its file say it. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The kernel of that name, found without an expression: a run is measured from its first instruction on.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Kernel named(String text) {
        for (Kernel kernel : values()) {
            if (kernel.text().equals(text)) {
                return kernel;
            }
        }
        throw new IllegalArgumentException("no kernel is called " + text);
    }

    /**
     * The kernels of that name, or all whose name matches the regular expression.
     *
     * @throws IllegalArgumentException when there is none; the message lists them
     */
    static List<Kernel> matching(String expression) {
        List<Kernel> found = Arrays.stream(values())
                .filter(kernel -> kernel.text().matches(expression))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no kernel is called " + expression + "; there are "
                    + Arrays.stream(values()).map(Kernel::text).toList());
        }
        return found;
    }

    /** Its ELF file. */
    byte[] image() throws IOException {
        try (InputStream in = Kernel.class.getResourceAsStream("/kernels/" + text() + ".elf")) {
            if (in == null) {
                throw new IOException("kernel " + text() + " is not among the test resources");
            }
            return in.readAllBytes();
        }
    }
}
