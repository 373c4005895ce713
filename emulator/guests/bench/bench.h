/* What the benchmark kernels share: each repeats its work ROUNDS times and prints a checksum. */
#ifndef BENCH_H
#define BENCH_H

#include "console.h"
#include "papr.h"
#include "types.h"

void power_off(void);

static inline u64 mix(u64 sum, u64 value)
{
    sum = (sum ^ value) * 0x9e3779b97f4a7c15UL;
    return sum ^ (sum >> 29);
}

static inline u64 next_random(u64 *state)
{
    u64 x = *state;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *state = x;
}

static inline void finish(const char *name, u64 sum)
{
    print(name);
    print(": ");
    print_hex(sum);
    print("\n");
    power_off();
}

#endif
