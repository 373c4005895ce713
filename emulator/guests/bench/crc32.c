/* A table-driven CRC-32 of 64 KiB, over and over. */
#include "bench.h"
ROUNDS(13000)
#define BYTES 65536
static u32 table[256];
static u8 data[BYTES];
void prepare(void)
{
    u64 state = 88172645463325252UL;

    for (u32 i = 0; i < 256; i++) {
        u32 value = i;

        for (u32 bit = 0; bit < 8; bit++)
            value = value & 1 ? value >> 1 ^ 0xedb88320 : value >> 1;
        table[i] = value;
    }
    for (u32 i = 0; i < BYTES; i++)
        data[i] = (u8)next_random(&state);
}
u64 work(u64 sum, u32 first, u32 end)
{
    for (u32 round = first; round < end; round++) {
        u32 crc = ~round;

        for (u32 i = 0; i < BYTES; i++)
            crc = table[(crc ^ data[i]) & 0xff] ^ crc >> 8;
        sum = mix(sum, crc);
    }
    return sum;
}
