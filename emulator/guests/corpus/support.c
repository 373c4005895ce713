/* What a compiler may call in freestanding code, for the compiler's library is of another ABI in one byte order. */
#include "corpus.h"

void *memset(void *to, int value, u64 length)
{
    u8 *at = to;

    while (length--)
        *at++ = (u8)value;
    return to;
}

void *memcpy(void *to, const void *from, u64 length)
{
    u8 *target = to;
    const u8 *source = from;

    while (length--)
        *target++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, u64 length)
{
    u8 *target = (u8 *)to + length;
    const u8 *source = (const u8 *)from + length;

    if (to <= from)
        return memcpy(to, from, length);
    while (length--)
        *--target = *--source;
    return to;
}

int memcmp(const void *left, const void *right, u64 length)
{
    const u8 *a = left, *b = right;

    for (; length--; a++, b++)
        if (*a != *b)
            return *a - *b;
    return 0;
}

static u128 divide(u128 dividend, u128 divisor, u128 *rest)
{
    u128 quotient = 0, left = 0;

    for (u32 i = 0; i < 128; i++) {
        u64 carry = (u64)(left >> 127);

        left = left << 1 | dividend >> 127;
        dividend <<= 1;
        quotient <<= 1;
        if (carry || left >= divisor) {
            left -= divisor;
            quotient |= 1;
        }
    }
    *rest = left;
    return quotient;
}

u128 __udivti3(u128 a, u128 b)
{
    u128 rest;

    return divide(a, b, &rest);
}

u128 __umodti3(u128 a, u128 b)
{
    u128 rest;

    divide(a, b, &rest);
    return rest;
}

s128 __divti3(s128 a, s128 b)
{
    u128 rest;
    u128 quotient = divide(a < 0 ? -(u128)a : (u128)a, b < 0 ? -(u128)b : (u128)b, &rest);

    return (a < 0) != (b < 0) ? (s128)-quotient : (s128)quotient;
}

s128 __modti3(s128 a, s128 b)
{
    u128 rest;

    divide(a < 0 ? -(u128)a : (u128)a, b < 0 ? -(u128)b : (u128)b, &rest);
    return a < 0 ? (s128)-rest : (s128)rest;
}
