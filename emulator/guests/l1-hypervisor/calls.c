/* The hypercalls and RTAS calls the L1 serves to its L2. */
#include "l1.h"

#define VPA_ALIGNMENT 128
#define CIABR_PRIVILEGE 3
#define CIABR_HYPERVISOR 3
#define RTAS_SUCCESS 0
#define RTAS_HARDWARE_ERROR (-1)
#define RTAS_PARAMETER_ERROR (-3)
#define RTAS_CPU_STOPPED 0
#define RTAS_CPU_RUNNING 2
#define EVERY_VCPU (~0UL)

/* Arguments and results of one call: gpr[3] is the number and then the return code. */
struct call {
    struct vcpu *vcpu;
    u64 gpr[13];
    bool give_way;
};

static struct vcpu *find_vcpu(u64 id)
{
    return id < guest.vcpu_count ? guest.vcpu[id] : NULL;
}

/* ---- waiting and waking ---- */

static s64 cede(struct call *call)
{
    struct vcpu *vcpu = call->vcpu;

    write_element(vcpu, EL_MSR, read_element(vcpu, EL_MSR) | MSR_EE);
    if (vcpu->prodded) {
        vcpu->prodded = false;
        return H_SUCCESS;
    }
    if (external_pending(vcpu) || doorbell_pending(vcpu))
        return H_SUCCESS;
    call->give_way = true;
    if (vcpu->pending_decrementer)
        return H_SUCCESS;
    vcpu->wake_tb = read_element(vcpu, EL_DEC_EXPIRY_TB);
    /* A decrementer that has run out is negative: an expiry in the past, in signed arithmetic. */
    if ((s64)(vcpu->wake_tb - timebase()) > 0)
        vcpu->state = VCPU_CEDED;
    return H_SUCCESS;
}

static s64 prod(struct call *call)
{
    struct vcpu *target = find_vcpu(call->gpr[4]);

    if (!target)
        return H_PARAMETER;
    if (target->state == VCPU_CEDED)
        vcpu_wake(target);
    else
        target->prodded = true;
    return H_SUCCESS;
}

static s64 confer(struct call *call)
{
    if (call->gpr[4] != EVERY_VCPU && !find_vcpu(call->gpr[4]))
        return H_PARAMETER;
    call->give_way = true;
    return H_SUCCESS;
}

/* ---- interrupt presentation: one interrupt per vCPU, which other vCPUs or it itself request ---- */

static s64 set_priority(struct call *call)
{
    call->vcpu->cppr = (u8)call->gpr[4];
    return H_SUCCESS;
}

static s64 request_interrupt(struct call *call)
{
    struct vcpu *target = find_vcpu(call->gpr[4]);

    if (!target)
        return H_PARAMETER;
    target->mfrr = (u8)call->gpr[5];
    if (external_pending(target) && target->state == VCPU_CEDED)
        vcpu_wake(target);
    return H_SUCCESS;
}

/* Takes the pending interrupt: its source below, the priority it interrupted on top. */
static s64 accept_interrupt(struct call *call)
{
    struct vcpu *vcpu = call->vcpu;
    u64 priority = vcpu->cppr, source = 0;

    if (external_pending(vcpu)) {
        source = INTERRUPT_SOURCE_IPI;
        vcpu->cppr = vcpu->mfrr;
    }
    call->gpr[4] = priority << PRIORITY_SHIFT | source;
    return H_SUCCESS;
}

static s64 end_interrupt(struct call *call)
{
    call->vcpu->cppr = (u8)(call->gpr[4] >> PRIORITY_SHIFT);
    return H_SUCCESS;
}

/* ---- virtual processor area ---- */

static s64 register_vpa(struct call *call)
{
    u64 function = call->gpr[4] >> VPA_FUNCTION_SHIFT & 7;
    struct vcpu *target = find_vcpu(call->gpr[5]);
    u64 address = call->gpr[6];
    u8 *vpa = memory_map_pointer(address, VPA_BYTES_MINIMUM);
    u32 length;

    if (!target)
        return H_PARAMETER;
    if (function == VPA_DEREGISTER) {
        target->vpa = 0;
        return H_SUCCESS;
    }
    /* Dispatch trace logs and SLB shadows are accepted and never read. */
    if (function != VPA_REGISTER)
        return target->vpa ? H_SUCCESS : H_RESOURCE;
    if (!address || address % VPA_ALIGNMENT || !vpa)
        return H_PARAMETER;
    length = read_be16(vpa + VPA_LENGTH);
    if (length < VPA_BYTES_MINIMUM || length > PAGE_4K - address % PAGE_4K)
        return H_PARAMETER;
    memory_map_filled(address, length);
    write_be32(vpa + VPA_YIELD_COUNT, 1);
    target->vpa = (u64)vpa;
    return H_SUCCESS;
}

/* ---- modes and translation ---- */

static void change_lpcr(u64 mask, u64 value)
{
    guest.lpcr = (guest.lpcr & ~mask) | value;
    for (u32 i = 0; i < guest.vcpu_count; i++)
        write_element(guest.vcpu[i], EL_LPCR, guest.lpcr);
}

static s64 set_mode(struct call *call)
{
    u64 mode = call->gpr[4];

    switch (call->gpr[5]) {
    case SET_MODE_AIL:
        if (mode != 0 && mode != 3)
            return H_P2;
        change_lpcr(LPCR_AIL, mode << LPCR_AIL_SHIFT);
        return H_SUCCESS;
    case SET_MODE_ILE:
        if (mode > 1)
            return H_P2;
        change_lpcr(LPCR_ILE, mode ? LPCR_ILE : 0);
        return H_SUCCESS;
    case SET_MODE_CIABR:
        if (mode)
            return H_P4;
        if ((call->gpr[6] & CIABR_PRIVILEGE) == CIABR_HYPERVISOR)
            return H_P3;
        write_element(call->vcpu, EL_CIABR, call->gpr[6]);
        return H_SUCCESS;
    case SET_MODE_DAWR0:
        if (mode)
            return H_P4;
        write_element(call->vcpu, EL_DAWR0, call->gpr[6]);
        write_element(call->vcpu, EL_DAWRX0, call->gpr[7]);
        return H_SUCCESS;
    default:
        return H_P2;
    }
}

static s64 register_process_table(struct call *call)
{
    u64 flags = call->gpr[4], address = call->gpr[5], order = call->gpr[7];

    if ((flags & PROC_TABLE_NEW_MASK) != PROC_TABLE_NEW || !(flags & PROC_TABLE_RADIX))
        return H_PARAMETER;
    if (order > 24)
        return H_P4;
    if (address % PAGE_4K || !memory_map_pointer(address, 4096UL << order))
        return H_P2;
    guest.process_table = address;
    guest.process_table_order = order;
    change_lpcr(LPCR_GTSE, flags & PROC_TABLE_GTSE ? LPCR_GTSE : 0);
    api->tables_changed();
    return H_SUCCESS;
}

/* The L2's process-scoped translations are cached together with ours: all of them are dropped. */
static s64 rpt_invalidate(struct call *call)
{
    if (call->gpr[6] & RPT_NESTED)
        return H_FUNCTION;
    if (call->gpr[9] < call->gpr[8])
        return H_P5;
    flush_guest(false);
    return H_SUCCESS;
}

/* ---- console and other things that only the L0 has ---- */

static s64 forward(struct call *call, u32 result_count)
{
    u64 arguments[HCALL_ARGUMENT_COUNT];
    s64 code;

    memcpy(arguments, &call->gpr[4], sizeof(arguments));
    code = hcall(call->gpr[3], arguments);
    memcpy(&call->gpr[4], arguments, 8 * result_count);
    return code;
}

static s64 put_term_char(struct call *call)
{
    /* The L2's only terminal is number 0 or the L1's own number. */
    call->gpr[4] = VTY_TERMNO;
    return forward(call, 0);
}

static s64 get_term_char(struct call *call)
{
    call->gpr[4] = VTY_TERMNO;
    return forward(call, 3);
}

static s64 random(struct call *call)
{
    return forward(call, 1) == H_SUCCESS ? H_SUCCESS : H_HARDWARE;
}

/* ---- RTAS: a block of big-endian words: token, argument count, result count, arguments, results ---- */

static s32 rtas_start_cpu(const u32 *arguments)
{
    struct vcpu *target = find_vcpu(be32(arguments[0]));

    if (!target)
        return RTAS_PARAMETER_ERROR;
    if (target->state != VCPU_STOPPED)
        return RTAS_HARDWARE_ERROR;
    vcpu_start(target, be32(arguments[1]), be32(arguments[2]));
    return RTAS_SUCCESS;
}

static s32 rtas_query_cpu(const u32 *arguments, u32 *results)
{
    struct vcpu *target = find_vcpu(be32(arguments[0]));

    if (!target)
        return RTAS_PARAMETER_ERROR;
    results[1] = be32(target->state == VCPU_STOPPED ? RTAS_CPU_STOPPED : RTAS_CPU_RUNNING);
    return RTAS_SUCCESS;
}

static s64 call_rtas(struct call *call)
{
    u32 *block = memory_map_pointer(call->gpr[4], 12);
    u32 argument_count, result_count, *results;
    s32 status = RTAS_SUCCESS;

    if (!block)
        return H_PARAMETER;
    argument_count = be32(block[1]);
    result_count = be32(block[2]);
    if (argument_count > 16 || result_count > 16
        || !memory_map_pointer(call->gpr[4], 4 * (3 + argument_count + result_count)))
        return H_PARAMETER;
    results = block + 3 + argument_count;

    switch (be32(block[0])) {
    case RTAS_SYSTEM_REBOOT:
        guest.rebooting = options.reboots || options.restarts;
        guest_end();
        break;
    case RTAS_POWER_OFF:
        guest_end();
        break;
    case RTAS_DISPLAY_CHARACTER:
        if (argument_count == 1)
            print_char((char)be32(block[3]));
        break;
    case RTAS_START_CPU:
        status = argument_count == 3 ? rtas_start_cpu(block + 3) : RTAS_PARAMETER_ERROR;
        break;
    case RTAS_QUERY_CPU_STOPPED_STATE:
        status = argument_count == 1 && result_count == 2
            ? rtas_query_cpu(block + 3, results) : RTAS_PARAMETER_ERROR;
        break;
    case RTAS_STOP_SELF:
        call->vcpu->state = VCPU_STOPPED;
        call->give_way = true;
        break;
    default:
        status = RTAS_PARAMETER_ERROR;
        break;
    }
    if (result_count)
        results[0] = be32((u32)status);
    memory_map_filled(call->gpr[4], 4 * (3 + argument_count + result_count));
    return H_SUCCESS;
}

/* ---- dispatch ---- */

/*
 * Calls a full host would serve in its kernel write back R3 alone, or R3 and R4. Those it would hand to a program
 * above it write back R3 to R12.
 */
static const struct {
    u64 opcode;
    u32 last_written;
    s64 (*serve)(struct call *call);
} rows[] = {
    { H_GET_TERM_CHAR, 12, get_term_char },
    { H_PUT_TERM_CHAR, 12, put_term_char },
    { H_EOI, 3, end_interrupt },
    { H_CPPR, 3, set_priority },
    { H_IPI, 3, request_interrupt },
    { H_XIRR, 4, accept_interrupt },
    { H_REGISTER_VPA, 3, register_vpa },
    { H_CEDE, 3, cede },
    { H_CONFER, 3, confer },
    { H_PROD, 3, prod },
    { H_RANDOM, 4, random },
    { H_SET_MODE, 12, set_mode },
    { H_REGISTER_PROC_TBL, 12, register_process_table },
    { H_RPT_INVALIDATE, 3, rpt_invalidate },
    { H_RTAS, 12, call_rtas },
};

bool serve_call(struct vcpu *vcpu)
{
    struct call call = { .vcpu = vcpu };
    u32 last_written = 12;
    s64 code = H_FUNCTION;

    if ((api->reflects_user_hcall || scenario(SCENARIO_MSR_READ)) && read_element(vcpu, EL_MSR) & MSR_PR) {
        inject(vcpu, VECTOR_PROGRAM, SRR1_PRIVILEGED);
        return false;
    }
    for (u32 n = 3; n <= 12; n++)
        call.gpr[n] = read_element(vcpu, EL_GPR(n));
    for (u32 i = 0; i < ARRAY_COUNT(rows); i++) {
        if (rows[i].opcode == call.gpr[3]) {
            last_written = rows[i].last_written;
            code = rows[i].serve(&call);
            break;
        }
    }
    write_element(vcpu, EL_GPR(3), (u64)code);
    for (u32 n = 4; n <= last_written; n++)
        write_element(vcpu, EL_GPR(n), call.gpr[n]);
    return call.give_way;
}
