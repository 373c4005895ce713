/* Matrices of floating-point numbers in all four formats, multiplied with accumulators; POWER10 only. */
#include "corpus.h"

#define SIZE 8

typedef vector unsigned char vec;

union four {
    vec v[4];
    double d[8];
    float f[16];
    u32 w[16];
};

union one {
    vec v;
    double d[2];
    float f[4];
    u16 h[8];
};

static NOINLINE u64 mix_accumulator(u64 sum, __vector_quad *accumulator)
{
    union four out;

    __builtin_mma_disassemble_acc(&out, accumulator);
    for (u32 i = 0; i < 16; i++)
        sum = mix(sum, out.w[i]);
    return sum;
}

static void fill_doubles(double *to, u32 count, u64 *state)
{
    while (count--)
        *to++ = (double)(s64)next_random(state) / 4294967296.0;
}

/* C = A B, four rows and two columns at a time; then the same with one multiply-add after the other. */
static NOINLINE u64 doubles(u64 sum, u64 *state)
{
    static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];
    u32 equal = 0;

    fill_doubles(&a[0][0], SIZE * SIZE, state);
    fill_doubles(&b[0][0], SIZE * SIZE, state);
    for (u32 row = 0; row < SIZE; row += 4) {
        for (u32 column = 0; column < SIZE; column += 2) {
            __vector_quad accumulator;
            union four out;

            __builtin_mma_xxsetaccz(&accumulator);
            for (u32 k = 0; k < SIZE; k++) {
                union one high = { .d = { a[row][k], a[row + 1][k] } };
                union one low = { .d = { a[row + 2][k], a[row + 3][k] } };
                union one right = { .d = { b[k][column], b[k][column + 1] } };
                __vector_pair left;

                __builtin_vsx_build_pair(&left, high.v, low.v);
                __builtin_mma_xvf64gerpp(&accumulator, left, right.v);
            }
            __builtin_mma_disassemble_acc(&out, &accumulator);
            for (u32 i = 0; i < 8; i++)
                c[row + i / 2][column + i % 2] = out.d[i];
        }
    }
    for (u32 row = 0; row < SIZE; row++) {
        for (u32 column = 0; column < SIZE; column++) {
            double expected = 0;

            for (u32 k = 0; k < SIZE; k++)
                expected = __builtin_fma(a[row][k], b[k][column], expected);
            equal += expected == c[row][column];
            sum = mix_double(sum, c[row][column]);
        }
    }
    return mix(sum, equal);
}

/* Products and accumulator with either sign, and columns left out. */
static NOINLINE u64 singles(u64 sum, u64 *state)
{
    __vector_quad accumulator;

    for (u32 round = 0; round < 12; round++) {
        union one x, y;

        for (u32 i = 0; i < 4; i++) {
            x.f[i] = (float)(s32)next_random(state) / 65536;
            y.f[i] = (float)(s32)next_random(state) / 1048576;
        }
        __builtin_mma_xvf32ger(&accumulator, x.v, y.v);
        __builtin_mma_xvf32gernp(&accumulator, y.v, y.v);
        __builtin_mma_xvf32gerpn(&accumulator, y.v, x.v);
        sum = mix_accumulator(sum, &accumulator);
        __builtin_mma_xvf32gerpp(&accumulator, x.v, x.v);
        __builtin_mma_xvf32gernn(&accumulator, x.v, y.v);
        sum = mix_accumulator(sum, &accumulator);
        __builtin_mma_pmxvf32gerpp(&accumulator, y.v, x.v, 15, 9);
        sum = mix_accumulator(sum, &accumulator);
    }
    return sum;
}

/* Numbers of 16 bits: sign, an exponent near that of one, any fraction. */
static vec numbers(u64 *state, u32 fraction_bits, u32 bias)
{
    union one made;

    for (u32 i = 0; i < 8; i++) {
        u64 random = next_random(state);
        u32 exponent = bias - 5 + (u32)(random >> 40) % 11;

        made.h[i] = (u16)((random >> 20 & 0x8000) | exponent << fraction_bits | (random & ((1u << fraction_bits) - 1)));
    }
    return made.v;
}

static NOINLINE u64 halves(u64 sum, u64 *state)
{
    __vector_quad accumulator;

    for (u32 round = 0; round < 12; round++) {
        vec x = numbers(state, 10, 15), y = numbers(state, 10, 15);

        __builtin_mma_xvf16ger2(&accumulator, x, y);
        __builtin_mma_xvf16ger2pn(&accumulator, y, x);
        __builtin_mma_xvf16ger2np(&accumulator, x, x);
        sum = mix_accumulator(sum, &accumulator);
        __builtin_mma_pmxvf16ger2nn(&accumulator, x, y, 15, 15, 2);
        __builtin_mma_xvf16ger2pp(&accumulator, y, y);
        sum = mix_accumulator(sum, &accumulator);
    }
    return sum;
}

static NOINLINE u64 bfloats(u64 sum, u64 *state)
{
    __vector_quad accumulator;

    for (u32 round = 0; round < 12; round++) {
        vec x = numbers(state, 7, 127), y = numbers(state, 7, 127);

        __builtin_mma_pmxvbf16ger2(&accumulator, x, y, 13, 7, 3);
        __builtin_mma_xvbf16ger2nn(&accumulator, y, x);
        __builtin_mma_xvbf16ger2np(&accumulator, x, x);
        sum = mix_accumulator(sum, &accumulator);
        __builtin_mma_xvbf16ger2pp(&accumulator, x, y);
        __builtin_mma_xvbf16ger2pn(&accumulator, y, y);
        sum = mix_accumulator(sum, &accumulator);
    }
    return sum;
}

u64 program(void)
{
    u64 state = SEED, sum = 31;

    sum = doubles(sum, &state);
    sum = singles(sum, &state);
    sum = halves(sum, &state);
    return bfloats(sum, &state);
}
