/* Integers of every width: sums that overflow, products and their high halves, quotients, shifts, comparisons. */
#include "corpus.h"

#define ROUNDS 400

static NOINLINE u64 overflow(u64 sum, s64 a, s64 b)
{
    s64 wide;
    s32 word;
    s16 half;

    sum = mix(sum, __builtin_add_overflow(a, b, &wide) + 2UL * (u64)wide);
    sum = mix(sum, __builtin_mul_overflow(a, b, &wide) + 2UL * (u64)wide);
    sum = mix(sum, __builtin_sub_overflow((s32)a, (s32)b, &word) + 2UL * (u64)word);
    sum = mix(sum, __builtin_mul_overflow((s32)a, (s32)b, &word) + 2UL * (u64)word);
    return mix(sum, __builtin_add_overflow((s16)a, (s16)b, &half) + 2UL * (u64)half);
}

static NOINLINE u64 quotients(u64 sum, u64 a, u64 b)
{
    s64 signed_b = (s64)b | 1;

    sum = mix(sum, a / (b | 1) + a % (b | 1));
    sum = mix(sum, (u64)((s64)a / (signed_b == -1 ? 3 : signed_b)));
    sum = mix(sum, (u64)((s64)a % (signed_b == -1 ? 3 : signed_b)));
    sum = mix(sum, (u32)a / ((u32)b | 1) + (u32)a % ((u32)b | 1));
    sum = mix(sum, (u64)((s32)a / 7) + (u64)((s64)a / 10) + a / 1000);
    return mix(sum, (u64)((s16)a / 3) + (u8)a / 5 + (u64)((s64)a % 16) + (u64)((s8)b / 4));
}

static NOINLINE u64 shifts(u64 sum, u64 a, u32 by)
{
    sum = mix(sum, a << (by & 63) | a >> (63 - (by & 63)));
    sum = mix(sum, (u64)((s64)a >> (by & 63)) ^ (u64)((s32)a >> (by & 31)));
    sum = mix(sum, (u32)a << (by & 31) ^ (u32)a >> (by & 31));
    return mix(sum, (a & 0x00fff000) >> 12 | (a & 0xff) << 20 | (u64)(s8)a << 40);
}

static NOINLINE u64 comparisons(s64 a, s64 b)
{
    u64 bits = 0;

    bits = bits << 1 | (a < b);
    bits = bits << 1 | ((u64)a < (u64)b);
    bits = bits << 1 | ((s32)a <= (s32)b);
    bits = bits << 1 | ((u32)a > (u32)b);
    bits = bits << 1 | ((s8)a == (s8)b);
    bits = bits << 1 | (a != 0 && (b & 3));
    bits = bits << 1 | (((a ^ b) < 0) == ((s32)(a ^ b) < 0));
    return bits << 8 | (u64)(a < b ? a : b) >> 60 << 4 | (u64)(a > 0) << 2 | (u64)(!a);
}

u64 program(void)
{
    u64 sum = 1, state = SEED;
    s64 special[] = { 0, 1, -1, 0x7fffffff, -0x80000000L, 0x7fffffffffffffff, -0x7fffffffffffffff - 1, 255 };

    for (u32 i = 0; i < ROUNDS; i++) {
        u64 a = next_random(&state), b = next_random(&state) >> (i & 63);

        if (i % 3 == 0)
            a = (u64)special[i / 3 % ARRAY_COUNT(special)];
        sum = overflow(sum, (s64)a, (s64)b);
        sum = quotients(sum, a, b);
        sum = shifts(sum, a, (u32)b);
        sum = mix(sum, comparisons((s64)a, (s64)b));
        sum = mix(sum, (u64)((u128)a * b >> 64) ^ (u64)((s128)(s64)a * (s64)b >> 64));
    }
    return sum;
}
