/*
 * Two processors of one L2: a lock, a game of ping-pong with H_PROD and H_CEDE, a wait with H_CONFER, and the virtual
 * processor area of the first. Needs an L1 that was given l2cpus=2.
 */
#include "workload.h"

#define LOCKED_ADDITIONS 2000
#define ROUNDS 200
#define SECOND 1
#define SECOND_STACK_BYTES 4096

static volatile u32 lock, total, finished, ball;
static u8 vpa[1024] __attribute__((aligned(1024)));
static u8 second_stack[SECOND_STACK_BYTES] __attribute__((aligned(128)));

void start_secondary(void);

static void acquire(void)
{
    u32 seen;

    for (;;) {
        asm volatile("lwarx %0,0,%1; cmpwi %0,0; bne 1f; stwcx. %2,0,%1; beq 1f; li %0,1; 1: isync"
                 : "=&r"(seen) : "r"(&lock), "r"(1) : "cr0", "memory");
        if (!seen)
            return;
        hcall4(H_CONFER, ~0UL, 0, 0, 0);
    }
}

static void release(void)
{
    asm volatile("lwsync" : : : "memory");
    lock = 0;
}

static void add(void)
{
    for (u32 i = 0; i < LOCKED_ADDITIONS; i++) {
        acquire();
        total = total + 1;
        release();
    }
    acquire();
    finished = finished + 1;
    release();
}

/* Each side waits for its parity of the ball, then plays it to the other. */
static void play(u32 me)
{
    for (u32 round = 0; round < ROUNDS; round++) {
        while (ball % 2 != me) {
            hcall4(H_CEDE, 0, 0, 0, 0);
            mtmsrd_ee(MSR_RI);
        }
        ball = ball + 1;
        hcall4(H_PROD, 1 - me, 0, 0, 0);
    }
}

/* An expired decrementer only ends a wait early. */
void interrupt(u64 vector, struct frame *frame)
{
    if (vector != VECTOR_DECREMENTER)
        interrupt_unexpected(vector, frame);
    mtspr(SPR_DEC, DECREMENTER_FAR);
}

void main_secondary(void)
{
    add();
    play(1);
    rtas(RTAS_STOP_SELF, 0, 0, 0, 0);
}

static void check_vpa(void)
{
    u32 before, after;

    write_be16(vpa + VPA_LENGTH, VPA_BYTES_MINIMUM);
    if (hcall4(H_REGISTER_VPA, (u64)VPA_REGISTER << VPA_FUNCTION_SHIFT, 0, (u64)vpa, 0) != H_SUCCESS) {
        print("l2-smp: no virtual processor area\n");
        return;
    }
    hcall4(H_CONFER, ~0UL, 0, 0, 0);
    before = read_be32(vpa + VPA_YIELD_COUNT);
    hcall4(H_CONFER, ~0UL, 0, 0, 0);
    after = read_be32(vpa + VPA_YIELD_COUNT);
    print("l2-smp: yield count ");
    print(before % 2 || after % 2 ? "odd" : "even");
    print(" while running\n");
    if (after <= before)
        print("l2-smp: yield count stands still\n");
}

void main(u64 device_tree)
{
    (void)device_tree;
    interrupts_install();
    check_vpa();
    if (rtas(RTAS_START_CPU, 3, SECOND, (u32)(u64)start_secondary, (u32)(u64)(second_stack + SECOND_STACK_BYTES))) {
        print("l2-smp: only one processor; start the L1 with l2cpus=2\n");
        power_off();
    }
    add();
    while (finished != 2)
        hcall4(H_CONFER, ~0UL, 0, 0, 0);
    print("l2-smp: total ");
    print_decimal(total);
    print("\n");
    play(0);
    while (ball != 2 * ROUNDS)
        hcall4(H_CONFER, SECOND, 0, 0, 0);
    print("l2-smp: rounds ");
    print_decimal(ROUNDS);
    print("\n");
    power_off();
}
