/* What the parts of the L1 hypervisor know of each other. */
#ifndef L1_H
#define L1_H

#include "console.h"
#include "elements.h"
#include "memory.h"
#include "papr.h"
#include "power.h"
#include "scenario.h"
#include "types.h"

#define L2_VCPU_LIMIT 8
#define CPU_LIMIT 4
/* A time that never comes. */
#define NEVER (~0UL)
#define RUN_INPUT_BYTES 4096
#define ELEMENT_BITMAP_WORDS ((ELEMENT_COUNT + 63) / 64)

/* Sizes of the partition-scoped tree's directories, and of the pages an L2 may be given. */
#define ROOT_TABLE_BYTES 0x10000
#define DIRECTORY_BYTES 0x1000
#define PAGE_4K 0x1000UL
#define PAGE_64K 0x10000UL
#define PAGE_2M 0x200000UL

/* ---- machine.c: the partition the L1 itself runs in ---- */

/* What a property of its processors tells the L1, and the L1 its L2. */
#define FEATURE_BYTES_LIMIT 128

struct feature {
    const char *name;
    u32 length_bytes;               /* 0: the L1 was not told */
    u8 value[FEATURE_BYTES_LIMIT];
};

#define FEATURE_COUNT 6

struct machine {
    u64 memory_bytes;
    u64 timebase_hz;
    u64 initrd_start, initrd_end;
    u32 processor;                  /* upper half of the PVR */
    bool rpt_invalidate;            /* H_RPT_INVALIDATE is offered */
    char bootargs[512];
    struct feature features[FEATURE_COUNT];
};

#define PROCESSOR_POWER9 0x004e
#define PROCESSOR_POWER10 0x0080
#define PROCESSOR_POWER11 0x0082
#define LOGICAL_PVR_POWER9 0x0f000005
#define LOGICAL_PVR_POWER10 0x0f000006
#define LOGICAL_PVR_POWER11 0x0f000007

extern struct machine machine;

void machine_discover(u64 device_tree);
/* The compatibility level of the L1 itself. */
u32 machine_logical_pvr(void);
/* Zero-filled memory that is never given back. alignment is a power of two. Stops the machine when none is left. */
void *allocate(u64 length_bytes, u64 alignment);
/* Waits until the time base reaches expiry, with the processor ceded to the L0 and whatever lock it holds. */
void sleep_until(u64 expiry);
/* Prints "l1: " and the reason and switches the machine off. */
void stop(const char *reason) __attribute__((noreturn));
void stop_with(const char *reason, u64 value) __attribute__((noreturn));

/* ---- options.c: /chosen bootargs ---- */

struct options {
    u64 l2_memory_bytes;            /* l2mem=<MiB> */
    u64 l2_page_bytes;              /* l2pages=4k|64k|2m */
    u32 l2_vcpu_count;              /* l2cpus=<count> */
    u64 hdec_ticks;                 /* hdec=<ticks> */
    u64 tb_offset;                  /* tboffset=<ticks> */
    u64 l2_initrd_bytes;            /* l2initrd=<bytes> */
    u32 cpu_count;                  /* l1cpus=<count>: processors of the L1 that run vCPUs of the L2 */
    u32 inspect_period;             /* inspect=<exits>: all registers are read after so many exits; 0 for never */
    u32 move_after;                 /* move=<exits>: after so many exits the L2 moves to a new guest; 0 for never */
    u32 reboots;                    /* reboots=<count>: how often the L2 may reboot; once more is its end */
    u32 restarts;                   /* restarts=<count>: the same, in a new guest with other memory */
    bool reload;                    /* reload: the API is set up twice, as by a module that is loaded again */
    u32 logical_pvr;                /* compat=p9|p10|p11 */
    bool force_v1;                  /* api=v1 */
    bool verbose;                   /* verbose */
    const char *l2_bootargs;        /* everything behind " -- " */
};

extern struct options options;

void options_parse(char *bootargs);

/* ---- guest.c: the L2 and its vCPUs ---- */

enum vcpu_state { VCPU_STOPPED, VCPU_RUNNABLE, VCPU_CEDED };

struct vcpu {
    /* Register storage; the offsets stand in elements.h. Decrementer expiry is in the L1's time base. */
    u64 vsr[VSR_COUNT][2];          /* high doubleword first */
    u64 doubleword[DOUBLEWORD_COUNT];
    u64 word[WORD_COUNT];
    u64 exit_info[EXIT_COUNT];

    /* Bitmaps over element indexes: which stored values are current, which the L0 has yet to be told. */
    u64 valid[ELEMENT_BITMAP_WORDS];
    u64 dirty[ELEMENT_BITMAP_WORDS];

    u32 id;
    enum vcpu_state state;
    bool prodded;
    u32 cpu;                        /* processor of the L1 that runs it */
    bool pending_decrementer;       /* its decrementer ran out while it was ceded */
    bool doorbell;                  /* one was sent that the L0 was not told of */
    bool uses_doorbells;
    u8 cppr, mfrr;                  /* interrupt presentation: current priority, most favoured request */
    u64 wake_tb;                    /* while ceded: when the decrementer ends the wait */

    u64 vpa;                        /* L1 address; 0 when none is registered */
    u64 vpa_announced;              /* what the L0 was last told */

    void *run_input;                /* v2 */
    void *run_output;
    u64 run_output_bytes;
    void *hv_guest_state;           /* v1 */
    void *pt_regs;
};

struct guest {
    u64 id;                         /* v2 guest id, v1 lpid */
    u8 *memory;                     /* the L2's real address 0 */
    u64 memory_bytes;
    u64 *root;                      /* partition-scoped radix tree */
    u8 *page_filled;                /* one byte per 4 KiB page: holds data, must not be cleared */
    u64 process_table;              /* L2 real address */
    u64 process_table_order;        /* log2 of the table's bytes, minus 12 */
    u64 lpcr;
    u32 logical_pvr;                /* 0 for whatever the host has */
    bool tb_offset_dirty, logical_pvr_dirty;
    bool ended;
    bool rebooting;                 /* it ended in order to begin again */
    u32 vcpu_count;
    struct vcpu *vcpu[L2_VCPU_LIMIT];
};

extern struct guest guest;

/* Creates the L2's guest and vCPUs, and starts the first one at its image. */
void guest_create(void);
/* Runs the L2 until it ends for good, then deletes it. */
void guest_run(void);
/* Runs this processor's vCPUs until the L2 ends, then waits for the next one. With the lock held. */
void guest_run_vcpus(void);
/* The L2 is to stop running, on all processors. */
void guest_end(void);
/* Moves the L2 to a new guest of the same L0. In move.c. */
void guest_move(void);
/* Registers as they are when a processor has just been made. */
void vcpu_reset_registers(struct vcpu *vcpu);
/* Ends the wait of a ceded vCPU. */
void vcpu_wake(struct vcpu *vcpu);
void vcpu_start(struct vcpu *vcpu, u64 entry, u64 argument);

/* An external interrupt waits for the vCPU: somebody requests one that its priority admits. */
static inline bool external_pending(const struct vcpu *vcpu) { return vcpu->mfrr < vcpu->cppr; }

/* ---- cpus.c: the L1's own processors ---- */

static inline u32 this_cpu(void) { return (u32)mfspr(SPR_SPRG2); }
void cpus_start(void);
/* Has a processor look again whether there is something to do. */
void cpu_prod(u32 cpu);
/* Waits, with the lock dropped, until somebody prods this processor or the time base reaches expiry. */
void cpu_wait(u64 expiry);
void lock_take(void);
void lock_drop(void);

/* ---- doorbell.c ---- */

/* Emulates the instruction at the L2's NIA, when it is one about doorbells; false when it is none. */
bool emulate_doorbell(struct vcpu *vcpu);
bool doorbell_pending(struct vcpu *vcpu);

/* Index of an element in the bitmaps, or -1 when a vCPU has no such element. */
int element_index(u32 id);
u32 element_id(int index);
/* Bytes of an element's value on the wire. */
u32 element_bytes(u32 id);
/* Reading fetches the value from the L0 when the stored one is stale; writing marks it dirty and valid. */
u64 read_element(struct vcpu *vcpu, u32 id);
void write_element(struct vcpu *vcpu, u32 id, u64 value);
/* The stored value, however old: for code that keeps valid and dirty itself. Not for VSRs. */
u64 *element_storage(struct vcpu *vcpu, u32 id);

static inline bool bitmap_test(const u64 *bitmap, int index) { return bitmap[index / 64] >> (index % 64) & 1; }
static inline void bitmap_set(u64 *bitmap, int index) { bitmap[index / 64] |= 1UL << (index % 64); }

/* ---- api.c, v1.c, v2.c: the two ways of driving the L0 ---- */

struct api {
    const char *name;
    bool (*probe)(void);
    void (*guest_create)(void);
    void (*vcpu_create)(struct vcpu *vcpu);
    /* The L2's process table changed in guest.process_table. */
    void (*tables_changed)(void);
    /* Enters the L2 until limit (absolute L1 time base). Returns the exit's vector. */
    u64 (*run)(struct vcpu *vcpu, u64 limit, u64 lpcr);
    void (*fetch)(struct vcpu *vcpu, u32 element);
    /* Fetches GPRs, CR, XER, CTR, LR and NIA in one go. */
    void (*fetch_registers)(struct vcpu *vcpu);
    /* Fetches everything there is of the vCPU. */
    void (*fetch_all)(struct vcpu *vcpu);
    /* Sends what a run does not send. */
    void (*send_unlisted)(struct vcpu *vcpu);
    void (*guest_delete)(void);
    bool reflects_user_hcall;       /* the L1 must answer sc 1 from problem state itself */
    bool copies_memory;             /* the L0 reads and writes the L2's memory through its translation */
    bool injects_external;          /* the L1 rewrites registers for an external interrupt that can be taken at once */
};

extern const struct api api_v1, api_v2;
extern const struct api *api;

void api_choose(void);
/* Invalidation of the L2's partition-scoped translations. */
void flush_page(u64 l2_real_address);
void flush_guest(bool tables_changed);

/* ---- memory_map.c: partition-scoped translation ---- */

void memory_map_create(void);
/* Copies into the L2's memory. */
void memory_map_load(u64 l2_real_address, const void *from, u64 file_bytes, u64 memory_bytes);
/* The L1's pointer to L2 memory, or NULL when any of it lies outside. */
void *memory_map_pointer(u64 l2_real_address, u64 length_bytes);
/* Marks what memory_map_pointer gave as written by the L1. */
void memory_map_filled(u64 l2_real_address, u64 length_bytes);
/* Serves HDSI and HISI. False: the address is outside the L2's memory or cannot be repaired. */
bool memory_map_fault(u64 l2_real_address, u64 hdsisr);

/* ---- image.c: the L2's program and device tree ---- */

/* Loads the ELF image from the initrd and builds the device tree. Returns the entry, sets the tree's address. */
u64 image_load(u64 *device_tree);

/* ---- exits.c, calls.c ---- */

/* Delivers an interrupt into the L2 by rewriting SRR0, SRR1, NIA and MSR. */
void inject(struct vcpu *vcpu, u64 vector, u64 srr1_bits);
/* Serves one exit. Returns true when the vCPU should give way to the others. */
bool serve_exit(struct vcpu *vcpu, u64 vector);
bool serve_call(struct vcpu *vcpu);

#endif
