/* Integers of 128 bits. */
#include "corpus.h"

#define ROUNDS 40

static NOINLINE u128 product(u128 a, u128 b) { return a * b; }
static NOINLINE u128 shifted(u128 a, u32 by) { return a << by ^ a >> (127 - by) ^ (u128)((s128)a >> by); }
static NOINLINE u128 quotient(u128 a, u128 b) { return a / b ^ a % b; }
static NOINLINE s128 signed_quotient(s128 a, s128 b) { return a / b ^ a % b; }
static NOINLINE u32 order(s128 a, s128 b)
{
    return (u32)(a < b) | (u32)((u128)a < (u128)b) << 1 | (u32)(a == b) << 2 | (u32)(a >= 0) << 3;
}

static NOINLINE u128 power(u128 base, u32 exponent, u128 modulus)
{
    u128 value = 1;

    for (; exponent; exponent >>= 1, base = base * base % modulus)
        if (exponent & 1)
            value = value * base % modulus;
    return value;
}

u64 program(void)
{
    u64 sum = 2, state = SEED;
    u128 factorial = 1, fibonacci = 0, next = 1;

    for (u32 i = 1; i < 34; i++)
        sum = mix_wide(sum, factorial *= i);
    for (u32 i = 0; i < 186; i++) {
        u128 then = fibonacci + next;

        fibonacci = next;
        next = then;
        sum = mix_wide(sum, then);
    }
    for (u32 i = 0; i < ROUNDS; i++) {
        u128 a = (u128)next_random(&state) << 64 | next_random(&state);
        u128 b = ((u128)next_random(&state) << 64 | next_random(&state)) >> (i * 3 % 127) | 1;

        sum = mix_wide(sum, product(a, b) + (a - b) + -a);
        sum = mix_wide(sum, shifted(a, i % 127));
        sum = mix_wide(sum, quotient(a, b));
        sum = mix_wide(sum, (u128)signed_quotient((s128)a, i & 1 ? -(s128)b : (s128)b));
        sum = mix(sum, order((s128)a, (s128)b) + (u64)__builtin_popcountll((u64)(a >> 64)));
    }
    return mix_wide(sum, power(3, 1000, ((u128)1 << 62) - 57));
}
