/* Fixed-point work that never leaves the L2 but for its first touches of memory: a sieve and a heap sort. */
#include "workload.h"

#define SIEVE_LIMIT 1000000
#define SORT_COUNT 100000

static u8 composite[SIEVE_LIMIT];
static u32 numbers[SORT_COUNT];

static u64 sieve(u64 sum)
{
    u32 count = 0;

    for (u64 n = 2; n < SIEVE_LIMIT; n++) {
        if (composite[n])
            continue;
        count++;
        sum = mix(sum, n);
        for (u64 multiple = n * n; multiple < SIEVE_LIMIT; multiple += n)
            composite[multiple] = 1;
    }
    print("l2-compute: primes ");
    print_decimal(count);
    print("\n");
    return sum;
}

static void sift_down(u32 root, u32 count)
{
    u32 value = numbers[root];

    for (;;) {
        u32 child = 2 * root + 1;

        if (child >= count)
            break;
        if (child + 1 < count && numbers[child + 1] > numbers[child])
            child++;
        if (numbers[child] <= value)
            break;
        numbers[root] = numbers[child];
        root = child;
    }
    numbers[root] = value;
}

static u64 sort(u64 sum)
{
    u64 state = 88172645463325252UL;
    u32 i;

    for (i = 0; i < SORT_COUNT; i++)
        numbers[i] = (u32)next_random(&state);
    for (i = SORT_COUNT / 2; i--;)
        sift_down(i, SORT_COUNT);
    for (i = SORT_COUNT - 1; i; i--) {
        u32 largest = numbers[0];

        numbers[0] = numbers[i];
        numbers[i] = largest;
        sift_down(0, i);
    }
    for (i = 0; i < SORT_COUNT; i++) {
        if (i && numbers[i] < numbers[i - 1])
            print("l2-compute: not sorted\n");
        sum = mix(sum, numbers[i]);
    }
    return sum;
}

void main(u64 device_tree)
{
    (void)device_tree;
    print_checksum("l2-compute", sort(sieve(1)));
    power_off();
}
