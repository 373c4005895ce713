/* Primes below a million, over and over. */
#include "bench.h"
ROUNDS(200)
#define LIMIT 1000000
static u8 composite[LIMIT];
void prepare(void) { }
u64 work(u64 sum, u32 first, u32 end)
{
    for (u32 round = first; round < end; round++) {
        for (u32 n = 0; n < LIMIT; n++)
            composite[n] = 0;
        for (u64 n = 2; n < LIMIT; n++) {
            if (composite[n])
                continue;
            sum += n;
            for (u64 multiple = n * n; multiple < LIMIT; multiple += n)
                composite[multiple] = 1;
        }
        sum = mix(sum, round);
    }
    return sum;
}
