/* Data that points to itself: a tree that stays balanced, a hash table, a queue by priority, a graph. */
#include "corpus.h"

#define COUNT 90

struct node { struct node *left, *right; u32 key, level; };
struct entry { struct entry *next; u64 key; u32 value; };

static struct node nodes[COUNT + 1];
static struct entry entries[COUNT], *buckets[32];
static u32 used, heap[COUNT + 1], heap_count;
static u8 near[24][24];

static NOINLINE struct node *skewed(struct node *t)
{
    struct node *left = t->left;

    if (!left || left->level != t->level)
        return t;
    t->left = left->right;
    left->right = t;
    return left;
}

static NOINLINE struct node *split(struct node *t)
{
    struct node *right = t->right;

    if (!right || !right->right || right->right->level != t->level)
        return t;
    t->right = right->left;
    right->left = t;
    right->level++;
    return right;
}

static NOINLINE struct node *insert(struct node *t, u32 key)
{
    if (!t) {
        nodes[used] = (struct node){ NULL, NULL, key, 1 };
        return &nodes[used++];
    }
    if (key < t->key)
        t->left = insert(t->left, key);
    else if (key > t->key)
        t->right = insert(t->right, key);
    return split(skewed(t));
}

static NOINLINE u64 visit(const struct node *t, u64 sum, u32 depth)
{
    return t ? visit(t->right, mix(visit(t->left, sum, depth + 1), t->key + depth), depth + 1) : sum;
}

static NOINLINE struct entry *look_up(u64 key, bool adds)
{
    struct entry **at = &buckets[key * 0x9e3779b97f4a7c15 >> 59];

    for (; *at; at = &(*at)->next)
        if ((*at)->key == key)
            return *at;
    if (adds) {
        static u32 taken;

        *at = &entries[taken++];
        (*at)->key = key;
    }
    return *at;
}

static NOINLINE void push(u32 value)
{
    u32 at = ++heap_count;

    for (; at > 1 && heap[at / 2] > value; at /= 2)
        heap[at] = heap[at / 2];
    heap[at] = value;
}

static NOINLINE u32 pop(void)
{
    u32 top = heap[1], last = heap[heap_count--], at = 1;

    while (2 * at <= heap_count) {
        u32 child = 2 * at + (2 * at < heap_count && heap[2 * at + 1] < heap[2 * at]);

        if (heap[child] >= last)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return top;
}

static NOINLINE u64 distances(u64 sum)
{
    u8 distance[24], queue[24];
    u32 head = 0, tail = 0;

    for (u32 i = 0; i < 24; i++)
        distance[i] = 255;
    distance[0] = 0;
    queue[tail++] = 0;
    while (head < tail) {
        u32 from = queue[head++];

        for (u32 to = 0; to < 24; to++)
            if (near[from][to] && distance[to] == 255) {
                distance[to] = (u8)(distance[from] + 1);
                queue[tail++] = (u8)to;
            }
    }
    return mix_bytes(sum, distance, 24);
}

u64 program(void)
{
    u64 sum = 27, state = SEED;
    struct node *root = NULL;

    for (u32 i = 0; i < COUNT; i++) {
        u64 r = next_random(&state);

        root = insert(root, (u32)r % 1000);
        look_up(r % 61, true)->value += i;
        push((u32)(r >> 20) & 0xffff);
        near[r % 24][r / 24 % 24] = near[r / 24 % 24][r % 24] = r % 7 != 0;
    }
    sum = visit(root, sum, 0);
    for (u64 key = 0; key < 70; key++) {
        struct entry *found = look_up(key, false);

        sum = mix(sum, found ? found->value : 1000000);
    }
    while (heap_count)
        sum = mix(sum, pop());
    return distances(sum);
}
