#include "workload.h"

extern const u8 vectors_start[], vectors_end[];

void interrupts_install(void)
{
    u64 none = 0;

    memcpy((void *)none + VECTOR_SYSTEM_RESET, vectors_start, (u64)(vectors_end - vectors_start));
    for (u64 line = VECTOR_SYSTEM_RESET; line < 0x1200; line += 128)
        asm volatile("dcbst 0,%0; sync; icbi 0,%0" : : "r"(line) : "memory");
    isync();
    hcall4(H_SET_MODE, mfmsr() & MSR_LE, SET_MODE_ILE, 0, 0);
}

void interrupt_unexpected(u64 vector, const struct frame *frame)
{
    print("\nl2: unexpected interrupt ");
    print_hex32((u32)vector);
    print(" srr0 ");
    print_hex(frame->srr0);
    print(" srr1 ");
    print_hex(frame->srr1);
    print(" dar ");
    print_hex(mfspr(SPR_DAR));
    print("\n");
    power_off();
}
