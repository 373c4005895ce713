/* Function pointers: tables, callbacks, objects with methods, threaded code, calls in tail position. */
#include "corpus.h"

typedef u64 (*operation)(u64, u64);

static NOINLINE u64 add(u64 a, u64 b) { return a + b; }
static NOINLINE u64 subtract(u64 a, u64 b) { return a - b; }
static NOINLINE u64 multiply(u64 a, u64 b) { return a * (b | 1); }
static NOINLINE u64 rotate(u64 a, u64 b) { return a << (b & 63) | a >> (-b & 63); }
static NOINLINE u64 exclusive(u64 a, u64 b) { return a ^ b; }
static const operation operations[] = { add, subtract, multiply, rotate, exclusive };

struct shape;
struct methods {
    s64 (*area)(const struct shape *);
    void (*grow)(struct shape *, s64);
    const char *name;
};
struct shape { const struct methods *methods; s64 a, b; };

static NOINLINE s64 area_of_square(const struct shape *s) { return s->a * s->a; }
static NOINLINE s64 area_of_rectangle(const struct shape *s) { return s->a * s->b; }
static NOINLINE s64 area_of_triangle(const struct shape *s) { return s->a * s->b / 2; }
static NOINLINE void grow_one(struct shape *s, s64 by) { s->a += by; }
static NOINLINE void grow_both(struct shape *s, s64 by) { s->a += by; s->b -= by / 2; }
static const struct methods kinds[] = {
    { area_of_square, grow_one, "square" }, { area_of_rectangle, grow_both, "rectangle" },
    { area_of_triangle, grow_both, "triangle" }
};

static NOINLINE u64 fold(const u32 *values, u32 count, u64 start, u64 (*step)(u64, u64, void *), void *context)
{
    for (u32 i = 0; i < count; i++)
        start = step(start, values[i], context);
    return start;
}
static NOINLINE u64 counting(u64 sum, u64 value, void *context)
{
    ++*(u32 *)context;
    return mix(sum, value);
}
static NOINLINE u64 choosing(u64 sum, u64 value, void *context)
{
    return ((const operation *)context)[value % 5](sum, value);
}

static NOINLINE u64 tail(u64 n, u64 sum, operation how)
{
    return n ? tail(n - 1, how(sum, n), operations[sum % 5]) : sum;
}

static NOINLINE u64 threaded(u64 sum)
{
    static const void *const labels[] = { &&one, &&two, &&three, &&four };
    static const u8 code[] = { 0, 1, 2, 1, 0, 2, 2, 1, 3 };
    u32 at = 0, rounds = 20;

    goto *labels[code[at++]];
one:
    sum += 0x123456789;
    goto *labels[code[at++]];
two:
    sum ^= sum << 7;
    goto *labels[code[at++]];
three:
    sum = sum * 5 + at;
    goto *labels[code[at++]];
four:
    at = 0;
    if (--rounds)
        goto *labels[code[at++]];
    return sum;
}

u64 program(void)
{
    u64 sum = 19, state = SEED;
    u32 values[40], count = 0;
    struct shape shapes[9];

    for (u32 i = 0; i < 40; i++)
        values[i] = (u32)next_random(&state);
    for (u32 i = 0; i < 200; i++)
        sum = operations[next_random(&state) % 5](sum, i);
    sum = fold(values, 40, sum, counting, &count);
    sum = fold(values, 40, sum + count, choosing, (void *)operations);
    for (u32 i = 0; i < 9; i++)
        shapes[i] = (struct shape){ &kinds[i * 7 % 3], i + 3, 2 * i + 1 };
    for (u32 round = 0; round < 8; round++)
        for (u32 i = 0; i < 9; i++) {
            shapes[i].methods->grow(&shapes[i], (s64)round - 3);
            sum = mix(sum, (u64)shapes[i].methods->area(&shapes[i]) + (u8)shapes[i].methods->name[2]);
        }
    sum = mix(sum, tail(100, sum, add));
    return mix(sum, threaded(sum));
}
