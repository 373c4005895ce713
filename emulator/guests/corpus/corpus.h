/* What the programs of the corpus share: each computes one checksum, by whatever its name says. */
#ifndef CORPUS_H
#define CORPUS_H

#include "types.h"

typedef signed char s8;
typedef short s16;
typedef __int128 s128;
typedef unsigned __int128 u128;

#define NOINLINE __attribute__((noinline, noclone))

/* The program: its checksum. */
u64 program(void);

static inline u64 mix(u64 sum, u64 value)
{
    sum = (sum ^ value) * 0x9e3779b97f4a7c15UL;
    return sum ^ (sum >> 29);
}

static inline u64 mix_wide(u64 sum, u128 value) { return mix(mix(sum, (u64)(value >> 64)), (u64)value); }

static inline u64 mix_double(u64 sum, double value)
{
    union { double from; u64 to; } bits = { value };

    return mix(sum, bits.to);
}

static inline u64 mix_single(u64 sum, float value)
{
    union { float from; u32 to; } bits = { value };

    return mix(sum, bits.to);
}

static inline u64 mix_bytes(u64 sum, const void *bytes, u64 length)
{
    const u8 *at = bytes;

    for (u64 i = 0; i < length; i++)
        sum = mix(sum, at[i]);
    return sum;
}

static inline u64 next_random(u64 *state)
{
    u64 x = *state;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *state = x;
}

#define SEED 88172645463325252UL

#endif
