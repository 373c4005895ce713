/* Quadruple precision: in hardware since POWER9, before it as a pair of doubles. */
#include "corpus.h"

#ifdef _ARCH_PWR9
typedef __float128 quad;

static u64 mix_quad(u64 sum, quad value)
{
    union { quad from; u128 to; } bits = { value };

    return value != value ? mix(sum, 0x7fff) : mix_wide(sum, bits.to);
}
static NOINLINE quad add(quad a, quad b) { return a + b; }
static NOINLINE quad subtract(quad a, quad b) { return a - b; }
static NOINLINE quad multiply(quad a, quad b) { return a * b; }
static NOINLINE quad divide(quad a, quad b) { return a / b; }
static NOINLINE quad widened(double a) { return (quad)a; }
static NOINLINE double narrowed(quad a) { return (double)a; }
static NOINLINE u64 others(u64 sum, quad a, quad b)
{
    sum = mix(sum, (u64)(a < b) | (u64)(a == b) << 1 | (u64)(a >= b) << 2);
    sum = mix_quad(sum, __builtin_sqrtf128(a < 0 ? -a : a));
    sum = mix_quad(sum, __builtin_fmaf128(a, b, -a));
    sum = mix_quad(sum, __builtin_copysignf128(a, b));
    if (a > -1e9Q && a < 1e9Q)
        sum = mix(sum, (u64)(s64)a + (u64)(s32)a);
    return mix_quad(sum, (quad)(s64)sum + (quad)(u64)(sum >> 5) - (quad)(s32)sum);
}
#else
typedef struct { double high, low; } quad;

static u64 mix_quad(u64 sum, quad value)
{
    return value.high != value.high ? mix(sum, 0x7fff) : mix_double(mix_double(sum, value.high),
        value.low != value.low ? 0 : value.low);
}
static NOINLINE quad add(quad a, quad b)
{
    double total = a.high + b.high, part = total - a.high;
    double rest = (a.high - (total - part)) + (b.high - part) + a.low + b.low;

    return (quad){ total + rest, rest - ((total + rest) - total) };
}
static NOINLINE quad subtract(quad a, quad b) { return add(a, (quad){ -b.high, -b.low }); }
static NOINLINE quad multiply(quad a, quad b)
{
    double product = a.high * b.high;
    double rest = __builtin_fma(a.high, b.high, -product) + a.high * b.low + a.low * b.high;

    return (quad){ product + rest, rest - ((product + rest) - product) };
}
static NOINLINE quad divide(quad a, quad b)
{
    double first = a.high / b.high;
    quad rest = subtract(a, multiply((quad){ first, 0 }, b));

    return add((quad){ first, 0 }, (quad){ rest.high / b.high, 0 });
}
static NOINLINE quad widened(double a) { return (quad){ a, 0 }; }
static NOINLINE double narrowed(quad a) { return a.high; }
static NOINLINE u64 others(u64 sum, quad a, quad b) { return mix(sum, (u64)(a.high < b.high)); }
#endif

static volatile double values[] = {
    0.0, -0.0, 1.0, -3.0, 0.1, 1e300, -1e-300, 0x1p-1074, __builtin_inf(), 123456789.125, -2.5
};

u64 program(void)
{
    u64 sum = 7;
    quad term = widened(1), e = widened(1), x = widened(1);

    for (u32 i = 1; i < 30; i++) {
        term = divide(term, widened(i));
        e = add(e, term);
    }
    sum = mix_quad(sum, e);
    for (u32 i = 0; i < 7; i++)
        x = multiply(widened(0.5), add(x, divide(widened(2), x)));
    sum = mix_quad(sum, x);
    for (u32 i = 0; i < ARRAY_COUNT(values); i++)
        for (u32 j = 0; j < ARRAY_COUNT(values); j++) {
            quad a = multiply(widened(values[i]), e), b = divide(widened(values[j]), x);
            double back = narrowed(subtract(a, b));

            sum = mix_quad(sum, add(a, b));
            sum = mix_quad(sum, subtract(a, b));
            sum = mix_quad(sum, multiply(a, b));
            sum = mix_quad(sum, divide(a, b));
            sum = mix_double(sum, back != back ? 0 : back);
            sum = others(sum, a, b);
        }
    return sum;
}
