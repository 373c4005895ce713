#include "checks.h"
#include "l1.h"

struct options options;
enum scenario_id scenario_chosen;

static u64 number(const char *text)
{
    u64 base = 10, value = 0;

    if (text[0] == '0' && text[1] == 'x') {
        base = 16;
        text += 2;
    }
    for (; *text; text++) {
        u64 digit = *text >= 'a' ? (u64)(*text - 'a' + 10) : (u64)(*text - '0');

        if (digit >= base)
            stop("a number in the boot arguments is malformed");
        value = value * base + digit;
    }
    return value;
}

static void choose_scenario(const char *name)
{
#define SCENARIO_NAME(id, text) text,
    static const char *const names[SCENARIO_COUNT] = { SCENARIOS(SCENARIO_NAME) };
#undef SCENARIO_NAME

    for (u32 i = 0; i < SCENARIO_COUNT; i++) {
        if (text_equal(names[i], name)) {
            scenario_chosen = (enum scenario_id)i;
            return;
        }
    }
    stop("no bug of that name");
}

static void choose_compatibility(const char *level)
{
    if (text_equal(level, "p9"))
        options.logical_pvr = LOGICAL_PVR_POWER9;
    else if (text_equal(level, "p10"))
        options.logical_pvr = LOGICAL_PVR_POWER10;
    else if (text_equal(level, "p11"))
        options.logical_pvr = LOGICAL_PVR_POWER11;
    else
        stop("compat= is one of p9, p10, p11");
}

static void choose_page_size(const char *size)
{
    if (text_equal(size, "4k"))
        options.l2_page_bytes = PAGE_4K;
    else if (text_equal(size, "64k"))
        options.l2_page_bytes = PAGE_64K;
    else if (text_equal(size, "2m"))
        options.l2_page_bytes = PAGE_2M;
    else
        stop("l2pages= is one of 4k, 64k, 2m");
}

/* Words that are not known belong to somebody else, as in every kernel's boot arguments. */
static void apply(const char *word)
{
    if (text_starts(word, "l2mem="))
        options.l2_memory_bytes = number(word + 6) << 20;
    else if (text_starts(word, "l2pages="))
        choose_page_size(word + 8);
    else if (text_starts(word, "l2cpus="))
        options.l2_vcpu_count = (u32)number(word + 7);
    else if (text_starts(word, "l2initrd="))
        options.l2_initrd_bytes = number(word + 9);
    else if (text_starts(word, "hdec="))
        options.hdec_ticks = number(word + 5);
    else if (text_starts(word, "tboffset="))
        options.tb_offset = number(word + 9);
    else if (text_starts(word, "compat="))
        choose_compatibility(word + 7);
    else if (text_starts(word, "l1cpus="))
        options.cpu_count = (u32)number(word + 7);
    else if (text_starts(word, "move="))
        options.move_after = (u32)number(word + 5);
    else if (text_starts(word, "reboots="))
        options.reboots = (u32)number(word + 8);
    else if (text_starts(word, "restarts="))
        options.restarts = (u32)number(word + 9);
    else if (text_equal(word, "reload"))
        options.reload = true;
    else if (text_starts(word, "inspect="))
        options.inspect_period = (u32)number(word + 8);
    else if (text_equal(word, "api=v1"))
        options.force_v1 = true;
    else if (text_equal(word, "verbose"))
        options.verbose = true;
    else if (text_starts(word, "bug="))
        choose_scenario(word + 4);
    else
        checks_argument(word);
}

void options_parse(char *bootargs)
{
    char *next = bootargs;

    options.l2_memory_bytes = 16UL << 20;
    options.l2_page_bytes = PAGE_4K;
    options.l2_vcpu_count = 1;
    options.cpu_count = 1;
    options.hdec_ticks = machine.timebase_hz / 100;
    options.l2_bootargs = "";

    while (*next) {
        char *word = next;

        while (*next && *next != ' ')
            next++;
        if (*next)
            *next++ = 0;
        if (text_equal(word, "--")) {
            options.l2_bootargs = next;
            break;
        }
        apply(word);
    }
    if (options.l2_vcpu_count < 1 || options.l2_vcpu_count > L2_VCPU_LIMIT)
        stop("l2cpus= is out of range");
    if (options.cpu_count < 1 || options.cpu_count > CPU_LIMIT)
        stop("l1cpus= is out of range");
    if (options.move_after && options.l2_vcpu_count != 1)
        stop("move= is for an L2 of one processor");
    if (options.l2_memory_bytes < PAGE_2M || options.l2_memory_bytes % PAGE_2M)
        stop("l2mem= must be a multiple of 2");
    if (options.hdec_ticks == 0)
        stop("hdec= must not be 0");
}
