/* String functions, word by word and byte by byte. */
#include "corpus.h"

static const char text[] = "the quick brown fox jumps over the lazy dog, and the lazy dog sleeps on; THE END";
static char copy[128];

static NOINLINE u64 length(const char *s)
{
    const char *at = s;

    while (*at)
        at++;
    return (u64)(at - s);
}

static NOINLINE u64 length_by_words(const char *s)
{
    const char *at = s;

    for (; (u64)at & 7; at++)
        if (!*at)
            return (u64)(at - s);
    for (;; at += 8) {
        u64 word = *(const u64 __attribute__((may_alias)) *)at;

        if ((word - 0x0101010101010101) & ~word & 0x8080808080808080)
            break;
    }
    while (*at)
        at++;
    return (u64)(at - s);
}

static NOINLINE s32 compare(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return (u8)*a - (u8)*b;
}

static NOINLINE const char *find(const char *in, const char *what)
{
    for (; *in; in++) {
        const char *a = in, *b = what;

        while (*b && *a == *b)
            a++, b++;
        if (!*b)
            return in;
    }
    return NULL;
}

static NOINLINE void upper(char *s)
{
    for (; *s; s++)
        if (*s >= 'a' && *s <= 'z')
            *s = (char)(*s - 'a' + 'A');
}

static NOINLINE u32 distance(const char *a, u32 a_length, const char *b, u32 b_length)
{
    u8 row[40];

    for (u32 j = 0; j <= b_length; j++)
        row[j] = (u8)j;
    for (u32 i = 1; i <= a_length; i++) {
        u8 diagonal = row[0];

        row[0] = (u8)i;
        for (u32 j = 1; j <= b_length; j++) {
            u8 cost = (u8)(diagonal + (a[i - 1] != b[j - 1]));

            diagonal = row[j];
            cost = cost < row[j] + 1 ? cost : (u8)(row[j] + 1);
            row[j] = cost < row[j - 1] + 1 ? cost : (u8)(row[j - 1] + 1);
        }
    }
    return row[b_length];
}

static NOINLINE u32 words(char *s, char **out)
{
    u32 count = 0;

    while (*s) {
        while (*s == ' ')
            *s++ = 0;
        if (*s)
            out[count++] = s;
        while (*s && *s != ' ')
            s++;
    }
    return count;
}

u64 program(void)
{
    u64 sum = 10;
    char *word[24];
    u32 count;

    for (u32 i = 0; i < sizeof(text); i++)
        sum = mix(sum, length(text + i) * 256 + length_by_words(text + i));
    sum = mix(sum, (u64)(find(text, "lazy dog s") - text) + (find(text, "cat") ? 1000 : 2000));
    for (u32 i = 0; i < sizeof(text); i++)
        copy[i] = text[i];
    count = words(copy, word);
    for (u32 i = 0; i < count; i++)
        for (u32 j = 0; j < count; j++)
            sum = mix(sum, (u64)(s64)compare(word[i], word[j]));
    for (u32 i = 0; i < count; i++) {
        sum = mix(sum, distance(text, 20, word[i], (u32)length(word[i])));
        upper(word[i]);
        sum = mix_bytes(sum, word[i], length(word[i]));
    }
    return sum;
}
