/*
 * First touches of 4,000 pages: half of them stored to at once, half of them loaded from first and stored to in a
 * second pass, when an L1 that maps pages clean has to look again.
 */
#include "workload.h"

#define PAGE_BYTES 0x1000UL
#define PAGE_COUNT 4000
/* Pages from here to 16 MiB, the smallest memory an L2 gets by default. The program lies below. */
#define FIRST_PAGE 0x60000UL
/* Coprime to PAGE_COUNT: the pages are visited out of order. */
#define STRIDE 1237

static volatile u64 *page(u64 index)
{
    /* A different word of each page, so that the page offset is seen to survive translation. */
    return (volatile u64 *)(FIRST_PAGE + index * PAGE_BYTES + (index % 512) * 8);
}

void main(u64 device_tree)
{
    u64 sum = 1, i, index;

    (void)device_tree;
    for (i = 0, index = 0; i < PAGE_COUNT; i++, index = (index + STRIDE) % PAGE_COUNT) {
        if (index & 1)
            *page(index) = mix(i, index);
        else
            sum = mix(sum, *page(index));
    }
    print_checksum("l2-page-touch: first pass", sum);
    for (i = 0; i < PAGE_COUNT; i++)
        *page(i) = *page(i) + mix(i, 7);
    for (i = 0; i < PAGE_COUNT; i++)
        sum = mix(sum, *page(i));
    print("l2-page-touch: pages ");
    print_decimal(PAGE_COUNT);
    print("\n");
    print_checksum("l2-page-touch", sum);
    power_off();
}
