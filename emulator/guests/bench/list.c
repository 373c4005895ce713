/* A chase through a list of records that lie at random over 20 MiB. */
#include "bench.h"
ROUNDS(64)
#define COUNT 327680
struct node {
    struct node *next;
    u64 value;
    u64 rest[6];
};
static struct node nodes[COUNT];
static u32 order[COUNT];
void prepare(void)
{
    u64 state = 88172645463325252UL;

    for (u32 i = 0; i < COUNT; i++)
        order[i] = i;
    for (u32 i = COUNT - 1; i > 0; i--) {
        u32 j = (u32)(next_random(&state) % (i + 1));
        u32 kept = order[i];

        order[i] = order[j];
        order[j] = kept;
    }
    for (u32 i = 0; i < COUNT; i++) {
        nodes[order[i]].next = &nodes[order[(i + 1) % COUNT]];
        nodes[order[i]].value = i;
    }
}
u64 work(u64 sum, u32 first, u32 end)
{
    for (u32 round = first; round < end; round++) {
        struct node *at = &nodes[0];

        for (u32 i = 0; i < COUNT; i++) {
            sum += at->value ^ round;
            at = at->next;
        }
        sum = mix(sum, round);
    }
    return sum;
}
