/*
 * The v1 API: the L1 keeps a partition table in its memory, hands over two structures at each entry, and loads what
 * they lack into the processor's registers itself.
 */
#include "checks.h"
#include "l1.h"

#define PARTITION_TABLE_ENTRIES 4096
#define PARTITION_TABLE_BYTES (16 * PARTITION_TABLE_ENTRIES)
/* Entries = 2^(PATS + 8). */
#define PATS 4
#define LPID 1
/* Compatibility bits of the PCR: each switches off what the next level brought. */
#define PCR_RESERVED 0x0fffffffffffffe1
#define PCR_ARCH_300 0x10

/* First argument of H_ENTER_NESTED, layout version 2, in the L1's byte order. */
struct hv_guest_state {
    u64 version;            /* 0x00 */
    u32 lpid;               /* 0x08 */
    u32 vcpu_token;         /* 0x0c */
    u64 lpcr;               /* 0x10 */
    u64 pcr;                /* 0x18 */
    u64 amor;               /* 0x20 */
    u64 dpdes;              /* 0x28 */
    u64 hfscr;              /* 0x30 */
    u64 tb_offset;          /* 0x38 */
    u64 dawr0;              /* 0x40 */
    u64 dawrx0;             /* 0x48 */
    u64 ciabr;              /* 0x50 */
    u64 hdec_expiry;        /* 0x58 */
    u64 purr;               /* 0x60 */
    u64 spurr;              /* 0x68 */
    u64 ic;                 /* 0x70 */
    u64 vtb;                /* 0x78 */
    u64 hdar;               /* 0x80 */
    u64 hdsisr;             /* 0x88 */
    u64 heir;               /* 0x90 */
    u64 asdr;               /* 0x98 */
    u64 srr0;               /* 0xa0 */
    u64 srr1;               /* 0xa8 */
    u64 sprg[4];            /* 0xb0 */
    u64 pidr;               /* 0xd0 */
    u64 cfar;               /* 0xd8 */
    u64 ppr;                /* 0xe0 */
    u64 dawr1;              /* 0xe8 */
    u64 dawrx1;             /* 0xf0 */
};

/* Second argument of H_ENTER_NESTED. L0s copy 352 or 384 bytes of it; the tail is nobody's business. */
struct pt_regs {
    u64 gpr[32];            /* 0x000 */
    u64 nip;                /* 0x100 */
    u64 msr;                /* 0x108 */
    u64 orig_gpr3;          /* 0x110 */
    u64 ctr;                /* 0x118 */
    u64 link;               /* 0x120 */
    u64 xer;                /* 0x128 */
    u64 ccr;                /* 0x130 */
    u64 rest[9];            /* 0x138 */
};

_Static_assert(sizeof(struct hv_guest_state) == 248, "layout version 2");
_Static_assert(sizeof(struct pt_regs) == 384, "the larger of the two sizes that L0s copy");

/* Loads the vCPU's registers, calls H_ENTER_NESTED and stores them again. In enter_nested.S. */
s64 enter_nested(struct vcpu *vcpu, struct hv_guest_state *state, struct pt_regs *registers);

static u64 *partition_table;

static u64 get(struct vcpu *vcpu, u32 id) { return *element_storage(vcpu, id); }
static void put(struct vcpu *vcpu, u32 id, u64 value) { *element_storage(vcpu, id) = value; }

static bool probe(void)
{
    partition_table = allocate(PARTITION_TABLE_BYTES, PARTITION_TABLE_BYTES);
    return hcall4(H_SET_PARTITION_TABLE, (u64)partition_table | PATS, 0, 0, 0) == H_SUCCESS;
}

static void write_entry(u64 first, u64 second)
{
    partition_table[2 * LPID + 1] = be64(second);
    partition_table[2 * LPID] = be64(first);
    ptesync();
    if (!scenario(SCENARIO_STALE_TRANSLATION))
        flush_guest(true);
}

static void tables_changed(void)
{
    write_entry(TABLE_HR | TABLE_RTS_52 | TABLE_RPDS_13 | (u64)guest.root,
            TABLE_GR | guest.process_table | guest.process_table_order);
}

static void guest_create_v1(void)
{
    guest.id = LPID;
    tables_changed();
}

static void vcpu_create_v1(struct vcpu *vcpu)
{
    vcpu->hv_guest_state = allocate(sizeof(struct hv_guest_state), 256);
    vcpu->pt_regs = allocate(sizeof(struct pt_regs), 512);
}

static void fill_state(struct vcpu *vcpu, struct hv_guest_state *state, u64 limit, u64 lpcr)
{
    state->version = 2;
    state->lpid = LPID;
    state->vcpu_token = vcpu->id;
    state->lpcr = checks_v1_lpcr(lpcr);
    state->pcr = PCR_RESERVED;
    /* Only POWER9 mode on a newer processor takes anything away. */
    if (options.logical_pvr == LOGICAL_PVR_POWER9 && machine.processor != PROCESSOR_POWER9)
        state->pcr |= PCR_ARCH_300;
    state->amor = ~0UL;
    state->dpdes = vcpu->doorbell || get(vcpu, EL_DPDES);
    vcpu->doorbell = false;
    state->hfscr = get(vcpu, EL_HFSCR);
    state->tb_offset = options.tb_offset;
    state->dawr0 = get(vcpu, EL_DAWR0);
    state->dawrx0 = get(vcpu, EL_DAWRX0);
    state->dawr1 = get(vcpu, EL_DAWR1);
    state->dawrx1 = get(vcpu, EL_DAWRX1);
    state->ciabr = get(vcpu, EL_CIABR);
    state->hdec_expiry = limit;
    state->purr = get(vcpu, EL_PURR);
    state->spurr = get(vcpu, EL_SPURR);
    state->ic = get(vcpu, EL_IC);
    state->vtb = get(vcpu, EL_VTB);
    state->srr0 = get(vcpu, EL_SRR0);
    state->srr1 = get(vcpu, EL_SRR1);
    for (u32 i = 0; i < 4; i++)
        state->sprg[i] = get(vcpu, EL_SPRG0 + i);
    state->pidr = get(vcpu, EL_PIDR);
    state->cfar = get(vcpu, EL_CFAR);
    state->ppr = get(vcpu, EL_PPR);
    state->hdar = state->hdsisr = state->heir = state->asdr = 0;
}

static void store_state(struct vcpu *vcpu, const struct hv_guest_state *state)
{
    /* A doorbell that the L2 has not taken is sent again. One that came while it ran waits in the vCPU already. */
    if (state->dpdes && !scenario(SCENARIO_DOORBELL_OVERWRITTEN))
        vcpu->doorbell = true;
    put(vcpu, EL_DPDES, scenario(SCENARIO_DOORBELL_OVERWRITTEN) ? state->dpdes : 0);
    put(vcpu, EL_HFSCR, state->hfscr);
    put(vcpu, EL_PURR, state->purr);
    put(vcpu, EL_SPURR, state->spurr);
    put(vcpu, EL_IC, state->ic);
    put(vcpu, EL_VTB, state->vtb);
    put(vcpu, EL_SRR0, state->srr0);
    put(vcpu, EL_SRR1, state->srr1);
    for (u32 i = 0; i < 4; i++)
        put(vcpu, EL_SPRG0 + i, state->sprg[i]);
    put(vcpu, EL_PIDR, state->pidr);
    put(vcpu, EL_CFAR, state->cfar);
    put(vcpu, EL_PPR, state->ppr);
    put(vcpu, EL_HDAR, state->hdar);
    put(vcpu, EL_HDSISR, state->hdsisr);
    put(vcpu, EL_HEIR, state->heir);
    put(vcpu, EL_ASDR, state->asdr);
}

static void fill_registers(struct vcpu *vcpu, struct pt_regs *registers)
{
    for (u32 i = 0; i < 32; i++)
        registers->gpr[i] = get(vcpu, EL_GPR(i));
    registers->nip = get(vcpu, EL_NIA);
    registers->msr = get(vcpu, EL_MSR);
    registers->ctr = get(vcpu, EL_CTR);
    registers->link = get(vcpu, EL_LR);
    registers->xer = get(vcpu, EL_XER);
    registers->ccr = get(vcpu, EL_CR);
}

static void store_registers(struct vcpu *vcpu, const struct pt_regs *registers)
{
    for (u32 i = 0; i < 32; i++)
        put(vcpu, EL_GPR(i), registers->gpr[i]);
    put(vcpu, EL_NIA, registers->nip);
    put(vcpu, EL_MSR, registers->msr);
    put(vcpu, EL_CTR, registers->ctr);
    put(vcpu, EL_LR, registers->link);
    put(vcpu, EL_XER, registers->xer);
    put(vcpu, EL_CR, (u32)registers->ccr);
}

/*
 * The processor's decrementer is the L2's from here until the exit; hdec_expiry stands in for the L1's own. An L1
 * never takes the L2's expired decrementer as its own interrupt, because it runs with MSR[EE] clear.
 */
static u64 run(struct vcpu *vcpu, u64 limit, u64 lpcr)
{
    struct hv_guest_state *state = vcpu->hv_guest_state;
    struct pt_regs *registers = vcpu->pt_regs;
    u64 decrementer;
    s64 code;

    fill_state(vcpu, state, limit, lpcr);
    fill_registers(vcpu, registers);
    lock_drop();
    mtspr(SPR_DEC, get(vcpu, EL_DEC_EXPIRY_TB) - timebase());
    code = enter_nested(vcpu, state, registers);
    decrementer = mfspr(SPR_DEC);
    if (!(lpcr & LPCR_LD))
        decrementer = (u64)(s64)(s32)decrementer;
    put(vcpu, EL_DEC_EXPIRY_TB, decrementer + timebase());
    mtspr(SPR_DEC, DECREMENTER_FAR);
    lock_take();
    if (code < 0)
        stop_with("H_ENTER_NESTED", (u64)code);
    store_state(vcpu, state);
    store_registers(vcpu, registers);
    return (u64)code;
}

/* Everything the L1 stores is current between two entries. */
static void fetch(struct vcpu *vcpu, u32 id) { (void)vcpu; (void)id; }
static void fetch_registers(struct vcpu *vcpu) { (void)vcpu; }
static void fetch_all(struct vcpu *vcpu) { (void)vcpu; }
static void send_unlisted(struct vcpu *vcpu) { (void)vcpu; }

static void guest_delete_v1(void)
{
    write_entry(0, 0);
}

const struct api api_v1 = {
    .name = "v1",
    .probe = probe,
    .guest_create = guest_create_v1,
    .vcpu_create = vcpu_create_v1,
    .tables_changed = tables_changed,
    .run = run,
    .fetch = fetch,
    .fetch_registers = fetch_registers,
    .fetch_all = fetch_all,
    .send_unlisted = send_unlisted,
    .guest_delete = guest_delete_v1,
    .reflects_user_hcall = true,
    .copies_memory = true,
    .injects_external = true,
};
