/* Arguments in variable number: a formatter, sums of mixed types, lists passed on. */
#include <stdarg.h>
#include "corpus.h"

struct pair { s32 a; double b; };
struct triple { u64 x, y, z; };

static char text[256];
static u32 length;

static void put(char c)
{
    if (length < sizeof(text) - 1)
        text[length++] = c;
}

static NOINLINE void put_number(u64 value, u32 base, s32 width, char pad)
{
    char digits[24];
    s32 count = 0;

    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    for (; width > count; width--)
        put(pad);
    while (count)
        put(digits[--count]);
}

static NOINLINE void put_double(double value, u32 places)
{
    double half = 0.5;
    u64 whole;

    if (value < 0) {
        put('-');
        value = -value;
    }
    for (u32 i = 0; i < places; i++)
        half /= 10;
    value += half;
    whole = (u64)value;
    put_number(whole, 10, 0, ' ');
    put('.');
    for (value -= (double)whole; places--; value -= (double)(u32)value)
        put((char)('0' + (u32)(value *= 10)));
}

static NOINLINE void format_list(const char *how, va_list list)
{
    for (; *how; how++) {
        s32 width = 0;
        char pad = ' ';

        if (*how != '%') {
            put(*how);
            continue;
        }
        for (how++; *how >= '0' && *how <= '9'; how++) {
            pad = width == 0 && *how == '0' ? '0' : pad;
            width = width * 10 + *how - '0';
        }
        switch (*how) {
        case 'd': {
            s64 value = va_arg(list, s32);

            if (value < 0)
                put('-');
            put_number((u64)(value < 0 ? -value : value), 10, width, pad);
            break;
        }
        case 'u': put_number(va_arg(list, u64), 10, width, pad); break;
        case 'x': put_number(va_arg(list, u64), 16, width, pad); break;
        case 'c': put((char)va_arg(list, int)); break;
        case 's': for (const char *s = va_arg(list, const char *); *s; s++) put(*s); break;
        case 'f': put_double(va_arg(list, double), 6); break;
        case 'p': {
            struct pair p = va_arg(list, struct pair);

            put_number((u64)p.a, 10, 0, ' ');
            put_double(p.b, 2);
            break;
        }
        default: put(*how);
        }
    }
}

static NOINLINE void format(const char *how, ...)
{
    va_list list, again;

    va_start(list, how);
    va_copy(again, list);
    format_list(how, list);
    put('|');
    format_list(how, again);
    va_end(again);
    va_end(list);
}

static NOINLINE double total(u32 count, ...)
{
    va_list list;
    double sum = 0;

    va_start(list, count);
    for (u32 i = 0; i < count; i++) {
        if (i % 3 == 0)
            sum += va_arg(list, double);
        else if (i % 3 == 1)
            sum += (double)va_arg(list, s64);
        else {
            struct triple t = va_arg(list, struct triple);

            sum += (double)(t.x * 3 + t.y - t.z);
        }
    }
    va_end(list);
    return sum;
}

u64 program(void)
{
    u64 sum = 18;
    struct pair p = { 12, -3.25 };
    struct triple t = { 1, 20, 300 }, u = { 7, 5, 3 };

    format("%d %5d %05d %u %x %016x", -12, 345, 67, 18446744073709551615UL, 0xabcUL, 0xfeedUL);
    format(" %s, %c%c %f %f %p", "text", 'x', 'y', 3.14159265, -0.001, p);
    format(" %d %d %d %d %d %d %d %d %d %d %f %d", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1.5, 11);
    sum = mix_bytes(sum, text, length);
    sum = mix_double(sum, total(3, 1.5, 2L, t));
    return mix_double(sum, total(14, 0.25, 3L, t, 2.5, -4L, u, 1e10, 77L, t, -0.125, 1L << 40, u, 5.0, -6L));
}
