/*
 * External interrupts that the processor requests of itself: taken at once, taken when they are enabled again, and
 * taken at the end of a wait. Under v2 an L1 only asks for them (LPCR[MER]); the L0 delivers.
 */
#include "workload.h"

#define ROUND_COUNT 20
#define PRIORITY 5
/* Exits to wait for an interrupt before giving up. */
#define PATIENCE 1000

static volatile u32 taken, spurious;

void interrupt(u64 vector, struct frame *frame)
{
    u64 arguments[HCALL_ARGUMENT_COUNT] = { 0 };

    if (vector == VECTOR_DECREMENTER) {
        mtspr(SPR_DEC, DECREMENTER_FAR);
        return;
    }
    if (vector != VECTOR_EXTERNAL)
        interrupt_unexpected(vector, frame);
    hcall(H_XIRR, arguments);
    if ((arguments[0] & INTERRUPT_SOURCE_MASK) != INTERRUPT_SOURCE_IPI) {
        spurious++;
        return;
    }
    taken++;
    hcall4(H_IPI, 0, PRIORITY_NONE, 0, 0);
    hcall4(H_EOI, arguments[0], 0, 0, 0);
}

static void wait_for(u32 count)
{
    for (u32 i = 0; taken < count && i < PATIENCE; i++)
        hcall4(H_PROD, 0, 0, 0, 0);
}

static void report(const char *how)
{
    print("l2-interrupt: taken ");
    print(how);
    print(" ");
    print_decimal(taken);
    print(" spurious ");
    print_decimal(spurious);
    print("\n");
    taken = spurious = 0;
}

void main(u64 device_tree)
{
    u32 early = 0;

    (void)device_tree;
    interrupts_install();
    hcall4(H_CPPR, PRIORITY_NONE, 0, 0, 0);

    mtmsrd_ee(MSR_EE | MSR_RI);
    for (u32 i = 0; i < ROUND_COUNT; i++) {
        hcall4(H_IPI, 0, PRIORITY, 0, 0);
        wait_for(i + 1);
    }
    mtmsrd_ee(MSR_RI);
    report("at once");

    for (u32 i = 0; i < ROUND_COUNT; i++) {
        hcall4(H_IPI, 0, PRIORITY, 0, 0);
        hcall4(H_PROD, 0, 0, 0, 0);
        early += taken > i;
        mtmsrd_ee(MSR_EE | MSR_RI);
        wait_for(i + 1);
        mtmsrd_ee(MSR_RI);
    }
    report("when enabled");
    if (early)
        print("l2-interrupt: taken while disabled\n");

    for (u32 i = 0; i < ROUND_COUNT; i++) {
        hcall4(H_IPI, 0, PRIORITY, 0, 0);
        for (u32 waits = 0; taken == i && waits < PATIENCE; waits++)
            hcall4(H_CEDE, 0, 0, 0, 0);
        mtmsrd_ee(MSR_RI);
    }
    report("from a wait");
    power_off();
}
