/*
 * s64 enter_nested(struct vcpu *vcpu, struct hv_guest_state *state, struct pt_regs *registers)
 *
 * Everything of the L2 that H_ENTER_NESTED's structures lack travels in the processor's own registers: 64
 * vector-scalar registers with their two status words, DAR, DSISR and a dozen special purpose registers. The L1's own
 * values of those registers wait on the stack. The L0 gives back the L1's GPRs, LR, CTR, CR and XER itself.
 */
#include "elements.h"
#include "papr.h"
#include "power.h"

#define FRAME_BYTES 256
#define FRAME_VCPU 32
#define FRAME_MSR 40
#define FRAME_LR 48
#define FRAME_SLOT 64           /* 16 bytes, aligned */
#define FRAME_SPRS 96

/* Applies an operation to each register with its place in the vCPU and in the frame. */
.macro each_spr operation
    \operation SPR_DSCR, SPR_DSCR, VCPU_OF_DOUBLEWORD(EL_DSCR), 0
    \operation SPR_TAR, SPR_TAR, VCPU_OF_DOUBLEWORD(EL_TAR), 1
    \operation SPR_IAMR, SPR_IAMR, VCPU_OF_DOUBLEWORD(EL_IAMR), 2
    \operation SPR_AMR, SPR_AMR, VCPU_OF_DOUBLEWORD(EL_AMR), 3
    \operation SPR_UAMOR, SPR_UAMOR, VCPU_OF_DOUBLEWORD(EL_UAMOR), 4
    \operation SPR_FSCR, SPR_FSCR, VCPU_OF_DOUBLEWORD(EL_FSCR), 5
    \operation SPR_CTRL_READ, SPR_CTRL, VCPU_OF_DOUBLEWORD(EL_CTRL), 6
    \operation SPR_PSPB, SPR_PSPB, VCPU_OF_WORD(EL_PSPB), 7
    \operation SPR_EBBHR, SPR_EBBHR, VCPU_OF_DOUBLEWORD(EL_EBBHR), 8
    \operation SPR_EBBRR, SPR_EBBRR, VCPU_OF_DOUBLEWORD(EL_EBBRR), 9
    \operation SPR_BESCR, SPR_BESCR, VCPU_OF_DOUBLEWORD(EL_BESCR), 10
    \operation SPR_VRSAVE, SPR_VRSAVE, VCPU_OF_WORD(EL_VRSAVE), 11
.endm

.macro load_l2 read, write, at, slot
    mfspr   %r0, \read
    std     %r0, FRAME_SPRS + 8 * \slot(%r1)
    ld      %r0, (\at)(%r3)
    mtspr   \write, %r0
.endm

.macro store_l2 read, write, at, slot
    mfspr   %r0, \read
    std     %r0, (\at)(%r31)
    ld      %r0, FRAME_SPRS + 8 * \slot(%r1)
    mtspr   \write, %r0
.endm

    .section .text.enter_nested, "ax"
    .globl enter_nested
    .type enter_nested, @function
enter_nested:
    mflr    %r0
    std     %r0, 16(%r1)
    std     %r31, -8(%r1)
    stdu    %r1, -FRAME_BYTES(%r1)
    std     %r3, FRAME_VCPU(%r1)
    mfmsr   %r6
    std     %r6, FRAME_MSR(%r1)
    oris    %r7, %r6, (MSR_VEC | MSR_VSX) >> 16
    ori     %r7, %r7, MSR_FP
    mtmsrd  %r7
    isync

    /* The status words first: loading them needs registers that are loaded after them. */
    lfd     %f0, VCPU_OF_DOUBLEWORD(EL_FPSCR)(%r3)
    mtfsf   0xff, %f0, 1, 0
    li      %r0, 0
    std     %r0, FRAME_SLOT(%r1)
    ld      %r0, VCPU_OF_WORD(EL_VSCR)(%r3)
    std     %r0, FRAME_SLOT + 8(%r1)
    addi    %r8, %r1, FRAME_SLOT
    lxvd2x  %vs32, 0, %r8
    mtvscr  %v0
    addi    %r8, %r3, VCPU_VSR
    .set    n, 0
    .rept   VSR_COUNT
    lxvd2x  n, 0, %r8
    addi    %r8, %r8, 16
    .set    n, n + 1
    .endr

    each_spr load_l2
    ld      %r0, VCPU_OF_DOUBLEWORD(EL_DAR)(%r3)
    mtspr   SPR_DAR, %r0
    ld      %r0, VCPU_OF_WORD(EL_DSISR)(%r3)
    mtspr   SPR_DSISR, %r0

    lis     %r3, H_ENTER_NESTED@h
    ori     %r3, %r3, H_ENTER_NESTED@l
    sc      1

    ld      %r31, FRAME_VCPU(%r1)
    mfspr   %r0, SPR_DAR
    std     %r0, VCPU_OF_DOUBLEWORD(EL_DAR)(%r31)
    mfspr   %r0, SPR_DSISR
    std     %r0, VCPU_OF_WORD(EL_DSISR)(%r31)
    each_spr store_l2

    addi    %r8, %r31, VCPU_VSR
    .set    n, 0
    .rept   VSR_COUNT
    stxvd2x n, 0, %r8
    addi    %r8, %r8, 16
    .set    n, n + 1
    .endr
    mffs    %f0
    stfd    %f0, VCPU_OF_DOUBLEWORD(EL_FPSCR)(%r31)
    mfvscr  %v0
    addi    %r8, %r1, FRAME_SLOT
    stxvd2x %vs32, 0, %r8
    ld      %r0, FRAME_SLOT + 8(%r1)
    clrldi  %r0, %r0, 32
    std     %r0, VCPU_OF_WORD(EL_VSCR)(%r31)

    ld      %r6, FRAME_MSR(%r1)
    mtmsrd  %r6
    isync
    addi    %r1, %r1, FRAME_BYTES
    ld      %r31, -8(%r1)
    ld      %r0, 16(%r1)
    mtlr    %r0
    blr
