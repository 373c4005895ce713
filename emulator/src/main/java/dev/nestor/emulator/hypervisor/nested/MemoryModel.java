package dev.nestor.emulator.hypervisor.nested;

/**
 * The model behind the host-wide counters: what an L0 would spend on its guests, counted in declared sizes and never
 * measured, so that the counters are the same on every host. CREATE and CREATE_VCPU answer "no resources" at its
 * bound, which is why an L1 cannot exhaust the host.
 *
 * <pre>
 * guest management space   4 KiB a guest + 8 KiB a vCPU, at most 128 MiB
 * page table space         64 KiB a guest with a partition-scoped tree: the root of the shadow a hardware L0 would
 *                          keep, at most 256 MiB; nothing is ever reclaimed, because nothing is overcommitted
 * </pre>
 */
public final class MemoryModel {
    /** Bytes of a guest. */
    public static final long GUEST_BYTES = 4L << 10;

    /** Bytes of a vCPU. */
    public static final long VCPU_BYTES = 8L << 10;

    /** Most bytes of guest management space. */
    public static final long HEAP_BYTES_MAX = 128L << 20;

    /** Bytes of the tables of a guest with a tree. */
    public static final long TABLE_BYTES = 64L << 10;

    /** Most bytes of page table space: one tree for each of 4,096 guest ids. */
    public static final long TABLE_BYTES_MAX = 256L << 20;

    private MemoryModel() {}

    /** What is in use, in bytes. */
    public interface Usage {
        /** Guests there are. */
        long guests();

        /** vCPUs of all guests. */
        long vcpus();

        /** Guests with a partition-scoped tree. */
        long guestsWithTree();
    }

    /** Guest management space in use, in bytes. */
    public static long heapInUse(Usage usage) {
        return usage.guests() * GUEST_BYTES + usage.vcpus() * VCPU_BYTES;
    }

    /** Page table space in use, in bytes. */
    public static long tablesInUse(Usage usage) {
        return usage.guestsWithTree() * TABLE_BYTES;
    }
}
