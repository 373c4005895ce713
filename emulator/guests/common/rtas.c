#include "papr.h"
#include "types.h"

s32 rtas(u32 token, u32 argument_count, u32 a, u32 b, u32 c)
{
    u32 block[8] = { be32(token), be32(argument_count), be32(1), be32(a), be32(b), be32(c) };

    asm volatile("" : : "r"(block) : "memory");
    if (hcall4(H_RTAS, (u64)block, 0, 0, 0) != H_SUCCESS)
        return -1;
    return (s32)be32(*(volatile u32 *)&block[3 + argument_count]);
}

void power_off(void)
{
    /* The two arguments are the power-on conditions; no event may switch the machine on again. */
    rtas(RTAS_POWER_OFF, 2, 0xffffffff, 0xffffffff, 0);
    for (;;)
        ;
}
