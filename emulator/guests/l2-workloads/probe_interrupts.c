/* Parts about interrupts: from one processor to another, and from a processor's own decrementer. */
#include "probe.h"

#define SEND_COUNT 8
#define IPI_PRIORITY 5
#define TICK_COUNT 8
#define TICK_PERIOD 4000
/* rB of msgsndp: a directed privileged doorbell for a thread. */
#define MESSAGE_DOORBELL (5UL << 27)

static volatile bool listening, finished;

static void wait_for_listener(void)
{
    while (!listening)
        give_way();
}

static void wait_for_end(void)
{
    while (!finished)
        give_way();
}

/* ---- H_IPI ---- */

static void receive_ipis(void)
{
    hcall4(H_CPPR, PRIORITY_NONE, 0, 0, 0);
    mtmsrd_ee(MSR_EE | MSR_RI);
    listening = true;
    while (taken[VECTOR_EXTERNAL >> 8] < SEND_COUNT)
        give_way();
    mtmsrd_ee(MSR_RI);
    finished = true;
}

static void send_ipis(void)
{
    wait_for_listener();
    for (u32 i = 0; i < SEND_COUNT; i++) {
        hcall4(H_IPI, SECOND, IPI_PRIORITY, 0, 0);
        while (taken[VECTOR_EXTERNAL >> 8] == i)
            give_way();
    }
    wait_for_end();
    report_count("interrupts taken", taken[VECTOR_EXTERNAL >> 8]);
    report_count("spurious", spurious);
}

void part_ipi(void) { run_pair(send_ipis, receive_ipis); }

/* ---- doorbells ---- */

static bool busy;

/* Busy processors never leave the L2 of their own will. */
static void pass_time(void)
{
    if (busy)
        asm volatile("" : : : "memory");
    else
        give_way();
}

static void receive_doorbells(void)
{
    mtmsrd_ee(MSR_EE | MSR_RI);
    listening = true;
    while (taken[VECTOR_DIRECTED_DOORBELL >> 8] < SEND_COUNT)
        pass_time();
    mtmsrd_ee(MSR_RI);
    finished = true;
}

static void send_doorbells(void)
{
    while (!listening)
        pass_time();
    for (u32 i = 0; i < SEND_COUNT; i++) {
        asm volatile(".machine push; .machine power8; msgsndp %0; .machine pop"
                 : : "r"(MESSAGE_DOORBELL | SECOND) : "memory");
        while (taken[VECTOR_DIRECTED_DOORBELL >> 8] == i)
            pass_time();
    }
    while (!finished)
        pass_time();
    report_count("doorbells taken", taken[VECTOR_DIRECTED_DOORBELL >> 8]);
}

void part_doorbell(void) { run_pair(send_doorbells, receive_doorbells); }

void part_doorbell_busy(void)
{
    busy = true;
    part_doorbell();
}

/* One leaf of 1 GiB maps every address to itself; the sender runs with translation, interrupts are taken without. */
static u64 process_table[512] __attribute__((aligned(4096)));
static u64 directory[512] __attribute__((aligned(4096)));
static u64 root[0x2000] __attribute__((aligned(65536)));

static void map(void)
{
    directory[0] = be64(PTE_VALID | PTE_LEAF | PTE_REFERENCE | PTE_CHANGE | PTE_PRIVILEGED | PTE_READ | PTE_WRITE
                | PTE_EXECUTE);
    root[0] = be64(PTE_VALID | (u64)directory | 9);
    process_table[0] = be64(TABLE_RTS_52 | TABLE_RPDS_13 | (u64)root);
    ptesync();
    hcall4(H_REGISTER_PROC_TBL, PROC_TABLE_NEW | PROC_TABLE_RADIX, (u64)process_table, 0, 0);
}

static void send_mapped(void)
{
    mtmsrd(mfmsr() | MSR_IR | MSR_DR);
    isync();
    send_doorbells();
    mtmsrd(mfmsr() & ~(u64)(MSR_IR | MSR_DR));
    isync();
}

void part_doorbell_mapped(void)
{
    map();
    run_pair(send_mapped, receive_doorbells);
}

/* ---- a processor that idles between the ticks of its decrementer ---- */

void part_idle(void)
{
    u32 waits = 0;

    for (u32 tick = 0; tick < TICK_COUNT; tick++) {
        mtspr(SPR_DEC, TICK_PERIOD);
        while (taken[VECTOR_DECREMENTER >> 8] == tick) {
            waits++;
            /* Returns with interrupts enabled, after the decrementer's handler. */
            hcall4(H_CEDE, 0, 0, 0, 0);
            mtmsrd_ee(MSR_RI);
        }
    }
    report_count("ticks", taken[VECTOR_DECREMENTER >> 8]);
    report_count("waits", waits);
}
