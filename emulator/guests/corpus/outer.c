/* Outer products of integers of 4, 8 and 16 bits, which wrap, saturate and are masked; POWER10 only. */
#include "corpus.h"

#define DEPTH 32

typedef vector unsigned char vec;

union four {
    vec v[4];
    s32 w[16];
};

union one {
    vec v;
    u8 b[16];
    s16 h[8];
    u64 d[2];
};

static NOINLINE u64 mix_accumulator(u64 sum, __vector_quad *accumulator)
{
    union four out;

    __builtin_mma_disassemble_acc(&out, accumulator);
    for (u32 i = 0; i < 16; i++)
        sum = mix(sum, (u32)out.w[i]);
    return sum;
}

static vec any(u64 *state)
{
    union one made;

    made.d[0] = next_random(state);
    made.d[1] = next_random(state);
    return made.v;
}

/* Four rows of signed bytes by four columns of unsigned ones, as a quantised network has them. */
static NOINLINE u64 network(u64 sum, u64 *state)
{
    static s8 weights[4][DEPTH];
    static u8 inputs[4][DEPTH];
    __vector_quad accumulator;
    union four out;
    u32 equal = 0;

    for (u32 row = 0; row < 4; row++) {
        for (u32 k = 0; k < DEPTH; k++) {
            weights[row][k] = (s8)next_random(state);
            inputs[row][k] = (u8)next_random(state);
        }
    }
    __builtin_mma_xxsetaccz(&accumulator);
    for (u32 k = 0; k < DEPTH; k += 4) {
        union one x, y;

        for (u32 i = 0; i < 16; i++) {
            x.b[i] = (u8)weights[i / 4][k + i % 4];
            y.b[i] = inputs[i / 4][k + i % 4];
        }
        __builtin_mma_xvi8ger4pp(&accumulator, x.v, y.v);
    }
    __builtin_mma_disassemble_acc(&out, &accumulator);
    for (u32 i = 0; i < 16; i++) {
        s32 expected = 0;

        for (u32 k = 0; k < DEPTH; k++)
            expected += weights[i / 4][k] * inputs[i % 4][k];
        equal += expected == out.w[i];
        sum = mix(sum, (u32)out.w[i]);
    }
    return mix(sum, equal);
}

static NOINLINE u64 nibbles(u64 sum, u64 *state)
{
    __vector_quad accumulator;

    for (u32 round = 0; round < 10; round++) {
        vec x = any(state), y = any(state);

        __builtin_mma_xvi4ger8(&accumulator, x, y);
        __builtin_mma_xvi4ger8pp(&accumulator, y, x);
        sum = mix_accumulator(sum, &accumulator);
        __builtin_mma_pmxvi4ger8pp(&accumulator, x, x, 6, 15, 0x99);
        sum = mix_accumulator(sum, &accumulator);
    }
    return sum;
}

/* Sums near the ends of a word, from where they saturate or come round. */
static NOINLINE u64 ends(u64 sum, u64 *state)
{
    __vector_quad first, second;
    union one great;

    for (u32 i = 0; i < 8; i++)
        great.h[i] = i % 3 ? 0x7fff : -0x8000;
    for (u32 round = 0; round < 10; round++) {
        vec x = any(state);
        union four from = { .w = { 0x7fffffff, -0x7fffffff - 1, 0x7ff00000, -0x7ff00000 } };

        from.v[1] = x;
        from.v[2] = from.v[0];
        from.v[3] = great.v;
        __builtin_mma_build_acc(&first, from.v[0], from.v[1], from.v[2], from.v[3]);
        second = first;
        __builtin_mma_xvi16ger2spp(&first, great.v, x);
        __builtin_mma_xvi16ger2pp(&second, great.v, x);
        sum = mix_accumulator(sum, &first);
        sum = mix_accumulator(sum, &second);
        __builtin_mma_xvi8ger4spp(&second, x, x);
        __builtin_mma_xvi16ger2s(&first, great.v, great.v);
        sum = mix_accumulator(sum, &first);
        sum = mix_accumulator(sum, &second);
        __builtin_mma_pmxvi16ger2(&first, great.v, x, 15, 5, 1);
        __builtin_mma_pmxvi8ger4(&second, x, great.v, 3, 15, 6);
        sum = mix_accumulator(sum, &first);
        sum = mix_accumulator(sum, &second);
    }
    return sum;
}

u64 program(void)
{
    u64 state = SEED, sum = 37;

    sum = network(sum, &state);
    sum = nibbles(sum, &state);
    return ends(sum, &state);
}
