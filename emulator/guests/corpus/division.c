/* Long division: numbers of many words, digits of pi and e, greatest common divisors, primes. */
#include "corpus.h"

#define WORDS 6

static NOINLINE u32 divide_small(u32 *number, u32 count, u32 divisor)
{
    u64 rest = 0;

    while (count--) {
        rest = rest << 32 | number[count];
        number[count] = (u32)(rest / divisor);
        rest %= divisor;
    }
    return (u32)rest;
}

/* Knuth's algorithm D; u has m + n + 1 words, v has n with its highest bit set; the quotient goes to q. */
static NOINLINE void divide(u32 *q, u32 *u, const u32 *v, s32 m, s32 n)
{
    for (s32 j = m; j >= 0; j--) {
        u64 top = (u64)u[j + n] << 32 | u[j + n - 1];
        u64 guess = top / v[n - 1], rest = top % v[n - 1];
        s64 borrow = 0, t;

        while (guess >> 32 || guess * v[n - 2] > (rest << 32 | u[j + n - 2])) {
            guess--;
            rest += v[n - 1];
            if (rest >> 32)
                break;
        }
        for (s32 i = 0; i < n; i++) {
            u64 product = guess * v[i];

            t = (s64)u[i + j] - borrow - (s64)(u32)product;
            u[i + j] = (u32)t;
            borrow = (s64)(product >> 32) - (t >> 32);
        }
        t = (s64)u[j + n] - borrow;
        u[j + n] = (u32)t;
        if (t < 0) {
            u64 carry = 0;

            guess--;
            for (s32 i = 0; i < n; i++) {
                carry += (u64)u[i + j] + v[i];
                u[i + j] = (u32)carry;
                carry >>= 32;
            }
            u[j + n] += (u32)carry;
        }
        q[j] = (u32)guess;
    }
}

static NOINLINE u64 common(u64 a, u64 b)
{
    while (b) {
        u64 rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

static NOINLINE s64 inverse(s64 a, s64 modulus)
{
    s64 t = 0, next = 1, r = modulus, s = a;

    while (s) {
        s64 quotient = r / s, kept = t - quotient * next;

        t = next;
        next = kept;
        kept = r - quotient * s;
        r = s;
        s = kept;
    }
    return t < 0 ? t + modulus : t;
}

static NOINLINE u64 digits_of_pi(u64 sum)
{
    static u32 rest[57];
    u32 carry = 0;

    for (u32 i = 0; i < 57; i++)
        rest[i] = 2000;
    for (u32 c = 56; c > 0; c -= 14) {
        u32 d = 0, b = c;

        for (;;) {
            u32 g = 2 * b - 1;

            d += rest[b] * 10000;
            rest[b] = d % g;
            d /= g;
            if (--b == 0)
                break;
            d *= b;
        }
        sum = mix(sum, carry + d / 10000);
        carry = d % 10000;
    }
    return sum;
}

u64 program(void)
{
    u64 sum = 22, state = SEED;
    u32 number[WORDS];

    for (u32 i = 0; i < WORDS; i++)
        number[i] = (u32)next_random(&state);
    for (u32 i = 0; i < 40; i++)
        sum = mix(sum, divide_small(number, WORDS, i % 2 ? 10 : 1000000007));
    for (u32 round = 0; round < 12; round++) {
        u32 u[8], v[4], q[4] = { 0 };

        for (u32 i = 0; i < 7; i++)
            u[i] = (u32)next_random(&state);
        for (u32 i = 0; i < 4; i++)
            v[i] = round % 3 ? (u32)next_random(&state) : ~0U;
        u[7] = 0;
        v[3] |= 0x80000000;
        divide(q, u, v, 3, 4);
        for (u32 i = 0; i < 4; i++)
            sum = mix(sum, (u64)q[i] << 32 | u[i]);
        sum = mix(sum, common((u64)u[0] << 20 | u[1], v[0]));
        sum = mix(sum, (u64)inverse((s64)(v[1] % 1000003 | 1), 1000003));
    }
    return digits_of_pi(sum);
}
