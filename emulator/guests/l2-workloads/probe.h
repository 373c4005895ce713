/* What the parts of l2-probe share. */
#ifndef PROBE_H
#define PROBE_H

#include "workload.h"

#define SECOND 1

/* Starts the second processor in its function, then runs the first's; the second stops when its function returns. */
void run_pair(void (*first)(void), void (*second)(void));
/* Prints "l2-probe: ", the name, the value. */
void report_count(const char *name, u64 value);
void report_value(const char *name, u64 value);
void give_way(void);
/* The text of /chosen bootargs; empty when there is none. */
const char *boot_arguments(u64 device_tree);

/* Interrupts taken, by vector / 0x100, and external ones without a source. */
extern volatile u32 taken[16];
extern volatile u32 spurious;

/* probe_interrupts.c */
void part_ipi(void);
void part_doorbell(void);
void part_doorbell_mapped(void);
void part_doorbell_busy(void);
void part_idle(void);
/* probe_state.c */
void part_registers(void);
void part_boots(void);
void part_area(void);
void part_illegal(void);
void part_clock(void);

#endif
