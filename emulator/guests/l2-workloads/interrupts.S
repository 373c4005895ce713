/*
 * Interrupt code of the workloads that take interrupts, copied to real address 0x100. Position independent up to
 * `collect`, which saves what C does not keep and calls interrupt(vector, frame) on a stack of its own.
 */
#include "power.h"

#define FRAME_GPR(n) (32 + 8 * (n))
#define FRAME_LR FRAME_GPR(32)
#define FRAME_CTR FRAME_GPR(33)
#define FRAME_XER FRAME_GPR(34)
#define FRAME_CR FRAME_GPR(35)
#define FRAME_SRR0 FRAME_GPR(36)
#define FRAME_SRR1 FRAME_GPR(37)
#define FRAME_TOTAL_BYTES (FRAME_GPR(38) + 16)

    .section .text.vectors, "ax"
    .globl vectors_start, vectors_end
vectors_start:

.macro at vector
    .org    vectors_start + \vector - 0x100
    mtspr   SPR_SPRG1, %r3
    li      %r3, \vector
    b       collect
.endm

    at 0x100
    at 0x200
    at 0x300
    at 0x380
    at 0x400
    at 0x480
    at 0x500
    at 0x600
    at 0x700
    at 0x800
    at 0x900
    at 0xa00
    at 0xc00
    at 0xd00
    at 0xf00
    at 0xf20
    at 0xf40
    at 0xf60

collect:
    mtspr   SPR_SPRG0, %r1
    lis     %r1, interrupt_stack_top@ha
    addi    %r1, %r1, interrupt_stack_top@l
    stdu    %r1, -FRAME_TOTAL_BYTES(%r1)
    std     %r0, FRAME_GPR(0)(%r1)
    mfspr   %r0, SPR_SPRG0
    std     %r0, FRAME_GPR(1)(%r1)
    std     %r2, FRAME_GPR(2)(%r1)
    mfspr   %r0, SPR_SPRG1
    std     %r0, FRAME_GPR(3)(%r1)
    std     %r4, FRAME_GPR(4)(%r1)
    std     %r5, FRAME_GPR(5)(%r1)
    std     %r6, FRAME_GPR(6)(%r1)
    std     %r7, FRAME_GPR(7)(%r1)
    std     %r8, FRAME_GPR(8)(%r1)
    std     %r9, FRAME_GPR(9)(%r1)
    std     %r10, FRAME_GPR(10)(%r1)
    std     %r11, FRAME_GPR(11)(%r1)
    std     %r12, FRAME_GPR(12)(%r1)
    std     %r13, FRAME_GPR(13)(%r1)
    mflr    %r0
    std     %r0, FRAME_LR(%r1)
    mfctr   %r0
    std     %r0, FRAME_CTR(%r1)
    mfxer   %r0
    std     %r0, FRAME_XER(%r1)
    mfcr    %r0
    std     %r0, FRAME_CR(%r1)
    mfspr   %r0, SPR_SRR0
    std     %r0, FRAME_SRR0(%r1)
    mfspr   %r0, SPR_SRR1
    std     %r0, FRAME_SRR1(%r1)
    lis     %r2, .TOC.@ha
    addi    %r2, %r2, .TOC.@l
    addi    %r4, %r1, FRAME_GPR(0)
    lis     %r12, interrupt@ha
    addi    %r12, %r12, interrupt@l
    mtctr   %r12
    bctrl
    ld      %r0, FRAME_SRR1(%r1)
    mtspr   SPR_SRR1, %r0
    ld      %r0, FRAME_SRR0(%r1)
    mtspr   SPR_SRR0, %r0
    ld      %r0, FRAME_CR(%r1)
    mtcr    %r0
    ld      %r0, FRAME_XER(%r1)
    mtxer   %r0
    ld      %r0, FRAME_CTR(%r1)
    mtctr   %r0
    ld      %r0, FRAME_LR(%r1)
    mtlr    %r0
    ld      %r0, FRAME_GPR(0)(%r1)
    ld      %r2, FRAME_GPR(2)(%r1)
    ld      %r3, FRAME_GPR(3)(%r1)
    ld      %r4, FRAME_GPR(4)(%r1)
    ld      %r5, FRAME_GPR(5)(%r1)
    ld      %r6, FRAME_GPR(6)(%r1)
    ld      %r7, FRAME_GPR(7)(%r1)
    ld      %r8, FRAME_GPR(8)(%r1)
    ld      %r9, FRAME_GPR(9)(%r1)
    ld      %r10, FRAME_GPR(10)(%r1)
    ld      %r11, FRAME_GPR(11)(%r1)
    ld      %r12, FRAME_GPR(12)(%r1)
    ld      %r13, FRAME_GPR(13)(%r1)
    ld      %r1, FRAME_GPR(1)(%r1)
    rfid
vectors_end:

    .section .bss.interrupt_stack, "aw", @nobits
    .balign 128
    .space  4096
interrupt_stack_top:
