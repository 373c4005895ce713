/* Functions that call themselves: shallow, deep, mutual, with arrays on the stack. */
#include "corpus.h"

static u64 sum_of_boards;

static NOINLINE u32 ackermann(u32 m, u32 n)
{
    if (m == 0)
        return n + 1;
    return n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

static NOINLINE u32 fibonacci(u32 n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static NOINLINE u64 hanoi(u32 discs, u32 from, u32 to, u64 sum)
{
    if (discs == 0)
        return sum;
    sum = hanoi(discs - 1, from, 3 - from - to, sum);
    return hanoi(discs - 1, 3 - from - to, to, mix(sum, discs * 16 + from * 4 + to));
}

static NOINLINE u32 queens(u32 size, u32 row, u32 columns, u32 left, u32 right)
{
    u32 found = 0;

    if (row == size) {
        sum_of_boards = mix(sum_of_boards, columns ^ left ^ right);
        return 1;
    }
    for (u32 free = ~(columns | left | right) & ((1U << size) - 1); free; free &= free - 1) {
        u32 bit = free & -free;

        found += queens(size, row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return found;
}

static NOINLINE u64 odd(u32 n, u64 sum);
static NOINLINE u64 even(u32 n, u64 sum) { return n == 0 ? mix(sum, 'e') : odd(n - 1, sum + n) ^ n; }
static NOINLINE u64 odd(u32 n, u64 sum) { return n == 0 ? mix(sum, 'o') : even(n - 1, sum * 3 + n) + 1; }

static NOINLINE u64 permutations(u8 *items, u32 count, u32 at, u64 sum)
{
    if (at == count)
        return mix_bytes(sum, items, count);
    for (u32 i = at; i < count; i++) {
        u8 copy[8];

        for (u32 k = 0; k < count; k++)
            copy[k] = items[k];
        copy[at] = items[i];
        copy[i] = items[at];
        sum = permutations(copy, count, at + 1, sum);
    }
    return sum;
}

u64 program(void)
{
    u64 sum = 12;
    u8 items[8] = { 1, 2, 3, 4, 5 };

    sum = mix(sum, ackermann(2, 7) + ackermann(1, 40));
    sum = mix(sum, fibonacci(14));
    sum = hanoi(7, 0, 2, sum);
    sum = mix(sum, queens(6, 0, 0, 0, 0));
    sum = mix(sum, even(151, 7) + odd(60, 9));
    sum = permutations(items, 5, 0, sum);
    return mix(sum, sum_of_boards);
}
