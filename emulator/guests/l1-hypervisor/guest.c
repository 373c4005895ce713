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

/* Everything is valid, and the L0 has yet to be told all of it. */
void vcpu_reset_registers(struct vcpu *vcpu)
{
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
}

static void vcpu_reset(struct vcpu *vcpu)
{
    vcpu_reset_registers(vcpu);
    vcpu->state = VCPU_STOPPED;
    vcpu->prodded = vcpu->pending_decrementer = vcpu->doorbell = vcpu->uses_doorbells = false;
    vcpu->cppr = 0;
    vcpu->mfrr = PRIORITY_NONE;
    vcpu->vpa = 0;
}

static void vcpu_create(u32 id)
{
    struct vcpu *vcpu = allocate(sizeof(*vcpu), 128);

    vcpu->id = id;
    vcpu->cpu = id % options.cpu_count;
    guest.vcpu[id] = vcpu;
    api->vcpu_create(vcpu);
    vcpu_reset(vcpu);
    checks_vcpu_created(vcpu);
}

static void boot(void)
{
    u64 entry, device_tree;

    entry = image_load(&device_tree);
    vcpu_start(guest.vcpu[0], entry, device_tree);
}

void guest_create(void)
{
    guest.lpcr = LPCR_DPFD_4 | LPCR_LD | LPCR_GTSE;
    guest.tb_offset_dirty = true;
    checks_before_guest();
    /* The L0 refuses a level above the L1's own. */
    if (options.logical_pvr > machine_logical_pvr() && !scenario(SCENARIO_COMPAT_UNCHECKED))
        options.logical_pvr = machine_logical_pvr();
    guest.logical_pvr = options.logical_pvr;
    guest.logical_pvr_dirty = guest.logical_pvr != 0;
    api->guest_create();
    guest.vcpu_count = options.l2_vcpu_count;
    for (u32 i = 0; i < guest.vcpu_count; i++)
        vcpu_create(i);
    boot();
}

/* The L2 begins again: its memory is cleared, its registers and its compatibility level are what they were at first. */
static void guest_reset(void)
{
    options.reboots--;
    memset(guest.memory, 0, guest.memory_bytes);
    memset(guest.page_filled, 0, guest.memory_bytes / PAGE_4K);
    guest.lpcr = LPCR_DPFD_4 | LPCR_LD | LPCR_GTSE;
    guest.process_table = guest.process_table_order = 0;
    guest.logical_pvr = options.logical_pvr;
    /* "Whatever the host has" is 0 here; the L0 wants it by name. */
    if (!guest.logical_pvr && !scenario(SCENARIO_REBOOT_PVR))
        guest.logical_pvr = machine_logical_pvr();
    guest.logical_pvr_dirty = true;
    api->tables_changed();
    for (u32 i = 0; i < guest.vcpu_count; i++)
        vcpu_reset(guest.vcpu[i]);
    boot();
}

/* The same in another guest, which has other memory. */
static void guest_restart(void)
{
    options.restarts--;
    api->guest_delete();
    guest.process_table = guest.process_table_order = 0;
    memory_map_create();
    guest_create();
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
    vcpu_wake(vcpu);
}

void vcpu_wake(struct vcpu *vcpu)
{
    vcpu->state = VCPU_RUNNABLE;
    cpu_prod(vcpu->cpu);
}

void guest_end(void)
{
    guest.ended = true;
    for (u32 i = 0; i < options.cpu_count; i++)
        cpu_prod(i);
}

/* The earliest time at which the decrementer of one of this processor's ceded vCPUs ends its wait, or NEVER. */
static u64 earliest_wake(void)
{
    u64 earliest = NEVER;

    for (u32 i = 0; i < guest.vcpu_count; i++)
        if (guest.vcpu[i]->cpu == this_cpu() && guest.vcpu[i]->state == VCPU_CEDED
            && guest.vcpu[i]->wake_tb < earliest)
            earliest = guest.vcpu[i]->wake_tb;
    return earliest;
}

static void wake_expired(void)
{
    u64 now = timebase();

    for (u32 i = 0; i < guest.vcpu_count; i++) {
        struct vcpu *vcpu = guest.vcpu[i];

        if (vcpu->cpu == this_cpu() && vcpu->state == VCPU_CEDED && now >= vcpu->wake_tb) {
            vcpu->pending_decrementer = true;
            vcpu->state = VCPU_RUNNABLE;
        }
    }
}

/* The decrementer that ended a wait is no longer pending once the L2 has set it anew. Else it could not wait again. */
static void forget_decrementer(struct vcpu *vcpu)
{
    if (vcpu->pending_decrementer && !scenario(SCENARIO_DECREMENTER_PENDING)
        && (s64)(read_element(vcpu, EL_DEC_EXPIRY_TB) - timebase()) > 0)
        vcpu->pending_decrementer = false;
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
    if (external_pending(vcpu) && !(scenario(SCENARIO_PENDING_WITH_EE) && read_element(vcpu, EL_MSR) & MSR_EE)) {
        lpcr |= LPCR_MER;
        if ((api->injects_external || scenario(SCENARIO_REGISTER_INJECTION)) && read_element(vcpu, EL_MSR) & MSR_EE)
            inject(vcpu, VECTOR_EXTERNAL, 0);
    }
    checks_before_entry();
    if (vcpu->doorbell && api == &api_v2) {
        vcpu->doorbell = false;
        write_element(vcpu, EL_DPDES, 1);
    }
    vector = api->run(vcpu, limit, lpcr);
    checks_after_exit();
    count_yield(vcpu);
    forget_decrementer(vcpu);
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

        if (vcpu->cpu == this_cpu() && vcpu->state == VCPU_RUNNABLE)
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
        if (options.move_after && !guest.ended && !--options.move_after)
            guest_move();
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

/* The processors that are not yet out of a guest that ended. */
static u32 processors_inside;

void guest_run_vcpus(void)
{
    u32 last = guest.vcpu_count - 1;

    while (guest.ended || !guest.vcpu_count)
        cpu_wait(NEVER);
    processors_inside++;
    while (!guest.ended) {
        struct vcpu *vcpu = next_runnable(last);

        if (vcpu) {
            last = vcpu->id;
            run_turn(vcpu);
        } else if (all_stopped()) {
            guest_end();
        } else {
            cpu_wait(earliest_wake());
            catch_up();
        }
    }
    processors_inside--;
    cpu_prod(0);
}

static void run_to_end(void)
{
    guest.ended = guest.rebooting = false;
    for (u32 i = 1; i < options.cpu_count; i++)
        cpu_prod(i);
    guest_run_vcpus();
    while (processors_inside)
        cpu_wait(NEVER);
}

void guest_run(void)
{
    u64 begun = timebase();

    next_tick = begun + options.hdec_ticks;
    for (run_to_end(); guest.rebooting; run_to_end()) {
        if (options.restarts)
            guest_restart();
        else
            guest_reset();
    }
    if (options.verbose)
        print_summary(timebase() - begun);
    api->guest_delete();
}
