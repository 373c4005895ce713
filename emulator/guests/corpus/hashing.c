/* Hashes: CRC-32, Adler-32, FNV, SHA-1, MD5, SipHash. */
#include "corpus.h"

#define BYTES 192

static u8 data[BYTES];

static inline u32 left(u32 x, u32 by) { return x << by | x >> (32 - by); }
static inline u64 wide_left(u64 x, u32 by) { return x << by | x >> (64 - by); }

static NOINLINE u32 crc(const u8 *at, u32 length)
{
    u32 value = ~0U;

    while (length--) {
        value ^= *at++;
        for (u32 i = 0; i < 8; i++)
            value = value >> 1 ^ (0xedb88320 & -(value & 1));
    }
    return ~value;
}

static NOINLINE u32 adler(const u8 *at, u32 length)
{
    u32 a = 1, b = 0;

    while (length--) {
        a = (a + *at++) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

static NOINLINE u64 fnv(const u8 *at, u32 length)
{
    u64 value = 0xcbf29ce484222325;

    while (length--)
        value = (value ^ *at++) * 0x100000001b3;
    return value;
}

static NOINLINE void sha1(u32 *state, const u8 *block)
{
    u32 w[80];
    u32 a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

    for (u32 i = 0; i < 16; i++)
        w[i] = (u32)block[4 * i] << 24 | (u32)block[4 * i + 1] << 16 | (u32)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (u32 i = 16; i < 80; i++)
        w[i] = left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (u32 i = 0; i < 80; i++) {
        u32 f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
        u32 k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
        u32 next = left(a, 5) + f + e + k + w[i];

        e = d;
        d = c;
        c = left(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

static NOINLINE void md5(u32 *state, const u8 *block)
{
    static const u8 turns[16] = { 7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21 };
    u32 a = state[0], b = state[1], c = state[2], d = state[3];

    for (u32 i = 0; i < 64; i++) {
        u32 round = i / 16;
        u32 f = round == 0 ? (b & c) | (~b & d) : round == 1 ? (d & b) | (~d & c)
            : round == 2 ? b ^ c ^ d : c ^ (b | ~d);
        u32 g = (round == 0 ? i : round == 1 ? 5 * i + 1 : round == 2 ? 3 * i + 5 : 7 * i) & 15;
        u32 word = (u32)block[4 * g] | (u32)block[4 * g + 1] << 8 | (u32)block[4 * g + 2] << 16
            | (u32)block[4 * g + 3] << 24;
        u32 next = b + left(a + f + i * 0x9e3779b9 + word, turns[round * 4 + i % 4]);

        a = d;
        d = c;
        c = b;
        b = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

static NOINLINE u64 sip(const u64 *words, u32 count, u64 key)
{
    u64 v0 = key ^ 0x736f6d6570736575, v1 = ~key ^ 0x646f72616e646f6d, v2 = key ^ 0x6c7967656e657261, v3 = ~key;

    for (u32 i = 0; i < count + 2; i++) {
        u64 word = i < count ? words[i] : i;

        v3 ^= word;
        for (u32 k = 0; k < 2; k++) {
            v0 += v1;
            v1 = wide_left(v1, 13) ^ v0;
            v0 = wide_left(v0, 32);
            v2 += v3;
            v3 = wide_left(v3, 16) ^ v2;
            v0 += v3;
            v3 = wide_left(v3, 21) ^ v0;
            v2 += v1;
            v1 = wide_left(v1, 17) ^ v2;
            v2 = wide_left(v2, 32);
        }
        v0 ^= word;
    }
    return v0 ^ v1 ^ v2 ^ v3;
}

u64 program(void)
{
    u64 sum = 16, state = SEED, words[12];
    u32 digest[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
    u32 other[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };

    for (u32 i = 0; i < BYTES; i++)
        data[i] = (u8)next_random(&state);
    for (u32 i = 0; i < 12; i++)
        words[i] = next_random(&state);
    sum = mix(sum, crc(data, BYTES) + (u64)adler(data, BYTES));
    sum = mix(sum, fnv(data, BYTES) ^ sip(words, 12, sum));
    for (u32 at = 0; at < BYTES; at += 64) {
        sha1(digest, data + at);
        md5(other, data + at);
    }
    for (u32 i = 0; i < 5; i++)
        sum = mix(sum, digest[i] + (u64)other[i % 4]);
    return sum;
}
