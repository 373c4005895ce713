package dev.nestor.emulator.platform;

import dev.nestor.emulator.cpu.Timebase;
import java.util.ArrayList;
import java.util.List;

/**
 * The device tree of a pseries partition as QEMU hands it to a kernel after client-architecture-support (radix, XICS,
 * POWER10), without what this machine does not offer: PCI, hash tables, NVRAM.
 *
 * @see "LoPAR, appendix B: device tree; QEMU hw/ppc/spapr.c, spapr_build_fdt"
 */
public final class PartitionTree {
    /** Logical PVR of a POWER10 partition. */
    public static final int LOGICAL_PVR_POWER10 = 0x0F00_0006;

    private static final String CONSOLE_NODE = "vty@" + Long.toHexString(MemoryMap.CONSOLE_UNIT);
    private static final int PHANDLE_INTERRUPTS = 0x1111;
    private static final int PHANDLE_ROOT = 0x1112;
    private static final int RTAS_BYTES = 0x1000;
    private static final int[] PA_FEATURES = {
        0x4A00F63F,
        0xC7C000F0,
        0x80000000,
        0,
        0x8000,
        0x80008000,
        0x8000,
        0x80008000,
        0x8000,
        0xC0000000,
        0x8000,
        0x80008000,
        0x80008000,
        0x80008000,
        0x80008000,
        0x80008000,
        0x80008000,
        0xCE00,
        0x8000
    };
    private static final byte[] VECTOR_5 = bytesOf(
            0x19, 0, 0x20, 0, 0, 0xA0, 0x05, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0x40, 0, 0x40);

    private PartitionTree() {}

    /**
     * What the tree depends on.
     *
     * @param memoryBytes L1 memory
     * @param vcpus L1 vCPUs
     * @param rtasAddress L1 real address of the RTAS stub
     * @param initrdFirst first byte of the initial RAM disk
     * @param initrdEnd first byte after it; equal to {@code initrdFirst} for none
     * @param bootArguments /chosen bootargs, printable ASCII
     * @param seed rng-seed is derived from it
     * @param offersRptInvalidate whether H_RPT_INVALIDATE is announced
     */
    public record Contents(
            long memoryBytes,
            int vcpus,
            long rtasAddress,
            long initrdFirst,
            long initrdEnd,
            String bootArguments,
            long seed,
            boolean offersRptInvalidate) {}

    /** The tree, ready to be flattened. */
    public static DeviceTree of(Contents contents) {
        DeviceTree tree = new DeviceTree();
        if (contents.initrdEnd > contents.initrdFirst) {
            tree.reserve(contents.initrdFirst, contents.initrdEnd - contents.initrdFirst);
        }
        DeviceTree.Node root = tree.root()
                .cells("phandle", PHANDLE_ROOT)
                .cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .text("compatible", "qemu,pseries")
                .text("model", "IBM pSeries (emulated by nestor)")
                .text("device_type", "chrp");
        addChosen(root.node("chosen"), contents);
        addRtas(root.node("rtas"), contents);
        addEventSources(root.node("event-sources"));
        DeviceTree.Node cpus = root.node("cpus").cells("#address-cells", 1).cells("#size-cells", 0);
        for (int i = 0; i < contents.vcpus; i++) {
            addCpu(cpus.node("PowerPC,POWER10@" + Integer.toHexString(i)), i);
        }
        addVirtualDevices(root.node("vdevice"));
        root.node("memory@0")
                .text("device_type", "memory")
                .doublewords("reg", 0, contents.memoryBytes)
                .cells("ibm,associativity", 1, 0);
        root.node("interrupt-controller")
                .text("device_type", "PowerPC-External-Interrupt-Presentation")
                .text("compatible", "IBM,ppc-xicp")
                .flag("interrupt-controller")
                .cells("ibm,interrupt-server-ranges", 0, contents.vcpus)
                .cells("#interrupt-cells", 2)
                .cells("linux,phandle", PHANDLE_INTERRUPTS)
                .cells("phandle", PHANDLE_INTERRUPTS);
        return tree;
    }

    private static void addChosen(DeviceTree.Node chosen, Contents contents) {
        String console = "/vdevice/" + CONSOLE_NODE;
        chosen.text("bootargs", contents.bootArguments);
        if (contents.initrdEnd > contents.initrdFirst) {
            chosen.cells("linux,initrd-start", (int) contents.initrdFirst);
            chosen.cells("linux,initrd-end", (int) contents.initrdEnd);
        }
        chosen.text("stdout-path", console)
                .text("linux,stdout-path", console)
                .bytes("ibm,architecture-vec-5", VECTOR_5)
                .cells("rng-seed", randomCells(contents.seed));
    }

    /** Eight words of a sequence of its own (SplitMix64), so that the machine's random sequence is not advanced. */
    private static int[] randomCells(long seed) {
        int[] cells = new int[8];
        long state = seed ^ 0x726E_672D_7365_6564L;
        for (int i = 0; i < cells.length; i++) {
            state += 0x9E37_79B9_7F4A_7C15L;
            long mixed = (state ^ state >>> 30) * 0xBF58_476D_1CE4_E5B9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
            cells[i] = (int) (mixed ^ mixed >>> 31);
        }
        return cells;
    }

    private static void addRtas(DeviceTree.Node rtas, Contents contents) {
        rtas.cells("linux,rtas-base", (int) contents.rtasAddress)
                .cells("linux,rtas-entry", (int) contents.rtasAddress)
                .cells("rtas-size", RTAS_BYTES);
        for (RtasRow row : Rtas.ROWS) {
            rtas.cells(row.name(), row.token());
        }
        List<String> functions = new ArrayList<>(List.of(
                "hcall-term",
                "hcall-dabr",
                "hcall-interrupt",
                "hcall-splpar",
                "hcall-join",
                "hcall-set-mode",
                "hcall-sprg0",
                "hcall-copy"));
        if (contents.offersRptInvalidate) {
            functions.add("hcall-rpt-invalidate");
        }
        rtas.text("ibm,hypertas-functions", functions.toArray(new String[0]))
                .cells("ibm,associativity-reference-points", 1)
                .cells("ibm,max-associativity-domains", 1, 1)
                .cells("rtas-error-log-max", 0x800)
                .cells("rtas-event-scan-rate", 1)
                .flag("ibm,extended-os-term")
                .cells(
                        "ibm,lrdr-capacity",
                        (int) (contents.memoryBytes >>> 32),
                        (int) contents.memoryBytes,
                        0,
                        0x1000_0000,
                        contents.vcpus);
    }

    private static void addEventSources(DeviceTree.Node events) {
        events.flag("interrupt-controller")
                .cells("#interrupt-cells", 2)
                .cells("interrupt-ranges", InterruptController.EPOW_SOURCE, 1, InterruptController.HOT_PLUG_SOURCE, 1);
        events.node("epow-events").cells("interrupts", InterruptController.EPOW_SOURCE, 0);
        events.node("hot-plug-events").cells("interrupts", InterruptController.HOT_PLUG_SOURCE, 0);
    }

    private static void addCpu(DeviceTree.Node cpu, int index) {
        cpu.text("device_type", "cpu")
                .cells("reg", index)
                .cells("cpu-version", LOGICAL_PVR_POWER10)
                .cells("ibm,ppc-interrupt-server#s", index)
                .cells("ibm,ppc-interrupt-gserver#s", index, 0)
                .cells("ibm,chip-id", 0)
                .cells("ibm,my-drc-index", 0x1000_0000 + index)
                .text("status", "okay")
                .flag("64-bit")
                .cells("clock-frequency", 1_000_000_000)
                .cells("timebase-frequency", (int) Timebase.FREQUENCY_HZ)
                .cells("ibm,dec-bits", 56)
                .cells("ibm,processor-radix-AP-encodings", 0x0C, 0xA000_0010, 0x2000_0015, 0x4000_001E)
                .cells("ibm,pa-features", PA_FEATURES)
                .bytes("ibm,pi-features", bytesOf(1, 0, 0))
                .cells("ibm,vmx", 2)
                .cells("ibm,dfp", 1)
                .cells("ibm,purr", 1)
                .cells("ibm,spurr", 1)
                .cells("ibm,processor-segment-sizes", 0x1C, 0x28, -1, -1)
                .cells("ibm,segment-page-sizes", 12, 0, 1, 12, 0, 16, 0x110, 1, 16, 1)
                .cells("ibm,slb-size", 32)
                .cells("slb-size", 32)
                .cells("ibm,pft-size", 0, 24)
                .cells("i-cache-size", 0x8000)
                .cells("d-cache-size", 0x8000)
                .cells("i-cache-line-size", 128)
                .cells("i-cache-block-size", 128)
                .cells("d-cache-line-size", 128)
                .cells("d-cache-block-size", 128);
    }

    private static void addVirtualDevices(DeviceTree.Node devices) {
        devices.text("device_type", "vdevice")
                .text("compatible", "IBM,vdevice")
                .cells("#address-cells", 1)
                .cells("#size-cells", 0)
                .cells("#interrupt-cells", 2)
                .flag("interrupt-controller");
        devices.node(CONSOLE_NODE)
                .text("device_type", "serial")
                .text("compatible", "hvterm1")
                .cells("reg", (int) MemoryMap.CONSOLE_UNIT)
                .cells("interrupts", InterruptController.CONSOLE_SOURCE, 0);
    }

    private static byte[] bytesOf(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
