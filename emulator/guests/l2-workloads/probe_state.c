/* Parts about state that an L1 keeps for its L2, hands on, or makes anew. */
#include "probe.h"

#define SPR_CFAR 28
#define SPR_HASHKEYR 468
#define SPR_MMCR3 754
#define SPR_SIAR 796
#define SPR_SDAR 797
#define SPR_DEXCR 828
/* Exits after which an L1 that moves its L2 has done so. */
#define PATIENCE 60

#define VALUE_MMCR3 0x0000000000abcd00
#define VALUE_SIAR 0x00000000deadbee0
#define VALUE_SDAR 0x0000000012345678
#define VALUE_DEXCR 0x0000000081000000
#define VALUE_HASHKEYR 0x1111222233334444

/* Registers are set once, and read again when the L2 has long gone on elsewhere. */
void part_registers(void)
{
    u64 cfar, address;

    mtspr(SPR_MMCR3, VALUE_MMCR3);
    mtspr(SPR_SIAR, VALUE_SIAR);
    mtspr(SPR_SDAR, VALUE_SDAR);
    mtspr(SPR_DEXCR, VALUE_DEXCR);
    mtspr(SPR_HASHKEYR, VALUE_HASHKEYR);
    /* Every wait is a hypercall right behind a branch that is taken: CFAR is the branch's address. */
    asm volatile("bcl 20,31,1f; 1: mflr %1; addi %1,%1,2f-1b; mtctr %2;"
             " 2: b 3f; nop; 3: li 3,0xe8; li 4,0; sc 1; mfspr %0,%3; bdnz 2b"
             : "=&r"(cfar), "=&r"(address) : "r"((u64)PATIENCE), "i"(SPR_CFAR)
             : "lr", "ctr", "cr0", "r0", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "memory");
    report_value("MMCR3", mfspr(SPR_MMCR3));
    report_value("SDAR", mfspr(SPR_SDAR));
    report_value("DEXCR", mfspr(SPR_DEXCR));
    report_value("HASHKEYR", mfspr(SPR_HASHKEYR));
    print(cfar == address ? "l2-probe: CFAR kept\n" : "l2-probe: CFAR lost\n");
}

/* A number in memory that is 1 whenever the program has just been loaded. */
static volatile u32 boots = 1;

void part_boots(void)
{
    report_count("boot", boots);
    boots = boots + 1;
    rtas(RTAS_SYSTEM_REBOOT, 0, 0, 0, 0);
}

/* ---- virtual processor areas ---- */

static u8 areas[2][1024] __attribute__((aligned(1024)));
static volatile bool registered;

static void register_area(u32 processor)
{
    u8 *area = areas[processor];

    write_be16(area + VPA_LENGTH, VPA_BYTES_MINIMUM);
    if (hcall4(H_REGISTER_VPA, (u64)VPA_REGISTER << VPA_FUNCTION_SHIFT, processor, (u64)area, 0) != H_SUCCESS)
        print("l2-probe: no virtual processor area\n");
    for (u32 i = 0; i < 4; i++)
        give_way();
}

static void register_second(void)
{
    register_area(SECOND);
    registered = true;
}

static void register_first(void)
{
    register_area(0);
    while (!registered)
        give_way();
    print("l2-probe: areas registered\n");
}

void part_area(void) { run_pair(register_first, register_second); }

/* ---- an instruction that no processor has ---- */

void part_illegal(void)
{
    for (u32 i = 0; i < 4; i++)
        asm volatile(".long 0" : : : "memory");
    report_count("illegal instructions", taken[VECTOR_PROGRAM >> 8]);
}

/* ---- the time base ---- */

void part_clock(void)
{
    print(timebase() >> 40 ? "l2-probe: the clock goes on\n" : "l2-probe: the clock begins again\n");
}
