/* Double precision: arithmetic, special values, square roots, series. */
#include "corpus.h"

#define ROUNDS 60

static volatile double specials[] = {
    0.0, -0.0, 1.0, -1.0, __builtin_inf(), -__builtin_inf(), 0x1p-1074, -0x1.8p-1050, 0x1p-1022, 0x1.fffffffffffffp1023,
    0.1, -3.5, 1e300, 1e-300, __builtin_nan(""), 4503599627370497.5
};

static NOINLINE double root(double value) { return __builtin_sqrt(value); }
static NOINLINE double fused(double a, double b, double c) { return __builtin_fma(a, b, c) - __builtin_fma(-a, b, c); }

static NOINLINE double sine(double x)
{
    double term = x, sum = x;

    for (u32 i = 1; i < 12; i++) {
        term *= -x * x / (double)(2 * i * (2 * i + 1));
        sum += term;
    }
    return sum;
}

static NOINLINE double logarithm(double x)
{
    double y = 0;

    for (u32 i = 0; i < 8; i++) {
        double power = 1, term = 1;

        for (u32 n = 1; n < 20; n++)
            power += term *= y / n;
        y += 2 * (x - power) / (x + power);
    }
    return y;
}

static NOINLINE u64 comparisons(double a, double b)
{
    return (u64)(a < b) | (u64)(a <= b) << 1 | (u64)(a == b) << 2 | (u64)(a != b) << 3 | (u64)(a > b) << 4
        | (u64)__builtin_isunordered(a, b) << 5 | (u64)__builtin_islessgreater(a, b) << 6 | (u64)(a != a) << 7;
}

/* A NaN's sign and payload depend on the order of operands, which is the compiler's choice. */
static u64 mix_value(u64 sum, double value) { return value != value ? mix(sum, 0x7ff8) : mix_double(sum, value); }

u64 program(void)
{
    u64 sum = 4;

    for (u32 i = 0; i < ARRAY_COUNT(specials); i++)
        for (u32 j = 0; j < ARRAY_COUNT(specials); j++) {
            double a = specials[i], b = specials[j];

            sum = mix_value(sum, a + b);
            sum = mix_value(sum, a - b);
            sum = mix_value(sum, a * b);
            sum = mix_value(sum, a / b);
            sum = mix_value(sum, __builtin_copysign(a, b) + __builtin_fabs(b));
            sum = mix(sum, comparisons(a, b));
        }
    for (u32 i = 0; i < ARRAY_COUNT(specials); i++) {
        sum = mix_value(sum, root(specials[i]));
        sum = mix_value(sum, fused(specials[i], specials[(i + 3) % 16], specials[(i + 7) % 16]));
    }
    for (u32 i = 1; i < ROUNDS; i++) {
        sum = mix_value(sum, sine(i * 0.05));
        sum = mix_value(sum, root(i * 1.7) * i / 3);
        if (i % 10 == 0)
            sum = mix_value(sum, logarithm(i * 0.3));
    }
    return sum;
}
