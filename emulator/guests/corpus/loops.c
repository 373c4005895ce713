/* Loops that a compiler turns inside out: matrices, stencils, reductions, searches, counters of odd widths. */
#include "corpus.h"

#define SIZE 12
#define LENGTH 100

static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];
static s32 grid[SIZE + 2][SIZE + 2], next[SIZE + 2][SIZE + 2];
static s16 shorts[LENGTH];
static u8 bytes[LENGTH];
static float floats[LENGTH];
static u64 wides[LENGTH];

static NOINLINE void product(void)
{
    for (u32 i = 0; i < SIZE; i++)
        for (u32 j = 0; j < SIZE; j++) {
            double total = 0;

            for (u32 k = 0; k < SIZE; k++)
                total += a[i][k] * b[k][j];
            c[i][j] = total;
        }
}

static NOINLINE double determinant(void)
{
    double value = 1;

    for (u32 k = 0; k < SIZE; k++) {
        value *= c[k][k];
        for (u32 i = k + 1; i < SIZE; i++) {
            double factor = c[i][k] / c[k][k];

            for (u32 j = k; j < SIZE; j++)
                c[i][j] -= factor * c[k][j];
        }
    }
    return value;
}

static NOINLINE void life(void)
{
    for (u32 y = 1; y <= SIZE; y++)
        for (u32 x = 1; x <= SIZE; x++) {
            s32 near = -grid[y][x];

            for (u32 v = y - 1; v <= y + 1; v++)
                for (u32 u = x - 1; u <= x + 1; u++)
                    near += grid[v][u];
            next[y][x] = near == 3 || (near == 2 && grid[y][x]);
        }
    for (u32 y = 1; y <= SIZE; y++)
        for (u32 x = 1; x <= SIZE; x++)
            grid[y][x] = next[y][x];
}

static NOINLINE u64 reductions(u32 from, u32 to)
{
    s64 total = 0;
    u32 most = 0, count = 0;
    u64 all = 0;
    s16 least = 32767;

    for (u32 i = from; i < to; i++) {
        total += shorts[i] * (s32)bytes[i];
        most = bytes[i] > most ? bytes[i] : most;
        count += bytes[i] == 7;
        all ^= wides[i] >> (bytes[i] & 31);
        least = shorts[i] < least ? shorts[i] : least;
    }
    return (u64)total ^ (u64)most << 40 ^ (u64)count << 50 ^ all ^ (u64)(u16)least;
}

static NOINLINE void transforms(u32 count, float scale)
{
    for (u32 i = 0; i < count; i++)
        floats[i] = (float)shorts[i] * scale + (float)bytes[i];
    for (u32 i = 0; i < count; i++)
        bytes[i] = (u8)(bytes[i] + (floats[i] > 50.0f ? 3 : 250));
    for (u32 i = 1; i < count; i++)
        wides[i] += wides[i - 1] ^ i;
    for (u32 i = 0; i < count; i++)
        shorts[i] = (s16)(shorts[i] > 100 ? 100 : shorts[i] < -100 ? -100 : shorts[i]);
}

static NOINLINE u64 odd_counters(void)
{
    u64 sum = 0;

    for (u8 i = 250; i != 5; i += 3)
        sum = mix(sum, i);
    for (s8 i = 120; i > 0; i = (s8)(i + 1))
        sum++;
    for (s64 i = -3; i < 40; i += 7)
        for (u16 k = 65530; k > 10; k++)
            sum += (u64)(i * k);
    for (u32 i = 1, step = 1; i < 100000; i += step, step = step * 2 + (i & 1)) {
        if (i % 5 == 3)
            continue;
        sum ^= (u64)i << (step & 31);
        if (sum % 1000 == 999)
            break;
    }
    return sum;
}

u64 program(void)
{
    u64 sum = 24, state = SEED;

    for (u32 i = 0; i < SIZE; i++)
        for (u32 j = 0; j < SIZE; j++) {
            a[i][j] = (double)(next_random(&state) >> 58) + (i == j ? 40 : 0);
            b[i][j] = (double)(next_random(&state) >> 59) - (i == j ? -50 : 3);
            grid[i + 1][j + 1] = (s32)(next_random(&state) >> 63);
        }
    for (u32 i = 0; i < LENGTH; i++) {
        wides[i] = next_random(&state);
        shorts[i] = (s16)(wides[i] >> 50);
        bytes[i] = (u8)(wides[i] >> 9);
    }
    product();
    sum = mix_double(sum, c[3][7]);
    sum = mix_double(sum, determinant());
    for (u32 i = 0; i < 4; i++) {
        life();
        transforms(LENGTH - i, 0.25f);
        sum = mix(sum, reductions(i, LENGTH - 3 * i));
    }
    for (u32 i = 0; i < SIZE; i++)
        sum = mix_bytes(sum, &grid[i + 1][3], 4);
    for (u32 i = 0; i < LENGTH; i++)
        sum = mix_single(sum, floats[i]);
    return mix(sum, odd_counters());
}
