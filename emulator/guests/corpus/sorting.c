/* Six ways to sort, with comparisons by pointer. */
#include "corpus.h"

#define COUNT 96

struct record { u32 key; s16 rank; char name[6]; };
typedef s32 (*comparison)(const struct record *, const struct record *);

static struct record records[COUNT], spare[COUNT];
static u32 numbers[COUNT], other[COUNT];

static NOINLINE s32 by_key(const struct record *a, const struct record *b)
{
    return a->key < b->key ? -1 : a->key > b->key;
}
static NOINLINE s32 by_rank(const struct record *a, const struct record *b) { return a->rank - b->rank; }
static NOINLINE s32 by_name(const struct record *a, const struct record *b)
{
    for (u32 i = 0; i < 6; i++)
        if (a->name[i] != b->name[i])
            return (u8)a->name[i] - (u8)b->name[i];
    return 0;
}

static NOINLINE void insertion(struct record *from, u32 count, comparison order)
{
    for (u32 i = 1; i < count; i++) {
        struct record moved = from[i];
        u32 j = i;

        for (; j > 0 && order(&moved, &from[j - 1]) < 0; j--)
            from[j] = from[j - 1];
        from[j] = moved;
    }
}

static NOINLINE void merge(struct record *from, struct record *room, u32 count, comparison order)
{
    u32 half = count / 2, i = 0, j = half, k = 0;

    if (count < 2)
        return;
    merge(from, room, half, order);
    merge(from + half, room, count - half, order);
    while (i < half && j < count)
        room[k++] = order(&from[j], &from[i]) < 0 ? from[j++] : from[i++];
    while (i < half)
        room[k++] = from[i++];
    for (u32 n = 0; n < k; n++)
        from[n] = room[n];
}

static NOINLINE void quick(u32 *from, s64 low, s64 high)
{
    s64 i = low, j = high;
    u32 pivot = from[(low + high) / 2];

    while (i <= j) {
        for (; from[i] < pivot; i++)
            ;
        for (; from[j] > pivot; j--)
            ;
        if (i <= j) {
            u32 kept = from[i];

            from[i++] = from[j];
            from[j--] = kept;
        }
    }
    if (low < j)
        quick(from, low, j);
    if (i < high)
        quick(from, i, high);
}

static NOINLINE void heap(u32 *from, u32 count)
{
    for (u32 start = count / 2, end = count; end > 1;) {
        u32 value, at;

        if (start > 0) {
            value = from[--start];
        } else {
            value = from[--end];
            from[end] = from[0];
        }
        for (at = start; 2 * at + 1 < end;) {
            u32 child = 2 * at + 1;

            child += child + 1 < end && from[child + 1] > from[child];
            if (from[child] <= value)
                break;
            from[at] = from[child];
            at = child;
        }
        from[at] = value;
    }
}

static NOINLINE void radix(u32 *from, u32 *room, u32 count)
{
    for (u32 shift = 0; shift < 32; shift += 8) {
        u16 starts[257] = { 0 };

        for (u32 i = 0; i < count; i++)
            starts[(from[i] >> shift & 0xff) + 1]++;
        for (u32 i = 0; i < 256; i++)
            starts[i + 1] = (u16)(starts[i + 1] + starts[i]);
        for (u32 i = 0; i < count; i++)
            room[starts[from[i] >> shift & 0xff]++] = from[i];
        for (u32 i = 0; i < count; i++)
            from[i] = room[i];
    }
}

static NOINLINE void shell(u32 *from, u32 count)
{
    for (u32 gap = count / 2; gap; gap /= 2)
        for (u32 i = gap; i < count; i++)
            for (u32 j = i; j >= gap && from[j - gap] > from[j]; j -= gap) {
                u32 kept = from[j];

                from[j] = from[j - gap];
                from[j - gap] = kept;
            }
}

static u64 fresh(u64 sum, u64 *state)
{
    for (u32 i = 0; i < COUNT; i++) {
        sum = mix(sum, numbers[i]);
        numbers[i] = (u32)next_random(state) >> (i & 15);
    }
    return sum;
}

u64 program(void)
{
    static const comparison orders[] = { by_key, by_rank, by_name };
    u64 sum = 15, state = SEED;

    for (u32 i = 0; i < COUNT; i++) {
        u64 r = next_random(&state);

        records[i] = (struct record){ (u32)r, (s16)(r >> 32),
            { 'a' + (char)(r >> 48 & 3), 'b' + (char)(r >> 50 & 7), (char)i } };
    }
    for (u32 i = 0; i < ARRAY_COUNT(orders); i++) {
        if (i == 1)
            insertion(records, COUNT / 2, orders[i]);
        merge(records, spare, COUNT, orders[i]);
        for (u32 k = 0; k < COUNT; k++)
            sum = mix(sum, records[k].key + (u64)records[k].rank);
    }
    fresh(sum, &state);
    quick(numbers, 0, COUNT - 1);
    sum = fresh(sum, &state);
    heap(numbers, COUNT);
    sum = fresh(sum, &state);
    radix(numbers, other, COUNT);
    sum = fresh(sum, &state);
    shell(numbers, COUNT);
    return fresh(sum, &state);
}
