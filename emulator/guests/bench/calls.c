/* Small functions, structures, strings and function pointers, in the manner of a systems program. */
#include "bench.h"
#ifdef MIXED
/* Fewer: QEMU slows down a lot. */
ROUNDS(2000000)
#else
ROUNDS(14000000)
#endif
struct record {
    struct record *next;
    u32 kind;
    s32 value;
    char text[32];
};
static struct record first, second;
static char global[32];
typedef s32 (*operation)(s32, s32);
static s32 __attribute__((noinline)) sum_of(s32 a, s32 b) { return a + b; }
static s32 __attribute__((noinline)) difference(s32 a, s32 b) { return a - b; }
static s32 __attribute__((noinline)) scaled(s32 a, s32 b) { return a * 3 + b; }
static operation volatile operations[4] = { sum_of, difference, scaled, sum_of };
static s32 __attribute__((noinline)) compare(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a - *b;
}
static void __attribute__((noinline)) copy(char *to, const char *from)
{
    while ((*to++ = *from++))
        ;
}
static void __attribute__((noinline)) fill(struct record *r, u32 kind, s32 value)
{
    r->kind = kind;
    r->value = operations[kind & 3](value, r->value);
    if (r->next && compare(r->text, r->next->text) != 0)
        r->next->value ^= value;
}
static s32 __attribute__((noinline)) choose(struct record *r, u32 round)
{
    fill(r, round, (s32)round);
    if (r->kind % 5 == 0)
        copy(global, r->text);
    return r->value > 0 ? sum_of(r->value, 3) : difference(r->value, 5);
}
void prepare(void)
{
    first.next = &second;
    second.next = &first;
    copy(first.text, "a string of text, first");
    copy(second.text, "a string of text, second");
}
u64 work(u64 sum, u32 from, u32 end)
{
    for (u32 round = from; round < end; round++)
        sum += (u64)(s64)choose(round & 1 ? &first : &second, round);
    return mix(sum, (u64)global[3]);
}
