/* Ciphers: AES by tables and by instruction, ChaCha20, XTEA, RC4, SHA sigma and carry-less products by instruction. */
#include <altivec.h>
#include "corpus.h"

typedef vector unsigned long long block;

static u8 box[256];

static u8 product(u8 a, u8 b)
{
    u8 value = 0;

    for (; b; b >>= 1, a = (u8)(a << 1 ^ (a & 0x80 ? 0x1b : 0)))
        value ^= b & 1 ? a : 0;
    return value;
}

static NOINLINE void make_box(void)
{
    u8 p = 1, q = 1;

    do {
        p = (u8)(p ^ p << 1 ^ (p & 0x80 ? 0x1b : 0));
        q ^= (u8)(q << 1);
        q ^= (u8)(q << 2);
        q ^= (u8)(q << 4);
        q ^= q & 0x80 ? 0x09 : 0;
        box[p] = (u8)(q ^ (u8)(q << 1 | q >> 7) ^ (u8)(q << 2 | q >> 6) ^ (u8)(q << 3 | q >> 5)
            ^ (u8)(q << 4 | q >> 4) ^ 0x63);
    } while (p != 1);
    box[0] = 0x63;
}

static NOINLINE void round_of_aes(u8 *state, const u8 *key)
{
    u8 next[16];

    for (u32 i = 0; i < 16; i++)
        next[i] = box[state[(i + 4 * (i % 4)) % 16]];
    for (u32 i = 0; i < 16; i += 4)
        for (u32 k = 0; k < 4; k++)
            state[i + k] = product(next[i + k], 2) ^ product(next[i + (k + 1) % 4], 3) ^ next[i + (k + 2) % 4]
                ^ next[i + (k + 3) % 4] ^ key[i + k];
}

static NOINLINE block by_instruction(block a, block key)
{
    block state = __builtin_crypto_vcipher(a, key);

    state = __builtin_crypto_vncipher(state, key) ^ __builtin_crypto_vcipherlast(a, state);
    return state ^ __builtin_crypto_vncipherlast(state, a) ^ __builtin_crypto_vsbox(key);
}

static NOINLINE block sigmas(block a)
{
    vector unsigned int words = (vector unsigned int)a;

    words = __builtin_crypto_vshasigmaw(words, 0, 5) ^ __builtin_crypto_vshasigmaw(words, 1, 10);
    return (block)words ^ __builtin_crypto_vshasigmad(a, 0, 15) ^ __builtin_crypto_vshasigmad(a, 1, 3);
}

static NOINLINE block products(block a, block b)
{
    block wide = __builtin_crypto_vpmsumd(a, b);

    wide ^= (block)__builtin_crypto_vpmsumw((vector unsigned int)a, (vector unsigned int)b);
    wide ^= (block)__builtin_crypto_vpmsumh((vector unsigned short)a, (vector unsigned short)b);
    return wide ^ (block)__builtin_crypto_vpmsumb((vector unsigned char)a, (vector unsigned char)b);
}

static inline u32 left(u32 x, u32 by) { return x << by | x >> (32 - by); }
static inline void quarter(u32 *s, u32 a, u32 b, u32 c, u32 d)
{
    s[a] += s[b];
    s[d] = left(s[d] ^ s[a], 16);
    s[c] += s[d];
    s[b] = left(s[b] ^ s[c], 12);
    s[a] += s[b];
    s[d] = left(s[d] ^ s[a], 8);
    s[c] += s[d];
    s[b] = left(s[b] ^ s[c], 7);
}

static NOINLINE void chacha(u32 *state)
{
    for (u32 i = 0; i < 10; i++) {
        for (u32 k = 0; k < 4; k++)
            quarter(state, k, k + 4, k + 8, k + 12);
        for (u32 k = 0; k < 4; k++)
            quarter(state, k, (k + 1) % 4 + 4, (k + 2) % 4 + 8, (k + 3) % 4 + 12);
    }
}

static NOINLINE u64 xtea(u32 a, u32 b, const u32 *key)
{
    for (u32 i = 0, sum = 0; i < 32; i++) {
        a += ((b << 4 ^ b >> 5) + b) ^ (sum + key[sum & 3]);
        sum += 0x9e3779b9;
        b += ((a << 4 ^ a >> 5) + a) ^ (sum + key[sum >> 11 & 3]);
    }
    return (u64)a << 32 | b;
}

static NOINLINE u64 stream(u64 sum, const u8 *key, u32 length)
{
    u8 s[256];

    for (u32 i = 0; i < 256; i++)
        s[i] = (u8)i;
    for (u32 i = 0, j = 0; i < 256; i++) {
        u8 kept = s[i];

        j = (j + kept + key[i % length]) & 0xff;
        s[i] = s[j];
        s[j] = kept;
    }
    for (u32 n = 0, i = 0, j = 0; n < 64; n++) {
        u8 kept;

        i = (i + 1) & 0xff;
        j = (j + s[i]) & 0xff;
        kept = s[i];
        s[i] = s[j];
        s[j] = kept;
        sum = mix(sum, s[(s[i] + s[j]) & 0xff]);
    }
    return sum;
}

u64 program(void)
{
    u64 sum = 17, seed = SEED;
    u8 state[16], key[16];
    u32 words[16];

    make_box();
    for (u32 i = 0; i < 16; i++) {
        state[i] = (u8)next_random(&seed);
        key[i] = (u8)next_random(&seed);
        words[i] = (u32)next_random(&seed);
    }
    for (u32 i = 0; i < 10; i++)
        round_of_aes(state, key);
    sum = mix_bytes(sum, state, 16);
    for (u32 i = 0; i < 10; i++) {
        block a = { next_random(&seed), next_random(&seed) }, b = { next_random(&seed), next_random(&seed) };

        a = by_instruction(a, b) ^ sigmas(a) ^ products(a, b);
        sum = mix(mix(sum, a[0]), a[1]);
    }
    chacha(words);
    for (u32 i = 0; i < 16; i++)
        sum = mix(sum, words[i]);
    sum = mix(sum, xtea((u32)sum, words[2], words + 4));
    return stream(sum, key, 16);
}
