/* The partition the L1 runs in: its device tree, its memory, its clock. */
#include "fdt.h"
#include "l1.h"

#define FDT_DEPTH_LIMIT 8
#define RESERVED_LIMIT 32
/* Interrupt vectors, and what firmware may keep near them. */
#define LOW_MEMORY_BYTES 0x4000
#define TIMEBASE_HZ_DEFAULT 512000000

struct machine machine = {
    .features = {
        { .name = "ibm,pa-features" }, { .name = "ibm,pi-features" }, { .name = "ibm,vmx" },
        { .name = "ibm,dfp" }, { .name = "ibm,purr" }, { .name = "ibm,spurr" },
    },
};

struct range { u64 start, end; };

static struct range reserved[RESERVED_LIMIT];
static u32 reserved_count;
static u64 allocation_end;

extern u8 image_start[], image_end[];
extern const u8 vectors_start[], vectors_end[];

void stop(const char *reason)
{
    print("l1: ");
    print(reason);
    print("\n");
    power_off();
}

void stop_with(const char *reason, u64 value)
{
    print("l1: ");
    print(reason);
    print(" ");
    print_hex(value);
    print("\n");
    power_off();
}

/* Called by the vector code for every interrupt but the decrementer's. */
void unexpected_interrupt(u64 vector, u64 srr0, u64 srr1)
{
    print("\nl1: unexpected interrupt ");
    print_hex32((u32)vector);
    print(" srr0 ");
    print_hex(srr0);
    print(" srr1 ");
    print_hex(srr1);
    print(" dar ");
    print_hex(mfspr(SPR_DAR));
    print("\n");
    power_off();
}

static void reserve(u64 start, u64 end)
{
    if (start >= end)
        return;
    if (reserved_count == RESERVED_LIMIT)
        stop("too many reserved ranges");
    reserved[reserved_count].start = start;
    reserved[reserved_count].end = end;
    reserved_count++;
}

/* Memory is handed out from its top downwards, around what is reserved. */
void *allocate(u64 length_bytes, u64 alignment)
{
    u64 start = ALIGN_DOWN(allocation_end - length_bytes, alignment);
    u32 i = 0;

    while (i < reserved_count) {
        if (length_bytes > allocation_end || start > allocation_end)
            stop_with("out of memory for bytes", length_bytes);
        if (start < reserved[i].end && reserved[i].start < start + length_bytes) {
            start = ALIGN_DOWN(reserved[i].start - length_bytes, alignment);
            if (start > reserved[i].start)
                stop_with("out of memory for bytes", length_bytes);
            i = 0;
            continue;
        }
        i++;
    }
    allocation_end = start;
    return memset((void *)start, 0, length_bytes);
}

/* An integer property of one or two cells. */
static u64 cells(const u8 *value, u32 length_bytes)
{
    return length_bytes == 8 ? read_be64(value) : read_be32(value);
}

static bool list_contains(const char *list, u32 length_bytes, const char *word)
{
    for (u32 i = 0; i < length_bytes; i += (u32)text_length(list + i) + 1)
        if (text_equal(list + i, word))
            return true;
    return false;
}

u32 machine_logical_pvr(void)
{
    if (machine.processor == PROCESSOR_POWER11)
        return LOGICAL_PVR_POWER11;
    return machine.processor == PROCESSOR_POWER10 ? LOGICAL_PVR_POWER10 : LOGICAL_PVR_POWER9;
}

static u64 rtas_base, rtas_bytes;

static void discover_feature(const char *name, const u8 *value, u32 length_bytes)
{
    for (u32 i = 0; i < FEATURE_COUNT; i++) {
        struct feature *feature = &machine.features[i];

        if (text_equal(name, feature->name) && length_bytes <= FEATURE_BYTES_LIMIT) {
            feature->length_bytes = length_bytes;
            memcpy(feature->value, value, length_bytes);
        }
    }
}

static void discover_property(const char *node, const char *name, const u8 *value, u32 length_bytes)
{
    if (text_starts(node, "memory") && text_equal(name, "reg")) {
        for (u32 i = 0; i + 16 <= length_bytes; i += 16)
            if (read_be64(value + i) == machine.memory_bytes)
                machine.memory_bytes += read_be64(value + i + 8);
    } else if (text_equal(node, "chosen")) {
        if (text_equal(name, "bootargs") && length_bytes < sizeof(machine.bootargs))
            memcpy(machine.bootargs, value, length_bytes);
        else if (text_equal(name, "linux,initrd-start"))
            machine.initrd_start = cells(value, length_bytes);
        else if (text_equal(name, "linux,initrd-end"))
            machine.initrd_end = cells(value, length_bytes);
    } else if (text_equal(node, "rtas")) {
        if (text_equal(name, "linux,rtas-base"))
            rtas_base = cells(value, length_bytes);
        else if (text_equal(name, "rtas-size"))
            rtas_bytes = cells(value, length_bytes);
        else if (text_equal(name, "ibm,hypertas-functions"))
            machine.rpt_invalidate = list_contains((const char *)value, length_bytes, "hcall-rpt-invalidate");
    } else if (text_equal(name, "timebase-frequency")) {
        machine.timebase_hz = cells(value, length_bytes);
    } else {
        discover_feature(name, value, length_bytes);
    }
}

static void discover_structure(const u8 *structure, const char *strings)
{
    const char *node[FDT_DEPTH_LIMIT];
    u32 depth = 0;

    for (;;) {
        u32 token = read_be32(structure);

        structure += 4;
        if (token == FDT_BEGIN_NODE) {
            if (depth == FDT_DEPTH_LIMIT)
                stop("device tree too deep");
            node[depth++] = (const char *)structure;
            structure += ALIGN_UP(text_length((const char *)structure) + 1, 4);
        } else if (token == FDT_END_NODE) {
            depth--;
        } else if (token == FDT_PROP) {
            u32 length_bytes = read_be32(structure);

            discover_property(node[depth - 1], strings + read_be32(structure + 4), structure + 8, length_bytes);
            structure += 8 + ALIGN_UP((u64)length_bytes, 4);
        } else if (token != FDT_NOP) {
            return;
        }
    }
}

/* Interrupts are taken at fixed low addresses; the code for them is copied there. */
static void install_vectors(void)
{
    u64 none = 0;

    memcpy((void *)none + VECTOR_SYSTEM_RESET, vectors_start, (u64)(vectors_end - vectors_start));
    for (u64 line = VECTOR_SYSTEM_RESET; line < 0x1000; line += 128)
        asm volatile("dcbst 0,%0; sync; icbi 0,%0" : : "r"(line) : "memory");
    isync();
    if (hcall4(H_SET_MODE, 1, SET_MODE_ILE, 0, 0) != H_SUCCESS)
        stop("little-endian interrupts refused");
}

void machine_discover(u64 device_tree)
{
    const u8 *tree = (const u8 *)device_tree;
    const u8 *reservation;

    install_vectors();
    if (!device_tree || read_be32(tree) != FDT_MAGIC)
        stop_with("no device tree at", device_tree);
    machine.timebase_hz = TIMEBASE_HZ_DEFAULT;
    machine.processor = (u32)(mfspr(SPR_PVR) >> 16);
    discover_structure(tree + read_be32(tree + FDT_STRUCTURE), (const char *)tree + read_be32(tree + FDT_STRINGS));

    reserve(0, LOW_MEMORY_BYTES);
    reserve((u64)image_start, (u64)image_end);
    reserve(device_tree, device_tree + read_be32(tree + FDT_TOTAL_BYTES));
    reserve(machine.initrd_start, machine.initrd_end);
    reserve(rtas_base, rtas_base + rtas_bytes);
    reservation = tree + read_be32(tree + FDT_RESERVATIONS);
    for (; read_be64(reservation + 8); reservation += FDT_RESERVATION_BYTES)
        reserve(read_be64(reservation), read_be64(reservation) + read_be64(reservation + 8));
    allocation_end = machine.memory_bytes;
}

void sleep_until(u64 expiry)
{
    for (;;) {
        s64 left = (s64)(expiry - timebase());

        if (left <= 0)
            break;
        mtspr(SPR_DEC, left > DECREMENTER_FAR ? DECREMENTER_FAR : left);
        /* The call enables external interrupts; the decrementer's handler has run when it returns. */
        hcall4(H_CEDE, 0, 0, 0, 0);
        mtmsrd_ee(MSR_RI);
    }
    mtspr(SPR_DEC, DECREMENTER_FAR);
}
