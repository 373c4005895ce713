/* A table-driven CRC-32 of 64 KiB, over and over. */
#include "bench.h"
#define ROUNDS 8000
#define BYTES 65536
static u32 table[256];
static u8 data[BYTES];
void main(u64 device_tree)
{
    u64 sum = device_tree & 0;
    u64 state = 88172645463325252UL;

    for (u32 i = 0; i < 256; i++) {
        u32 value = i;

        for (u32 bit = 0; bit < 8; bit++)
            value = value & 1 ? value >> 1 ^ 0xedb88320 : value >> 1;
        table[i] = value;
    }
    for (u32 i = 0; i < BYTES; i++)
        data[i] = (u8)next_random(&state);
    for (u32 round = 0; round < ROUNDS; round++) {
        u32 crc = ~round;

        for (u32 i = 0; i < BYTES; i++)
            crc = table[(crc ^ data[i]) & 0xff] ^ crc >> 8;
        sum = mix(sum, crc);
    }
    finish("crc32", sum);
}
