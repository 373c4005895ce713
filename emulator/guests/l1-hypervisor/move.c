/*
 * Moves the L2 to a new guest of the same L0, as a migration would: everything is read out, register by register,
 * the guest is deleted, another one is created and everything is written to it. Its memory stays where it is.
 */
#include "l1.h"

static u64 stream[ELEMENT_COUNT];

/* Whether a register is part of what moves. */
static bool is_moved(u32 id)
{
    if (id == EL_DEXCR || id == EL_HASHKEYR || id == EL_HASHPKEYR)
        return !scenario(SCENARIO_DEXCR_LOST);
    /* The first two can only be written; the third is always all ones. Vectors move in place. */
    return id != EL_HDEC_EXPIRY_TB && id != EL_PPR && id != EL_AMOR && id < EL_VSR(0);
}

static u64 get_register(struct vcpu *vcpu, u32 id)
{
    if (id == EL_SDAR && scenario(SCENARIO_PMU_FIELDS))
        id = EL_SIAR;
    return read_element(vcpu, id);
}

static void set_register(struct vcpu *vcpu, u32 id, u64 value)
{
    if (id == EL_MMCR3 && scenario(SCENARIO_PMU_FIELDS))
        value = get_register(vcpu, id);
    else
        write_element(vcpu, id, value);
}

static void save(struct vcpu *vcpu)
{
    api->fetch_all(vcpu);
    for (int i = 0; i < ELEMENT_COUNT; i++)
        if (is_moved(element_id(i)))
            stream[i] = get_register(vcpu, element_id(i));
}

static void restore(struct vcpu *vcpu)
{
    memset(vcpu->doubleword, 0, sizeof(vcpu->doubleword));
    memset(vcpu->word, 0, sizeof(vcpu->word));
    vcpu_reset_registers(vcpu);
    for (int i = 0; i < ELEMENT_COUNT; i++)
        if (is_moved(element_id(i)))
            set_register(vcpu, element_id(i), stream[i]);
    vcpu->vpa_announced = 0;
}

/* Only while one processor runs one vCPU: there is one stream, and nobody else may be inside the guest. */
void guest_move(void)
{
    struct vcpu *vcpu = guest.vcpu[0];

    save(vcpu);
    api->guest_delete();
    api->guest_create();
    guest.tb_offset_dirty = true;
    guest.logical_pvr_dirty = guest.logical_pvr != 0;
    api->vcpu_create(vcpu);
    restore(vcpu);
    if (!scenario(SCENARIO_CFAR_LOST))
        api->send_unlisted(vcpu);
}
