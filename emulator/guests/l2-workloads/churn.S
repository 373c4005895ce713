/*
 * s64 churn(u64 opcode, u64 value): gives registers values made from `value` and makes the hypercall. The general
 * registers that C keeps, the link register and the condition register stand as before when it returns.
 */
#include "power.h"

#define FRAME_BYTES 224
#define SAVED 48
#define CR_AT 200

    .text
    .globl churn
churn:
    mflr    %r0
    std     %r0, 16(%r1)
    stdu    %r1, -FRAME_BYTES(%r1)
    mfcr    %r0
    std     %r0, CR_AT(%r1)
    .set    n, 14
    .rept   18
    std     n, (SAVED + 8 * (n - 14))(%r1)
    .set    n, n + 1
    .endr

    mfmsr   %r0
    lis     %r5, (MSR_VEC | MSR_VSX)@h
    ori     %r5, %r5, MSR_FP
    or      %r0, %r0, %r5
    mtmsrd  %r0
    addi    %r6, %r4, 77
    .set    n, 0
    .rept   64
    mtvsrdd n, %r4, %r6
    add     %r6, %r6, %r4
    .set    n, n + 1
    .endr
    mtctr   %r6
    mtlr    %r4
    mtspr   SPR_TAR, %r6
    mtspr   SPR_SPRG0, %r4
    mtspr   SPR_SPRG1, %r6
    mtspr   SPR_SPRG2, %r4
    mtspr   SPR_SPRG3, %r6
    mtspr   SPR_SRR0, %r4
    mtspr   SPR_SRR1, %r6
    mtspr   SPR_DAR, %r4
    mtspr   SPR_VRSAVE, %r6
    mtcr    %r6
    .set    n, 5
    .rept   8
    add     n, %r4, n
    .set    n, n + 1
    .endr
    .set    n, 14
    .rept   18
    add     n, %r4, n
    .set    n, n + 1
    .endr
    li      %r4, 0
    sc      1

    .set    n, 14
    .rept   18
    ld      n, (SAVED + 8 * (n - 14))(%r1)
    .set    n, n + 1
    .endr
    ld      %r0, CR_AT(%r1)
    mtcr    %r0
    addi    %r1, %r1, FRAME_BYTES
    ld      %r0, 16(%r1)
    mtlr    %r0
    blr
