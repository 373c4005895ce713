/* Vector facility by its intrinsics: permutes, saturation, sums across, packing, counting, unaligned access. */
#include <altivec.h>
#include "corpus.h"

#define ROUNDS 24

typedef vector unsigned char bytes;
typedef vector signed int words;
typedef vector unsigned int unsigned_words;
typedef vector signed short halves;
typedef vector unsigned short unsigned_halves;

static u8 buffer[80];

static u64 mix_vector(u64 sum, bytes value)
{
    for (u32 i = 0; i < 16; i++)
        sum = mix(sum, value[i]);
    return sum;
}

static NOINLINE bytes permuted(bytes a, bytes b, bytes how) { return vec_perm(a, b, how); }
static NOINLINE bytes saturated(bytes a, bytes b)
{
    halves h = vec_adds((halves)a, (halves)b);
    words w = vec_subs((words)a, (words)b);

    return vec_xor(vec_adds(a, b), vec_xor((bytes)h, (bytes)w));
}
static NOINLINE bytes packed(words a, words b)
{
    return vec_packsu(vec_packs(a, b), vec_packs(vec_sra(b, vec_splat_u32(7)), a));
}
static NOINLINE words unpacked(halves a) { return vec_unpackh(a) + vec_unpackl(a); }
static NOINLINE words sums(bytes a, bytes b, words c)
{
    words total = vec_msum((vector signed char)a, b, c);

    total = vec_sums(vec_sra(total, vec_splat_u32(8)), c);
    return total + (words)vec_sum4s(a, (unsigned_words)c);
}
static NOINLINE words products(halves a, halves b)
{
    return vec_mule(a, b) + vec_mulo(a, b) + (words)vec_madds(a, b, a) + (words)vec_mladd(a, b, b);
}
static NOINLINE bytes averaged(bytes a, bytes b)
{
    return vec_sel(vec_avg(a, b), vec_max(a, b), vec_cmpgt(a, vec_min(b, vec_splat_u8(9))));
}
static NOINLINE bytes shifted(bytes a, bytes by)
{
    return vec_xor(vec_sld(a, by, 5), vec_xor(vec_slo(a, by), vec_rl(a, by)));
}
static NOINLINE bytes counted(bytes a)
{
    return vec_xor((bytes)vec_cntlz((unsigned_words)a), vec_xor(vec_popcnt(a), vec_gb(a)));
}
static NOINLINE u32 tests(words a, words b)
{
    return (u32)vec_any_gt(a, b) | (u32)vec_all_eq(a, b) << 1 | (u32)vec_any_ne(a, b) << 2 | (u32)vec_all_lt(a, b) << 3;
}
static NOINLINE bytes estimates(words a)
{
    vector float f = vec_ctf(a, 4);

    return vec_xor((bytes)vec_cts(vec_mul(f, f), 0), vec_xor((bytes)vec_floor(f), (bytes)vec_round(f)));
}
#ifdef _ARCH_PWR9
static NOINLINE bytes later(bytes a, bytes b)
{
    bytes absolute = vec_absd(a, b);

    return vec_xor(absolute, vec_xor(vec_cnttz(a), vec_xl_len(buffer + a[1] % 16, b[2] % 17)));
}
#else
static NOINLINE bytes later(bytes a, bytes b) { return vec_nor(a, b); }
#endif
#ifdef _ARCH_PWR10
static NOINLINE bytes latest(bytes a, bytes b)
{
    vector unsigned long long x = (vector unsigned long long)a, y = (vector unsigned long long)b;
    bytes mixed = (bytes)(vec_pdep(x, y) ^ vec_pext(x, y) ^ vec_cfuge(x, y) ^ vec_mulh(x, y));

    return vec_xor(mixed, (bytes)(vec_div(x, vec_or(y, vec_splats(1ULL))) ^ vec_mod(x, vec_or(y, vec_splats(1ULL)))));
}
#else
static NOINLINE bytes latest(bytes a, bytes b) { return vec_andc(a, b); }
#endif

u64 program(void)
{
    u64 sum = 9, state = SEED;

    for (u32 i = 0; i < sizeof(buffer); i++)
        buffer[i] = (u8)next_random(&state);
    for (u32 i = 0; i < ROUNDS; i++) {
        bytes a = vec_xl(i, buffer), b = vec_xl(33 - i, buffer + 1);

        sum = mix_vector(sum, permuted(a, b, vec_xl(i ^ 5, buffer + 9)));
        sum = mix_vector(sum, saturated(a, b));
        sum = mix_vector(sum, packed((words)a, (words)b));
        sum = mix_vector(sum, (bytes)unpacked((halves)a));
        sum = mix_vector(sum, (bytes)sums(a, b, (words)vec_sr((unsigned_words)b, vec_splat_u32(9))));
        sum = mix_vector(sum, (bytes)products((halves)a, (halves)b));
        sum = mix_vector(sum, averaged(a, b));
        sum = mix_vector(sum, shifted(a, b));
        sum = mix_vector(sum, counted(a));
        sum = mix_vector(sum, vec_xor((bytes)vec_mergeh(a, b), (bytes)vec_mergel((words)a, (words)b)));
        sum = mix(sum, tests((words)a, i & 1 ? (words)a : (words)b));
        sum = mix_vector(sum, estimates(vec_sra((words)a, vec_splat_u32(12))));
        sum = mix_vector(sum, later(a, b));
        sum = mix_vector(sum, latest(a, b));
        vec_xst(vec_xor(a, b), i & 31, buffer + 3);
    }
    return mix_bytes(sum, buffer, sizeof(buffer));
}
