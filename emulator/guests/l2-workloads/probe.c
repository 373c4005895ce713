/*
 * Small parts, each of which leans on one thing that an L1 has to do right. The word in the boot arguments chooses the
 * part. A part waits without end for what must come: an L1 that loses it is seen to hang.
 */
#include "probe.h"

#define SECOND_STACK_BYTES 4096
#define INSTRUCTION_BYTES 4

void start_secondary(void);

volatile u32 taken[16];
volatile u32 spurious;

static u8 second_stack[SECOND_STACK_BYTES] __attribute__((aligned(128)));
static void (*second_part)(void);

void give_way(void) { hcall4(H_CONFER, ~0UL, 0, 0, 0); }

static void report(const char *name)
{
    print("l2-probe: ");
    print(name);
    print(" ");
}

void report_count(const char *name, u64 value)
{
    report(name);
    print_decimal(value);
    print("\n");
}

void report_value(const char *name, u64 value)
{
    report(name);
    print_hex(value);
    print("\n");
}

void main_secondary(void)
{
    mtspr(SPR_DEC, DECREMENTER_FAR);
    second_part();
    rtas(RTAS_STOP_SELF, 0, 0, 0, 0);
}

void run_pair(void (*first)(void), void (*second)(void))
{
    second_part = second;
    if (rtas(RTAS_START_CPU, 3, SECOND, (u32)(u64)start_secondary, (u32)(u64)(second_stack + SECOND_STACK_BYTES))) {
        print("l2-probe: only one processor; start the L1 with l2cpus=2\n");
        power_off();
    }
    first();
}

static void external(void)
{
    u64 arguments[HCALL_ARGUMENT_COUNT] = { 0 };

    hcall(H_XIRR, arguments);
    if ((arguments[0] & INTERRUPT_SOURCE_MASK) != INTERRUPT_SOURCE_IPI) {
        spurious++;
        return;
    }
    taken[VECTOR_EXTERNAL >> 8]++;
    hcall4(H_IPI, SECOND, PRIORITY_NONE, 0, 0);
    hcall4(H_EOI, arguments[0], 0, 0, 0);
}

void interrupt(u64 vector, struct frame *frame)
{
    switch (vector) {
    case VECTOR_DECREMENTER:
        mtspr(SPR_DEC, DECREMENTER_FAR);
        break;
    case VECTOR_EXTERNAL:
        external();
        return;
    case VECTOR_DIRECTED_DOORBELL:
        break;
    case VECTOR_PROGRAM:
        frame->srr0 += INSTRUCTION_BYTES;
        break;
    default:
        interrupt_unexpected(vector, frame);
    }
    taken[vector >> 8]++;
}

static const struct { const char *name; void (*run)(void); } parts[] = {
    { "ipi", part_ipi },
    { "doorbell", part_doorbell },
    { "doorbell-mapped", part_doorbell_mapped },
    { "doorbell-busy", part_doorbell_busy },
    { "idle", part_idle },
    { "registers", part_registers },
    { "boots", part_boots },
    { "area", part_area },
    { "illegal", part_illegal },
    { "clock", part_clock },
};

void main(u64 device_tree)
{
    const char *name = boot_arguments(device_tree);

    interrupts_install();
    mtspr(SPR_DEC, DECREMENTER_FAR);
    for (u32 i = 0; i < ARRAY_COUNT(parts); i++) {
        if (text_equal(parts[i].name, name)) {
            parts[i].run();
            power_off();
        }
    }
    print("l2-probe: no part \"");
    print(name);
    print("\"\n");
    power_off();
}
