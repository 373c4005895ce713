/*
 * The L2's memory and the partition-scoped radix tree that maps it, one page at a time, when the L2 first touches it.
 * Geometry: 52 address bits, a root of 2^13 entries, then directories of 2^9, 2^9 and, for pages of 4 KiB, 2^9 or, for
 * pages of 64 KiB, 2^5 entries. A page of 2 MiB is a leaf one level higher.
 */
#include "l1.h"

#define ROOT_SHIFT 39
#define MIDDLE_SHIFT 30
#define LOWER_SHIFT 21
#define DIRECTORY_BITS 9
#define DIRECTORY_64K_BITS 5
/* A guest real address without the bits that ASDR leaves undefined. */
#define GUEST_REAL_MASK 0x0fffffffffffffff

void memory_map_create(void)
{
    guest.memory_bytes = options.l2_memory_bytes;
    guest.memory = allocate(guest.memory_bytes, PAGE_2M);
    guest.root = allocate(ROOT_TABLE_BYTES, ROOT_TABLE_BYTES);
    guest.page_filled = allocate(guest.memory_bytes / PAGE_4K, 8);
}

void *memory_map_pointer(u64 l2_real_address, u64 length_bytes)
{
    if (l2_real_address >= guest.memory_bytes || length_bytes > guest.memory_bytes - l2_real_address)
        return NULL;
    return guest.memory + l2_real_address;
}

void memory_map_filled(u64 l2_real_address, u64 length_bytes)
{
    for (u64 page = l2_real_address / PAGE_4K; page * PAGE_4K < l2_real_address + length_bytes; page++)
        guest.page_filled[page] = true;
}

void memory_map_load(u64 l2_real_address, const void *from, u64 file_bytes, u64 memory_bytes)
{
    u8 *to = memory_map_pointer(l2_real_address, memory_bytes);

    if (!to)
        stop_with("the L2 image does not fit its memory at", l2_real_address);
    memcpy(to, from, file_bytes);
    memory_map_filled(l2_real_address, file_bytes);
}

static u64 *descend(u64 *directory, u64 index, u64 next_bits)
{
    u64 entry = be64(directory[index]);

    if (!(entry & PTE_VALID)) {
        entry = (u64)allocate(DIRECTORY_BYTES, DIRECTORY_BYTES) | next_bits | PTE_VALID;
        directory[index] = be64(entry);
    }
    return (u64 *)(entry & PTE_DIRECTORY);
}

static u64 *find_leaf(u64 l2_real_address)
{
    u64 mask = (1 << DIRECTORY_BITS) - 1;
    u64 bits = options.l2_page_bytes == PAGE_64K ? DIRECTORY_64K_BITS : DIRECTORY_BITS;
    u64 *directory = descend(guest.root, l2_real_address >> ROOT_SHIFT, DIRECTORY_BITS);

    directory = descend(directory, l2_real_address >> MIDDLE_SHIFT & mask, DIRECTORY_BITS);
    if (options.l2_page_bytes == PAGE_2M)
        return &directory[l2_real_address >> LOWER_SHIFT & mask];
    directory = descend(directory, l2_real_address >> LOWER_SHIFT & mask, bits);
    return &directory[(l2_real_address >> (LOWER_SHIFT - bits)) & ((1UL << bits) - 1)];
}

/* Memory that was never written holds zeros when the L2 first sees it. */
static void fill_page(u64 l2_real_address)
{
    for (u64 at = l2_real_address; at < l2_real_address + options.l2_page_bytes; at += PAGE_4K) {
        if (!guest.page_filled[at / PAGE_4K])
            memset(guest.memory + at, 0, PAGE_4K);
        guest.page_filled[at / PAGE_4K] = true;
    }
}

bool memory_map_fault(u64 l2_real_address, u64 hdsisr)
{
    u64 page = ALIGN_DOWN(l2_real_address & GUEST_REAL_MASK, options.l2_page_bytes);
    u64 wanted = PTE_REFERENCE | (hdsisr & DSISR_STORE ? PTE_CHANGE : 0);
    u64 *leaf, entry;

    if (hdsisr & DSISR_UNSUPPORTED_MMU || !memory_map_pointer(page, options.l2_page_bytes))
        return false;
    leaf = find_leaf(page);
    entry = be64(*leaf);
    if (!(entry & PTE_VALID)) {
        fill_page(page);
        entry = PTE_VALID | PTE_LEAF | (u64)(guest.memory + page) | PTE_READ | PTE_WRITE | PTE_EXECUTE;
        *leaf = be64(entry | wanted);
        ptesync();
    } else if (wanted & ~entry) {
        /* Mapped by a load, now stored to. */
        *leaf = be64(entry | wanted);
        ptesync();
    } else {
        /* The tree already allows it: the L0 holds on to an older copy. */
        flush_page(page);
    }
    return true;
}
