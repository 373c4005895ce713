package dev.nestor.emulator.platform;

import dev.nestor.emulator.memory.GuestMemory;
import java.util.Locale;

/**
 * An L1 put into memory, ready to be entered: segments, initial RAM disk, device tree and RTAS stub.
 *
 * <p>A pseries partition enters a kernel in 64-bit big-endian real mode with R3 = device tree and R4 = R5 = 0.
 *
 * @param entry L1 real address of the first instruction
 * @param deviceTree L1 real address of the flattened device tree
 * @param initrdFirst L1 real address of the initial RAM disk
 * @param initrdEnd first address after it; equal to {@code initrdFirst} for none
 */
public record BootImage(long entry, long deviceTree, long initrdFirst, long initrdEnd) {
    /** {@code mr r4,r3; lis r3,0; ori r3,r3,0xF000; sc 1; blr}: RTAS is the hypercall H_RTAS. */
    private static final int[] RTAS_STUB = {0x7C64_1B78, 0x3C60_0000, 0x6063_F000, 0x4400_0022, 0x4E80_0020};

    /**
     * Loads an L1.
     *
     * @param memory L1 memory, all zeros
     * @param l1 the L1's ELF file
     * @param initrd bytes of its initial RAM disk; empty for none
     * @param loadOffset added to the physical addresses of the ELF file's segments
     * @param vcpus how many vCPUs the tree announces
     * @param bootArguments /chosen bootargs
     * @param seed the tree's rng-seed is derived from it
     * @param offersRptInvalidate whether the tree announces H_RPT_INVALIDATE
     * @throws MalformedImageException when the ELF file is malformed or something does not fit; one line says what
     */
    public static BootImage load(
            GuestMemory memory,
            byte[] l1,
            byte[] initrd,
            long loadOffset,
            int vcpus,
            String bootArguments,
            long seed,
            boolean offersRptInvalidate) {
        MemoryMap map = new MemoryMap(memory.sizeBytes());
        ElfImage image = ElfImage.parse(l1);
        image.load(memory, loadOffset, map.tree());
        long initrdFirst = 0;
        if (initrd.length > 0) {
            initrdFirst = map.initrd(image.end() + loadOffset, initrd.length);
            if (initrdFirst < 0) {
                throw new MalformedImageException(String.format(
                        Locale.ROOT,
                        "the initial RAM disk has 0x%x bytes, but only 0x%x to 0x%x are free: give the machine more"
                                + " memory",
                        initrd.length,
                        image.end() + loadOffset,
                        map.tree()));
            }
            memory.write(initrdFirst, initrd, 0, initrd.length);
        }
        for (int i = 0; i < RTAS_STUB.length; i++) {
            memory.writeBe32(map.rtas() + 4L * i, RTAS_STUB[i]);
        }
        PartitionTree.Contents contents = new PartitionTree.Contents(
                memory.sizeBytes(),
                vcpus,
                map.rtas(),
                initrdFirst,
                initrdFirst + initrd.length,
                bootArguments,
                seed,
                offersRptInvalidate);
        byte[] tree = PartitionTree.of(contents).flatten();
        if (tree.length > MemoryMap.TREE_BYTES_MAX) {
            throw new IllegalStateException("the device tree has " + tree.length + " bytes");
        }
        memory.write(map.tree(), tree, 0, tree.length);
        return new BootImage(image.entry() + loadOffset, map.tree(), initrdFirst, initrdFirst + initrd.length);
    }
}
