/* Texts: numbers read and written, base 64, packing by back references, a pattern matcher, an evaluator. */
#include "corpus.h"

static const char sample[] = "she sells sea shells by the sea shore; the shells she sells are sea shells, surely";
static u8 packed[160], unpacked[160];
static char out[160];

static NOINLINE double number(const char **text)
{
    double value = 0, scale = 1;

    while (**text >= '0' && **text <= '9')
        value = value * 10 + (*(*text)++ - '0');
    if (**text == '.')
        for (++*text; **text >= '0' && **text <= '9'; ++*text)
            value += (**text - '0') * (scale /= 10);
    return value;
}

static NOINLINE double expression(const char **text, u32 priority)
{
    double value;

    if (**text == '(') {
        ++*text;
        value = expression(text, 0);
        ++*text;
    } else if (**text == '-') {
        ++*text;
        value = -expression(text, 3);
    } else {
        value = number(text);
    }
    for (;;) {
        char c = **text;
        u32 mine = c == '+' || c == '-' ? 1 : c == '*' || c == '/' ? 2 : 0;

        if (mine <= priority)
            return value;
        ++*text;
        switch (c) {
        case '+': value += expression(text, mine); break;
        case '-': value -= expression(text, mine); break;
        case '*': value *= expression(text, mine); break;
        default: value /= expression(text, mine); break;
        }
    }
}

static NOINLINE u32 base64(const u8 *from, u32 length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    u32 count = 0;

    for (u32 i = 0; i < length; i += 3) {
        u32 bits = (u32)from[i] << 16 | (i + 1 < length ? (u32)from[i + 1] << 8 : 0)
            | (i + 2 < length ? from[i + 2] : 0);

        out[count++] = digits[bits >> 18];
        out[count++] = digits[bits >> 12 & 63];
        out[count++] = i + 1 < length ? digits[bits >> 6 & 63] : '=';
        out[count++] = i + 2 < length ? digits[bits & 63] : '=';
    }
    return count;
}

static NOINLINE u32 pack(const u8 *from, u32 length)
{
    u32 count = 0;

    for (u32 at = 0; at < length;) {
        u32 best = 0, where = 0;

        for (u32 back = 1; back <= at && back < 64; back++) {
            u32 same = 0;

            while (at + same < length && same < 18 && from[at + same] == from[at - back + same])
                same++;
            if (same > best) {
                best = same;
                where = back;
            }
        }
        if (best >= 3) {
            packed[count++] = (u8)(0x80 | where);
            packed[count++] = (u8)best;
            at += best;
        } else {
            packed[count++] = from[at++];
        }
    }
    return count;
}

static NOINLINE u32 unpack(u32 length)
{
    u32 count = 0;

    for (u32 i = 0; i < length; i++) {
        if (packed[i] & 0x80) {
            u32 back = packed[i] & 0x7f;

            for (u32 n = packed[++i]; n; n--, count++)
                unpacked[count] = unpacked[count - back];
        } else {
            unpacked[count++] = packed[i];
        }
    }
    return count;
}

static NOINLINE bool matches(const char *pattern, const char *text)
{
    if (!*pattern)
        return !*text;
    if (*pattern == '*')
        return matches(pattern + 1, text) || (*text && matches(pattern, text + 1));
    return *text && (*pattern == '?' || *pattern == *text) && matches(pattern + 1, text + 1);
}

u64 program(void)
{
    static const char *const expressions[] = {
        "1+2*3-4/8", "(1+2)*(3-4)/8.5", "-2.5*-(3+.125)", "100/3/7-0.001*12345.678", "((((7))))*2-1-1-1"
    };
    static const char *const patterns[] = { "she*", "*shells", "*sea*shore*surely", "s?e sells*", "*", "she", "*z*" };
    u64 sum = 28;
    u32 length;

    for (u32 i = 0; i < ARRAY_COUNT(expressions); i++) {
        const char *at = expressions[i];

        sum = mix_double(sum, expression(&at, 0));
    }
    for (u32 i = 0; i < ARRAY_COUNT(patterns); i++)
        sum = mix(sum, matches(patterns[i], sample));
    length = pack((const u8 *)sample, sizeof(sample));
    sum = mix_bytes(sum, packed, length);
    sum = mix(sum, unpack(length));
    sum = mix_bytes(sum, unpacked, sizeof(sample));
    return mix_bytes(sum, out, base64(unpacked, sizeof(sample)));
}
