/* Recursive quicksort of 100,000 words, over and over. */
#include "bench.h"
#define ROUNDS 200
#define COUNT 100000
static u32 numbers[COUNT];
static void __attribute__((noinline)) sort(u32 *from, s64 low, s64 high)
{
    while (low < high) {
        u32 pivot = from[(low + high) / 2];
        s64 i = low, j = high;

        while (i <= j) {
            while (from[i] < pivot)
                i++;
            while (from[j] > pivot)
                j--;
            if (i <= j) {
                u32 kept = from[i];

                from[i++] = from[j];
                from[j--] = kept;
            }
        }
        if (j - low < high - i) {
            sort(from, low, j);
            low = i;
        } else {
            sort(from, i, high);
            high = j;
        }
    }
}
void main(u64 device_tree)
{
    u64 sum = device_tree & 0;
    u64 state = 88172645463325252UL;

    for (u32 round = 0; round < ROUNDS; round++) {
        for (u32 i = 0; i < COUNT; i++)
            numbers[i] = (u32)next_random(&state);
        sort(numbers, 0, COUNT - 1);
        for (u32 i = 0; i < COUNT; i += 97)
            sum = mix(sum, numbers[i]);
    }
    finish("quicksort", sum);
}
