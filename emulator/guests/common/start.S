/*
 * Entry of every guest program: 64-bit real mode, big-endian, r3 = flattened device tree.
 * A little-endian build begins with words that a big-endian processor executes; they leave for
 * little-endian code with rfid. r3 (and nothing else) survives to main.
 */
#include "power.h"

/* One instruction word in big-endian order, whatever the order of this build. */
.macro be_word value
    .byte (\value >> 24) & 0xff, (\value >> 16) & 0xff, (\value >> 8) & 0xff, \value & 0xff
.endm

.macro enter_native_order
#ifdef __LITTLE_ENDIAN__
    be_word 0x429f0005              /* bcl 20,31,$+4: LR = address of the next word */
    be_word 0x7d8802a6              /* mflr r12 */
    be_word 0x398c001c              /* addi r12,r12,28: the first instruction after this block */
    be_word 0x7d9a03a6              /* mtsrr0 r12 */
    be_word 0x7d6000a6              /* mfmsr r11 */
    be_word 0x616b0001              /* ori r11,r11,MSR_LE */
    be_word 0x7d7b03a6              /* mtsrr1 r11 */
    be_word 0x4c000024              /* rfid */
#endif
.endm

    .section .text.start, "ax"
    .globl _start
_start:
    enter_native_order
    lis     %r2, .TOC.@ha
    addi    %r2, %r2, .TOC.@l
    lis     %r1, stack_top@ha
    addi    %r1, %r1, stack_top@l
    lis     %r5, bss_start@ha
    addi    %r5, %r5, bss_start@l
    lis     %r6, bss_end@ha
    addi    %r6, %r6, bss_end@l
    li      %r0, 0
1:  cmpld   %r5, %r6
    bge     2f
    std     %r0, 0(%r5)
    addi    %r5, %r5, 8
    b       1b
2:  std     %r0, -64(%r1)
    addi    %r1, %r1, -64
    bl      main
    nop
3:  b       3b

/*
 * Entry of a second processor, through RTAS start-cpu, in the same state as _start; r3 = the top of its stack.
 * Programs that start none drop it when they are linked.
 */
    .section .text.start_secondary, "ax"
    .globl start_secondary
start_secondary:
    enter_native_order
    lis     %r2, .TOC.@ha
    addi    %r2, %r2, .TOC.@l
    li      %r0, 0
    std     %r0, -64(%r3)
    addi    %r1, %r3, -64
    bl      main_secondary
    nop
1:  b       1b
    .weak   main_secondary

/* s64 hcall(u64 opcode, u64 arguments[9]) */
    .section .text.hcall, "ax"
    .globl hcall
hcall:
    std     %r4, -16(%r1)
    ld      %r5, 8(%r4)
    ld      %r6, 16(%r4)
    ld      %r7, 24(%r4)
    ld      %r8, 32(%r4)
    ld      %r9, 40(%r4)
    ld      %r10, 48(%r4)
    ld      %r11, 56(%r4)
    ld      %r12, 64(%r4)
    ld      %r4, 0(%r4)
    sc      1
    ld      %r0, -16(%r1)
    std     %r31, -8(%r1)
    mr      %r31, %r0
    std     %r4, 0(%r31)
    std     %r5, 8(%r31)
    std     %r6, 16(%r31)
    std     %r7, 24(%r31)
    std     %r8, 32(%r31)
    std     %r9, 40(%r31)
    std     %r10, 48(%r31)
    std     %r11, 56(%r31)
    std     %r12, 64(%r31)
    ld      %r31, -8(%r1)
    blr

/* s64 hcall4(u64 opcode, u64 a, u64 b, u64 c, u64 d): the arguments already stand where the call wants them. */
    .section .text.hcall4, "ax"
    .globl hcall4
hcall4:
    sc      1
    blr

    .section .bss.stack, "aw", @nobits
    .balign 128
    .space  STACK_BYTES
    .globl stack_top
stack_top:
