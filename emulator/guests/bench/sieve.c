/* Primes below a million, over and over. */
#include "bench.h"
#define ROUNDS 250
#define LIMIT 1000000
static u8 composite[LIMIT];
void main(u64 device_tree)
{
    u64 sum = device_tree & 0;

    for (u32 round = 0; round < ROUNDS; round++) {
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
    finish("sieve", sum);
}
