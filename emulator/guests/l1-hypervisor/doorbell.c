/*
 * Doorbells between the vCPUs of an L2, which are the threads of one core to it. The L1 leaves HFSCR[MSGP] off, so
 * that each of these instructions is an exit, and does in their stead what they ask for.
 */
#include "l1.h"

#define QUADRANT_SHIFT 62
#define KERNEL_QUADRANT 3
#define EFFECTIVE_MASK 0x000fffffffffffff
#define REAL_MASK 0x0fffffffffffffff
#define TABLE_RTS(entry) (((entry) >> 61 & 3) << 3 | ((entry) >> 5 & 7))
#define TABLE_ADDRESS_BITS_BASE 31
#define TABLE_SIZE 0x1f

#define PRIMARY_31 31
#define EXTENDED_MSGSNDP 142
#define EXTENDED_MSGCLRP 174
#define EXTENDED_MFSPR 339
#define MESSAGE_TYPE(rb) ((rb) >> 27 & 0x1f)
#define MESSAGE_THREAD(rb) ((rb) & 0x7f)
#define DOORBELL_TYPE 5

/* The L2's own tree, walked as hardware would. False: something is not there. */
static bool walk(u64 pid, u64 effective_address, u64 *real)
{
    const u8 *entry_at = memory_map_pointer(guest.process_table + 16 * pid, 16);
    u64 entry, shift, bits;

    if (!entry_at)
        return false;
    entry = read_be64(entry_at);
    shift = TABLE_RTS(entry) + TABLE_ADDRESS_BITS_BASE;
    for (;;) {
        bits = entry & TABLE_SIZE;
        if (!bits || bits > shift)
            return false;
        shift -= bits;
        entry_at = memory_map_pointer(
            (entry & PTE_DIRECTORY) + 8 * (effective_address >> shift & ((1UL << bits) - 1)), 8);
        if (!entry_at)
            return false;
        entry = read_be64(entry_at);
        if (!(entry & PTE_VALID))
            return false;
        if (entry & PTE_LEAF) {
            *real = (entry & PTE_RPN & ~((1UL << shift) - 1)) | (effective_address & ((1UL << shift) - 1));
            return true;
        }
    }
}

/* The instruction word at an address of the L2. False: it cannot be read now, and the L2 should try again. */
static bool load_instruction(struct vcpu *vcpu, u64 address, u32 *word)
{
    u64 msr = read_element(vcpu, EL_MSR), real = address & REAL_MASK;
    const u8 *at;

    if (msr & MSR_IR) {
        u64 pid = address >> QUADRANT_SHIFT == KERNEL_QUADRANT ? 0 : read_element(vcpu, EL_PIDR);

        if (api->copies_memory || scenario(SCENARIO_V1_CALL)) {
            u64 arguments[HCALL_ARGUMENT_COUNT] = {
                guest.id, pid, address & EFFECTIVE_MASK, (u64)word, 0, sizeof(*word)
            };

            if (hcall(H_COPY_TOFROM_GUEST, arguments) != H_SUCCESS)
                return false;
            if (!(msr & MSR_LE))
                *word = be32(*word);
            return true;
        }
        if (!walk(pid, address & EFFECTIVE_MASK, &real))
            return false;
    }
    at = memory_map_pointer(real, sizeof(*word));
    if (!at)
        return false;
    *word = msr & MSR_LE ? *(const u32 *)at : read_be32(at);
    return true;
}

/*
 * The request is kept apart from the register DPDES: under v1 what an exit brings back in DPDES replaces what is
 * stored, and the target may be inside its L2 at this moment.
 */
static void send(u64 thread)
{
    struct vcpu *target = thread < guest.vcpu_count ? guest.vcpu[thread] : NULL;

    if (!target)
        return;
    target->uses_doorbells = true;
    if (scenario(SCENARIO_DOORBELL_OVERWRITTEN))
        *element_storage(target, EL_DPDES) = 1;
    else
        target->doorbell = true;
    if (target->state == VCPU_CEDED)
        vcpu_wake(target);
}

bool doorbell_pending(struct vcpu *vcpu)
{
    return vcpu->uses_doorbells && (vcpu->doorbell || read_element(vcpu, EL_DPDES) & 1);
}

bool emulate_doorbell(struct vcpu *vcpu)
{
    u64 nia = read_element(vcpu, EL_NIA), rb;
    u32 word, target;

    if (!load_instruction(vcpu, nia, &word))
        return true;
    if (word >> 26 != PRIMARY_31)
        return false;
    rb = word >> 11 & 31;
    target = word >> 21 & 31;
    switch (word >> 1 & 0x3ff) {
    case EXTENDED_MSGSNDP:
        rb = read_element(vcpu, EL_GPR(rb));
        if (MESSAGE_TYPE(rb) == DOORBELL_TYPE)
            send(MESSAGE_THREAD(rb));
        break;
    case EXTENDED_MSGCLRP:
        rb = read_element(vcpu, EL_GPR(rb));
        if (MESSAGE_TYPE(rb) == DOORBELL_TYPE) {
            vcpu->doorbell = false;
            write_element(vcpu, EL_DPDES, 0);
        }
        break;
    case EXTENDED_MFSPR:
        if (((word >> 16 & 0x1f) | (word >> 6 & 0x3e0)) != SPR_TIR)
            return false;
        write_element(vcpu, EL_GPR(target), vcpu->id);
        break;
    default:
        return false;
    }
    write_element(vcpu, EL_NIA, nia + 4);
    return true;
}
