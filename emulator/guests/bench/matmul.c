/* Integer matrices of 128 by 128 multiplied, over and over. */
#include "bench.h"
ROUNDS(752)
#define SIZE 128
static s32 a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];
void prepare(void)
{
    for (u32 i = 0; i < SIZE; i++)
        for (u32 j = 0; j < SIZE; j++) {
            a[i][j] = (s32)(i * 7 + j * 3);
            b[i][j] = (s32)(i * 5 - j);
        }
}
u64 work(u64 sum, u32 first, u32 end)
{
    for (u32 round = first; round < end; round++) {
        for (u32 i = 0; i < SIZE; i++)
            for (u32 j = 0; j < SIZE; j++) {
                s32 total = 0;

                for (u32 k = 0; k < SIZE; k++)
                    total += a[i][k] * b[k][j];
                c[i][j] = total;
            }
        a[round % SIZE][3] += c[5][round % SIZE];
        sum = mix(sum, (u32)c[round % SIZE][7]);
    }
    return sum;
}
