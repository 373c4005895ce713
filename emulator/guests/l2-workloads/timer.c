/* Its own decrementer, fifty times: waiting in H_CEDE for the first half, computing for the second. */
#include "workload.h"

#define TICK_COUNT 50
#define CEDE_TICK_COUNT 25
#define PERIOD 51200

static volatile u32 ticks;

void interrupt(u64 vector, struct frame *frame)
{
    if (vector != VECTOR_DECREMENTER)
        interrupt_unexpected(vector, frame);
    ticks++;
    mtspr(SPR_DEC, PERIOD);
}

void main(u64 device_tree)
{
    u32 unslept = 0;
    u64 start;

    (void)device_tree;
    interrupts_install();
    start = timebase();
    mtspr(SPR_DEC, PERIOD);
    while (ticks < CEDE_TICK_COUNT) {
        u32 before = ticks;

        /* Returns with interrupts enabled, after the decrementer's handler. */
        hcall4(H_CEDE, 0, 0, 0, 0);
        mtmsrd_ee(MSR_RI);
        unslept += ticks == before;
    }
    print("l2-timer: ticks while ceded ");
    print_decimal(ticks);
    print("\n");
    mtmsrd_ee(MSR_EE | MSR_RI);
    while (ticks < TICK_COUNT)
        ;
    mtmsrd_ee(MSR_RI);
    print("l2-timer: ticks ");
    print_decimal(ticks);
    print("\n");
    if (timebase() - start < (u64)TICK_COUNT * PERIOD)
        print("l2-timer: the time base ran too slowly\n");
    if (unslept > TICK_COUNT)
        print("l2-timer: H_CEDE returned early too often\n");
    power_off();
}
