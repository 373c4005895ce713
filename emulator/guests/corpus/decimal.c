/* Binary coded decimal: in vectors, in doublewords, and by hand. */
#include <altivec.h>
#include "corpus.h"

typedef vector __int128 packed;

static NOINLINE packed add(packed a, packed b, u32 preferred)
{
    return preferred ? __builtin_bcdadd(a, b, 1) : __builtin_bcdadd(a, b, 0);
}
static NOINLINE packed subtract(packed a, packed b, u32 preferred)
{
    return preferred ? __builtin_bcdsub(a, b, 1) : __builtin_bcdsub(a, b, 0);
}
static NOINLINE u32 relation(packed a, packed b)
{
    return (u32)__builtin_bcdsub_lt(a, b, 0) | (u32)__builtin_bcdsub_eq(a, b, 0) << 1
        | (u32)__builtin_bcdsub_gt(a, b, 0) << 2 | (u32)__builtin_bcdadd_ov(a, b, 0) << 3;
}

static u128 to_packed(u64 value, u32 negative)
{
    u128 digits = negative ? 13 : 12;

    for (u32 at = 4; value; value /= 10, at += 4)
        digits |= (u128)(value % 10) << at;
    return digits;
}

static NOINLINE u64 declets(u64 sum, u64 value)
{
    u32 digits = 0;

    for (u32 i = 0; i < 6; i++, value /= 10)
        digits |= (u32)(value % 10) << (4 * i);
    return mix(sum, (u64)__builtin_cbcdtd(digits) ^ (u64)__builtin_cdtbcd((u32)__builtin_cbcdtd(digits)) << 24);
}

/* The sum of packed decimals in a doubleword, with the instruction that finds where sixes are needed. */
static NOINLINE u64 sum_of_digits(u64 a, u64 b)
{
    u64 sixes = a + 0x6666666666666666;
    u64 carries;

    asm("addg6s %0,%1,%2" : "=r"(carries) : "r"(sixes), "r"(b));
    return sixes + b - carries;
}

#ifdef _ARCH_PWR9
static NOINLINE u64 later(u64 sum, packed a, s32 by)
{
    packed result;
    vector unsigned char shift = vec_splats((unsigned char)by);

    asm("bcdcfsq. %0,%1,0" : "=v"(result) : "v"(a >> 20) : "cr6");
    sum = mix_wide(sum, (u128)result[0]);
    asm("bcdctsq. %0,%1" : "=v"(result) : "v"(result) : "cr6");
    sum = mix_wide(sum, (u128)result[0]);
    asm("bcdcfsq. %0,%1,1" : "=v"(a) : "v"(a >> 40) : "cr6");
    asm("bcds. %0,%1,%2,0" : "=v"(result) : "v"(shift), "v"(a) : "cr6");
    sum = mix_wide(sum, (u128)result[0]);
    asm("bcdsr. %0,%1,%2,0" : "=v"(result) : "v"(shift), "v"(a) : "cr6");
    sum = mix_wide(sum, (u128)result[0]);
    asm("bcdctz. %0,%1,0" : "=v"(result) : "v"(a) : "cr6");
    sum = mix_wide(sum, (u128)result[0]);
    asm("bcdcfz. %0,%1,0" : "=v"(result) : "v"(result) : "cr6");
    return mix_wide(sum, (u128)result[0]);
}
#else
static NOINLINE u64 later(u64 sum, packed a, s32 by) { return mix_wide(sum, (u128)a[0] >> (by & 31)); }
#endif

u64 program(void)
{
    u64 sum = 14, state = SEED;

    for (u32 i = 0; i < 24; i++) {
        u64 x = next_random(&state) >> (i % 40), y = next_random(&state) >> (i * 2 % 50);
        packed a = { (s128)to_packed(x, i & 1) }, b = { (s128)to_packed(y, i & 2) };

        sum = mix_wide(sum, (u128)add(a, b, i & 4)[0]);
        sum = mix_wide(sum, (u128)subtract(a, b, i & 8)[0]);
        sum = mix(sum, relation(a, b));
        sum = declets(sum, x);
        sum = mix(sum, sum_of_digits((u64)(to_packed(x % 10000000000000, 0) >> 4),
            (u64)(to_packed(y % 9999999, 0) >> 4)));
        sum = later(sum, a, (s32)(i % 9) - 4);
    }
    return sum;
}
