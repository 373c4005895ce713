/* The L2: its creation, its vCPUs taking turns on the L1's one processor, its end. */
#include "checks.h"
#include "l1.h"

#define MMCR0_FREEZE 0x80000000
#define MMCR0_PMCC_EXTENDED 0x200
#define MMCRA_BHRB_DISABLE 0x2000000000
#define CTRL_RUN 1

struct guest guest;

/* Absolute time of the L1's own next timer tick. */
static u64 next_tick;

/* Exits by vector, for the summary that `verbose` asks for. Vectors are multiples of 32. */
#define VECTOR_SPACING 32
static u64 exit_counts[0x1000 / VECTOR_SPACING];

static u32 exits_since_inspection;

static void vcpu_create(u32 id)
{
    struct vcpu *vcpu = allocate(sizeof(*vcpu), 128);

    vcpu->id = id;
    vcpu->state = VCPU_STOPPED;
    vcpu->mfrr = PRIORITY_NONE;
    guest.vcpu[id] = vcpu;
    api->vcpu_create(vcpu);

    for (int i = 0; i < ELEMENT_COUNT; i++) {
        bitmap_set(vcpu->valid, i);
        if (element_id(i) < EL_EXIT_FIRST)
            bitmap_set(vcpu->dirty, i);
    }
    write_element(vcpu, EL_MSR, MSR_SF | MSR_ME);
    write_element(vcpu, EL_LPCR, guest.lpcr);
    write_element(vcpu, EL_AMOR, ~0UL);
    write_element(vcpu, EL_CTRL, CTRL_RUN);
    write_element(vcpu, EL_MMCR0, MMCR0_FREEZE);
    write_element(vcpu, EL_HFSCR, HFSCR_TAR | HFSCR_BHRB | HFSCR_DSCR | HFSCR_VECVSX | HFSCR_FP);
    if (machine.processor != PROCESSOR_POWER9) {
        write_element(vcpu, EL_MMCR0, MMCR0_FREEZE | MMCR0_PMCC_EXTENDED);
        write_element(vcpu, EL_MMCRA, MMCRA_BHRB_DISABLE);
        write_element(vcpu, EL_HFSCR, read_element(vcpu, EL_HFSCR) | HFSCR_PREFIX);
    }
    write_element(vcpu, EL_DEC_EXPIRY_TB, timebase() + DECREMENTER_FAR);
    checks_vcpu_created(vcpu);
}

void guest_create(void)
{
    guest.lpcr = LPCR_DPFD_4 | LPCR_LD | LPCR_GTSE;
    guest.tb_offset_dirty = true;
    guest.logical_pvr_dirty = options.logical_pvr != 0;
    checks_before_guest();
    api->guest_create();
    guest.vcpu_count = options.l2_vcpu_count;
    for (u32 i = 0; i < guest.vcpu_count; i++)
        vcpu_create(i);
}

/* An L2 processor starts in 64-bit big-endian real mode. */
void vcpu_start(struct vcpu *vcpu, u64 entry, u64 argument)
{
    write_element(vcpu, EL_GPR(3), argument);
    write_element(vcpu, EL_GPR(4), 0);
    write_element(vcpu, EL_GPR(5), 0);
    write_element(vcpu, EL_NIA, entry);
    write_element(vcpu, EL_MSR, MSR_SF | MSR_ME);
    vcpu->prodded = false;
    vcpu->state = VCPU_RUNNABLE;
}

/* The earliest time at which a ceded vCPU's decrementer ends its wait; all ones when none is ceded. */
static u64 earliest_wake(void)
{
    u64 earliest = ~0UL;

    for (u32 i = 0; i < guest.vcpu_count; i++)
        if (guest.vcpu[i]->state == VCPU_CEDED && guest.vcpu[i]->wake_tb < earliest)
            earliest = guest.vcpu[i]->wake_tb;
    return earliest;
}

static void wake_expired(void)
{
    u64 now = timebase();

    for (u32 i = 0; i < guest.vcpu_count; i++)
        if (guest.vcpu[i]->state == VCPU_CEDED && now >= guest.vcpu[i]->wake_tb)
            guest.vcpu[i]->state = VCPU_RUNNABLE;
}

static void count_yield(struct vcpu *vcpu)
{
    u8 *count = (u8 *)vcpu->vpa + VPA_YIELD_COUNT;

    if (vcpu->vpa)
        write_be32(count, read_be32(count) + 1);
}

/* One entry into the L2. Returns the exit's vector. */
static u64 enter(struct vcpu *vcpu)
{
    u64 limit = earliest_wake(), lpcr = *element_storage(vcpu, EL_LPCR), vector;

    if (next_tick < limit)
        limit = next_tick;
    if (timebase() >= limit)
        return VECTOR_HDECREMENTER;
    count_yield(vcpu);
    /*
     * MER asks the L0 for an external interrupt as soon as the L2 admits it. It is decided anew for each entry: what is
     * stored may have been fetched from the L0, and then holds the MER of an earlier one.
     */
    if (!scenario(SCENARIO_MER_STUCK))
        lpcr &= ~(u64)LPCR_MER;
    if (external_pending(vcpu)) {
        lpcr |= LPCR_MER;
        if (api->injects_external && read_element(vcpu, EL_MSR) & MSR_EE)
            inject(vcpu, VECTOR_EXTERNAL, 0);
    }
    checks_before_entry();
    vector = api->run(vcpu, limit, lpcr);
    checks_after_exit();
    count_yield(vcpu);
    if (options.inspect_period && ++exits_since_inspection == options.inspect_period) {
        exits_since_inspection = 0;
        api->fetch_all(vcpu);
    }
    if (vector / VECTOR_SPACING < ARRAY_COUNT(exit_counts))
        exit_counts[vector / VECTOR_SPACING]++;
    return vector;
}

/* Time has passed: ticks that are over are over, and so are the waits that ended. */
static void catch_up(void)
{
    while (timebase() >= next_tick)
        next_tick += options.hdec_ticks;
    wake_expired();
}

static struct vcpu *next_runnable(u32 after)
{
    for (u32 i = 1; i <= guest.vcpu_count; i++) {
        struct vcpu *vcpu = guest.vcpu[(after + i) % guest.vcpu_count];

        if (vcpu->state == VCPU_RUNNABLE)
            return vcpu;
    }
    return NULL;
}

static void run_turn(struct vcpu *vcpu)
{
    bool give_way = false;

    while (!give_way && !guest.ended && vcpu->state == VCPU_RUNNABLE) {
        give_way = serve_exit(vcpu, enter(vcpu));
        catch_up();
    }
}

static bool all_stopped(void)
{
    for (u32 i = 0; i < guest.vcpu_count; i++)
        if (guest.vcpu[i]->state != VCPU_STOPPED)
            return false;
    return true;
}

static void print_summary(u64 ticks)
{
    for (u32 i = 0; i < ARRAY_COUNT(exit_counts); i++) {
        if (!exit_counts[i])
            continue;
        print("l1: exits 0x");
        print_hex32(i * VECTOR_SPACING);
        print(" ");
        print_decimal(exit_counts[i]);
        print("\n");
    }
    print("l1: time base ticks ");
    print_decimal(ticks);
    print("\n");
}

void guest_run(void)
{
    u32 last = guest.vcpu_count - 1;
    u64 begun = timebase();

    next_tick = begun + options.hdec_ticks;
    while (!guest.ended && !all_stopped()) {
        struct vcpu *vcpu = next_runnable(last);

        if (vcpu) {
            last = vcpu->id;
            run_turn(vcpu);
        } else {
            sleep_until(earliest_wake());
            catch_up();
        }
    }
    if (options.verbose)
        print_summary(timebase() - begun);
    api->guest_delete();
}
