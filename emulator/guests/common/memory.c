/* The four routines a freestanding compiler may call. */
#include "memory.h"

void *memset(void *to, int value, u64 length_bytes)
{
    u8 *byte = to;
    u64 pattern = (u8)value * 0x0101010101010101UL;

    while (length_bytes && ((u64)byte & 7)) {
        *byte++ = (u8)value;
        length_bytes--;
    }
    for (; length_bytes >= 8; length_bytes -= 8, byte += 8)
        *(u64 *)byte = pattern;
    while (length_bytes--)
        *byte++ = (u8)value;
    return to;
}

void *memcpy(void *to, const void *from, u64 length_bytes)
{
    u8 *target = to;
    const u8 *source = from;

    if ((((u64)target | (u64)source) & 7) == 0)
        for (; length_bytes >= 8; length_bytes -= 8, target += 8, source += 8)
            *(u64 *)target = *(const u64 *)source;
    while (length_bytes--)
        *target++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, u64 length_bytes)
{
    u8 *target = (u8 *)to + length_bytes;
    const u8 *source = (const u8 *)from + length_bytes;

    if (to <= from)
        return memcpy(to, from, length_bytes);
    while (length_bytes--)
        *--target = *--source;
    return to;
}

int memcmp(const void *left, const void *right, u64 length_bytes)
{
    const u8 *a = left, *b = right;

    for (; length_bytes--; a++, b++)
        if (*a != *b)
            return *a - *b;
    return 0;
}

u64 text_length(const char *text)
{
    u64 length = 0;

    while (text[length])
        length++;
    return length;
}

bool text_equal(const char *left, const char *right)
{
    while (*left && *left == *right)
        left++, right++;
    return *left == *right;
}

bool text_starts(const char *text, const char *prefix)
{
    while (*prefix)
        if (*text++ != *prefix++)
            return false;
    return true;
}
