/* Bit fields of every width and sign, unions, packed structures. */
#include "corpus.h"

struct small { u32 a : 3; s32 b : 5; u32 c : 11; s32 d : 13; };
struct large { u64 a : 1; s64 b : 37; u64 c : 20; s64 d : 6; };
struct across { u8 first; u32 a : 24; u16 b : 9; u16 c : 7; s64 d : 50; } __attribute__((packed));
union view { struct small fields; u32 word; u8 bytes[4]; s16 halves[2]; };
struct header { u16 kind; u32 length; u64 offset; u8 flags; double weight; } __attribute__((packed));

static struct across table[6];
static struct header headers[5];

static NOINLINE void count(struct small *s, u32 by)
{
    s->a += by;
    s->b -= (s32)by;
    s->c = s->c * 3 + s->a;
    s->d ^= s->b << 4;
}

static NOINLINE s64 wide(struct large *s, s64 value)
{
    s->b += value;
    s->c = (u64)s->b >> 9;
    s->a ^= 1;
    s->d = s->b & 0x3f;
    return s->b + s->d + (s64)s->c + (s64)s->a;
}

u64 program(void)
{
    u64 sum = 21, state = SEED;
    union view view = { { 0, 0, 0, 0 } };
    struct large large = { 0, 0, 0, 0 };

    for (u32 i = 0; i < 60; i++) {
        u64 r = next_random(&state);
        struct across *at = &table[i % 6];
        struct header *header = &headers[i % 5];

        count(&view.fields, (u32)r);
        sum = mix(sum, (u64)view.fields.a + (u64)view.fields.b * 7 + view.fields.c + (u64)view.fields.d);
        sum = mix(sum, view.word ^ view.bytes[i & 3] ^ (u64)view.halves[i & 1]);
        sum = mix(sum, (u64)wide(&large, (s64)r >> 20));
        at->first++;
        at->a = (u32)r;
        at->b += (u16)(r >> 24 & 0x1ff);
        at->c = at->b & 0x7f;
        at->d -= (s64)(r >> 8);
        sum = mix(sum, at->a + (u64)at->d + at->b * 3UL + at->c);
        header->kind = (u16)r;
        header->length += (u32)(r >> 16);
        header->offset ^= r;
        header->weight = header->weight / 2 + header->kind;
        sum = mix_double(sum + header->length + header->flags++, header->weight);
        if (at->c & 1)
            view.bytes[i & 3] = (u8)r;
    }
    sum = mix_bytes(sum, table, sizeof(table));
    return mix_bytes(sum, headers, sizeof(headers));
}
