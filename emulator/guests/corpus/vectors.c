/* The compiler's own vectors, element by element in every width. */
#include "corpus.h"

#define ROUNDS 40

typedef s32 words __attribute__((vector_size(16)));
typedef u32 unsigned_words __attribute__((vector_size(16)));
typedef s16 halves __attribute__((vector_size(16)));
typedef u8 bytes __attribute__((vector_size(16)));
typedef s64 doublewords __attribute__((vector_size(16)));
typedef float floats __attribute__((vector_size(16)));
typedef double doubles __attribute__((vector_size(16)));

static u64 mix_vector(u64 sum, words value)
{
    for (u32 i = 0; i < 4; i++)
        sum = mix(sum, (u32)value[i]);
    return sum;
}

static NOINLINE words arithmetic(words a, words b) { return (a + b) * (a - 3) ^ (b << 2) ^ (a >> (b & 31)); }
static NOINLINE halves half_arithmetic(halves a, halves b) { return a * b + (a >> (b & 15)) - (a << 3); }
static NOINLINE bytes byte_arithmetic(bytes a, bytes b)
{
    return a * 3 + (b >> 2) - (a & ~b) + ((a & (bytes)(a > b)) | (b & (bytes)(a <= b)));
}
static NOINLINE doublewords wide_arithmetic(doublewords a, doublewords b) { return a * b + (a >> 7) - (b << 5); }
static NOINLINE words selected(words a, words b) { return (a & (a > b)) | (-b & (a <= b)); }
static NOINLINE words quotients(words a, words b) { return a / (b | 1) + a % 7; }
static NOINLINE unsigned_words unsigned_quotients(unsigned_words a, unsigned_words b) { return a / (b | 1) + (a >> 5); }
static NOINLINE floats float_arithmetic(floats a, floats b) { return a * b + a / (b + 100.0f) - b; }
static NOINLINE doubles double_arithmetic(doubles a, doubles b) { return a * b - a / (b + 1000.0); }
static NOINLINE words shuffled(words a, words b, words how) { return __builtin_shuffle(a, b, how); }
static NOINLINE words converted(floats a) { return __builtin_convertvector(a, words); }
static NOINLINE floats back(words a) { return __builtin_convertvector(a, floats); }
static NOINLINE s32 across(words a) { return a[0] + a[1] * 3 + a[2] * 5 + a[3] * 7; }

u64 program(void)
{
    u64 sum = 8, state = SEED;

    for (u32 i = 0; i < ROUNDS; i++) {
        u64 r = next_random(&state), q = next_random(&state);
        words a = { (s32)r, (s32)(r >> 32), (s32)i, -(s32)(r >> 5) };
        words b = { (s32)q, (s32)(q >> 32), (s32)(q >> 7), (s32)(i * 77777) };
        floats f = back(a >> 12) / 16.0f, g = back(b >> 14);

        sum = mix_vector(sum, arithmetic(a, b));
        sum = mix_vector(sum, (words)half_arithmetic((halves)a, (halves)b));
        sum = mix_vector(sum, (words)byte_arithmetic((bytes)a, (bytes)b));
        sum = mix_vector(sum, (words)wide_arithmetic((doublewords)a, (doublewords)b));
        sum = mix_vector(sum, selected(a, b));
        sum = mix_vector(sum, quotients(a >> 1, b >> 8));
        sum = mix_vector(sum, (words)unsigned_quotients((unsigned_words)a, (unsigned_words)b));
        sum = mix_vector(sum, (words)float_arithmetic(f, g));
        sum = mix_vector(sum, (words)double_arithmetic((doubles){ f[0], f[1] }, (doubles){ g[2], g[3] }));
        sum = mix_vector(sum, shuffled(a, b, (words){ 6, (s32)i & 7, 1, 4 }));
        sum = mix_vector(sum, converted(f));
        sum = mix(sum, (u32)across(a));
    }
    return sum;
}
