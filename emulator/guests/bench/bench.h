/*
 * What the benchmark kernels share. A kernel prepares its data, then does its work in rounds, in eight parts. main.c
 * prints a line at each mark between, so that whoever measures can tell warm-up from steady state.
 */
#ifndef BENCH_H
#define BENCH_H

#include "types.h"

/* How many rounds there are, a multiple of eight; a whole run takes QEMU some five seconds. Each kernel says it. */
#define ROUNDS(n) const u32 rounds = n;
extern const u32 rounds;

void prepare(void);
/* Rounds first .. end-1. Returns the checksum that continues sum. */
u64 work(u64 sum, u32 first, u32 end);

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

#endif
