/* Jumps out of nested calls, as setjmp makes them: errors, generators by turns, unwinding by hand. */
#include "corpus.h"

struct handler { void *buffer[5]; struct handler *outer; u32 code; };

static struct handler *handlers;
static u64 trail;

static NOINLINE __attribute__((noreturn)) void throw(u32 code)
{
    handlers->code = code;
    __builtin_longjmp(handlers->buffer, 1);
}

static NOINLINE u64 parse(const char **text, u32 depth)
{
    u64 value = 0;

    while (**text) {
        char c = *(*text)++;

        if (c >= '0' && c <= '9')
            value = value * 10 + (u64)(c - '0');
        else if (c == '(')
            value += parse(text, depth + 1) * (depth + 2);
        else if (c == ')')
            return depth ? value : (throw(1), 0);
        else if (c == '!')
            throw(100 + depth);
        else if (c != ' ')
            throw((u8)c);
    }
    if (depth)
        throw(2);
    return value;
}

static NOINLINE u64 caught(const char *text)
{
    struct handler mine;
    volatile u64 before = trail;

    mine.outer = handlers;
    handlers = &mine;
    if (__builtin_setjmp(mine.buffer) == 0) {
        u64 value = parse(&text, 0);

        handlers = mine.outer;
        return value + 1000;
    }
    handlers = mine.outer;
    trail = mix(before, mine.code);
    return mine.code;
}

static NOINLINE u64 deep(u32 n, double weight)
{
    if (n == 0)
        throw((u32)(weight * 8));
    return deep(n - 1, weight + n * 0.125) + n;
}

static NOINLINE u64 nested(u32 n)
{
    struct handler mine;

    mine.outer = handlers;
    handlers = &mine;
    if (__builtin_setjmp(mine.buffer) == 0) {
        u64 value = n % 3 ? deep(n, 0.5) : nested(n - 1) * 3;

        handlers = mine.outer;
        return value;
    }
    handlers = mine.outer;
    if (mine.code % 2 == 0 && handlers)
        throw(mine.code + 1);
    return mine.code + n;
}

u64 program(void)
{
    static const char *const texts[] = {
        "12 (3 (4) 5)", "1 (2 (3", "7)", "5 (6 ! 7)", "((((!))))", "x", "9 (8 (7 (6 (5 (4)))))", ""
    };
    u64 sum = 20;

    for (u32 round = 0; round < 6; round++)
        for (u32 i = 0; i < ARRAY_COUNT(texts); i++)
            sum = mix(sum, caught(texts[i]));
    for (u32 i = 1; i < 20; i++)
        sum = mix(sum, nested(i));
    return mix(sum, trail);
}
