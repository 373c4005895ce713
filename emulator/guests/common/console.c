#include "console.h"
#include "papr.h"

#define CHUNK_BYTES 16

static u64 chunk[CHUNK_BYTES / 8];
static u32 chunk_length;

/* The call takes up to sixteen bytes packed into two registers, the first byte in the most significant place. */
static void send(void)
{
    while (hcall4(H_PUT_TERM_CHAR, VTY_TERMNO, chunk_length, chunk[0], chunk[1]) == H_BUSY)
        ;
    chunk[0] = chunk[1] = 0;
    chunk_length = 0;
}

void print_char(char c)
{
    chunk[chunk_length / 8] |= (u64)(u8)c << (56 - 8 * (chunk_length % 8));
    if (++chunk_length == CHUNK_BYTES || c == '\n')
        send();
}

void print(const char *text)
{
    while (*text)
        print_char(*text++);
}

void print_decimal(u64 value)
{
    char digits[20];
    u32 count = 0;

    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    while (count)
        print_char(digits[--count]);
}

static void print_digits(u64 value, u32 count)
{
    while (count--)
        print_char("0123456789abcdef"[(value >> (4 * count)) & 15]);
}

void print_hex(u64 value) { print_digits(value, 16); }
void print_hex32(u32 value) { print_digits(value, 8); }
