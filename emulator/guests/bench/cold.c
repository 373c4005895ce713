/* A thousand and more distinct functions, called in random order: code that never gets hot. */
#include "bench.h"
ROUNDS(88)
#define CALLS 200000
#define FUNCTION(n) \
    static u64 __attribute__((noinline)) f##n(u64 a, u64 *memory) \
    { \
        u64 b = a * (2 * n + 1) + memory[n & 255]; \
        if (b & (1UL << (n % 48))) \
            b ^= b >> (n % 23 + 1); \
        else \
            b += (u64)n << (n % 17); \
        for (u32 i = 0; i < (n & 3) + 1; i++) { \
            b = b * 3 + memory[(b >> 7) & 255]; \
            if ((b & 15) == n % 16) \
                b ^= a; \
        } \
        memory[(n * 7) & 255] = b; \
        return b; \
    }
#define TEN(m, n) m(n##0) m(n##1) m(n##2) m(n##3) m(n##4) m(n##5) m(n##6) m(n##7) m(n##8) m(n##9)
#define HUNDRED(m, n) TEN(m, n##0) TEN(m, n##1) TEN(m, n##2) TEN(m, n##3) TEN(m, n##4) \
    TEN(m, n##5) TEN(m, n##6) TEN(m, n##7) TEN(m, n##8) TEN(m, n##9)
#define ALL(m) HUNDRED(m, 10) HUNDRED(m, 11) HUNDRED(m, 12) HUNDRED(m, 13) HUNDRED(m, 14) HUNDRED(m, 15) \
    HUNDRED(m, 16) HUNDRED(m, 17) HUNDRED(m, 18) HUNDRED(m, 19) HUNDRED(m, 20) HUNDRED(m, 21) HUNDRED(m, 22) \
    HUNDRED(m, 23) HUNDRED(m, 24)
ALL(FUNCTION)
typedef u64 (*function)(u64, u64 *);
#define NAME(n) f##n,
static const function functions[] = { ALL(NAME) };
static u64 memory[256];
static u64 state = 88172645463325252UL;
void prepare(void) { }
u64 work(u64 sum, u32 first, u32 end)
{
    for (u32 round = first; round < end; round++)
        for (u32 i = 0; i < CALLS; i++)
            sum += functions[(next_random(&state) >> 11) % (sizeof(functions) / sizeof(functions[0]))](sum, memory);
    return sum;
}
