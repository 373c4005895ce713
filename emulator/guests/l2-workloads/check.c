/*
 * Small parts, each of which leans on one thing that an L0 has to do right, and says what it found. The word in the
 * boot arguments chooses the part.
 */
#include "workload.h"

#define SPR_DEXCR 828
#define SPR_SPURR 308
#define SPR_PURR 309
#define SPR_MMCR2 785
#define SECOND 1
#define STACK_BYTES 4096
#define CALL_COUNT 32
#define EXITS_BEFORE_LISTENING 4
/* rB of msgsndp: a directed privileged doorbell for the thread in its low bits. */
#define DOORBELL (5UL << 27)

/* probe_tree.c */
const char *boot_arguments(u64 device_tree);
void start_secondary(void);

static u8 second_stack[STACK_BYTES] __attribute__((aligned(128)));
static u8 user_stack[STACK_BYTES] __attribute__((aligned(128)));
static volatile u32 refused, without_source, doorbells;

static void say(const char *what, u64 value)
{
    print("l2-check: ");
    print(what);
    print(" ");
    print_decimal(value);
    print("\n");
}

/* ---- registers that the L1 set before the first entry ---- */

static void part_dexcr(void)
{
    print("l2-check: dexcr ");
    print_hex(mfspr(SPR_DEXCR));
    print("\n");
}

static void part_spurr(void)
{
    u64 purr = mfspr(SPR_PURR), spurr = mfspr(SPR_SPURR);

    say("spurr ahead of purr by at least", (spurr - purr) >> 16);
}

/* ---- facilities: a doorbell instruction, then the performance monitor ---- */

static void part_facility(void)
{
    u64 nobody = 0;
    u32 before;

    asm volatile("msgclrp %0" : : "r"(nobody));
    before = refused;
    (void)mfspr(SPR_MMCR2);
    say("accesses to the performance monitor refused", refused - before);
}

/* ---- two processors ---- */

static void (*second_part)(void);
static volatile bool finished;

static void give_way(void) { hcall4(H_CONFER, ~0UL, 0, 0, 0); }

void main_secondary(void)
{
    second_part();
    finished = true;
    rtas(RTAS_STOP_SELF, 0, 0, 0, 0);
}

static void start_second(void (*part)(void))
{
    second_part = part;
    if (rtas(RTAS_START_CPU, 3, SECOND, (u32)(u64)start_secondary, (u32)(u64)(second_stack + STACK_BYTES))) {
        print("l2-check: only one processor; start the L1 with l2cpus=2\n");
        power_off();
    }
}

/* ---- time on two processors ---- */

static volatile u64 first_time;

static void compare_time(void)
{
    u64 now = timebase();

    if (now < first_time)
        say("time on processor 1 is behind, ticks", first_time - now);
    else
        print("l2-check: time goes on from processor to processor\n");
}

static void part_clock(void)
{
    first_time = timebase();
    start_second(compare_time);
    while (!finished)
        give_way();
}

/* ---- a doorbell for a processor that is not listening yet ---- */

static volatile bool is_ready, has_rung;

/* Leaves the L2 a few times between the doorbell and the moment at which it takes interrupts. */
static void listen_late(void)
{
    is_ready = true;
    while (!has_rung)
        give_way();
    for (u32 i = 0; i < EXITS_BEFORE_LISTENING; i++)
        give_way();
    mtmsrd_ee(MSR_EE | MSR_RI);
    mtmsrd_ee(MSR_RI);
}

static void part_doorbell(void)
{
    u64 message = DOORBELL | SECOND;

    start_second(listen_late);
    while (!is_ready)
        give_way();
    asm volatile("msgsndp %0" : : "r"(message) : "memory");
    has_rung = true;
    while (!finished)
        give_way();
    say("doorbells taken, of 1", doorbells);
}

/* ---- external interrupts that nobody asked for ---- */

static void part_external(void)
{
    hcall4(H_CPPR, PRIORITY_NONE, 0, 0, 0);
    mtmsrd_ee(MSR_EE | MSR_RI);
    for (u32 i = 0; i < CALL_COUNT; i++)
        hcall4(H_PROD, 0, 0, 0, 0);
    mtmsrd_ee(MSR_RI);
    say("external interrupts without a source", without_source);
}

/* ---- a program in problem state that makes a hypercall ---- */

/* One tree for all: the first 2 MiB, open to problem state. The kernel itself does not translate. */
static u64 root[1 << 13] __attribute__((aligned(1 << 16)));
static u64 upper[512] __attribute__((aligned(4096)));
static u64 lower[512] __attribute__((aligned(4096)));
static u64 process_table[512] __attribute__((aligned(4096)));
static volatile bool is_user;

/* The machine stops here if the hypercall is served. */
static void user(void)
{
    power_off();
}

static void after_user(void)
{
    say("hypercalls of problem state refused", refused);
    power_off();
}

static void part_user(void)
{
    root[0] = be64(PTE_VALID | (u64)upper | 9);
    upper[0] = be64(PTE_VALID | (u64)lower | 9);
    lower[0] = be64(PTE_VALID | PTE_LEAF | PTE_READ | PTE_WRITE | PTE_EXECUTE | PTE_REFERENCE | PTE_CHANGE);
    process_table[0] = be64(TABLE_RTS_52 | TABLE_RPDS_13 | (u64)root);
    ptesync();
    if (hcall4(H_REGISTER_PROC_TBL, PROC_TABLE_NEW | PROC_TABLE_RADIX | PROC_TABLE_GTSE, (u64)process_table, 0, 0)) {
        print("l2-check: no process table\n");
        return;
    }
    print("l2-check: a program in problem state asks to power off\n");
    is_user = true;
    mtspr(SPR_SRR0, (u64)user);
    mtspr(SPR_SRR1, mfmsr() | MSR_PR | MSR_IR | MSR_DR);
    asm volatile("mr %%r1,%0; rfid" : : "r"(user_stack + STACK_BYTES - 128) : "memory");
}

/* ---- interrupts ---- */

static void external(void)
{
    u64 arguments[HCALL_ARGUMENT_COUNT] = { 0 };

    hcall(H_XIRR, arguments);
    if ((arguments[0] & INTERRUPT_SOURCE_MASK) == 0)
        without_source++;
}

static void program(struct frame *frame)
{
    refused++;
    if (is_user) {
        frame->srr0 = (u64)after_user;
        frame->srr1 &= ~(u64)(MSR_PR | MSR_IR | MSR_DR | MSR_EE);
    } else {
        frame->srr0 += 4;
    }
}

void interrupt(u64 vector, struct frame *frame)
{
    if (vector == VECTOR_DECREMENTER)
        mtspr(SPR_DEC, DECREMENTER_FAR);
    else if (vector == VECTOR_EXTERNAL)
        external();
    else if (vector == VECTOR_DIRECTED_DOORBELL)
        doorbells++;
    else if (vector == VECTOR_PROGRAM)
        program(frame);
    else
        interrupt_unexpected(vector, frame);
}

static const struct { const char *name; void (*run)(void); } parts[] = {
    { "dexcr", part_dexcr },
    { "spurr", part_spurr },
    { "facility", part_facility },
    { "clock", part_clock },
    { "doorbell", part_doorbell },
    { "external", part_external },
    { "user", part_user },
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
    print("l2-check: no part \"");
    print(name);
    print("\"\n");
    power_off();
}
