/*
 * Interrupt code of the L1, copied to real address 0x100. Only the decrementer is expected: it ends a wait in
 * H_CEDE. Everything is position independent up to `collect`, which leaves for the program proper.
 */
#include "power.h"

    .section .text.vectors, "ax"
    .globl vectors_start, vectors_end
vectors_start:

.macro at vector
    .org    vectors_start + \vector - 0x100
.endm

.macro unexpected vector
    at      \vector
    mtspr   SPR_SPRG1, %r3
    li      %r3, \vector
    b       collect
.endm

    unexpected 0x100
    unexpected 0x200
    unexpected 0x300
    unexpected 0x380
    unexpected 0x400
    unexpected 0x480
    unexpected 0x500
    unexpected 0x600
    unexpected 0x700
    unexpected 0x800

    at      0x900
    mtspr   SPR_SPRG1, %r3
    lis     %r3, 0x7fff
    ori     %r3, %r3, 0xffff
    mtspr   SPR_DEC, %r3
    mfspr   %r3, SPR_SPRG1
    rfid

    unexpected 0x980
    unexpected 0xa00
    unexpected 0xc00
    unexpected 0xd00
    unexpected 0xe00
    unexpected 0xe20
    unexpected 0xe40
    unexpected 0xe60
    unexpected 0xe80
    unexpected 0xea0
    unexpected 0xf00
    unexpected 0xf20
    unexpected 0xf40
    unexpected 0xf60
    unexpected 0xf80

collect:
    mfspr   %r4, SPR_SRR0
    mfspr   %r5, SPR_SRR1
    lis     %r12, unexpected_interrupt@ha
    addi    %r12, %r12, unexpected_interrupt@l
    mtctr   %r12
    bctr
vectors_end:
