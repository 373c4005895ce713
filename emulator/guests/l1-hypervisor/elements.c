/* Where each guest state element of a vCPU is stored, and whether what is stored there can be believed. */
#include "l1.h"

_Static_assert(__builtin_offsetof(struct vcpu, vsr) == VCPU_VSR, "assembly relies on it");
_Static_assert(__builtin_offsetof(struct vcpu, doubleword) == VCPU_DOUBLEWORD, "assembly relies on it");
_Static_assert(__builtin_offsetof(struct vcpu, word) == VCPU_WORD, "assembly relies on it");

/* A run of ids with values of one size. Indexes follow one another in the order of the rows. */
static const struct { u16 first, count, bytes; } classes[] = {
    { EL_DOUBLEWORD_FIRST, DOUBLEWORD_COUNT, 8 },
    { EL_WORD_FIRST, WORD_COUNT, 4 },
    { EL_VSR(0), VSR_COUNT, 16 },
    { EL_EXIT_FIRST, EXIT_COUNT, 8 },
};

int element_index(u32 id)
{
    u32 base = 0;

    for (u32 c = 0; c < ARRAY_COUNT(classes); c++) {
        if (id - classes[c].first < classes[c].count)
            return (int)(base + id - classes[c].first);
        base += classes[c].count;
    }
    return -1;
}

u32 element_id(int index)
{
    u32 left = (u32)index;

    for (u32 c = 0; c < ARRAY_COUNT(classes); c++) {
        if (left < classes[c].count)
            return classes[c].first + left;
        left -= classes[c].count;
    }
    return 0;
}

u32 element_bytes(u32 id)
{
    if (id == EL_HEIR && scenario(SCENARIO_HEIR_EIGHT))
        return 8;
    if (id == EL_HDSISR || id == EL_HEIR)
        return 4;
    for (u32 c = 0; c < ARRAY_COUNT(classes); c++)
        if (id - classes[c].first < classes[c].count)
            return classes[c].bytes;
    return 0;
}

u64 *element_storage(struct vcpu *vcpu, u32 id)
{
    if (id >= EL_EXIT_FIRST)
        return &vcpu->exit_info[id - EL_EXIT_FIRST];
    if (id >= EL_WORD_FIRST)
        return &vcpu->word[id - EL_WORD_FIRST];
    return &vcpu->doubleword[id - EL_DOUBLEWORD_FIRST];
}

u64 read_element(struct vcpu *vcpu, u32 id)
{
    int index = element_index(id);

    if (!bitmap_test(vcpu->valid, index)) {
        api->fetch(vcpu, id);
        bitmap_set(vcpu->valid, index);
    }
    return *element_storage(vcpu, id);
}

void write_element(struct vcpu *vcpu, u32 id, u64 value)
{
    int index = element_index(id);

    *element_storage(vcpu, id) = value;
    bitmap_set(vcpu->valid, index);
    bitmap_set(vcpu->dirty, index);
}
