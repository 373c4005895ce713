/* Recursive quicksort of 100,000 words, over and over. */
#include "bench.h"
ROUNDS(224)
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
static u64 state = 88172645463325252UL;
void prepare(void) { }
u64 work(u64 sum, u32 first, u32 end)
{
    for (u32 round = first; round < end; round++) {
        for (u32 i = 0; i < COUNT; i++)
            numbers[i] = (u32)next_random(&state);
        sort(numbers, 0, COUNT - 1);
        for (u32 i = 0; i < COUNT; i += 97)
            sum = mix(sum, numbers[i]);
    }
    return sum;
}
