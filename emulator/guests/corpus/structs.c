/* Structures passed and returned by value: of all sizes, of floats, of vectors, in registers and beyond. */
#include "corpus.h"

typedef s32 words __attribute__((vector_size(16)));

struct tiny { u8 a; };
struct three { u8 a, b, c; };
struct twelve { u32 a; u64 b; } __attribute__((packed));
struct twenty { u32 a[5]; };
struct big { u64 a[12]; };
struct point { float x, y; };
struct space { double x, y, z; };
struct eight { double v[8]; };
struct nine { float v[9]; };
struct both { u32 a; float b; double c; };
struct wide { words a, b; };

static NOINLINE struct tiny next_tiny(struct tiny t) { return (struct tiny){ (u8)(t.a * 5 + 1) }; }
static NOINLINE struct three turned(struct three t) { return (struct three){ t.c, t.a, (u8)(t.b ^ 0x55) }; }
static NOINLINE struct twelve swapped(struct twelve t) { return (struct twelve){ (u32)(t.b >> 8), t.b * 3 + t.a }; }
static NOINLINE struct twenty moved(struct twenty t, u32 by)
{
    struct twenty result;

    for (u32 i = 0; i < 5; i++)
        result.a[i] = t.a[(i + by) % 5] + i;
    return result;
}
static NOINLINE struct big doubled(struct big b)
{
    for (u32 i = 0; i < 12; i++)
        b.a[i] = b.a[i] * 2 + i;
    return b;
}
static NOINLINE struct point middle(struct point a, struct point b)
{
    return (struct point){ (a.x + b.x) / 2, (a.y - b.y) / 2 };
}
static NOINLINE struct space crossed(struct space a, struct space b)
{
    return (struct space){ a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x };
}
static NOINLINE struct eight reversed(struct eight e)
{
    struct eight result;

    for (u32 i = 0; i < 8; i++)
        result.v[i] = e.v[7 - i] * 1.25;
    return result;
}
static NOINLINE struct nine shifted(struct nine n, float by)
{
    for (u32 i = 0; i < 9; i++)
        n.v[i] = n.v[i] * 0.5f + by;
    return n;
}
static NOINLINE struct both merged(struct both a, u64 b, struct both c, double d)
{
    return (struct both){ a.a + c.a + (u32)b, a.b - c.b, a.c * d + c.c };
}
static NOINLINE struct wide crossed_over(struct wide a, struct wide b) { return (struct wide){ a.b + b.a, a.a ^ b.b }; }
static NOINLINE double many(s32 a, double b, struct point c, u8 d, struct space e, s64 f, float g, struct three h,
    double i, struct twelve j, double k, s16 l, struct tiny m, double n, double o, double p, struct point q)
{
    return a + b * 2 + c.x - c.y + d + e.x * e.y + (double)f + g + h.b + i + j.a + k * l + m.a + n - o + p * q.y + q.x;
}

u64 program(void)
{
    u64 sum = 23;
    struct tiny tiny = { 3 };
    struct three three = { 1, 2, 3 };
    struct twelve twelve = { 7, 1UL << 50 };
    struct twenty twenty = { { 1, 2, 3, 4, 5 } };
    struct big big = { { 9, 8, 7 } };
    struct point point = { 1.5f, -2.5f };
    struct space space = { 1, 2, 3 };
    struct eight eight = { { 1, 2, 3, 4, 5, 6, 7, 8 } };
    struct nine nine = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    struct both both = { 4, 0.5f, 6.25 };
    struct wide wide = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } };

    for (u32 i = 0; i < 20; i++) {
        tiny = next_tiny(tiny);
        three = turned(three);
        twelve = swapped(twelve);
        twenty = moved(twenty, i);
        big = doubled(big);
        point = middle(point, (struct point){ (float)i, space.x > 0 ? 1.0f : 2.0f });
        space = crossed(space, (struct space){ point.x, 0.5, 1.0 / (i + 1) });
        eight = reversed(eight);
        nine = shifted(nine, point.y);
        both = merged(both, i, (struct both){ tiny.a, nine.v[3], eight.v[2] }, 0.75);
        wide = crossed_over(wide, (struct wide){ wide.a * 3, wide.b - 1 });
        sum = mix(sum, tiny.a + three.a * 3UL + twelve.b + twenty.a[2] + big.a[11] + both.a);
        sum = mix_double(sum, (double)point.x + space.y + eight.v[5] + (double)nine.v[8] + both.c);
        sum = mix(sum, (u32)wide.a[1] + (u64)(u32)wide.b[2]);
        sum = mix_double(sum, many((s32)i, 0.5, point, tiny.a, space, (s64)i << 20, 1.25f, three, 8.5, twelve, 2.5,
            -3, tiny, eight.v[0], eight.v[1], 1.0, point));
    }
    return sum;
}
