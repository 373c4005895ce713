/*
 * Entry of a corpus program, one for both worlds: a process of Linux, which begins with a stack in r1, and a bare
 * machine in 64-bit big-endian real mode, where r1 is 0. A little-endian build begins with a word that does nothing in
 * its own order and branches over the next one in the other.
 */
    .abiversion 2

/* One instruction word in big-endian order, whatever the order of this build. */
.macro be_word value
    .byte (\value >> 24) & 0xff, (\value >> 16) & 0xff, (\value >> 8) & 0xff, \value & 0xff
.endm

    .section .text.start, "ax"
    .globl _start
_start:
#ifdef __LITTLE_ENDIAN__
    tdi     0, 0, 0x48
    b       native
    be_word 0x429f0005              /* bcl 20,31,$+4: LR = address of the next word */
    be_word 0x7d8802a6              /* mflr r12 */
    be_word 0x398c001c              /* addi r12,r12,28: the first instruction after this block */
    be_word 0x7d9a03a6              /* mtsrr0 r12 */
    be_word 0x7d6000a6              /* mfmsr r11 */
    be_word 0x616b0001              /* ori r11,r11,MSR_LE */
    be_word 0x7d7b03a6              /* mtsrr1 r11 */
    be_word 0x4c000024              /* rfid */
native:
#endif
    mr      %r31, %r1
    cmpdi   %r31, 0
    bne     1f
    mfmsr   %r3
    oris    %r3, %r3, 0x0280        /* MSR_VEC, MSR_VSX */
    ori     %r3, %r3, 0x2000        /* MSR_FP */
    mtmsrd  %r3
    isync
#ifdef _ARCH_PWR10
    mfspr   %r3, 153                /* FSCR */
    ori     %r3, %r3, 0x2000        /* prefixed instructions */
    mtspr   153, %r3
    isync
#endif
1:  lis     %r2, .TOC.@ha
    addi    %r2, %r2, .TOC.@l
    lis     %r1, stack_top@ha
    addi    %r1, %r1, stack_top@l
    lis     %r5, bss_start@ha
    addi    %r5, %r5, bss_start@l
    lis     %r6, bss_end@ha
    addi    %r6, %r6, bss_end@l
    li      %r0, 0
2:  cmpld   %r5, %r6
    bge     3f
    std     %r0, 0(%r5)
    addi    %r5, %r5, 8
    b       2b
3:  std     %r0, -64(%r1)
    addi    %r1, %r1, -64
    mr      %r3, %r31
    bl      corpus_main
    nop

/* s64 linux_call(u64 number, u64 a, u64 b, u64 c) */
    .section .text.linux_call, "ax"
    .globl linux_call
linux_call:
    mr      %r0, %r3
    mr      %r3, %r4
    mr      %r4, %r5
    mr      %r5, %r6
    sc
    blr

/* s64 machine_call(u64 opcode, u64 a, u64 b, u64 c, u64 d) */
    .section .text.machine_call, "ax"
    .globl machine_call
machine_call:
    sc      1
    blr

    .section .bss.stack, "aw", @nobits
    .balign 128
    .space  0x10000
    .globl stack_top
stack_top:
