/* What the L1 does when the L2 stops running. */
#include "l1.h"

#define INTERRUPT_AIL_OFFSET 0xc000000000004000
#define AIL_3 3

void inject(struct vcpu *vcpu, u64 vector, u64 srr1_bits)
{
    u64 old_msr = read_element(vcpu, EL_MSR);
    u64 new_msr = MSR_SF | MSR_ME;
    u64 translation = MSR_IR | MSR_DR;

    write_element(vcpu, EL_SRR0, read_element(vcpu, EL_NIA));
    write_element(vcpu, EL_SRR1, (old_msr & ~(u64)SRR1_CLEARED) | srr1_bits);
    if (guest.lpcr & LPCR_ILE)
        new_msr |= MSR_LE;
    if ((guest.lpcr & LPCR_AIL) >> LPCR_AIL_SHIFT == AIL_3 && (old_msr & translation) == translation) {
        new_msr |= translation;
        vector += INTERRUPT_AIL_OFFSET;
    }
    write_element(vcpu, EL_MSR, new_msr);
    write_element(vcpu, EL_NIA, vector);
}

static void report(struct vcpu *vcpu, const char *what, u64 value)
{
    api->fetch_registers(vcpu);
    print("l1: ");
    print(what);
    print(" ");
    print_hex(value);
    print(" in the L2 at nia ");
    print_hex(read_element(vcpu, EL_NIA));
    print(" lr ");
    print_hex(read_element(vcpu, EL_LR));
    print("\n");
    guest_end();
}

static void serve_storage(struct vcpu *vcpu, bool instruction)
{
    u64 status = instruction ? 0 : read_element(vcpu, EL_HDSISR);
    u64 offset = instruction ? read_element(vcpu, EL_NIA) : read_element(vcpu, EL_HDAR);
    /* ASDR's top four bits are undefined, its page offset is not there. */
    u64 address = read_element(vcpu, EL_ASDR) & 0x0ffffffffffff000;

    if (!(status & DSISR_PROCESS_TABLE))
        address |= offset & 0xfff;
    if (!memory_map_fault(address, status))
        report(vcpu, "access outside memory", address);
}

/* Facilities whose registers are only switched once an L2 uses them. */
static void serve_facility(struct vcpu *vcpu)
{
    u64 hfscr = read_element(vcpu, EL_HFSCR);
    u64 cause = hfscr >> HFSCR_CAUSE_SHIFT;

    hfscr &= ~(0xffUL << HFSCR_CAUSE_SHIFT);
    if (cause == HFSCR_CAUSE_PM)
        write_element(vcpu, EL_HFSCR, hfscr | HFSCR_PM);
    else if (cause == HFSCR_CAUSE_EBB)
        write_element(vcpu, EL_HFSCR, hfscr | HFSCR_EBB);
    else if (cause != HFSCR_CAUSE_MSGP || !emulate_doorbell(vcpu))
        inject(vcpu, VECTOR_PROGRAM, SRR1_ILLEGAL);
}

bool serve_exit(struct vcpu *vcpu, u64 vector)
{
    switch (vector) {
    case 0:
    case VECTOR_EXTERNAL:
    case VECTOR_HMAINTENANCE:
    case VECTOR_HDOORBELL:
    case VECTOR_HVIRTUALIZATION:
        return false;
    case VECTOR_HDECREMENTER:
        /* A turn lasts until the L1's timer ticks. */
        return true;
    case VECTOR_SYSTEM_CALL:
        return serve_call(vcpu);
    case VECTOR_HDATA_STORAGE:
        serve_storage(vcpu, false);
        return false;
    case VECTOR_HINST_STORAGE:
        serve_storage(vcpu, true);
        return false;
    case VECTOR_HEMULATION:
        inject(vcpu, VECTOR_PROGRAM, SRR1_ILLEGAL);
        return false;
    case VECTOR_HFACILITY:
        serve_facility(vcpu);
        return false;
    default:
        report(vcpu, "unexpected exit", vector);
        return true;
    }
}
