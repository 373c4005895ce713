/*
 * The L1's own processors. The vCPUs of the L2 are shared out among them; each processor runs its own, one at a time.
 * One lock guards everything they share. It is dropped while an L2 runs and while a processor waits.
 */
#include "l1.h"

#define CPU_STACK_BYTES 8192

static u8 stacks[CPU_LIMIT - 1][CPU_STACK_BYTES] __attribute__((aligned(128)));
static u32 lock;

void start_secondary(void);

void lock_take(void)
{
    u32 seen;

    if (options.cpu_count == 1)
        return;
    for (;;) {
        asm volatile("lwarx %0,0,%1; cmpwi %0,0; bne 1f; stwcx. %2,0,%1; beq 1f; li %0,1; 1: isync"
                 : "=&r"(seen) : "r"(&lock), "r"(1) : "cr0", "memory");
        if (!seen)
            return;
        hcall4(H_CONFER, ~0UL, 0, 0, 0);
    }
}

void lock_drop(void)
{
    if (options.cpu_count == 1)
        return;
    asm volatile("lwsync" : : : "memory");
    *(volatile u32 *)&lock = 0;
}

/* Entered with the top of its stack, which says which processor it is. */
void main_secondary(u64 stack_top)
{
    mtspr(SPR_SPRG2, (stack_top - (u64)stacks) / CPU_STACK_BYTES);
    mtspr(SPR_DEC, DECREMENTER_FAR);
    lock_take();
    for (;;)
        guest_run_vcpus();
}

void cpus_start(void)
{
    mtspr(SPR_SPRG2, 0);
    for (u32 i = 1; i < options.cpu_count; i++)
        if (rtas(RTAS_START_CPU, 3, i, (u32)(u64)start_secondary, (u32)(u64)stacks[i]))
            stop("l1cpus= is more than there are");
}

void cpu_prod(u32 cpu)
{
    if (cpu != this_cpu())
        hcall4(H_PROD, cpu, 0, 0, 0);
}

void cpu_wait(u64 expiry)
{
    s64 left = (s64)(expiry - timebase());

    if (expiry == NEVER || left > DECREMENTER_FAR)
        left = DECREMENTER_FAR;
    if (left <= 0)
        return;
    lock_drop();
    mtspr(SPR_DEC, left);
    /* The call enables external interrupts; the decrementer's handler has run when it returns. */
    hcall4(H_CEDE, 0, 0, 0, 0);
    mtmsrd_ee(MSR_RI);
    mtspr(SPR_DEC, DECREMENTER_FAR);
    lock_take();
}
