/* Single precision: arithmetic, special values, square roots, a filter, numbers that become subnormal. */
#include "corpus.h"

#define LENGTH 128

static volatile float specials[] = {
    0.0f, -0.0f, 1.0f, -1.5f, __builtin_inff(), -__builtin_inff(), 0x1p-149f, -0x1.8p-130f, 0x1p-126f, 0x1.fffffep127f,
    0.1f, 16777217.0f, 1e30f, 1e-30f, __builtin_nanf(""), 3.0f
};
static float samples[LENGTH], filtered[LENGTH];

static NOINLINE float root(float value) { return __builtin_sqrtf(value); }
static NOINLINE float mixed(float a, double b) { return (float)(a * b + (double)(float)b); }
static NOINLINE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c) + __builtin_fmaf(a, -b, c); }
static u64 mix_value(u64 sum, float value) { return value != value ? mix(sum, 0x7fc0) : mix_single(sum, value); }

static NOINLINE void filter(void)
{
    static const float weights[5] = { 0.1f, -0.25f, 0.6f, -0.25f, 0.1f };

    for (u32 i = 2; i + 2 < LENGTH; i++) {
        float total = 0;

        for (u32 k = 0; k < 5; k++)
            total += weights[k] * samples[i + k - 2];
        filtered[i] = total;
    }
}

static NOINLINE u64 fading(u64 sum, float value)
{
    for (u32 i = 0; i < 170; i++) {
        value *= 0.5f;
        if (i % 10 == 0)
            sum = mix_value(sum, value);
    }
    return sum;
}

u64 program(void)
{
    u64 sum = 5, state = SEED;

    for (u32 i = 0; i < ARRAY_COUNT(specials); i++)
        for (u32 j = 0; j < ARRAY_COUNT(specials); j++) {
            float a = specials[i], b = specials[j];

            sum = mix_value(sum, a + b);
            sum = mix_value(sum, a - b);
            sum = mix_value(sum, a * b);
            sum = mix_value(sum, a / b);
            sum = mix_value(sum, mixed(a, b));
            sum = mix(sum, (u64)(a < b) | (u64)(a >= b) << 1 | (u64)(a == b) << 2);
        }
    for (u32 i = 0; i < ARRAY_COUNT(specials); i++) {
        sum = mix_value(sum, root(specials[i]));
        sum = mix_value(sum, fused(specials[i], specials[(i + 5) % 16], specials[(i + 9) % 16]));
        sum = fading(sum, specials[i]);
    }
    for (u32 i = 0; i < LENGTH; i++)
        samples[i] = (float)((s64)next_random(&state) >> 40) / 65536.0f;
    filter();
    for (u32 i = 0; i < LENGTH; i++)
        sum = mix_value(sum, filtered[i]);
    return sum;
}
