/*
 * An L2 that translates: it builds radix trees for a kernel (PID 0) and a user program (PID 1), registers its process
 * table, switches translation on, and meets what follows from it: pages out of order, an unmapped page, a read-only
 * page, a page that is mapped anew, a program in problem state that makes system calls and is refused what is not its.
 * Its interrupt handlers run in real mode.
 */
#include "workload.h"

#define PAGE_4K 0x1000UL
#define PAGE_64K 0x10000UL
#define PAGE_2M 0x200000UL
#define MEMORY_BYTES 0x1000000UL
#define DIRECTORY_ENTRIES 512
#define DIRECTORY_LIMIT 24
#define BITS_64K 5
#define BITS_4K 9
#define KERNEL_PAGE (PTE_READ | PTE_WRITE | PTE_EXECUTE | PTE_PRIVILEGED | PTE_REFERENCE | PTE_CHANGE)

/* Kernel addresses besides the identity map: a window of pages out of order, then two pages with a fault each. */
#define WINDOW 0x40000000UL
#define WINDOW_PAGES 64
#define WINDOW_FRAMES 0x800000UL
#define UNMAPPED_PAGE (WINDOW + WINDOW_PAGES * PAGE_4K)
#define READ_ONLY_PAGE (UNMAPPED_PAGE + PAGE_4K)
#define SPARE_FRAMES 0x900000UL
#define QUADRANT_3 0xc000000000000000UL

/* User addresses. */
#define USER_CODE 0x10000000UL
#define USER_DATA 0x10100000UL
#define USER_STACK 0x10200000UL
#define USER_FORBIDDEN 0x10300000UL
#define USER_FRAMES 0xa00000UL
#define USER_PID 1

/* System calls: number in r0, argument and result in r3. */
#define CALL_PUT_CHAR 1
#define CALL_MIX 2
#define CALL_EXIT 3

/* The tables lie beyond the program, at addresses of their alignment; memory begins as zeros. */
static u64 *const kernel_root = (u64 *)0xb00000;
static u64 *const user_root = (u64 *)0xb10000;
static u64 *const process_table = (u64 *)0xb20000;
static u64 (*const directories)[DIRECTORY_ENTRIES] = (void *)0xb30000;
static u32 directory_count;

static volatile u32 missing_faults, protection_faults, refused_loads, refused_instructions, system_calls;
static volatile u64 user_sum;

/* user.S */
void user_enter(u64 entry, u64 stack, u64 msr, u64 pid);
void user_leave(void);
extern u64 user_kernel_stack;
extern const u8 user_program[];

/* ---- trees ---- */

static u64 *descend(u64 *entry, u64 next_bits)
{
    if (!*entry) {
        if (directory_count == DIRECTORY_LIMIT) {
            print("l2-radix: out of directories\n");
            power_off();
        }
        *entry = be64(PTE_VALID | (u64)directories[directory_count++] | next_bits);
    }
    return (u64 *)(be64(*entry) & PTE_DIRECTORY);
}

/* The leaf of an address for pages of the given size. */
static u64 *leaf(u64 *root, u64 address, u64 page_bytes)
{
    u64 bits = page_bytes == PAGE_64K ? BITS_64K : BITS_4K;
    u64 *directory = descend(&root[address >> 39 & 0x1fff], 9);

    directory = descend(&directory[address >> 30 & 0x1ff], 9);
    if (page_bytes == PAGE_2M)
        return &directory[address >> 21 & 0x1ff];
    directory = descend(&directory[address >> 21 & 0x1ff], bits);
    return &directory[(address & (PAGE_2M - 1)) / page_bytes];
}

static void map(u64 *root, u64 address, u64 real_address, u64 page_bytes, u64 attributes)
{
    *leaf(root, address, page_bytes) = be64(PTE_VALID | PTE_LEAF | real_address | attributes);
}

static void map_kernel(void)
{
    u64 at;

    /* Two page sizes for the identity map, a third for the window. */
    for (at = 0; at < PAGE_2M; at += PAGE_64K)
        map(kernel_root, at, at, PAGE_64K, KERNEL_PAGE);
    for (; at < MEMORY_BYTES; at += PAGE_2M)
        map(kernel_root, at, at, PAGE_2M, KERNEL_PAGE);
    for (u64 i = 0; i < WINDOW_PAGES; i++)
        map(kernel_root, WINDOW + i * PAGE_4K, WINDOW_FRAMES + (i * 29 % WINDOW_PAGES) * PAGE_4K, PAGE_4K, KERNEL_PAGE);
    map(kernel_root, READ_ONLY_PAGE, SPARE_FRAMES + PAGE_4K, PAGE_4K, KERNEL_PAGE & ~(u64)PTE_WRITE);
}

static void map_user(void)
{
    u64 user = PTE_READ | PTE_REFERENCE;

    map(user_root, USER_CODE, (u64)user_program, PAGE_4K, user | PTE_EXECUTE);
    map(user_root, USER_DATA, USER_FRAMES, PAGE_4K, user | PTE_WRITE | PTE_CHANGE);
    map(user_root, USER_STACK, USER_FRAMES + PAGE_4K, PAGE_4K, user | PTE_WRITE | PTE_CHANGE);
    map(user_root, USER_FORBIDDEN, USER_FRAMES + 2 * PAGE_4K, PAGE_4K, KERNEL_PAGE);
}

static void flush_page(u64 address, u64 pid)
{
    /* tlbie rB = page (4 KiB, IS 0), rS = PID and LPID, RIC 0, PRS 1, R 1. */
    asm volatile("ptesync; .machine push; .machine power9; tlbie %0,%1,0,1,1; .machine pop; eieio; tlbsync; ptesync"
             : : "r"(address), "r"(pid << 32) : "memory");
}

static void set_pid(u64 pid)
{
    mtspr(SPR_PIDR, pid);
    isync();
}

/* ---- interrupts ---- */

static void data_storage(struct frame *frame)
{
    u64 address = mfspr(SPR_DAR), status = mfspr(SPR_DSISR);

    if (frame->srr1 & MSR_PR) {
        /* The user program is told, by a result, that the load was refused. */
        refused_loads++;
        frame->gpr[3] = ~0UL;
        frame->srr0 += 4;
    } else if ((address & ~(PAGE_4K - 1)) == UNMAPPED_PAGE && status & DSISR_NO_TRANSLATION) {
        missing_faults++;
        map(kernel_root, UNMAPPED_PAGE, SPARE_FRAMES, PAGE_4K, KERNEL_PAGE);
        ptesync();
    } else if ((address & ~(PAGE_4K - 1)) == READ_ONLY_PAGE && status & DSISR_PROTECTION) {
        protection_faults++;
        map(kernel_root, READ_ONLY_PAGE, SPARE_FRAMES + PAGE_4K, PAGE_4K, KERNEL_PAGE);
        flush_page(READ_ONLY_PAGE, 0);
    } else {
        interrupt_unexpected(VECTOR_DATA_STORAGE, frame);
    }
}

static void system_call(struct frame *frame)
{
    system_calls++;
    if (frame->gpr[0] == CALL_PUT_CHAR) {
        print_char((char)frame->gpr[3]);
    } else if (frame->gpr[0] == CALL_MIX) {
        user_sum = mix(user_sum, frame->gpr[3]);
        frame->gpr[3] = user_sum;
    } else {
        /* Back to the kernel, behind user_enter. */
        set_pid(0);
        frame->gpr[1] = user_kernel_stack;
        frame->srr0 = (u64)user_leave;
        frame->srr1 = (frame->srr1 | MSR_IR | MSR_DR) & ~(u64)(MSR_PR | MSR_EE);
    }
}

void interrupt(u64 vector, struct frame *frame)
{
    if (vector == VECTOR_DATA_STORAGE)
        data_storage(frame);
    else if (vector == VECTOR_SYSTEM_CALL)
        system_call(frame);
    else if (vector == VECTOR_PROGRAM && frame->srr1 & MSR_PR && frame->srr1 & SRR1_PRIVILEGED) {
        refused_instructions++;
        frame->srr0 += 4;
    } else if (vector == VECTOR_DECREMENTER) {
        /* rfid enables interrupts for problem state, and an L0 may let the decrementer run out early. */
        mtspr(SPR_DEC, DECREMENTER_FAR);
    } else {
        interrupt_unexpected(vector, frame);
    }
}

/* ---- what the kernel does with its translation ---- */

static u64 use_window(u64 sum)
{
    volatile u64 *word = (volatile u64 *)WINDOW;
    u64 count = WINDOW_PAGES * PAGE_4K / 8;

    for (u64 i = 0; i < count; i++)
        word[i] = mix(i, 3);
    for (u64 i = 0; i < count; i++)
        sum = mix(sum, word[i]);
    print_checksum("l2-radix: window", sum);
    /* The same frames through the identity map and through quadrant 3, hence in another order. */
    word = (volatile u64 *)(QUADRANT_3 | WINDOW_FRAMES);
    for (u64 i = 0; i < count; i++)
        sum = mix(sum, word[i] ^ ((volatile u64 *)WINDOW_FRAMES)[i ^ 1]);
    print_checksum("l2-radix: frames", sum);
    return sum;
}

static u64 use_faulting_pages(u64 sum)
{
    *(volatile u64 *)(SPARE_FRAMES + 16) = 0x1122334455667788;
    sum = mix(sum, *(volatile u64 *)(UNMAPPED_PAGE + 16));
    sum = mix(sum, *(volatile u64 *)(READ_ONLY_PAGE + 8));
    *(volatile u64 *)(READ_ONLY_PAGE + 8) = sum;
    sum = mix(sum, *(volatile u64 *)(SPARE_FRAMES + PAGE_4K + 8));
    print("l2-radix: missing ");
    print_decimal(missing_faults);
    print(" protection ");
    print_decimal(protection_faults);
    print("\n");
    return sum;
}

/* The window's first page changes places with its second. */
static u64 use_remapped_page(u64 sum)
{
    u64 *first = leaf(kernel_root, WINDOW, PAGE_4K), *second = leaf(kernel_root, WINDOW + PAGE_4K, PAGE_4K);
    u64 first_entry = *first, second_entry = *second;

    sum = mix(sum, *(volatile u64 *)WINDOW);
    *first = *second = 0;
    flush_page(WINDOW, 0);
    flush_page(WINDOW + PAGE_4K, 0);
    *first = second_entry;
    *second = first_entry;
    ptesync();
    sum = mix(sum, *(volatile u64 *)WINDOW);
    sum = mix(sum, *(volatile u64 *)(WINDOW + PAGE_4K));
    print_checksum("l2-radix: remapped", sum);
    return sum;
}

static u64 use_user(u64 sum)
{
    volatile u64 *data = (volatile u64 *)USER_FRAMES;

    for (u64 i = 0; i < PAGE_4K / 8; i++)
        data[i] = mix(i, 11);
    user_enter(USER_CODE, USER_STACK + PAGE_4K - 64, mfmsr() | MSR_PR, USER_PID);
    print("l2-radix: system calls ");
    print_decimal(system_calls);
    print(" refused loads ");
    print_decimal(refused_loads);
    print(" refused instructions ");
    print_decimal(refused_instructions);
    print("\n");
    return mix(sum, user_sum);
}

void main(u64 device_tree)
{
    u64 sum = 1;

    (void)device_tree;
    interrupts_install();
    map_kernel();
    map_user();
    process_table[0] = be64(TABLE_RTS_52 | TABLE_RPDS_13 | (u64)kernel_root);
    process_table[2 * USER_PID] = be64(TABLE_RTS_52 | TABLE_RPDS_13 | (u64)user_root);
    ptesync();
    if (hcall4(H_REGISTER_PROC_TBL, PROC_TABLE_NEW | PROC_TABLE_RADIX | PROC_TABLE_GTSE, (u64)process_table, 0, 0)) {
        print("l2-radix: no process table\n");
        power_off();
    }
    set_pid(0);
    mtmsrd(mfmsr() | MSR_IR | MSR_DR | MSR_RI);
    isync();
    print("l2-radix: translation on\n");
    sum = use_window(sum);
    sum = use_faulting_pages(sum);
    sum = use_remapped_page(sum);
    sum = use_user(sum);
    print_checksum("l2-radix", sum);
    power_off();
}
