/*
 * The guest state elements that the L1 keeps for each vCPU, by their ids in the v2 API. The v1 API uses the same
 * storage. Also included by assembly, hence constants only.
 */
#ifndef ELEMENTS_H
#define ELEMENTS_H

/* Guest-wide elements. */
#define EL_RUN_OUTPUT_MIN_SIZE 0x0002
#define EL_LOGICAL_PVR 0x0003
#define EL_TB_OFFSET 0x0004
#define EL_PARTITION_TABLE 0x0005
#define EL_PROCESS_TABLE 0x0006
/* Where the L0 finds buffers and the VPA of a vCPU. */
#define EL_RUN_INPUT 0x0C00
#define EL_RUN_OUTPUT 0x0C01
#define EL_VPA 0x0C02

/* Doubleword registers. */
#define EL_DOUBLEWORD_FIRST 0x1000
#define EL_GPR(n) (0x1000 + (n))
#define EL_HDEC_EXPIRY_TB 0x1020
#define EL_NIA 0x1021
#define EL_MSR 0x1022
#define EL_LR 0x1023
#define EL_XER 0x1024
#define EL_CTR 0x1025
#define EL_CFAR 0x1026
#define EL_SRR0 0x1027
#define EL_SRR1 0x1028
#define EL_DAR 0x1029
#define EL_DEC_EXPIRY_TB 0x102A
#define EL_VTB 0x102B
#define EL_LPCR 0x102C
#define EL_HFSCR 0x102D
#define EL_FSCR 0x102E
#define EL_FPSCR 0x102F
#define EL_DAWR0 0x1030
#define EL_DAWR1 0x1031
#define EL_CIABR 0x1032
#define EL_PURR 0x1033
#define EL_SPURR 0x1034
#define EL_IC 0x1035
#define EL_SPRG0 0x1036
#define EL_SPRG1 0x1037
#define EL_SPRG2 0x1038
#define EL_SPRG3 0x1039
#define EL_PPR 0x103A
#define EL_MMCR0 0x103B
#define EL_MMCR3 0x103E
#define EL_MMCRA 0x103F
#define EL_BESCR 0x1043
#define EL_EBBHR 0x1044
#define EL_EBBRR 0x1045
#define EL_AMR 0x1046
#define EL_IAMR 0x1047
#define EL_AMOR 0x1048
#define EL_UAMOR 0x1049
#define EL_SDAR 0x104A
#define EL_SIAR 0x104B
#define EL_DSCR 0x104C
#define EL_TAR 0x104D
#define EL_DEXCR 0x104E
#define EL_HDEXCR 0x104F
#define EL_HASHKEYR 0x1050
#define EL_HASHPKEYR 0x1051
#define EL_CTRL 0x1052
#define EL_DPDES 0x1053
#define DOUBLEWORD_COUNT 84

/* Word registers. */
#define EL_WORD_FIRST 0x2000
#define EL_CR 0x2000
#define EL_PIDR 0x2001
#define EL_DSISR 0x2002
#define EL_VSCR 0x2003
#define EL_VRSAVE 0x2004
#define EL_DAWRX0 0x2005
#define EL_DAWRX1 0x2006
#define EL_PSPB 0x200E
#define WORD_COUNT 15

/* Vector-scalar registers. */
#define EL_VSR(n) (0x3000 + (n))
#define VSR_COUNT 64

/* Written by the L0 only. */
#define EL_EXIT_FIRST 0xF000
#define EL_HDAR 0xF000
#define EL_HDSISR 0xF001
#define EL_HEIR 0xF002
#define EL_ASDR 0xF003
#define EXIT_COUNT 4

#define ELEMENT_COUNT (DOUBLEWORD_COUNT + WORD_COUNT + VSR_COUNT + EXIT_COUNT)

/* struct vcpu begins with its register storage; assembly uses these offsets, guest.c asserts them. */
#define VCPU_VSR 0
#define VCPU_DOUBLEWORD (VCPU_VSR + 16 * VSR_COUNT)
#define VCPU_WORD (VCPU_DOUBLEWORD + 8 * DOUBLEWORD_COUNT)
#define VCPU_OF_DOUBLEWORD(id) (VCPU_DOUBLEWORD + 8 * ((id) - EL_DOUBLEWORD_FIRST))
#define VCPU_OF_WORD(id) (VCPU_WORD + 8 * ((id) - EL_WORD_FIRST))

#endif
