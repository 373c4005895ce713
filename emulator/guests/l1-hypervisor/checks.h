/*
 * What an L1 does now and then besides running a guest, and what bugs of L0s come to light by. `check=NAME` in the boot
 * arguments chooses one; a correct L0 gets through each, and the guest runs as ever.
 */
#ifndef CHECKS_H
#define CHECKS_H

#include "types.h"

/*
 * Id and name of each:
 *
 * delete-all     begins like a kernel after kexec: what the last one left is deleted
 * flags          asks whether a flag of GET_STATE is known, by using it
 * reserved-bits  sets a bit of the LPCR that an L1 may not choose
 * short-buffer   offers GET_STATE a buffer that ends within its element
 * far-output     registers an output buffer in memory that it has not
 * early-offset   sets the time base offset when there is one vCPU, then adds the others
 * interrupt      has an interrupt of its own arrive before every fourth entry
 * lpes           the same, and sets LPES0 in the LPCR it hands over, as Linux did
 */
#define CHECKS(row) \
    row(CHECK_NONE, "none") \
    row(CHECK_DELETE_ALL, "delete-all") \
    row(CHECK_FLAGS, "flags") \
    row(CHECK_RESERVED_BITS, "reserved-bits") \
    row(CHECK_SHORT_BUFFER, "short-buffer") \
    row(CHECK_FAR_OUTPUT, "far-output") \
    row(CHECK_EARLY_OFFSET, "early-offset") \
    row(CHECK_INTERRUPT, "interrupt") \
    row(CHECK_LPES, "lpes")

#define CHECK_ID(id, name) id,
enum check_id { CHECKS(CHECK_ID) CHECK_COUNT };
#undef CHECK_ID

struct vcpu;

/* Reads a word of the boot arguments: check=, set=, vcpuids=. */
void checks_argument(const char *word);
/* Before there is a guest; after it was created; after one of its vCPUs was; before and after each entry. */
void checks_before_guest(void);
void checks_vcpu_created(struct vcpu *vcpu);
void checks_before_entry(void);
void checks_after_exit(void);
/* Whether the output buffer was registered elsewhere. */
bool checks_register_output(struct vcpu *vcpu);
/* The LPCR that v1 hands over. */
u64 checks_v1_lpcr(u64 lpcr);
/* The id of a vCPU in calls of v2. */
u64 checks_vcpu_id(const struct vcpu *vcpu);

#endif
