/* Counting, reversing, gathering and permuting bits. */
#include "corpus.h"

#define ROUNDS 300

static NOINLINE u64 counts(u64 a)
{
    return (u64)__builtin_popcountll(a) | (u64)__builtin_clzll(a | 1) << 8 | (u64)__builtin_ctzll(a | 1UL << 63) << 16
        | (u64)__builtin_parityll(a) << 24 | (u64)__builtin_clz((u32)a | 1) << 32
        | (u64)__builtin_ctz((u32)a | 0x80000000) << 40 | (u64)__builtin_ffsll((s64)a) << 48
        | (u64)__builtin_popcount((u32)a) << 56;
}

static NOINLINE u64 swapped(u64 a)
{
    return __builtin_bswap64(a) ^ __builtin_bswap32((u32)a) ^ (u64)__builtin_bswap16((u16)a) << 24;
}

static NOINLINE u64 reversed(u64 a)
{
    a = (a >> 1 & 0x5555555555555555) | (a & 0x5555555555555555) << 1;
    a = (a >> 2 & 0x3333333333333333) | (a & 0x3333333333333333) << 2;
    a = (a >> 4 & 0x0f0f0f0f0f0f0f0f) | (a & 0x0f0f0f0f0f0f0f0f) << 4;
    return __builtin_bswap64(a);
}

static NOINLINE u64 compressed(u64 a, u64 mask)
{
    u64 value = 0;

    for (u32 at = 0; mask; mask &= mask - 1, at++)
        value |= (a >> __builtin_ctzll(mask) & 1) << at;
    return value;
}

static NOINLINE u64 scattered(u64 a, u64 mask)
{
#ifdef _ARCH_PWR10
    return __builtin_pdepd(a, mask) ^ __builtin_pextd(a, mask) ^ __builtin_cfuged(a, mask)
        ^ (u64)__builtin_cntlzdm(a, mask) << 8 ^ (u64)__builtin_cnttzdm(a, mask);
#else
    return a & mask;
#endif
}

static NOINLINE u64 picked(u64 indexes, u64 from) { return (u64)__builtin_bpermd((s64)indexes, (s64)from); }
static NOINLINE u64 equal_bytes(u64 a, u64 b) { return (u64)__builtin_cmpb(a, b); }

static NOINLINE u64 gray(u64 a)
{
    u64 code = a ^ a >> 1;

    for (u32 i = 1; i < 64; i <<= 1)
        code ^= code >> i;
    return code;
}

u64 program(void)
{
    u64 sum = 3, state = SEED;

    for (u32 i = 0; i < ROUNDS; i++) {
        u64 a = next_random(&state) >> (i & 63), b = next_random(&state);

        sum = mix(sum, counts(a));
        sum = mix(sum, swapped(a) ^ reversed(b));
        sum = mix(sum, i % 8 ? 0 : compressed(b, a));
        sum = mix(sum, scattered(a, b));
        sum = mix(sum, picked(b & 0x3f7f3f3f3f3f3f3f, a));
        sum = mix(sum, equal_bytes(a & 0x0f0f0f0f0f0f0f0f, b & 0x0f0f0f0f0f0f0f0f));
        sum = mix(sum, gray(a) ^ (b << (a & 63) | b >> (-a & 63)) ^ ((u32)b << (a & 31) | (u32)b >> (-a & 31)));
    }
    return sum;
}
