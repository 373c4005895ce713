/* Decimal floating point of 64 and 128 bits: arithmetic, comparisons, conversions, interest on an account. */
#include "corpus.h"

typedef _Decimal64 d64;
typedef _Decimal128 d128;

static NOINLINE u64 mix_long(u64 sum, d64 value)
{
    union { d64 from; u64 to; } bits = { value };

    return mix(sum, bits.to);
}

static NOINLINE u64 mix_extended(u64 sum, d128 value)
{
    union { d128 from; u128 to; } bits = { value };

    return mix_wide(sum, bits.to);
}

static NOINLINE u64 longs(u64 sum, d64 a, d64 b)
{
    sum = mix_long(sum, a + b);
    sum = mix_long(sum, a - b);
    sum = mix_long(sum, a * b);
    sum = mix_long(sum, a / b);
    return mix(sum, (u64)((a < b) | (a <= b) << 1 | (a == b) << 2 | (a != b) << 3));
}

static NOINLINE u64 extendeds(u64 sum, d128 a, d128 b)
{
    sum = mix_extended(sum, a + b);
    sum = mix_extended(sum, a - b);
    sum = mix_extended(sum, a * b);
    sum = mix_extended(sum, a / b);
    return mix(sum, (u64)((a < b) | (a <= b) << 1 | (a == b) << 2 | (a != b) << 3));
}

/* What a program that counts money does: every amount has two decimals, and halves go to the even cent. */
static NOINLINE u64 account(u64 sum)
{
    d64 balance = 1000.00DD, rate = 0.0375DD, cent = 0.01DD;

    for (u32 year = 0; year < 40; year++) {
        d64 interest = balance * rate;

        asm("dqua %0,%1,%2,0" : "=d"(interest) : "d"(cent), "d"(interest));
        balance += interest - 12.5DD;
        sum = mix_long(sum, balance);
    }
    return mix(sum, (u64)(s64)balance);
}

/* Digits in and out, exponents in and out. */
static NOINLINE u64 parts(u64 sum, d64 a, d128 b)
{
    d64 digits, exponent;
    d128 wide;

    asm("ddedpd 2,%0,%1" : "=d"(digits) : "d"(a));
    sum = mix_long(sum, digits);
    asm("denbcd 1,%0,%1" : "=d"(digits) : "d"(digits));
    asm("dxex %0,%1" : "=d"(exponent) : "d"(a));
    sum = mix_long(sum, exponent);
    asm("diex %0,%1,%2" : "=d"(digits) : "d"(exponent), "d"(digits));
    sum = mix_long(sum, digits);
    asm("dscli %0,%1,3" : "=d"(digits) : "d"(a));
    sum = mix_long(sum, digits);
    asm("dscriq %0,%1,7" : "=d"(wide) : "d"(b));
    sum = mix_extended(sum, wide);
    asm("drintnq 1,%0,%1,2" : "=d"(wide) : "d"(b));
    return mix_extended(sum, wide);
}

u64 program(void)
{
    u64 sum = 29, state = SEED;

    for (u32 i = 0; i < 60; i++) {
        s64 x = (s64)next_random(&state) >> (i % 50), y = (s64)next_random(&state) >> (i * 7 % 60);
        d64 a = (d64)x / (i % 3 ? 100 : 7), b = (d64)(y | 1) * (i % 5 ? 1e-9DD : 1e14DD);
        d128 c = (d128)a * (d128)b + (d128)y, d = (d128)(x ^ y) / 3 - (d128)(i & 8 ? b : a);

        sum = longs(sum, a, b);
        sum = extendeds(sum, c, d);
        sum = parts(sum, a, c);
        sum = mix(sum, (u64)(s64)a ^ (u64)(s64)(b / 1000000000));
        sum = mix(sum, (u64)(s64)(d / 100000000000));
    }
    return account(sum);
}
