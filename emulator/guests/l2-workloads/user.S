/* The way into problem state and back, and the program that runs there. */
#include "power.h"

#define FRAME_BYTES 192

/* Addresses and system calls of radix.c. */
#define USER_CODE 0x10000000
#define USER_DATA 0x10100000
#define USER_FORBIDDEN 0x10300000
#define USER_DATA_COUNT 512
#define CALL_PUT_CHAR 1
#define CALL_MIX 2
#define CALL_EXIT 3

/*
 * void user_enter(u64 entry, u64 stack, u64 msr, u64 pid): runs the user program until it exits.
 * The kernel is not mapped for the user's PID. So PIDR changes in real mode, where this code stands at the same
 * address as in the kernel's identity map.
 */
    .section .text.user_enter, "ax"
    .globl user_enter, user_leave
    .type user_enter, @function
    .type user_leave, @function
user_enter:
    mflr    %r0
    std     %r0, 16(%r1)
    stdu    %r1, -FRAME_BYTES(%r1)
    .set    n, 14
    .rept   18
    std     n, 32 + 8 * (n - 14)(%r1)
    .set    n, n + 1
    .endr
    lis     %r7, user_kernel_stack@ha
    std     %r1, user_kernel_stack@l(%r7)
    mfmsr   %r7
    li      %r8, MSR_IR | MSR_DR
    andc    %r7, %r7, %r8
    mtmsrd  %r7
    isync
    mtspr   SPR_PIDR, %r6
    isync
    mtspr   SPR_SRR0, %r3
    mtspr   SPR_SRR1, %r5
    mr      %r1, %r4
    rfid

/* Reached by rfid from the system call handler, with r1 = user_kernel_stack, translation on and PIDR = 0. */
user_leave:
    .set    n, 14
    .rept   18
    ld      n, 32 + 8 * (n - 14)(%r1)
    .set    n, n + 1
    .endr
    lis     %r2, .TOC.@ha
    addi    %r2, %r2, .TOC.@l
    addi    %r1, %r1, FRAME_BYTES
    ld      %r0, 16(%r1)
    mtlr    %r0
    blr

    .section .bss.user_kernel_stack, "aw", @nobits
    .balign 8
    .globl user_kernel_stack
user_kernel_stack:
    .space  8

/* One page, mapped at USER_CODE. */
    .section .user, "ax"
    .globl user_program
user_program:
    /* Folds its data; the kernel mixes every sixteenth result into the checksum and hands it back. */
    lis     %r31, USER_DATA >> 16
    li      %r30, USER_DATA_COUNT
    li      %r29, 1
1:  ld      %r3, 0(%r31)
    addi    %r31, %r31, 8
    rotldi  %r29, %r29, 7
    xor     %r29, %r29, %r3
    andi.   %r4, %r30, 15
    bne     2f
    mr      %r3, %r29
    li      %r0, CALL_MIX
    sc
    std     %r3, 0(%r1)
    ld      %r29, 0(%r1)
2:  addic.  %r30, %r30, -1
    bne     1b

    /* A page that is mapped, but for privileged state only: the kernel answers all ones. */
    lis     %r3, USER_FORBIDDEN >> 16
    ld      %r3, 0(%r3)
    li      %r0, CALL_MIX
    sc
    /* A privileged instruction: the kernel steps over it. */
    mfmsr   %r4

    lis     %r31, USER_CODE >> 16
    addi    %r31, %r31, text - user_program
3:  lbz     %r3, 0(%r31)
    addi    %r31, %r31, 1
    cmpwi   %r3, 0
    beq     4f
    li      %r0, CALL_PUT_CHAR
    sc
    b       3b
4:  li      %r0, CALL_EXIT
    sc
5:  b       5b
text:
    .string "l2-radix: hello from problem state\n"
