/* What the L2 workloads share. */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include "console.h"
#include "memory.h"
#include "papr.h"
#include "power.h"
#include "types.h"

/* What an interrupted program had in its registers; the offsets stand in interrupts.S. */
struct frame {
    u64 gpr[32];            /* gpr[14] to gpr[31] are not stored: the handler, being C, keeps them */
    u64 lr, ctr, xer, cr;
    u64 srr0, srr1;
};

/* Copies the interrupt code to its place and has interrupts taken in the byte order of this program. */
void interrupts_install(void);

/* A workload that installs interrupts defines this. Runs in real mode with interrupts disabled, on its own stack. */
void interrupt(u64 vector, struct frame *frame);

/* The default of what becomes of an interrupt: a line of text and power-off. */
void interrupt_unexpected(u64 vector, const struct frame *frame) __attribute__((noreturn));

/* The checksum all workloads use: order matters, every bit counts. */
static inline u64 mix(u64 sum, u64 value)
{
    sum = (sum ^ value) * 0x9e3779b97f4a7c15UL;
    return sum ^ (sum >> 29);
}

/* A pseudo-random sequence, the same in every run. */
static inline u64 next_random(u64 *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static inline void print_checksum(const char *name, u64 sum)
{
    print(name);
    print(": checksum ");
    print_hex(sum);
    print("\n");
}

#endif
