/* The L2's program, an ELF64 file of either byte order in the L1's initrd, and the device tree it is given. */
#include "fdt.h"
#include "l1.h"

#define ELF_MAGIC 0x7f454c46
#define ELF_CLASS_64 2
#define ELF_DATA_BIG 2
#define ELF_SEGMENT_LOAD 1
#define DEVICE_TREE_LIMIT 0x4000
#define STRINGS_LIMIT 0x800
#define TREE_ALIGNMENT 0x10000
#define RTAS_BYTES 0x1000

/* ---- ELF ---- */

static bool elf_big;

static u16 elf16(const u8 *p) { return elf_big ? read_be16(p) : *(const u16 *)p; }
static u32 elf32(const u8 *p) { return elf_big ? read_be32(p) : *(const u32 *)p; }
static u64 elf64(const u8 *p) { return elf_big ? read_be64(p) : *(const u64 *)p; }

/* Loads each segment at its physical address. Returns the end of the highest, and the entry, through pointers. */
static void load_elf(const u8 *file, u64 file_bytes, u64 *entry, u64 *end)
{
    const u8 *header;
    u32 count;

    if (file_bytes < 64 || read_be32(file) != ELF_MAGIC || file[4] != ELF_CLASS_64)
        stop("the L2 image is not an ELF64 file");
    elf_big = file[5] == ELF_DATA_BIG;
    *entry = elf64(file + 24);
    *end = 0;
    header = file + elf64(file + 32);
    count = elf16(file + 56);
    for (; count--; header += elf16(file + 54)) {
        u64 offset = elf64(header + 8), virtual = elf64(header + 16), physical = elf64(header + 24);
        u64 in_file = elf64(header + 32), in_memory = elf64(header + 40);

        if (elf32(header) != ELF_SEGMENT_LOAD)
            continue;
        if (offset > file_bytes || in_file > file_bytes - offset || in_file > in_memory)
            stop("the L2 image is cut short");
        memory_map_load(physical, file + offset, in_file, in_memory);
        /* The entry is a virtual address, translated as the segment it lies in. */
        if (*entry - virtual < in_memory && virtual != physical)
            *entry += physical - virtual;
        if (physical + in_memory > *end)
            *end = physical + in_memory;
    }
}

/* ---- flattened device tree ---- */

static struct {
    u8 structure[DEVICE_TREE_LIMIT];
    char strings[STRINGS_LIMIT];
    u32 structure_bytes, strings_bytes;
} tree;

static void put_cell(u32 value)
{
    write_be32(tree.structure + tree.structure_bytes, value);
    tree.structure_bytes += 4;
}

static void put_bytes(const void *bytes, u64 length)
{
    if (tree.structure_bytes + length + 64 > DEVICE_TREE_LIMIT)
        stop("the L2's device tree is too large");
    memcpy(tree.structure + tree.structure_bytes, bytes, length);
    tree.structure_bytes = (u32)ALIGN_UP(tree.structure_bytes + length, 4);
}

static u32 string_offset(const char *name)
{
    u32 at = 0, length = (u32)text_length(name) + 1;

    while (at < tree.strings_bytes && !text_equal(tree.strings + at, name))
        at += (u32)text_length(tree.strings + at) + 1;
    if (at == tree.strings_bytes) {
        if (at + length > STRINGS_LIMIT)
            stop("the L2's device tree has too many names");
        memcpy(tree.strings + at, name, length);
        tree.strings_bytes += length;
    }
    return at;
}

static void begin_node(const char *name)
{
    put_cell(FDT_BEGIN_NODE);
    put_bytes(name, text_length(name) + 1);
}

static void end_node(void) { put_cell(FDT_END_NODE); }

static void property(const char *name, const void *value, u64 length)
{
    put_cell(FDT_PROP);
    put_cell((u32)length);
    put_cell(string_offset(name));
    put_bytes(value, length);
}

static void property_text(const char *name, const char *text) { property(name, text, text_length(text) + 1); }

static void property_cells(const char *name, const u32 *cells, u32 count)
{
    put_cell(FDT_PROP);
    put_cell(4 * count);
    put_cell(string_offset(name));
    while (count--)
        put_cell(*cells++);
}

static void property_cell(const char *name, u32 cell) { property_cells(name, &cell, 1); }

/* ibm,pa-features up to what a POWER9 has: byte 64, counted behind the length and the kind, is DAWR1, and so on. */
#define POWER9_FEATURE_BYTES 64

static void put_features(void)
{
    for (u32 i = 0; i < FEATURE_COUNT; i++) {
        struct feature feature = machine.features[i];

        if (!feature.length_bytes)
            continue;
        if (text_equal(feature.name, "ibm,pa-features") && options.logical_pvr == LOGICAL_PVR_POWER9 &&
            feature.value[0] > POWER9_FEATURE_BYTES) {
            feature.value[0] = POWER9_FEATURE_BYTES;
            feature.length_bytes = 2 + POWER9_FEATURE_BYTES;
        }
        property(feature.name, feature.value, feature.length_bytes);
    }
}

static void put_processor(u32 id)
{
    /* log2 of the page size, with the encoding of the instruction tlbie in the top three bits. */
    static const u32 radix_pages[] = { 0x0000000c, 0xa0000010, 0x20000015, 0x4000001e };
    u32 threads[2] = { id, 0 };
    char name[] = "PowerPC,POWER10@0";

    if (machine.processor == PROCESSOR_POWER9)
        memcpy(name + 13, "9@0", 4);
    name[text_length(name) - 1] = (char)('0' + id);
    begin_node(name);
    property_text("device_type", "cpu");
    property_cell("reg", id);
    property_text("status", "okay");
    property("64-bit", "", 0);
    property_cell("cpu-version", options.logical_pvr ? options.logical_pvr : (u32)mfspr(SPR_PVR));
    property_cell("timebase-frequency", (u32)machine.timebase_hz);
    property_cell("clock-frequency", 1000000000);
    property_cell("ibm,dec-bits", 56);
    property_cells("ibm,processor-radix-AP-encodings", radix_pages, ARRAY_COUNT(radix_pages));
    property_cell("ibm,ppc-interrupt-server#s", id);
    property_cells("ibm,ppc-interrupt-gserver#s", threads, 2);
    put_features();
    property_cell("d-cache-line-size", 128);
    property_cell("d-cache-block-size", 128);
    property_cell("d-cache-size", 0x8000);
    property_cell("i-cache-line-size", 128);
    property_cell("i-cache-block-size", 128);
    property_cell("i-cache-size", 0x8000);
    end_node();
}

static void put_processors(void)
{
    begin_node("cpus");
    property_cell("#address-cells", 1);
    property_cell("#size-cells", 0);
    for (u32 id = 0; id < options.l2_vcpu_count; id++)
        put_processor(id);
    end_node();
}

static void put_rtas(u64 stub)
{
    static const char functions[] = "hcall-term\0hcall-interrupt\0hcall-splpar\0hcall-set-mode";

    begin_node("rtas");
    property_cell("linux,rtas-entry", (u32)stub);
    property_cell("linux,rtas-base", (u32)stub);
    property_cell("rtas-size", RTAS_BYTES);
    property("ibm,hypertas-functions", functions, sizeof(functions));
    property_cell("display-character", RTAS_DISPLAY_CHARACTER);
    property_cell("power-off", RTAS_POWER_OFF);
    property_cell("system-reboot", RTAS_SYSTEM_REBOOT);
    property_cell("query-cpu-stopped-state", RTAS_QUERY_CPU_STOPPED_STATE);
    property_cell("start-cpu", RTAS_START_CPU);
    property_cell("stop-self", RTAS_STOP_SELF);
    end_node();
}

static void put_console(void)
{
    begin_node("vdevice");
    property_cell("#address-cells", 1);
    property_cell("#size-cells", 0);
    property_text("device_type", "vdevice");
    property_text("compatible", "IBM,vdevice");
    begin_node("vty@71000000");
    property_text("device_type", "serial");
    property_text("compatible", "hvterm1");
    property_cell("reg", VTY_TERMNO);
    end_node();
    end_node();
}

static void put_interrupt_controller(void)
{
    u32 servers[2] = { 0, options.l2_vcpu_count };

    begin_node("interrupt-controller");
    property_text("device_type", "PowerPC-External-Interrupt-Presentation");
    property_text("compatible", "IBM,ppc-xicp");
    property("interrupt-controller", "", 0);
    property_cell("#interrupt-cells", 2);
    property_cells("ibm,interrupt-server-ranges", servers, 2);
    end_node();
}

static void put_chosen(u64 initrd)
{
    /* Option vector 5 of client-architecture-support: radix translation with guest-side invalidation. */
    static const u8 vector_5[] = {
        0x19, 0x00, 0x20, 0x00, 0x00, 0xa0, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x00, 0x40, 0x00, 0x40,
    };

    begin_node("chosen");
    property_text("bootargs", options.l2_bootargs);
    property_text("stdout-path", "/vdevice/vty@71000000");
    property_text("linux,stdout-path", "/vdevice/vty@71000000");
    property("ibm,architecture-vec-5", vector_5, sizeof(vector_5));
    if (options.l2_initrd_bytes) {
        property_cell("linux,initrd-start", (u32)initrd);
        property_cell("linux,initrd-end", (u32)(initrd + options.l2_initrd_bytes));
    }
    end_node();
}

static void put_memory(void)
{
    u32 memory[4] = { 0, 0, (u32)(guest.memory_bytes >> 32), (u32)guest.memory_bytes };

    begin_node("memory@0");
    property_text("device_type", "memory");
    property_cells("reg", memory, 4);
    end_node();
}

static void put_tree(u64 stub, u64 initrd)
{
    tree.structure_bytes = tree.strings_bytes = 0;
    begin_node("");
    property_cell("#address-cells", 2);
    property_cell("#size-cells", 2);
    property_text("device_type", "chrp");
    property_text("model", "Nestor L2 (pSeries partition)");
    property_text("compatible", "nestor,l2");
    put_chosen(initrd);
    put_memory();
    put_processors();
    put_rtas(stub);
    put_console();
    put_interrupt_controller();
    end_node();
    put_cell(FDT_END);
}

/* Header, reservations (the RTAS stub and the end of the list), structure, strings. */
static void place_tree(u64 l2_real_address, u64 stub)
{
    u32 structure_at = FDT_HEADER_BYTES + 2 * FDT_RESERVATION_BYTES;
    u32 strings_at = structure_at + tree.structure_bytes;
    u32 total = strings_at + tree.strings_bytes;
    const u32 header[FDT_HEADER_BYTES / 4] = {
        FDT_MAGIC, total, structure_at, strings_at, FDT_HEADER_BYTES, FDT_VERSION, FDT_VERSION_COMPATIBLE, 0,
        tree.strings_bytes, tree.structure_bytes,
    };
    u8 *to = memory_map_pointer(l2_real_address, total);

    if (!to)
        stop("no room for the L2's device tree");
    for (u32 i = 0; i < ARRAY_COUNT(header); i++)
        write_be32(to + 4 * i, header[i]);
    memset(to + FDT_HEADER_BYTES, 0, 2 * FDT_RESERVATION_BYTES);
    write_be64(to + FDT_HEADER_BYTES, stub);
    write_be64(to + FDT_HEADER_BYTES + 8, RTAS_BYTES);
    memcpy(to + structure_at, tree.structure, tree.structure_bytes);
    memcpy(to + strings_at, tree.strings, tree.strings_bytes);
    memory_map_filled(l2_real_address, total);
}

u64 image_load(u64 *device_tree)
{
    /* RTAS of the L2: r4 = r3; r3 = H_RTAS; sc 1; blr, in big-endian words. */
    static const u32 rtas_code[] = { 0x7c641b78, 0x3c600000, 0x6063f000, 0x44000022, 0x4e800020 };
    u64 file_bytes = machine.initrd_end - machine.initrd_start - options.l2_initrd_bytes;
    u64 entry, end, stub, initrd;
    u32 code[ARRAY_COUNT(rtas_code)];

    if (options.l2_initrd_bytes > machine.initrd_end - machine.initrd_start)
        stop("l2initrd= is larger than the initrd");
    load_elf((const u8 *)machine.initrd_start, file_bytes, &entry, &end);
    stub = ALIGN_UP(end, TREE_ALIGNMENT);
    initrd = stub + TREE_ALIGNMENT;
    for (u32 i = 0; i < ARRAY_COUNT(code); i++)
        code[i] = be32(rtas_code[i]);
    memory_map_load(stub, code, sizeof(code), RTAS_BYTES);
    *device_tree = stub + RTAS_BYTES;
    memory_map_load(initrd, (const u8 *)machine.initrd_end - options.l2_initrd_bytes, options.l2_initrd_bytes,
                    options.l2_initrd_bytes);
    put_tree(stub, initrd);
    place_tree(*device_tree, stub);
    return entry;
}
