/* Atomic operations of 1 to 8 bytes, quadwords moved at once, compare and exchange, fences, on one processor. */
#include "corpus.h"

static u8 byte_cell;
static u16 half_cell;
static u32 word_cell;
static u64 wide_cell;
static u128 quad_cell __attribute__((aligned(16)));

static NOINLINE u64 fetching(u64 sum, u64 r)
{
    sum = mix(sum, __atomic_fetch_add(&byte_cell, (u8)r, __ATOMIC_SEQ_CST));
    sum = mix(sum, __atomic_fetch_xor(&half_cell, (u16)r, __ATOMIC_RELAXED));
    sum = mix(sum, __atomic_fetch_sub(&word_cell, (u32)r, __ATOMIC_ACQUIRE));
    sum = mix(sum, __atomic_fetch_or(&wide_cell, r, __ATOMIC_RELEASE));
    sum = mix(sum, __atomic_nand_fetch(&word_cell, (u32)(r >> 7), __ATOMIC_ACQ_REL));
    sum = mix(sum, __atomic_and_fetch(&byte_cell, (u8)(r >> 3), __ATOMIC_SEQ_CST));
    return mix(sum, __atomic_exchange_n(&wide_cell, r * 3, __ATOMIC_SEQ_CST));
}

static NOINLINE u64 exchanging(u64 sum, u64 r)
{
    u64 expected = r & 1 ? wide_cell : r;
    u32 word = (u32)r;
    u16 half = half_cell;
    bool done;

    done = __atomic_compare_exchange_n(&wide_cell, &expected, r ^ 0xff, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
    sum = mix(sum, expected + done);
    done = __atomic_compare_exchange_n(&word_cell, &word, 5, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    sum = mix(sum, word + done);
    done = __atomic_compare_exchange_n(&half_cell, &half, (u16)(r >> 5), false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
    return mix(sum, half + done);
}

/*
 * The 16 bytes at once, as no compiler moves them without a library. lqarx and stqcx. are not here: QEMU before 8.1,
 * the oracle, lets no reservation of 16 bytes succeed.
 */
static NOINLINE u64 quadword(u64 sum, u64 r)
{
    register u64 high asm("r8");
    register u64 low asm("r9");

    asm volatile("lq 8,0(%2)" : "=&r"(high), "=&r"(low) : "b"(&quad_cell), "m"(quad_cell));
    sum = mix(mix(sum, high), low);
    high ^= r;
    low += high;
    asm volatile("stq 8,0(%2)" : : "r"(high), "r"(low), "b"(&quad_cell) : "memory");
    return mix_wide(sum, quad_cell);
}

static NOINLINE u64 locked(u64 sum)
{
    static u32 lock;
    static u64 guarded;

    while (__atomic_test_and_set((u8 *)&lock, __ATOMIC_ACQUIRE))
        ;
    guarded = mix(guarded, sum);
    __atomic_clear((u8 *)&lock, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    return guarded;
}

u64 program(void)
{
    u64 sum = 25, state = SEED;

    for (u32 i = 0; i < 80; i++) {
        sum = fetching(sum, next_random(&state));
        sum = exchanging(sum, next_random(&state));
        sum = quadword(sum, next_random(&state));
        sum = mix(sum, locked(sum));
    }
    return sum;
}
