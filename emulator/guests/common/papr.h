/* Hypercall and RTAS numbers used by the guests (PAPR; the nested calls of both APIs). */
#ifndef PAPR_H
#define PAPR_H

#define H_GET_TERM_CHAR 0x054
#define H_PUT_TERM_CHAR 0x058
#define H_EOI 0x064
#define H_CPPR 0x068
#define H_IPI 0x06C
#define H_XIRR 0x074
#define H_REGISTER_VPA 0x0DC
#define H_CEDE 0x0E0
#define H_CONFER 0x0E4
#define H_PROD 0x0E8
#define H_RANDOM 0x300
#define H_SET_MODE 0x31C
#define H_REGISTER_PROC_TBL 0x37C
#define H_RPT_INVALIDATE 0x448
#define H_GUEST_GET_CAPABILITIES 0x460
#define H_GUEST_SET_CAPABILITIES 0x464
#define H_GUEST_CREATE 0x470
#define H_GUEST_CREATE_VCPU 0x474
#define H_GUEST_GET_STATE 0x478
#define H_GUEST_SET_STATE 0x47C
#define H_GUEST_RUN_VCPU 0x480
#define H_GUEST_DELETE 0x488
#define H_RTAS 0xF000
#define H_SET_PARTITION_TABLE 0xF800
#define H_ENTER_NESTED 0xF804
#define H_TLB_INVALIDATE 0xF808
#define H_COPY_TOFROM_GUEST 0xF80C

#define H_SUCCESS 0
#define H_BUSY 1
#define H_LONG_BUSY_1_MS 9900
#define H_LONG_BUSY_100_S 9905
#define H_NOT_AVAILABLE 3
#define H_HARDWARE -1
#define H_FUNCTION -2
#define H_PARAMETER -4
#define H_NO_MEM -9
#define H_AUTHORITY -10
#define H_RESOURCE -16
#define H_NOT_ENOUGH_RESOURCES -44
#define H_ABORTED -54
#define H_P2 -55
#define H_P3 -56
#define H_P4 -57
#define H_P5 -58
#define H_UNSUPPORTED -67
#define H_STATE -75

/* H_SET_MODE resources. */
#define SET_MODE_CIABR 1
#define SET_MODE_DAWR0 2
#define SET_MODE_AIL 3
#define SET_MODE_ILE 4

/* H_REGISTER_PROC_TBL flags. */
#define PROC_TABLE_NEW_MASK 0x18
#define PROC_TABLE_NEW 0x18
#define PROC_TABLE_RADIX 0x04
#define PROC_TABLE_GTSE 0x01

/* H_RPT_INVALIDATE: target, type and page size bits. */
#define RPT_ALL_VCPUS 1
#define RPT_NESTED 1
#define RPT_TLB 2
#define RPT_PWC 4
#define RPT_PAT 8
#define RPT_PAGE_4K 1
#define RPT_PAGE_64K 2
#define RPT_PAGE_2M 4
#define RPT_PAGE_ALL (~0UL)

/* Flag of H_GUEST_GET_STATE and H_GUEST_SET_STATE. */
#define GUEST_WIDE 0x8000000000000000
#define CAPABILITY_POWER9 0x4000000000000000
#define CAPABILITY_POWER10 0x2000000000000000
#define CAPABILITY_POWER11 0x1000000000000000

/* H_REGISTER_VPA: functions, and offsets in the area. The yield count is even while the vCPU is dispatched. */
#define VPA_FUNCTION_SHIFT 45
#define VPA_REGISTER 1
#define VPA_DEREGISTER 5
#define VPA_LENGTH 4
#define VPA_YIELD_COUNT 0x100
#define VPA_BYTES_MINIMUM 640

/* Interrupt presentation: the least favoured priority, and the word that H_XIRR gives and H_EOI takes. */
#define PRIORITY_NONE 0xff
#define PRIORITY_SHIFT 24
#define INTERRUPT_SOURCE_MASK 0xffffff
#define INTERRUPT_SOURCE_IPI 2

#define VTY_TERMNO 0x71000000

#define RTAS_DISPLAY_CHARACTER 0x2000
#define RTAS_POWER_OFF 0x2003
#define RTAS_SYSTEM_REBOOT 0x2004
#define RTAS_QUERY_CPU_STOPPED_STATE 0x2005
#define RTAS_START_CPU 0x2006
#define RTAS_STOP_SELF 0x2007

#ifndef __ASSEMBLER__
#include "types.h"
#define HCALL_ARGUMENT_COUNT 9
/* Makes a hypercall. arguments: R4..R12, overwritten with what came back. Returns R3. */
s64 hcall(u64 opcode, u64 arguments[HCALL_ARGUMENT_COUNT]);
/* The same for calls that take at most four arguments and give nothing back but R3. */
s64 hcall4(u64 opcode, u64 a, u64 b, u64 c, u64 d);
/* Calls RTAS through H_RTAS; all its arguments and one status word. Returns the status. */
s32 rtas(u32 token, u32 argument_count, u32 a, u32 b, u32 c);
void power_off(void) __attribute__((noreturn));
#endif

#endif
