/* What the parts of l2-probe share. */
#ifndef PROBE_H
#define PROBE_H

#include "workload.h"

/* Runs a part on two processors; each runs its function until that returns, the second then stops itself. */
void run_pair(void (*first)(void), void (*second)(void));
/* Prints "l2-probe: ", the name, the value. */
void report_count(const char *name, u64 value);
void give_way(void);
/* The text of /chosen bootargs; empty when there is none. */
const char *boot_arguments(u64 device_tree);

/* What interrupts do; a part counts by vector / 0x100, and says what else is to be done. */
extern volatile u32 taken[16];
extern volatile u32 spurious;

#endif
