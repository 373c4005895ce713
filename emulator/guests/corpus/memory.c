/* Copies, moves, fills and comparisons of every size and alignment; structures copied by the compiler. */
#include "corpus.h"

void *memset(void *to, int value, u64 length);
void *memcpy(void *to, const void *from, u64 length);
void *memmove(void *to, const void *from, u64 length);
int memcmp(const void *left, const void *right, u64 length);

#define BYTES 192

struct odd { u8 bytes[27]; } __attribute__((packed));
struct mixed { u8 a; u64 b; u16 c; u32 d[5]; double e; } __attribute__((aligned(16)));

static u8 one[BYTES], two[BYTES];
static struct odd odds[4];
static struct mixed mixtures[3];

static NOINLINE void copy_small(u8 *to, const u8 *from)
{
    memcpy(to, from, 3);
    memcpy(to + 3, from + 4, 7);
    memcpy(to + 10, from + 12, 15);
    memcpy(to + 25, from + 29, 33);
    memset(to + 60, 0x5a, 21);
}

static NOINLINE u64 unaligned(u64 sum, u8 *at)
{
    u16 half;
    u32 word;
    u64 doubleword;

    memcpy(&half, at + 1, 2);
    memcpy(&word, at + 3, 4);
    memcpy(&doubleword, at + 7, 8);
    sum = mix(sum, half + (u64)word + doubleword);
    word = __builtin_bswap32(word);
    doubleword = __builtin_bswap64(doubleword);
    memcpy(at + 11, &word, 4);
    memcpy(at + 13, &doubleword, 8);
    return sum;
}

u64 program(void)
{
    u64 sum = 11, state = SEED;

    for (u32 i = 0; i < BYTES; i++)
        one[i] = (u8)next_random(&state);
    for (u32 size = 0; size < 40; size++) {
        u32 to = size * 7 % 19, from = size * 5 % 23;

        memcpy(two + to, one + from, size);
        memmove(one + to, one + from, size);
        memmove(one + from + 30, one + to + 28, size + 9);
        memset(two + 100 + to, (int)size, size);
        sum = mix(sum, (u64)(s64)memcmp(two + to, one + to, size + 3));
    }
    sum = mix_bytes(sum, one, BYTES);
    sum = mix_bytes(sum, two, BYTES);
    for (u32 i = 0; i < 12; i++) {
        copy_small(two + i, one + i * 2);
        sum = unaligned(sum, two + i * 3);
    }
    sum = mix_bytes(sum, two, BYTES);
    memcpy(odds, one, sizeof(odds));
    odds[2] = odds[0];
    odds[1] = odds[3];
    mixtures[0] = (struct mixed){ 1, 2, 3, { 4, 5, 6, 7, 8 }, 9.5 };
    mixtures[2] = mixtures[0];
    mixtures[2].d[1] = odds[1].bytes[9];
    sum = mix_bytes(sum, odds, sizeof(odds));
    return mix(sum, mixtures[2].b + mixtures[2].d[1] + mixtures[2].d[4] + (u64)mixtures[2].e + mixtures[1].c);
}
