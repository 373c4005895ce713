/* Registers of the Power ISA 3.0B/3.1 that the guests touch: numbers and bits. Usable from C and assembly. */
#ifndef POWER_H
#define POWER_H

/* Machine state register (ISA 3.0B book III 4.2.1). */
#define MSR_SF 0x8000000000000000
#define MSR_HV 0x1000000000000000
#define MSR_VEC 0x02000000
#define MSR_VSX 0x00800000
#define MSR_S 0x00400000
#define MSR_EE 0x8000
#define MSR_PR 0x4000
#define MSR_FP 0x2000
#define MSR_ME 0x1000
#define MSR_IR 0x20
#define MSR_DR 0x10
#define MSR_RI 0x2
#define MSR_LE 0x1

/* Special purpose registers. */
#define SPR_DSCR 17
#define SPR_DSISR 18
#define SPR_DAR 19
#define SPR_DEC 22
#define SPR_SRR0 26
#define SPR_SRR1 27
#define SPR_AMR 29
#define SPR_PIDR 48
#define SPR_IAMR 61
#define SPR_CTRL_READ 136
#define SPR_CTRL 152
#define SPR_FSCR 153
#define SPR_UAMOR 157
#define SPR_PSPB 159
#define SPR_VRSAVE 256
#define SPR_TB 268
#define SPR_SPRG0 272
#define SPR_SPRG1 273
#define SPR_SPRG2 274
#define SPR_SPRG3 275
#define SPR_PVR 287
#define SPR_TIR 446
#define SPR_EBBHR 804
#define SPR_EBBRR 805
#define SPR_BESCR 806
#define SPR_TAR 815

/* The most a decrementer of 32 bits holds. */
#define DECREMENTER_FAR 0x7fffffff

/* Logical partitioning control register, the fields an L1 may choose for its L2. */
#define LPCR_DPFD 0x0070000000000000
#define LPCR_DPFD_4 0x0040000000000000
#define LPCR_ILE 0x02000000
#define LPCR_AIL 0x01800000
#define LPCR_AIL_SHIFT 23
#define LPCR_LD 0x00020000
#define LPCR_MER 0x00000800
#define LPCR_GTSE 0x00000400

/* Hypervisor facility status and control register. */
#define HFSCR_CAUSE_SHIFT 56
#define HFSCR_PREFIX 0x2000
#define HFSCR_TAR 0x0100
#define HFSCR_EBB 0x0080
#define HFSCR_BHRB 0x0010
#define HFSCR_PM 0x0008
#define HFSCR_DSCR 0x0004
#define HFSCR_VECVSX 0x0002
#define HFSCR_FP 0x0001
#define HFSCR_CAUSE_PM 3
#define HFSCR_CAUSE_EBB 7
#define HFSCR_CAUSE_MSGP 10

/* (H)DSISR, and SRR1 for instruction storage interrupts. */
#define DSISR_NO_TRANSLATION 0x40000000
#define DSISR_PROTECTION 0x08000000
#define DSISR_STORE 0x02000000
#define DSISR_UNSUPPORTED_MMU 0x00080000
#define DSISR_SET_RC 0x00040000
#define DSISR_PROCESS_TABLE 0x00020000

/* SRR1 of a program interrupt. */
#define SRR1_CLEARED 0x783f0000
#define SRR1_ILLEGAL 0x00080000
#define SRR1_PRIVILEGED 0x00040000

/* Interrupt vectors. */
#define VECTOR_SYSTEM_RESET 0x100
#define VECTOR_DATA_STORAGE 0x300
#define VECTOR_EXTERNAL 0x500
#define VECTOR_PROGRAM 0x700
#define VECTOR_DECREMENTER 0x900
#define VECTOR_HDECREMENTER 0x980
#define VECTOR_DIRECTED_DOORBELL 0xA00
#define VECTOR_SYSTEM_CALL 0xC00
#define VECTOR_HDATA_STORAGE 0xE00
#define VECTOR_HINST_STORAGE 0xE20
#define VECTOR_HEMULATION 0xE40
#define VECTOR_HMAINTENANCE 0xE60
#define VECTOR_HDOORBELL 0xE80
#define VECTOR_HVIRTUALIZATION 0xEA0
#define VECTOR_FACILITY 0xF60
#define VECTOR_HFACILITY 0xF80

/* Radix tree entries (ISA 3.0B book III 5.7.10); tables are big-endian in memory. */
#define PTE_VALID 0x8000000000000000
#define PTE_LEAF 0x4000000000000000
#define PTE_RPN 0x01FFFFFFFFFFF000
#define PTE_DIRECTORY 0x0FFFFFFFFFFFFF00
#define PTE_REFERENCE 0x100
#define PTE_CHANGE 0x080
#define PTE_PRIVILEGED 0x008
#define PTE_READ 0x004
#define PTE_WRITE 0x002
#define PTE_EXECUTE 0x001
/* First doubleword of a partition or process table entry: 52 address bits (RTS 21), root of 2^13 entries. */
#define TABLE_HR 0x8000000000000000
#define TABLE_RTS_52 0x40000000000000A0
#define TABLE_RPDS_13 0x000000000000000D
#define TABLE_GR 0x8000000000000000

#ifndef __ASSEMBLER__
#include "types.h"
#define mfspr(spr) ({ u64 value_; asm volatile("mfspr %0,%1" : "=r"(value_) : "i"(spr)); value_; })
#define mtspr(spr, value) asm volatile("mtspr %0,%1" : : "i"(spr), "r"((u64)(value)) : "memory")
static inline u64 mfmsr(void) { u64 value; asm volatile("mfmsr %0" : "=r"(value)); return value; }
static inline void mtmsrd(u64 value) { asm volatile("mtmsrd %0" : : "r"(value) : "memory"); }
/* Changes EE and RI only. */
static inline void mtmsrd_ee(u64 value) { asm volatile("mtmsrd %0,1" : : "r"(value) : "memory"); }
static inline u64 timebase(void) { return mfspr(SPR_TB); }
static inline void ptesync(void) { asm volatile("ptesync" : : : "memory"); }
static inline void isync(void) { asm volatile("isync" : : : "memory"); }
#endif

#endif
